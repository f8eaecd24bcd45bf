"""The text format of Prometheus, version 0.0.4. Written by hand: it is lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, or one for each of several labels."""

    name: str
    kind: Literal["gauge", "counter"]
    about: str
    samples: tuple[Sample, ...]


def exposition(metrics: Iterable[Metric]) -> str:
    """The figures as text.

    >>> print(exposition([Metric("up", "gauge", "Whether.", (({"name": 'a"b'}, 1.0), ({}, 2.5)))]), end="")
    # HELP up Whether.
    # TYPE up gauge
    up{name="a\\"b"} 1
    up 2.5
    """
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.about}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for labels, value in metric.samples:
        told = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        yield f"{metric.name}{{{told}}} {value:.15g}" if told else f"{metric.name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

"""Figures for a monitoring system, in the text format of Prometheus, version 0.0.4. Written by hand: it is lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response

from hub.records import Filters
from hub.web.coverage import SourceLine, source_lines, totals
from hub.web.naming import agencies_by_slug
from hub.web.ports import Store
from hub.web.problems import Missing
from hub.web.visit import Here

router = APIRouter(include_in_schema=False)

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
# who reads the change log at its own pace
CONSUMERS = ("index", "publish")

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, or one for each of several labels."""

    name: str
    kind: Literal["gauge", "counter"]
    about: str
    samples: tuple[Sample, ...]


@router.get("/metrics")
def metrics(visit: Here) -> Response:
    """How the hub is doing, as figures; not there when the setting METRICS is off."""
    if not visit.parts.settings.metrics:
        raise Missing
    text = exposition(figures(visit.parts.store, visit.now))
    return Response(text, media_type=TEXT_FORMAT, headers={"Cache-Control": "no-store"})


def figures(store: Store, now: datetime) -> Iterator[Metric]:
    """All figures of the hub at this moment."""
    lines = source_lines(store.sources, agencies_by_slug(store.sources))
    newest = store.changes.newest()
    states = tuple(({"state": state}, float(count)) for state, count in totals(lines))
    there, gone = (store.notices.count(each) for each in (Filters(withdrawn="exclude"), Filters(withdrawn="only")))
    kept: tuple[Sample, ...] = (({"withdrawn": "false"}, there), ({"withdrawn": "true"}, gone))
    lag = tuple(({"consumer": name}, float(newest - store.changes.consumed(name))) for name in CONSUMERS)
    yield Metric("daumoi_sources", "gauge", "Sources that are not retired, by state.", states)
    yield Metric("daumoi_notices", "gauge", "Notices kept.", kept)
    yield Metric("daumoi_files", "gauge", "Files of notices, by state and reason.", tuple(_files(store)))
    yield Metric("daumoi_changes_total", "counter", "Lines of the change log.", (({}, float(newest)),))
    yield Metric("daumoi_consumer_lag_changes", "gauge", "Changes a consumer has not worked off.", lag)
    about = "Seconds since a source was last read without an error."
    yield Metric("daumoi_source_last_ok_age_seconds", "gauge", about, tuple(_ages(lines, now)))


def _files(store: Store) -> Iterator[Sample]:
    counts: Counter[tuple[str, str | None]] = Counter()
    for of_source in store.notices.file_counts().values():
        counts.update(of_source)
    for (state, reason), count in sorted(counts.items(), key=str):
        yield {"state": state, "reason": reason or ""}, float(count)


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


def _ages(lines: Iterable[SourceLine], now: datetime) -> Iterator[Sample]:
    for line in lines:
        if line.last_ok:
            yield {"source": line.slug}, max((now - line.last_ok).total_seconds(), 0.0)

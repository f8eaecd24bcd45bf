"""How each source is doing, as figures: a handful of series a source, whatever it publishes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Literal

from hub.records import SourceState
from hub.web.exposition import Metric, Sample

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
BOUNDS = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY)
WINDOW = timedelta(days=30)  # so that a source that publishes once a week has something to say

Figure = Callable[[SourceState], float | None]


def source_figures(states: Sequence[SourceState], now: datetime) -> Iterator[Metric]:
    """What is known of each source; a figure that is not known of one is left out."""

    def age(moment: datetime | None) -> float | None:
        return None if moment is None else max((now - moment).total_seconds(), 0.0)

    about = "Seconds since a source was last read without an error."
    yield _of_each("last_ok_age_seconds", "gauge", about, states, lambda state: age(state.last_ok))
    about = "Seconds since a source was last tried."
    yield _of_each("last_try_age_seconds", "gauge", about, states, lambda state: age(state.last_try))
    about = "Seconds by which the next visit of a source is late."
    yield _of_each("due_late_seconds", "gauge", about, states, lambda state: age(state.next_due))
    about = "Visits that read a source without an error."
    yield _of_each("visits_total", "counter", about, states, lambda state: float(state.collections))
    about = "Visits in a row that failed."
    yield _of_each("failures", "gauge", about, states, lambda state: float(state.failures))
    about = "Notices that a source brought."
    yield _of_each("notices_total", "counter", about, states, lambda state: float(state.items))
    failing = tuple(({"source": state.source, "code": state.error}, 1.0) for state in states if state.error)
    yield Metric("daumoi_source_error", "gauge", "The error that a source is in; one for each that is.", failing)


def lag_figure(lags: Mapping[str, Sequence[int]]) -> Metric:
    """How many notices came within so many seconds of their publication; the form of histogram_quantile."""
    about = "Notices of 30 days first seen within so many seconds (le) of their publication, where its hour is told."
    return Metric("daumoi_source_lag_notices", "gauge", about, tuple(_cumulated(lags)))


def _of_each(
    name: str, kind: Literal["gauge", "counter"], about: str, states: Sequence[SourceState], figure: Figure
) -> Metric:
    told = ((state.source, figure(state)) for state in states)
    return Metric(
        f"daumoi_source_{name}",
        kind,
        about,
        tuple(({"source": slug}, value) for slug, value in told if value is not None),
    )


def _cumulated(lags: Mapping[str, Sequence[int]]) -> Iterator[Sample]:
    names = (*(f"{bound:.15g}" for bound in BOUNDS), "+Inf")
    for slug, counts in sorted(lags.items()):
        for le, count in zip(names, accumulate(counts), strict=True):
            yield {"source": slug, "le": le}, float(count)

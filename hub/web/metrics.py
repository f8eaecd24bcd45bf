"""Figures for a monitoring system: the hub as a whole here, each source by `source_figures`."""

from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Response

from hub.records import CONSUMERS, Filters
from hub.web.coverage import source_lines, totals
from hub.web.exposition import TEXT_FORMAT, Metric, Sample, exposition
from hub.web.naming import agencies_by_slug
from hub.web.ports import Store
from hub.web.problems import Missing
from hub.web.source_figures import BOUNDS, WINDOW, lag_figure, source_figures
from hub.web.visit import Here

router = APIRouter(include_in_schema=False)


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
    known = store.sources.states()
    active = [known[line.slug] for line in lines if line.slug in known and line.state != "paused"]
    yield from source_figures(active, now)
    yield lag_figure(store.lags.within(now - WINDOW, BOUNDS))


def _files(store: Store) -> Iterator[Sample]:
    for (state, reason), count in sorted(store.notices.file_totals().items(), key=str):
        yield {"state": state, "reason": reason or ""}, float(count)

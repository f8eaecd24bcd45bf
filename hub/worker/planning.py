"""What is due now: read from the store, thought over by the watch, and led back where it had gone astray."""

import logging
from datetime import datetime, timedelta

from hub.records import Source
from hub.watch.health import LONGEST_WAIT
from hub.watch.schedule import SKEW, plan
from hub.wiring import Parts

log = logging.getLogger("daumoi.worker")


def due_sources(parts: Parts, now: datetime) -> list[Source]:
    """The active sources to visit now, those never tried first, then the longest overdue.

    Due times that a wrong clock or a long sleep led astray are moved; of two workers that do so one is heard.
    """
    sources = parts.store.sources
    states = sources.unsettled(now, SKEW, timedelta(seconds=LONGEST_WAIT))
    if not states:
        return []
    active = {source.slug: source for source in sources.sources("active")}
    every = {slug: source.every or parts.settings.every for slug, source in active.items()}
    known = [(state, every[state.source]) for state in states if state.source in every]
    moves = plan(known, now, len(active))
    if moves.astray:
        moved = sources.replan(moves.astray)
        log.info("%d due times had gone astray and were spread over an interval", len(moved))
    return [active[slug] for slug in moves.due]

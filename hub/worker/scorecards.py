"""The scorecards kept up, some agencies at a time. What they count is decided in `hub/watch/scorecard.py`."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import date
from itertools import islice

from hub.records import Agency
from hub.watch.scorecard import is_to_be_counted, months_to_count, next_month
from hub.wiring import Parts
from hub.worker.consuming import leased

LEASE = "scorecards"
A_TURN = 2  # months of agencies counted in one go: a tenth of a second each with a thousand notices and ten sources

log = logging.getLogger("daumoi.worker")


async def keep_scorecards(parts: Parts) -> bool:
    """Count what is to be counted now, some of it at a time; False where another process is at it."""
    async with leased(parts, LEASE) as ours:
        if ours:
            await asyncio.to_thread(count_some, parts)
    return ours


def count_some(parts: Parts, most: int = A_TURN) -> int:
    """Count a few agencies' months, those of the present first; how many."""
    due = list(islice(_due(parts), most))
    parts.store.scorecards.save([parts.scorecard(agency, month) for agency, month in due])
    if due:
        log.info("counted the scorecards of %d months of agencies", len(due))
    return len(due)


def _due(parts: Parts) -> Iterator[tuple[Agency, date]]:
    now, deadlines = parts.clock(), parts.deadlines
    agencies, since = parts.store.sources.agencies(), _watched_since(parts)
    for month in months_to_count(now):
        known = {card.agency: card for card in parts.store.scorecards.of_month(month)}
        for agency in agencies:
            was_watched = since.get(agency.slug, date.max) < next_month(month)
            if was_watched and is_to_be_counted(month, known.get(agency.slug), deadlines, now):
                yield agency, month


def _watched_since(parts: Parts) -> dict[str, date]:
    """By agency, since when any of its sources was collected."""
    known = parts.store.scorecards.watched_since()
    first: dict[str, date] = {}
    for source in parts.store.sources.sources():
        if source.slug in known:
            first[source.agency] = min(known[source.slug], first.get(source.agency, known[source.slug]))
    return first

"""One visit of one source: what it says is read, its files are fetched, and what it comes to is left to be written."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from hub.errors import FetchError, LeaseLost, ReadError
from hub.intake.ending import Ending
from hub.intake.files import WantedFiles
from hub.intake.ingest import Ingest
from hub.intake.ports import Writer
from hub.records import ArticleRule, Lease, Memory, PageRead, Source, SourceState, Tally, Validators
from hub.watch.health import failed_internally, state_after
from hub.watch.revisit import next_check
from hub.wiring import Parts
from hub.worker.desk import Desk
from hub.worker.files import fetch_files
from spiders.client import Client
from spiders.collect import collect
from spiders.discover import Discovery, worth_collecting
from spiders.visit import Visit

ROWS = 100  # that are stored in one go, which holds up the loop for as long

log = logging.getLogger("daumoi.worker")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one collection of one source begins with, and when."""

    source: Source
    state: SourceState
    memory: Memory
    lease: Lease
    at: datetime

    def every(self, parts: Parts) -> float:
        """Seconds between two visits of the source."""
        return self.source.every or parts.settings.every


async def collect_source(parts: Parts, client: Client, turn: Turn, desk: Desk) -> Ending | None:
    """Collect one source now and store what it says; None where another process has taken it over."""
    try:
        return await _collect(parts, client, turn, desk)
    except LeaseLost as lost:
        log.warning("%s", lost)
        return None
    except Exception as error:  # the last wall: a fault of ours in one source must not stop the others
        log.exception("collecting %s failed", turn.source.slug)
        return failed_ending(parts, turn, fault(parts, turn, error))


async def _collect(parts: Parts, client: Client, turn: Turn, desk: Desk) -> Ending:
    store, every = parts.store, turn.every(parts)
    try:
        source = turn.source if turn.source.addresses else await _with_addresses(parts, client, turn.source)
    except (FetchError, ReadError) as error:
        return failed_ending(parts, turn, Tally(turn.source.slug, turn.at, error=error.code, detail=error.detail))
    ingest = Ingest(
        store,
        source,
        turn.memory,
        turn.at,
        catching_up=turn.state.collections == 0 or is_unfinished(turn.memory),
        next_check=lambda first_seen, listed: next_check(first_seen, turn.at, every, listed=listed),
        lease=turn.lease,
    )
    wanted = WantedFiles(store.notices, source, turn.memory, turn.at)
    async with aclosing(collect(source, turn.memory, client, parts.children)) as events:
        async for event in events:
            parts.checkpoint("after_fetch")
            if isinstance(event, PageRead):
                if event.learned:
                    keep_rule(parts, source, event.learned)
                files = await fetch_files(parts, client, source, wanted.of_page(event), event.fetch)
                await desk.take(ingest, event, files)
            else:
                for first in range(ROWS, len(event.items), ROWS):
                    rows = event.items[first : first + ROWS]
                    ingest.take_rows(rows, await fetch_files(parts, client, source, wanted.of_items(rows)))
                    await asyncio.sleep(0)
                rows = event.items[:ROWS]
                files = await fetch_files(parts, client, source, wanted.of_items(rows))
                ingest.take_address(replace(event, items=rows) if event.items[ROWS:] else event, files)
            await asyncio.sleep(0)  # what is read is stored on the loop: let the others breathe
    return ingest.finish(lambda tally: state_after(turn.state, tally, every, ingest.set_aside))


async def _with_addresses(parts: Parts, client: Client, source: Source) -> Source:
    """A source of which only the homepage is known, with what is found there; kept, so that it is looked for once."""
    visit = Visit(source, Memory(), client, parts.children)
    offers = worth_collecting(await Discovery(visit).offers(source.homepage))
    if not offers:
        raise ReadError("not_a_listing", "Nothing that can be collected was found at the homepage.")
    article = next((offer.article for offer in offers if offer.article), source.article)
    addresses = tuple(offer.address for offer in offers)
    found = replace(source, addresses=addresses, date_order=offers[-1].date_order, article=article)
    parts.store.sources.save_source(found)
    return found


def keep_rule(parts: Parts, source: Source, rule: ArticleRule) -> None:
    """Remember how a source builds its articles; it is the source as the catalogue has it by now that learns it."""
    known = parts.store.sources.source(source.slug) or source
    parts.store.sources.save_source(replace(known, article=rule))


def is_unfinished(memory: Memory) -> bool:
    """Whether an address was read, and left something over: what is read of it now is no news of today."""
    return Validators() in memory.validators.values()


def fault(parts: Parts, turn: Turn, error: Exception) -> Tally:
    """What a collection came to that a fault of ours ended."""
    return failed_internally(turn.source.slug, parts.clock(), f"{type(error).__name__}: {error}")


def failed_ending(parts: Parts, turn: Turn, tally: Tally) -> Ending:
    """The fault, to be kept in the source's state."""

    def write(writer: Writer) -> Tally:
        writer.save_tally(tally)
        writer.save_state(state_after(turn.state, tally, turn.every(parts)))
        return tally

    return Ending(write, lease=turn.lease)

"""One visit of one source: what it says is read, its files are fetched, and what it comes to is left to be written."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from hub.errors import FetchError, LeaseLost, ReadError
from hub.intake.ending import Ending, and_then
from hub.intake.files import WantedFiles
from hub.intake.ingest import Ingest
from hub.intake.ports import Writer
from hub.push.trust import is_reachable
from hub.records import (
    AddressRead,
    Attachment,
    Fetch,
    Item,
    Lease,
    Memory,
    PageRead,
    Source,
    SourceState,
    Subscription,
    Tally,
    Validators,
)
from hub.watch.health import failed_internally, state_after
from hub.watch.revisit import next_check
from hub.wiring import Parts
from hub.worker.desk import Desk
from hub.worker.files import fetch_files
from hub.worker.moving import Moving
from hub.worker.offers import Offers
from hub.worker.rhythms import Rhythms
from hub.worker.sights import Sights
from hub.worker.silences import Silences
from hub.worker.whereabouts import follow, found, keep_article_rule, keep_rule
from spiders.client import Client
from spiders.collect import collect
from spiders.trying import Persistent
from spiders.visit import Fetcher

ROWS = 100  # that are stored in one go, which holds up the loop for as long

log = logging.getLogger("daumoi.worker")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one collection of one source begins with, and when; `recheck`: all that is known of it is looked at."""

    source: Source
    state: SourceState
    memory: Memory
    lease: Lease
    at: datetime
    rhythms: Rhythms
    silences: Silences
    subscriptions: tuple[Subscription, ...] = ()
    recheck: bool = False

    def planned(self, state: SourceState, asked: float | None) -> SourceState:
        """The state after this visit with the next one planned; servers `asked` to be left alone for so long."""
        return self.rhythms.plan(state, self.source, asked)

    def every(self, parts: Parts) -> float:
        """Seconds between two visits of the source."""
        return self.source.every or parts.settings.every


async def collect_source(parts: Parts, client: Client, turn: Turn, desk: Desk) -> Ending | None:
    """Collect one source now and store what it says; None where another process has taken it over."""
    try:
        return await _collect(parts, Persistent(client), turn, desk)
    except LeaseLost as lost:
        log.warning("%s", lost)
        return None
    except Exception as error:  # the last wall: a fault of ours in one source must not stop the others
        log.exception("collecting %s failed", turn.source.slug)
        return failed_ending(parts, turn, fault(parts, turn, error))


async def _collect(parts: Parts, client: Fetcher, turn: Turn, desk: Desk) -> Ending:
    store, every, source = parts.store, turn.every(parts), turn.source
    try:
        source = source if source.addresses else await found(parts, client, source, turn.state.collections)
    except (FetchError, ReadError) as error:
        return failed_ending(parts, turn, Tally(source.slug, turn.at, error=error.code, detail=error.detail))
    ingest = Ingest(
        store,
        source,
        turn.memory,
        turn.at,
        catching_up=turn.state.collections == 0 or is_unfinished(turn.memory),
        next_check=lambda first_seen, listed: next_check(first_seen, turn.at, every, listed=listed),
        lease=turn.lease,
    )
    turn = turn if turn.source is source else replace(turn, source=source)
    sights, moving = Sights(store, turn.state, turn.memory, turn.at), Moving(store, source, turn.memory, turn.at)
    wanted = WantedFiles(store.notices, source, turn.memory, turn.at, thoroughly=turn.recheck)
    offers = offers_of(parts, turn)
    codes = await Round(parts, client, turn, desk, ingest, wanted, sights, moving, offers).walk()
    if set(codes.values()) - {None, turn.state.error}:  # a fault that is told already was looked into then
        await follow(parts, client, source, turn.memory, codes)

    def after(tally: Tally) -> SourceState:
        answered = ingest.answered or sights.is_partly_read
        silent = turn.silences.finding(turn.state, turn.at, is_new=tally.new > 0)
        found = sights.finding(silent)
        state = state_after(turn.state, tally, every, ingest.set_aside, answered=answered, finding=found)
        return turn.planned(moving.shown(state), tally.wait)

    ending = ingest.finish(after)
    ending = and_then(ending, sights.write) if sights.has_learned else ending
    ending = and_then(ending, moving.write) if moving.has_changed else ending
    return offers.end(ending)


def offers_of(parts: Parts, turn: Turn) -> Offers:
    """What is to become of the source's hubs in this visit."""
    reachable = is_reachable(parts.settings.base_url, parts.settings.allow_networks)
    return Offers(turn.source, turn.subscriptions, turn.state.last_try, turn.at, reachable=reachable)


@dataclass(frozen=True, slots=True)
class Round:
    """The walk through all that a source says, and who hears of it: intake, files, sights, moves."""

    parts: Parts
    client: Fetcher
    turn: Turn
    desk: Desk
    ingest: Ingest
    wanted: WantedFiles
    sights: Sights
    moving: Moving
    offers: Offers

    async def walk(self) -> dict[str, str | None]:
        """Read it and have it stored; what became of each address."""
        codes: dict[str, str | None] = {}
        told = collect(self.turn.source, self.turn.memory, self.client, self.parts.children)
        async with aclosing(told) as events:
            async for event in events:
                self.parts.checkpoint("after_fetch")
                if isinstance(event, PageRead):
                    await self._page(event)
                else:
                    codes[event.address] = event.error
                    await self._address(event)
                await asyncio.sleep(0)  # what is read is stored on the loop: let the others breathe
        return codes

    async def _page(self, event: PageRead) -> None:
        if event.learned:
            keep_article_rule(self.parts, self.turn.source, event.learned)
        asked = self.wanted.of_page(event)
        files = await self._fetched(asked, event.fetch)
        if event.item is not None:
            self.sights.look_at_files(asked, files)
        await self.desk.take(self.ingest, event, files)

    async def _address(self, event: AddressRead) -> None:
        if event.rule:
            keep_rule(self.parts, self.turn.source.slug, event.address, event.rule)
        event = self.sights.look(event)
        self.moving.take(event)
        self.offers.take(event)
        for first in range(ROWS, len(event.items), ROWS):
            rows = event.items[first : first + ROWS]
            self.ingest.take_rows(rows, await self._files(rows))
            await asyncio.sleep(0)
        rows = event.items[:ROWS]
        files = await self._files(rows)
        self.ingest.take_address(replace(event, items=rows) if event.items[ROWS:] else event, files)

    async def _files(self, rows: Sequence[Item]) -> dict[str, Attachment]:
        return await self._fetched(self.wanted.of_items(rows))

    async def _fetched(self, asked: Iterable[Attachment], page: Fetch | None = None) -> dict[str, Attachment]:
        return await fetch_files(self.parts, self.client, self.turn.source, asked, self.ingest.brought.note, page)


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

"""Sources collected, many at once and each by one process alone: leases decide, every write makes sure of them."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice

from hub.errors import LeaseLost, StoreError
from hub.intake.ending import Ending, end
from hub.intake.files import fetched
from hub.intake.ingest import Ingest
from hub.records import Attachment, Lease, Memory, PageRead, Source, SourceState, Tally
from hub.watch.health import failed_internally, state_after
from hub.watch.revisit import next_check
from hub.wiring import Parts
from hub.worker.holding import holder
from hub.worker.hosts import LeasedHosts
from hub.worker.renewing import renewing
from spiders.addresses import host_key
from spiders.asking import ask_for
from spiders.client import Client
from spiders.collect import collect

PAGE_BUDGET = 20
ROWS = 100  # that are stored in one go, which holds up the loop for as long
AT_ONCE = 128
PORTION = 32  # collections that end before new ones begin, so that leases are taken and given back by the dozen
ENDINGS_WAIT = 0.1  # seconds for which what a collection came to waits for others
LEASE_SECONDS = 60.0
QUEUE_SECONDS = 1.0  # once a host has been in another's hands for so long, no more of its sources are begun
PATIENCE_SECONDS = 60.0

log = logging.getLogger("daumoi.worker")


def open_client(parts: Parts) -> Client:
    """The guarded client, with the hub's limits and manners."""
    settings = parts.settings
    return Client(
        allow_networks=settings.allow_networks,
        user_agent=settings.user_agent,
        contact=settings.contact,
        deadline=settings.deadline,
        max_body=settings.max_body,
        per_host_delay=settings.per_host_delay,
        clock=parts.clock,
        hosts=LeasedHosts(parts.store.hosts, holder()),
    )


def lease_name(source: Source) -> str:
    """The name under which a source is held."""
    return f"source:{source.slug}"


def _leads_to(source: Source, hosts: Collection[str]) -> bool:
    return bool(hosts) and any(host_key(address.url) in hosts for address in source.addresses)


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


async def collect_source(parts: Parts, client: Client, turn: Turn) -> Ending | None:
    """Collect one source now and store what it says; None where another process has taken it over."""
    try:
        return await _collect(parts, client, turn)
    except LeaseLost as lost:
        log.warning("%s", lost)
        return None
    except Exception as error:  # the last wall: a fault of ours in one source must not stop the others
        log.exception("collecting %s failed", turn.source.slug)
        return failed_ending(parts, turn, error)


async def _collect(parts: Parts, client: Client, turn: Turn) -> Ending:
    store, source, every = parts.store, turn.source, turn.every(parts)
    ingest = Ingest(
        store,
        source,
        turn.memory,
        turn.at,
        catching_up=turn.state.collections == 0,
        next_check=lambda first_seen, listed: next_check(first_seen, turn.at, every, listed=listed),
        lease=turn.lease,
    )
    async with aclosing(collect(source, turn.memory, client, parts.children)) as events:
        async for event in events:
            parts.checkpoint("after_fetch")
            if isinstance(event, PageRead):
                ingest.take_page(event, await _fetch_files(parts, client, source, ingest.files_to_fetch(event)))
            else:
                for first in range(ROWS, len(event.items), ROWS):
                    ingest.take_rows(event.items[first : first + ROWS])
                    await asyncio.sleep(0)
                ingest.take_address(replace(event, items=event.items[:ROWS]) if event.items[ROWS:] else event)
            await asyncio.sleep(0)  # what is read is stored on the loop: let the others breathe
    return ingest.finish(lambda tally: state_after(turn.state, tally, every, ingest.set_aside))


def failed_ending(parts: Parts, turn: Turn, error: Exception) -> Ending:
    """A fault of ours, to be kept in the source's state."""
    tally = failed_internally(turn.source.slug, parts.clock(), f"{type(error).__name__}: {error}")
    return Ending(tally, state_after(turn.state, tally, turn.every(parts)), lease=turn.lease)


async def _fetch_files(
    parts: Parts, client: Client, source: Source, files: Iterable[Attachment]
) -> dict[str, Attachment]:
    kept = {}
    for file in files:
        fetch = await client.fetch(ask_for(source, file.url))
        if fetch.ok:
            await asyncio.to_thread(parts.store.blobs.put, fetch.body)
        kept[file.url] = fetched(file, fetch)
    return kept


class Collector:
    """Collects what it is offered, up to AT_ONCE at a time; the leases it holds are renewed until it is closed.

    Collections that end about the same time are written together, `done` is told of each then.
    """

    def __init__(self, parts: Parts, client: Client, done: Callable[[Tally], None], *, recheck: bool = False) -> None:
        self._parts, self._client, self._done, self._recheck = parts, client, done, recheck
        self._running: dict[asyncio.Task[Ending | None], Turn] = {}
        self._endings: list[Ending] = []
        self.given_back: list[Source] = []  # since the last offer: begun, and not finished by us
        self._fewer = asyncio.Event()

    @property
    def busy_with(self) -> frozenset[str]:
        """The names of the leases of what is being collected or written."""
        return frozenset(lease.name for lease in self._leases())

    def offer(self, sources: Sequence[Source], due_by: datetime | None = None) -> list[Source]:
        """Begin with those that are free and have room; the others are handed back, the busy ones last.

        With `due_by` one that is not due at that time any more, because another process was quicker, is dropped.
        """
        self.given_back = []
        mine, elsewhere = self.busy_with, self._client.waiting(QUEUE_SECONDS).keys()
        free = (source for source in sources if lease_name(source) not in mine and not _leads_to(source, elsewhere))
        wanted = list(islice(free, AT_ONCE - len(self._running)))
        leases = self._parts.store.leases.take_each(map(lease_name, wanted), holder(), LEASE_SECONDS)
        for turn in self._turns([source for source in wanted if lease_name(source) in leases], leases):
            if due_by and turn.state.next_due and turn.state.next_due > due_by:
                self._give_back(turn.lease)
            else:
                self._begin(turn)
        tried = {source.slug for source in wanted}
        later = [source for source in sources if source.slug not in tried]
        return later + [source for source in wanted if lease_name(source) not in leases]

    def _begin(self, turn: Turn) -> None:
        task = asyncio.create_task(collect_source(self._parts, self._client, turn))
        self._running[task] = turn
        task.add_done_callback(self._ended)

    def _give_back(self, lease: Lease) -> None:
        self._parts.store.leases.release(lease.name, lease.holder, lease.token)

    def _turns(self, sources: Sequence[Source], leases: Mapping[str, Lease]) -> Iterator[Turn]:
        """What is known of the sources is read once for all; all known pages are due where they are to be rechecked."""
        now, store, slugs = self._parts.clock(), self._parts.store, [source.slug for source in sources]
        states, memories = store.sources.states(slugs), store.notices.memories(slugs, now, PAGE_BUDGET)
        for source in sources:
            state, memory = states.get(source.slug) or SourceState(source.slug), memories[source.slug]
            if self._recheck:
                memory = replace(memory, due=tuple(page for page in memory.pages.values() if not page.redacted))
            yield Turn(source, state, memory, leases[lease_name(source)], now)

    def _leases(self) -> list[Lease]:
        waiting = [ending.lease for ending in self._endings if ending.lease]
        return [*(turn.lease for turn in self._running.values()), *waiting]

    def _ended(self, task: asyncio.Task[Ending | None]) -> None:
        turn = self._running.pop(task)
        self._fewer.set()
        ending = None if task.cancelled() else task.result()
        if ending is None:
            self.given_back.append(turn.source)
            self._give_back(turn.lease)
            return
        if not self._endings:
            asyncio.get_running_loop().call_later(ENDINGS_WAIT, self.write_endings)
        self._endings.append(ending)
        if len(self._endings) >= PORTION or not self._running:
            self.write_endings()

    def write_endings(self) -> None:
        """Keep what the collections that are over came to; one that cannot be kept costs no other."""
        endings, self._endings = self._endings, []
        if not endings:
            return
        try:
            written = end(self._parts.store, endings)
        except Exception:
            log.exception("the ends of %d collections could not be written together", len(endings))
            written = [kept for ending in endings for kept in _end_alone(self._parts, ending)]
        for ending in written:
            self._done(ending.tally)

    async def wait(self, seconds: float, portion: int = 1) -> None:
        """Until so many collections have ended, or all, or the time is over."""
        most = max(len(self._running) - portion, 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(self._running) > most:
                    self._fewer.clear()
                    await self._fewer.wait()

    def renew(self) -> None:
        """Hold on to what is being collected; what waits too long for a host is given back, to be offered again."""
        late = set(self._client.waiting(PATIENCE_SECONDS).values())
        for task in [task for task, turn in self._running.items() if turn.source.slug in late]:
            task.cancel()
        for lease in self._leases():
            self._parts.store.leases.renew(lease.name, lease.holder, lease.token, LEASE_SECONDS)

    async def stop(self, grace: float) -> None:
        """Let collections end for a while, then give the rest back: nothing half is kept."""
        await self.wait(grace, len(self._running))
        for task in list(self._running):
            task.cancel()
        await self.wait(grace, len(self._running))
        self.write_endings()


def _end_alone(parts: Parts, ending: Ending) -> list[Ending]:
    """The ending if it could be written by itself, or at least that it could not."""
    try:
        return end(parts.store, [ending])
    except Exception as error:  # the last wall, here for the end of a collection
        log.exception("the end of collecting %s could not be written", ending.tally.source)
        tally = failed_internally(ending.tally.source, ending.tally.at, f"{type(error).__name__}: {error}")
        failed = replace(ending, tally=tally, fetches=(), addresses=())
        with suppress(StoreError):
            end(parts.store, [failed])
        return [failed]


async def collect_all(
    parts: Parts,
    client: Client,
    sources: Sequence[Source],
    done: Callable[[Tally], None],
    *,
    recheck: bool = False,
    due_by: datetime | None = None,
) -> list[Tally]:
    """Collect these sources, many at once; one that another process is collecting is waited for.

    With `due_by` one is left out that another process has collected meanwhile.
    """
    tallies: list[Tally] = []
    collector = Collector(parts, client, partial(_note, tallies, done), recheck=recheck)
    left = list(sources)
    async with renewing(collector.renew, LEASE_SECONDS):
        while left or collector.busy_with or collector.given_back:
            left = collector.offer([*left, *collector.given_back], due_by)
            if collector.busy_with:
                await collector.wait(0.5, PORTION)
            else:
                await asyncio.sleep(0.2)
    return tallies


def _note(tallies: list[Tally], done: Callable[[Tally], None], tally: Tally) -> None:
    tallies.append(tally)
    done(tally)


def summary(tally: Tally) -> str:
    """One line of what a collection came to."""
    counts = f"{tally.new} new, {tally.edited} edited, {tally.withdrawn} withdrawn, {tally.unchanged} unchanged"
    return f"{counts}, error {tally.error} ({tally.detail})" if tally.error else counts

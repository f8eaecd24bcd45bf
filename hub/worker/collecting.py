"""Sources collected, many at once and each by one process alone: leases decide, every write makes sure of them."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from hub.intake.ending import Ending
from hub.records import Lease, Source, SourceState, Tally
from hub.wiring import Parts
from hub.worker.desk import Desk
from hub.worker.endings import Endings
from hub.worker.holding import holder
from hub.worker.hosts import LeasedHosts
from hub.worker.renewing import renewing
from hub.worker.rhythms import Rhythms
from hub.worker.silences import Silences
from hub.worker.visiting import Turn, collect_source
from spiders.addresses import host_key
from spiders.client import Client

PAGE_BUDGET = 20
AT_ONCE = 128
PORTION = 32  # collections that end before new ones begin, so that leases are taken and given back by the dozen
LEASE_SECONDS = 60.0
QUEUE_SECONDS = 1.0  # once a host has been in another's hands for so long, no more of its sources are begun
PATIENCE_SECONDS = 60.0


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


class Collector:
    """Collects what it is offered, up to AT_ONCE at a time; the leases it holds are renewed until it is closed.

    Collections that end about the same time are written together, `done` is told of each then. `recheck`: all known
    pages are looked at; `thorough`: lists are read to their ends.
    """

    def __init__(
        self,
        parts: Parts,
        client: Client,
        done: Callable[[Tally], None],
        *,
        recheck: bool = False,
        thorough: bool = False,
    ) -> None:
        self._parts, self._client, self._recheck, self._thorough = parts, client, recheck, thorough
        self._running: dict[asyncio.Task[Ending | None], Turn] = {}
        self._endings = Endings(parts, done)
        self.rhythms = Rhythms(parts.store, parts.settings.every)
        self._silences = Silences(parts.store)
        self._desk = Desk(parts.store, lambda: len(self._running))
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
        task = asyncio.create_task(collect_source(self._parts, self._client, turn, self._desk))
        self._running[task] = turn
        task.add_done_callback(self._ended)

    def _give_back(self, lease: Lease) -> None:
        self._parts.store.leases.release(lease.name, lease.holder, lease.token)

    def _turns(self, sources: Sequence[Source], leases: Mapping[str, Lease]) -> Iterator[Turn]:
        """What is known of the sources is read once for all; all known pages are due where they are to be rechecked."""
        now, store, slugs = self._parts.clock(), self._parts.store, [source.slug for source in sources]
        states, memories = store.sources.states(slugs), store.notices.memories(slugs, now, PAGE_BUDGET)
        subscriptions = store.subscriptions.of_sources(slugs)
        for source in sources:
            state, memory = states.get(source.slug) or SourceState(source.slug), memories[source.slug]
            if self._recheck:
                memory = replace(memory, due=tuple(page for page in memory.pages.values() if not page.redacted))
            memory = replace(memory, thorough=self._thorough)
            known, lease = subscriptions.get(source.slug, ()), leases[lease_name(source)]
            yield Turn(source, state, memory, lease, now, self.rhythms, self._silences, known, self._recheck)

    def _leases(self) -> list[Lease]:
        return [*(turn.lease for turn in self._running.values()), *self._endings.leases]

    def _ended(self, task: asyncio.Task[Ending | None]) -> None:
        turn = self._running.pop(task)
        self._fewer.set()
        ending = None if task.cancelled() else task.result()
        if ending is None:
            self.given_back.append(turn.source)
            self._give_back(turn.lease)
            return
        self._endings.add(turn, ending, is_last=not self._running)

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
        self._endings.write()


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

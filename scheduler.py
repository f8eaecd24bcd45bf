"""The worker's roof: the jobs collect, index and publish, and when they run.

The scheduler only enqueues (DESIGN 5.13): due times and leases live in the store and are
claimed by compare-and-set, so a second worker beside this one runs nothing twice. Index and
published files are consumers of the change log; each marks its cursor after its work, so a
crash means doing a thing twice, never losing it.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from feeds.channels import channel_feed, channels_of, names
from feeds.publish import publish_feed
from hub.errors import IndexDamaged
from hub.intake.files import fetched
from hub.intake.ingest import Ingest
from hub.records import Ask, Attachment, Change, PageRead, Source, Tally
from hub.watch.health import failed_internally, state_after
from hub.watch.revisit import next_check
from hub.wiring import Parts
from spiders.client import Client
from spiders.collect import collect

PAGE_BUDGET = 20
LEASE_SECONDS = 60.0
AT_ONCE = 64
BATCH = 500
TICK_SECONDS = 1.0
GRACE_SECONDS = 18.0
CONSUMERS = ("index", "publish")

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
    )


def holder() -> str:
    """Who holds a lease: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


@asynccontextmanager
async def leased(parts: Parts, name: str) -> AsyncIterator[bool]:
    """Whether we hold the lease `name` for the length of the block; it is renewed meanwhile."""
    leases, who = parts.store.leases, holder()
    token = leases.take(name, who, LEASE_SECONDS)
    if token is None:
        yield False
        return
    renewing = asyncio.create_task(_renew(parts, name, token))
    try:
        yield True
    finally:
        renewing.cancel()
        leases.release(name, who, token)


async def _renew(parts: Parts, name: str, token: int) -> None:
    while True:
        await asyncio.sleep(LEASE_SECONDS / 3)
        parts.store.leases.renew(name, holder(), token, LEASE_SECONDS)


# --- collect -----------------------------------------------------------------------------


async def collect_source(parts: Parts, client: Client, source: Source, *, recheck: bool = False) -> Tally | None:
    """Collect one source now and store what it says; None where another process is at it."""
    async with leased(parts, f"source:{source.slug}") as ours:
        if not ours:
            return None
        try:
            tally = await _collect(parts, client, source, recheck)
        except Exception as error:  # the last wall: a fault of ours in one source must not stop the others
            log.exception("collecting %s failed", source.slug)
            tally = failed_internally(source.slug, parts.clock(), f"{type(error).__name__}: {error}")
        state = parts.store.sources.state(source.slug)
        every = source.every or parts.settings.every
        parts.store.sources.save_state(state_after(state, tally, every))
        return tally


async def _collect(parts: Parts, client: Client, source: Source, recheck: bool) -> Tally:
    now, store = parts.clock(), parts.store
    memory = store.notices.memory(source.slug, now, PAGE_BUDGET)
    if recheck:
        memory = replace(memory, due=tuple(memory.pages.values()))
    every = source.every or parts.settings.every
    ingest = Ingest(
        store,
        source,
        memory,
        now,
        catching_up=store.sources.state(source.slug).collections == 0,
        next_check=lambda first_seen, listed: next_check(first_seen, now, every, listed=listed),
    )
    async with aclosing(collect(source, memory, client)) as events:
        async for event in events:
            if isinstance(event, PageRead):
                ingest.take_page(event, await _fetch_files(parts, client, source, ingest.files_to_fetch(event)))
            else:
                ingest.take_address(event)
            await asyncio.sleep(0)  # a page is parsed and stored on the loop: let the others breathe
    return ingest.finish()


async def _fetch_files(
    parts: Parts, client: Client, source: Source, files: Iterable[Attachment]
) -> dict[str, Attachment]:
    kept = {}
    for file in files:
        fetch = await client.fetch(
            Ask(file.url, source.slug, headers=source.headers, delay=source.delay, proxy=source.proxy, tls=source.tls)
        )
        if fetch.ok:
            await asyncio.to_thread(parts.store.blobs.put, fetch.body)
        kept[file.url] = fetched(file, fetch)
    return kept


async def collect_all(
    parts: Parts, client: Client, sources: Sequence[Source], done: Callable[[Tally], None], *, recheck: bool = False
) -> list[Tally]:
    """Collect these sources, several at once; one that another process is collecting is waited for."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(source: Source) -> Tally:
        async with turns:
            while (tally := await collect_source(parts, client, source, recheck=recheck)) is None:
                await asyncio.sleep(0.5)
        done(tally)
        return tally

    return list(await asyncio.gather(*(one(source) for source in sources)))


# --- consumers of the change log ---------------------------------------------------------


def update_index(parts: Parts, changes: Sequence[Change]) -> None:
    """Bring these changes into the index; a damaged index is rebuilt from the store."""
    ids = list(dict.fromkeys(change.notice for change in changes))
    documents = list(parts.store.notices.documents(ids))
    try:
        parts.index.remove(set(ids) - {document.id for document in documents})
        parts.index.add(documents)
        if worn := parts.index.worn():
            parts.index.add(parts.store.notices.documents(worn))
    except IndexDamaged as damage:
        log.warning("the index is damaged (%s) and is rebuilt", damage)
        rebuild_index(parts)


def rebuild_index(parts: Parts) -> int:
    """Write the index anew from the store; the number of notices in it."""
    parts.index.rebuild(parts.store.notices.documents())
    return parts.index.count()


def publish(parts: Parts, changes: Sequence[Change]) -> None:
    """Write anew every feed that one of these changes belongs to; equal bytes are left alone."""
    notices = parts.store.notices.many(list(dict.fromkeys(change.notice for change in changes)))
    known = names(parts.store, parts.authority, parts.settings.base_url)
    for channel in sorted({channel for notice in notices for channel in channels_of(notice)}):
        feed = channel_feed(parts.store, channel, known)
        if feed is not None:
            publish_feed(parts.public / "feeds", channel, feed)


_ACTIONS: dict[str, Callable[[Parts, Sequence[Change]], None]] = {"index": update_index, "publish": publish}


async def consume(parts: Parts, consumer: str) -> bool:
    """Work off the change log as far as it goes; False where another process holds the consumer's lease."""
    changes = parts.store.changes
    if changes.consumed(consumer) >= changes.newest():
        return True
    async with leased(parts, f"consumer:{consumer}") as ours:
        while ours and (batch := changes.after(changes.consumed(consumer), BATCH)):
            await asyncio.to_thread(_ACTIONS[consumer], parts, batch)
            changes.mark(consumer, batch[-1].cursor)
    return ours


async def consume_all(parts: Parts) -> None:
    """Return when index and feeds hold every change there is now, whichever process does it."""
    newest = parts.store.changes.newest()
    for consumer in CONSUMERS:
        while parts.store.changes.consumed(consumer) < newest:
            if not await consume(parts, consumer):
                await asyncio.sleep(0.1)


# --- the worker --------------------------------------------------------------------------


class Worker:
    """Visits due sources and runs the consumers until told to stop."""

    def __init__(self, parts: Parts, client: Client, *, grace: float = GRACE_SECONDS) -> None:
        self._parts, self._client, self._grace = parts, client, grace
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._visits: dict[str, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; what is under way is finished or given back within 20 s."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": 3600, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(self.visit_due, "interval", seconds=TICK_SECONDS, id="collect")
        for consumer in CONSUMERS:
            scheduler.add_job(partial(consume, self._parts, consumer), "interval", seconds=TICK_SECONDS, id=consumer)
        scheduler.start()
        await stop.wait()
        scheduler.shutdown(wait=False)
        await self._finish()

    async def visit_due(self) -> None:
        """Start a visit of every source that is due and not being visited."""
        now, sources = self._parts.clock(), self._parts.store.sources
        for slug in sources.due(now):
            if slug not in self._visits:
                task = asyncio.create_task(self._visit(slug))
                self._visits[slug] = task
                task.add_done_callback(partial(self._visited, slug))

    def _visited(self, slug: str, _task: asyncio.Task[None]) -> None:
        self._visits.pop(slug, None)

    async def _visit(self, slug: str) -> None:
        async with self._turns:
            source = self._parts.store.sources.source(slug)
            if source is not None:
                tally = await collect_source(self._parts, self._client, source)
                log.info("collected %s: %s", slug, summary(tally) if tally else "another process is at it")

    async def _finish(self) -> None:
        """Let visits end for a while, then give the rest back: their leases are released, nothing half is kept."""
        if self._visits:
            await asyncio.wait(self._visits.values(), timeout=self._grace / 2)
        for task in list(self._visits.values()):
            task.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace / 4):
                await asyncio.gather(*self._visits.values(), return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace / 4):
                await consume_all(self._parts)


def summary(tally: Tally) -> str:
    """One line of what a collection came to."""
    counts = f"{tally.new} new, {tally.edited} edited, {tally.withdrawn} withdrawn, {tally.unchanged} unchanged"
    return f"{counts}, error {tally.error} ({tally.detail})" if tally.error else counts

"""The archive of a source walked to its end, some pages at a time: between two portions the source is anybody's.

A worker beside it so collects the source when it is due; what each page brought is stored before the next is asked
for, and how far the walk has come with it: killed anywhere, the next run goes on there.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from time import monotonic

from hub.errors import LeaseLost, ReadError
from hub.intake.files import WantedFiles
from hub.intake.ingest import Ingest
from hub.records import Address, Backfill, Lease, Memory, PageRead, Place, Source
from hub.vietnamese.dates import VIETNAM
from hub.watch.revisit import next_check
from hub.wiring import Parts
from hub.worker.collecting import LEASE_SECONDS, PAGE_BUDGET, lease_name
from hub.worker.files import fetch_files
from hub.worker.holding import holder
from hub.worker.renewing import renewing
from spiders.archive import Archive
from spiders.backfill import walk_archive
from spiders.client import Client
from spiders.discover import Discovery
from spiders.visit import Visit

PORTION_SECONDS = 60.0  # for which the source is ours at a stretch
GIVE_WAY_SECONDS = 2.5  # a worker looks for due sources every second
TRY_AGAIN_SECONDS = (5.0, 30.0, 120.0)
SOON_OVER = frozenset({
    "dns_failed", "connect_refused", "connect_timeout", "reset", "deadline", "truncated", "http_429", "http_5xx",
    "maintenance_page",
})  # fmt: skip
WALKED = ("listing", "json", "sitemap")

Report = Callable[[Backfill], None]
log = logging.getLogger("daumoi.worker")


@dataclass(slots=True)
class Backfiller:
    """Walks the archives of one source; `report` is told of every page. `tries` are seconds to wait after a passing
    fault before it is tried again, shorter in tests. Afterwards `shown` has the addresses of all that was met."""

    parts: Parts
    client: Client
    source: Source
    report: Report
    tries: tuple[float, ...] = TRY_AGAIN_SECONDS
    portion: float = PORTION_SECONDS
    shown: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _gave_way_at: datetime | None = None

    async def run(self, since: date | None = None, *, anew: bool = False) -> list[Backfill]:
        """Walk every archive of the source back to a day, or to its end; how far each has come.

        A walk that was begun for the same day and is not over is gone on with, unless all is to begin `anew`.
        FetchError or ReadError where the source has no archive that could be walked.
        """
        before = {} if anew else {it.address: it for it in self.parts.store.sources.backfills(self.source.slug)}
        return [
            await self._walk(address, _begun(self.source, address, before.get(address.url), since, self.parts.clock()))
            for address in await self._addresses()
        ]

    async def _addresses(self) -> list[Address]:
        """Where the source keeps what it published: its own lists, else what its homepage offers beside the feed."""
        own = [it for it in self.source.addresses if it.kind in WALKED and (it.kind != "json" or it.json)]
        return own or await self._offered()

    async def _offered(self) -> list[Address]:
        """Of a source that has only feeds: the list or the sitemap that holds what is known from them."""
        (memory,) = self.parts.store.notices.memories([self.source.slug], self.parts.clock(), 0).values()
        visit = Visit(self.source, memory, self.client, self.parts.children)
        offers = await Discovery(visit).offers(self.source.homepage)
        walkable = [offer for offer in offers if offer.kind in WALKED and not offer.refusal]
        holding = [offer for offer in walkable if any(item.url in memory.pages for item in offer.items)]
        if not holding:
            raise ReadError("not_a_listing", f"{self.source.homepage} leads to no list of what its feed tells.")
        return [holding[0].address]

    async def _walk(self, address: Address, progress: Backfill) -> Backfill:
        today = self.parts.clock().astimezone(VIETNAM).date()
        archive = Archive(address, progress, today, self.source.date_order)
        failures = 0
        while not archive.progress.is_over:
            pages = archive.progress.pages
            wait = await self._portion(archive)
            error = archive.progress.error
            failures = 0 if archive.progress.pages > pages else failures + (error is not None)
            if error and (error not in SOON_OVER or failures > len(self.tries)):
                break
            if error:
                await asyncio.sleep(max(self.tries[failures - 1], wait or 0.0))
                archive.progress = replace(archive.progress, error=None, detail="")
        self.shown |= archive.shown
        return archive.progress

    async def _portion(self, archive: Archive) -> float | None:
        """Some pages, under the source's lease; for how many seconds the server wants to be left alone."""
        lease = await self._lease()
        try:
            async with renewing(lambda: self._renew(lease), LEASE_SECONDS):
                return await self._pages(archive, lease)
        except LeaseLost as lost:  # what another took from us is walked again
            log.warning("%s", lost)
            archive.leave_off()
            return None
        finally:
            self.parts.store.leases.release(lease.name, lease.holder, lease.token)

    async def _lease(self) -> Lease:
        """The right to the source, once nobody else has it; a worker for which it is due goes first."""
        leases, name, due = self.parts.store.leases, lease_name(self.source), self._due()
        if due is not None and due != self._gave_way_at:
            self._gave_way_at = due
            await asyncio.sleep(GIVE_WAY_SECONDS)
        while (token := leases.take(name, holder(), LEASE_SECONDS)) is None:
            await asyncio.sleep(0.5)
        return Lease(name, holder(), token)

    def _due(self) -> datetime | None:
        due = self.parts.store.sources.state(self.source.slug).next_due
        return due if due and due <= self.parts.clock() else None

    def _renew(self, lease: Lease) -> None:
        self.parts.store.leases.renew(lease.name, lease.holder, lease.token, LEASE_SECONDS)

    async def _pages(self, archive: Archive, lease: Lease) -> float | None:
        parts, source, now, began = self.parts, self.source, self.parts.clock(), monotonic()
        memory = parts.store.notices.memories([source.slug], now, PAGE_BUDGET)[source.slug]
        ingest, found = self._ingest(memory, now, lease), archive.progress.found
        wanted = WantedFiles(parts.store.notices, source, memory, now)
        visit = Visit(source, memory, self.client, parts.children, seen=self._seen)
        steps = walk_archive(archive, visit, lambda: monotonic() - began >= self.portion)
        wait = None
        async with aclosing(steps):
            async for step in steps:
                parts.checkpoint("after_fetch")
                if isinstance(step, PageRead):
                    asked, note = wanted.of_page(step), ingest.brought.note
                    files = await fetch_files(parts, self.client, source, asked, note, step.fetch)
                    ingest.take_page(step, files)
                else:
                    wait = step.fetch.wait
                    archive.progress = replace(step.progress, found=found + ingest.tally.new, at=now)
                    ingest.take_step(step.fetch, archive.progress)
                    self.report(archive.progress)
                await asyncio.sleep(0)
        archive.progress = replace(archive.progress, found=found + ingest.tally.new)
        return wait

    def _ingest(self, memory: Memory, now: datetime, lease: Lease) -> Ingest:
        """What is found so is no news (DESIGN 5.6); its pages are looked at as those that a list no longer shows."""
        every = self.source.every or self.parts.settings.every

        def check(first_seen: datetime, _listed: bool) -> datetime | None:
            return next_check(first_seen, now, every, listed=False)

        return Ingest(self.parts.store, self.source, memory, now, catching_up=True, next_check=check, lease=lease)


def _begun(source: Source, address: Address, before: Backfill | None, since: date | None, now: datetime) -> Backfill:
    """The walk as it was left, or a new one."""
    if before and not before.is_over and before.since == since:
        return replace(before, at=now)
    return Backfill(source.slug, address.url, now, since, (Place(address.url),))

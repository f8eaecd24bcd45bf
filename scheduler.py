"""The worker's roof: which jobs run and when. The work itself stands in `hub/worker/`.

The scheduler only enqueues (DESIGN 5.13): due times and leases live in the store and are
claimed there, so a second worker beside this one runs nothing twice. Index and
published files are consumers of the change log; each marks its cursor after its work, so a
crash means doing a thing twice, never losing it. What a crash may leave unlike the store all the
same is compared with it at the start, in the background.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from hub.errors import StoreError
from hub.records import CONSUMERS, Tally
from hub.wiring import Parts
from hub.worker.arenas import give_back
from hub.worker.collecting import LEASE_SECONDS, Collector, summary
from hub.worker.comparing import Comparison
from hub.worker.consuming import consume, consume_all
from hub.worker.errands import Errands
from hub.worker.holding import end_leases_of_the_dead
from hub.worker.planning import due_sources
from hub.worker.presence import present
from hub.worker.pushing import Pusher
from hub.worker.reconciling import Reconciler
from hub.worker.renewing import renewing
from hub.worker.scorecards import keep_scorecards
from hub.worker.subscribing import subscribe
from hub.worker.watching import watch
from spiders.client import Client

TICK_SECONDS = 1.0
STALLED_SECONDS = 5.0
GRACE_SECONDS = 18.0
LAST_SECONDS = 19.0  # after which a process that was told to stop ends as by a crash; its supervisor waits for 20
DAY_SECONDS = 86_400.0
COMPARE_SECONDS = 10.0
GIVE_BACK_SECONDS = 10.0
LEARN_SECONDS = 60.0
WATCH_SECONDS = 15.0
SCORE_SECONDS = 30.0
RECONCILE_SECONDS = 5.0
SUBSCRIBE_SECONDS = 5.0

log = logging.getLogger("daumoi.worker")


class Every(BaseTrigger):  # type: ignore[misc]
    """So many seconds from now, whatever the clock said before.

    APScheduler's own interval lists every run that a clock put forward has skipped, one by one: for thirty
    days of seconds that took 2.3 s and 135 MB (measured), for a clock that had begun in 1970 it would be the end.
    """

    def __init__(self, seconds: float) -> None:
        self._wait = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next run."""
        return now + self._wait


class Worker:
    """Visits due sources and runs the consumers until told to stop."""

    def __init__(
        self, parts: Parts, client: Client, *, grace: float = GRACE_SECONDS, stalled: float = STALLED_SECONDS
    ) -> None:
        self._parts, self._client, self._grace, self._stalled = parts, client, grace, stalled
        self._collector = Collector(parts, client, _tell)
        self._reconciler = Reconciler(parts, client, self._collector.rhythms)
        self.looked = monotonic()  # when due sources were last looked for
        self._comparison = Comparison(parts)
        self._errands = Errands(parts, client)
        self._pusher = Pusher(parts, client)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; what is under way is finished or given back within 20 s."""
        await self.keep_up()
        if not self._parts.store.trouble():
            end_leases_of_the_dead(self._parts)
        scheduler = self._start()
        async with present(self._parts), renewing(self._renew, LEASE_SECONDS):
            awake = asyncio.create_task(self._stay_awake(scheduler))
            await stop.wait()
            awake.cancel()
            scheduler.pause()
            await self._errands.stop()
            await self._pusher.stop()
            stopping = (it.stop(self._grace / 3) for it in (self._collector, self._reconciler))
            await asyncio.gather(*stopping)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace / 3):
                await consume_all(self._parts)
        scheduler.shutdown(wait=False)  # it cancels: what is under way had its time

    def _start(self) -> AsyncIOScheduler:
        defaults: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        scheduler.add_job(self.keep_up, Every(DAY_SECONDS), id="upkeep")
        for job, seconds in ((self.compare, COMPARE_SECONDS), (self.look_at_files, DAY_SECONDS)):
            scheduler.add_job(job)  # now
            scheduler.add_job(job, Every(seconds))
        scheduler.add_job(partial(asyncio.to_thread, give_back), Every(GIVE_BACK_SECONDS), id="memory")
        scheduler.add_job(self.learn, Every(LEARN_SECONDS), id="learn")
        scheduler.add_job(self.visit_due, Every(TICK_SECONDS), id="collect")
        scheduler.add_job(self.watch, Every(WATCH_SECONDS), id="watch")
        scheduler.add_job(self.keep_scorecards, Every(SCORE_SECONDS), id="scorecards")
        for job in (self.reconcile, self.fill_gaps):
            scheduler.add_job(job, Every(RECONCILE_SECONDS))
        scheduler.add_job(self.run_errands, Every(TICK_SECONDS), id="errands")
        scheduler.add_job(self.subscribe, Every(SUBSCRIBE_SECONDS), id="subscribe")
        scheduler.add_job(self.push, Every(TICK_SECONDS), id="push-out")
        for consumer in CONSUMERS:
            scheduler.add_job(partial(self._consume, consumer), Every(TICK_SECONDS), id=consumer)
        scheduler.start()
        return scheduler

    async def _stay_awake(self, scheduler: AsyncIOScheduler) -> None:
        """APScheduler waits by the system's clock: were that put back a day, its jobs would sleep a day."""
        while True:
            await asyncio.sleep(self._stalled)
            if monotonic() - self.looked > self._stalled:
                for job in scheduler.get_jobs():
                    job.reschedule(job.trigger)

    async def visit_due(self) -> None:
        """Begin to collect every source whose time has come, unless what they say could not be kept."""
        self.looked = monotonic()
        if self._parts.store.trouble():
            return
        now = self._parts.clock()
        if due := due_sources(self._parts, now):
            self._collector.offer(due, due_by=now)

    async def reconcile(self) -> None:
        """Begin, at night, to compare sources with all that they list."""
        if self._parts.store.trouble() is None:
            await self._reconciler.compare()

    async def fill_gaps(self) -> None:
        """Look in their archives for what sources may have shown while nobody looked."""
        if self._parts.store.trouble() is None:
            await self._reconciler.fill()

    def _renew(self) -> None:
        self._collector.renew()
        self._reconciler.renew()

    async def run_errands(self) -> None:
        """Begin what operators asked for, unless what comes of it could not be kept."""
        if self._parts.store.trouble() is None:
            self._errands.begin()

    async def push(self) -> None:
        """Verify who asks our hub, and send what has changed to whom it is to be sent."""
        if self._parts.store.trouble() is None:
            self._pusher.look()

    async def subscribe(self) -> None:
        """Ask the hubs that sources name to push what is new."""
        if self._parts.store.trouble() is None:
            await subscribe(self._parts, self._client)

    async def keep_up(self) -> None:
        """Look after the store, at the start and once a day; where it is damaged nothing is collected from then on."""
        try:
            await asyncio.to_thread(self._parts.store.upkeep, self._parts.clock(), self._parts.settings.days_kept)
        except StoreError as error:
            log.error("looking after the store: %s", error)

    async def compare(self) -> None:
        """Make anew what of index and feeds is not as the store says, unless another process has them in hand."""
        if self._parts.store.trouble() is None:
            with self._parts.store.minding_the_disk():
                await self._comparison.run()

    async def learn(self) -> None:
        """Learn from the ledger when sources publish, some of them at a time."""
        if self._parts.store.trouble() is None:
            with suppress(asyncio.CancelledError):
                await asyncio.to_thread(self._collector.rhythms.learn, self._parts.clock())

    async def watch(self) -> None:
        """Open, change and close incidents by how the sources are doing, unless another process is at it."""
        if self._parts.store.trouble() is None:
            await watch(self._parts)

    async def keep_scorecards(self) -> None:
        """Count what the months of agencies have come to by now, unless another process is at it."""
        if self._parts.store.trouble() is None:
            await keep_scorecards(self._parts)

    async def look_at_files(self) -> None:
        """Compare the kept files with what is known of them; those that are spoilt are set aside."""
        with suppress(asyncio.CancelledError):  # by the worker's end, which is to be a quiet one
            found = await asyncio.to_thread(self._parts.store.blobs.set_damaged_aside)
            if found.missing or found.damaged:
                log.error("%d kept files are lost, %d spoilt: see daumoi check", len(found.missing), len(found.damaged))

    async def _consume(self, consumer: str) -> None:
        if self._parts.store.trouble() is None:
            with self._parts.store.minding_the_disk():
                await consume(self._parts, consumer)
                if consumer == "publish":  # who is to be sent it need not wait for the next second
                    await consume(self._parts, "push")
                    self._pusher.look()


def _tell(tally: Tally) -> None:
    log.info("collected %s: %s", tally.source, summary(tally))

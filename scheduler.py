"""The worker's roof: which jobs run and when. The work itself stands in `hub/worker/`.

The scheduler only enqueues (DESIGN 5.13): due times and leases live in the store and are
claimed by compare-and-set, so a second worker beside this one runs nothing twice. Index and
published files are consumers of the change log; each marks its cursor after its work, so a
crash means doing a thing twice, never losing it.
"""

import asyncio
import logging
from contextlib import suppress
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from hub.errors import StoreError
from hub.records import Tally
from hub.wiring import Parts
from hub.worker.collecting import Collector, renewing, summary
from hub.worker.consuming import CONSUMERS, consume, consume_all
from spiders.client import Client

TICK_SECONDS = 1.0
GRACE_SECONDS = 18.0

log = logging.getLogger("daumoi.worker")


class Worker:
    """Visits due sources and runs the consumers until told to stop."""

    def __init__(self, parts: Parts, client: Client, *, grace: float = GRACE_SECONDS) -> None:
        self._parts, self._grace = parts, grace
        self._collector = Collector(parts, client, _tell)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; what is under way is finished or given back within 20 s."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": 3600, "coalesce": True, "max_instances": 1}
        )
        await self.keep_up()
        scheduler.add_job(self.keep_up, "interval", days=1, id="upkeep")
        scheduler.add_job(self.visit_due, "interval", seconds=TICK_SECONDS, id="collect")
        for consumer in CONSUMERS:
            scheduler.add_job(partial(self._consume, consumer), "interval", seconds=TICK_SECONDS, id=consumer)
        scheduler.start()
        async with renewing(self._collector):
            await stop.wait()
            scheduler.shutdown(wait=False)
            await self._collector.stop(self._grace / 3)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace / 3):
                await consume_all(self._parts)

    async def visit_due(self) -> None:
        """Begin to collect every source whose time has come, unless what they say could not be kept."""
        if self._parts.store.trouble():
            return
        sources = self._parts.store.sources
        if due := sources.due(self._parts.clock()):
            active = {source.slug: source for source in sources.sources("active")}
            self._collector.offer([active[slug] for slug in due if slug in active])

    async def keep_up(self) -> None:
        """Look after the store, at the start and once a day; where it is damaged nothing is collected from then on."""
        try:
            await asyncio.to_thread(self._parts.store.upkeep, self._parts.clock())
        except StoreError as error:
            log.error("looking after the store: %s", error)

    async def _consume(self, consumer: str) -> None:
        if self._parts.store.trouble() is None:
            with self._parts.store.minding_the_disk():
                await consume(self._parts, consumer)


def _tell(tally: Tally) -> None:
    log.info("collected %s: %s", tally.source, summary(tally))

"""Leases renewed while work goes on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hub.errors import StoreError

log = logging.getLogger("daumoi.worker")


@asynccontextmanager
async def renewing(renew: Callable[[], object], seconds: float) -> AsyncIterator[None]:
    """Leases taken for so many seconds are renewed thrice in that time, for the length of the block."""

    async def keep_renewing() -> None:
        while True:
            await asyncio.sleep(seconds / 3)
            try:
                renew()
            except StoreError as error:  # the next try may still come in time
                log.warning("a lease could not be renewed: %s", error)

    task = asyncio.create_task(keep_renewing())
    try:
        yield
    finally:
        task.cancel()

"""Leases renewed while work goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def renewing(renew: Callable[[], object], seconds: float) -> AsyncIterator[None]:
    """Leases taken for so many seconds are renewed thrice in that time, for the length of the block."""

    async def keep_renewing() -> None:
        while True:
            await asyncio.sleep(seconds / 3)
            renew()

    task = asyncio.create_task(keep_renewing())
    try:
        yield
    finally:
        task.cancel()

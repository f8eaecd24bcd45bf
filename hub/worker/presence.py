"""A worker says that it is there, so that doctor can tell one that has died from one that has nothing to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from hub.errors import StoreError
from hub.wiring import Parts
from hub.worker.collecting import LEASE_SECONDS
from hub.worker.holding import holder
from hub.worker.renewing import renewing


@asynccontextmanager
async def present(parts: Parts) -> AsyncIterator[None]:
    """This process is known as a worker for the length of the block; a database that cannot be written is no reason
    to end."""
    workers, who = parts.store.workers, holder()
    with suppress(StoreError):
        workers.enter(who, LEASE_SECONDS)

    def stay() -> None:
        with suppress(StoreError):  # nothing that its other leases would not say
            workers.stay(who, LEASE_SECONDS)

    try:
        async with renewing(stay, LEASE_SECONDS):
            yield
    finally:
        with suppress(StoreError):
            workers.leave(who)

"""The hosts this process may ask: taken in the store before the first request, held while in use, given back soon.

Two workers, or a worker and a `daumoi crawl` beside it, so ask one host one at a time. A request costs a look
into a dictionary; the store is told every few seconds of all hosts together. Where another process waits for a
host in use it is given back between two requests, so that both have their turns.
"""

import asyncio
import logging
import time
from asyncio import Future, Task
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from hub.errors import StoreError
from hub.records import Lease, Manners

HOST_SECONDS = 60.0
BEAT_SECONDS = 5.0
IDLE_SECONDS = 3.0
LOOK_SECONDS = 0.5
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_NOTHING = Manners()

log = logging.getLogger("daumoi.worker")


class HostLeases(Protocol):
    """The part of the store that is used here."""

    def take(self, hosts: list[str], holder: str, seconds: float) -> dict[str, tuple[Lease, Manners]]: ...

    def hand_on(
        self, held: Mapping[str, tuple[Lease, Manners]], seconds: Mapping[str, float]
    ) -> Mapping[str, bool]: ...


@dataclass(slots=True)
class _Held:
    """A host that is ours until `until`; what it was owed at the moment `used`."""

    lease: Lease
    until: float
    used: float
    owed: Manners = _NOTHING
    busy: bool = False
    wanted: bool = False

    def owed_at(self, now: float) -> Manners:
        passed = now - self.used
        asked = None if self.owed.asked is None else self.owed.asked + passed
        return replace(self.owed, asked=asked, rest=max(self.owed.rest - passed, 0.0))


class LeasedHosts:
    """`spiders.policy.Hosts` on the store's leases, for one event loop.

    A process that was frozen or asleep for longer than its leases takes a host anew before it asks it again.
    """

    def __init__(
        self, leases: HostLeases, holder: str, *, beat: float = BEAT_SECONDS, seconds: float = HOST_SECONDS
    ) -> None:
        self._leases, self._holder, self._beat, self._seconds = leases, holder, beat, seconds
        self._held: dict[str, _Held] = {}
        self._gave_way: dict[str, float] = {}  # until when another is to go first
        self._wishes: dict[str, Future[Manners]] = {}
        self._tasks: list[Task[None]] = []
        self._wished, self._spare, self._telling = asyncio.Event(), asyncio.Event(), asyncio.Lock()

    def enter(self, host: str) -> bool:
        """Whether the host is ours at this very moment."""
        held = self._held.get(host)
        if held is None or held.wanted or now() >= held.until:
            return False
        held.busy = True
        return True

    async def take(self, host: str) -> Manners:
        """Wait until the host is ours; who gave it back to one that waits lets that one go first."""
        held = self._held.pop(host, None)
        if held is not None:
            await self._hand_on({host: held}, {host: 0.0})
        await asyncio.sleep(self._gave_way.pop(host, 0.0) - now())
        self._tasks = self._tasks or [asyncio.create_task(self._keep_taking()), asyncio.create_task(self._keep())]
        wish: Future[Manners] = asyncio.get_running_loop().create_future()
        self._wishes[host] = wish
        self._wished.set()
        try:
            return await wish
        finally:
            self._wishes.pop(host, None)

    def leave(self, host: str, owed: Manners) -> None:
        """The host is in use no more; one that is wanted or rests is given back at once, others when idle."""
        if held := self._held.get(host):
            held.busy, held.used, held.owed = False, now(), owed
            if held.wanted or owed.rest:
                self._spare.set()

    async def close(self) -> None:
        """Give every host back, with what it is owed."""
        async with self._telling:  # what is being taken at this moment must be known to be given back
            for task in self._tasks:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        held, self._held = self._held, {}
        if held:
            await self._hand_on(held, dict.fromkeys(held, 0.0))

    # --- taking ---

    async def _keep_taking(self) -> None:
        while True:
            await self._wished.wait()
            self._wished.clear()
            try:
                await self._take_wished()
            except Exception as error:  # whoever waits must hear of it
                for wish in self._wishes.values():
                    if not wish.done():
                        wish.set_exception(error)
            if any(not wish.done() for wish in self._wishes.values()):
                asyncio.get_running_loop().call_later(LOOK_SECONDS, self._wished.set)

    async def _take_wished(self) -> None:
        """All that are wished for, in one transaction; those that are not free are tried again."""
        began, wanted = now(), [host for host, wish in self._wishes.items() if not wish.done()]
        if not wanted:
            return
        async with self._telling:
            taken = await asyncio.to_thread(self._leases.take, wanted, self._holder, self._seconds)
            self._note(taken, began)

    def _note(self, taken: Mapping[str, tuple[Lease, Manners]], began: float) -> None:
        for host, (lease, owed) in taken.items():
            self._held[host] = _Held(lease, began + self._seconds, now(), owed)
            wish = self._wishes.get(host)
            if wish and not wish.done():
                wish.set_result(owed)

    # --- holding on, and giving back ---

    async def _keep(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._beat):
                    await self._spare.wait()
            self._spare.clear()
            try:
                await self._hold_on()
            except StoreError as error:  # a lease that could not be renewed ends by itself, for us too
                log.warning("holding on to hosts: %s", error)

    async def _hold_on(self) -> None:
        """Hold on to what is in use, give back what is not, all in one transaction."""
        moment, held = now(), dict(self._held)
        idle = {host for host, it in held.items() if not it.busy and _is_spare(it, moment)}
        self._gave_way = {host: until for host, until in self._gave_way.items() if until > moment}
        for host in idle:
            del self._held[host]  # from here on it must be taken anew
        if held:
            await self._hand_on(held, {host: 0.0 if host in idle else self._seconds for host in held})

    async def _hand_on(self, held: Mapping[str, _Held], seconds: Mapping[str, float]) -> None:
        began = now()
        rows = {host: (it.lease, it.owed_at(began)) for host, it in held.items()}
        async with self._telling:
            waited_for = await asyncio.to_thread(self._leases.hand_on, rows, seconds)
        for host, it in held.items():
            it.until = began + seconds[host] if host in waited_for else 0.0
            it.wanted = it.wanted or waited_for.get(host, False)
            if it.wanted and not seconds[host]:
                self._gave_way[host] = now() + 2 * LOOK_SECONDS
            if it.wanted and not it.busy:
                self._spare.set()


def now() -> float:
    """Seconds of a clock that goes on while the machine sleeps: leases do."""
    return time.clock_gettime(_CLOCK)


def _is_spare(held: _Held, moment: float) -> bool:
    return held.wanted or held.owed.rest > 0 or moment - held.used > IDLE_SECONDS

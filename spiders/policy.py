"""Politeness: one request at a time to a host, a delay between two of them, and no request while it asked for rest.

A host is `host:port`. Everything here runs on monotonic time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from hub.errors import FetchError

_LANES_KEPT = 1_000
_NEVER = float("-inf")
_MARGIN = 0.01  # seconds by which the network may deliver one request faster than the one before


class Resting(FetchError):
    """The host asked for rest and is not to be asked now; `wait` is how many seconds are left."""

    def __init__(self, code: str, wait: float) -> None:
        super().__init__(code, f"the host asked us to stay away for {wait:.0f} s more")
        self.wait = wait


@dataclass(slots=True)
class _Lane:
    """What is remembered of a host. The lock is fair: whoever waits longest goes first."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    started: float = _NEVER
    rest_until: float = _NEVER
    rest_code: str = "http_429"

    def is_idle(self, now: float) -> bool:
        return not self.waiting and max(self.started + 3_600, self.rest_until) < now


@dataclass(slots=True)
class Turn:
    """The right to send one request. `started` is when it went out: set it later if connecting took a while."""

    started: float


class Turns:
    """Hands out turns, host by host, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[Turn]:
        """The only turn at this host, at least `delay` seconds after the start of the last; Resting while it rests."""
        lane = self._lane(host)
        lane.waiting += 1
        try:
            async with lane.lock:
                self.refuse_while_resting(host)
                await _sleep_until(lane.started + delay + min(delay, _MARGIN))
                turn = Turn(monotonic())
                try:
                    yield turn
                finally:
                    lane.started = turn.started
        finally:
            lane.waiting -= 1

    def refuse_while_resting(self, host: str) -> None:
        """Raise Resting if the host is not to be asked now."""
        lane = self._lanes.get(host)
        left = lane.rest_until - monotonic() if lane else 0.0
        if lane and left > 0:
            raise Resting(lane.rest_code, left)

    def rest(self, host: str, seconds: float, code: str) -> None:
        """Do not ask the host for this long; those who would are told `code`."""
        lane = self._lane(host)
        lane.rest_until, lane.rest_code = monotonic() + seconds, code

    def _lane(self, host: str) -> _Lane:
        if host not in self._lanes and len(self._lanes) >= _LANES_KEPT:
            now = monotonic()
            self._lanes = {name: lane for name, lane in self._lanes.items() if not lane.is_idle(now)}
        return self._lanes.setdefault(host, _Lane())


async def _sleep_until(moment: float) -> None:
    while (left := moment - monotonic()) > 0:  # timers of uvloop may fire a millisecond early
        await asyncio.sleep(left)

"""Politeness: one request at a time to a host, a delay between two of them, and no request while it asked for rest.

A host is `host:port`. It is asked by one process at a time: which one, the roof's `Hosts` say.
Everything here runs on monotonic time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from hub.errors import FetchError
from hub.records import Manners

_LANES_KEPT = 1_000
_NEVER = float("-inf")
_MARGIN = 0.01  # seconds by which the network may deliver one request faster than the one before


class Hosts(Protocol):
    """Which hosts this process may ask, among others that would ask them too."""

    def enter(self, host: str) -> bool:
        """Whether the host is ours at this very moment, kept so until `leave`. Asked before every request: a look."""
        ...

    async def take(self, host: str) -> Manners:
        """Wait until the host is ours; what it is owed."""
        ...

    def leave(self, host: str, owed: Manners) -> None:
        """The request is over, or was never made; what the host is owed now."""
        ...

    async def close(self) -> None:
        """Give every host back."""
        ...


class Alone:
    """There is no other process: every host is ours."""

    def enter(self, host: str) -> bool:
        """Always."""
        return True

    async def take(self, host: str) -> Manners:
        """Nothing is owed."""
        return Manners()

    def leave(self, host: str, owed: Manners) -> None:
        """Nobody comes after us."""

    async def close(self) -> None:
        """There is nothing to give back."""


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

    def owed(self) -> Manners:
        now = monotonic()
        asked = now - self.started if self.started > _NEVER else None
        return Manners(asked, max(self.rest_until - now, 0.0), self.rest_code)

    def heed(self, owed: Manners) -> None:
        """Take over what another process knows of the host."""
        now = monotonic()
        if owed.asked is not None:
            self.started = max(self.started, now - owed.asked)
        if owed.rest and now + owed.rest > self.rest_until:
            self.rest_until, self.rest_code = now + owed.rest, owed.code


@dataclass(slots=True)
class Turn:
    """The right to send one request. `started` is when it went out: set it later if connecting took a while."""

    started: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source that waits for a host which another process is asking, and since when (monotonic)."""

    source: str
    since: float


class Turns:
    """Hands out turns, host by host, in the order in which they were asked for."""

    def __init__(self, hosts: Hosts | None = None) -> None:
        self._hosts = hosts or Alone()
        self._lanes: dict[str, _Lane] = {}
        self.waiting: dict[str, Waiting] = {}  # by host; behind each of them others may stand in line

    @asynccontextmanager
    async def turn(self, host: str, delay: float, source: str = "") -> AsyncIterator[Turn]:
        """The only turn at this host, at least `delay` seconds after the start of the last; Resting while it rests."""
        lane = self._lane(host)
        lane.waiting += 1
        try:
            async with lane.lock:
                try:
                    await self._ready(host, lane, delay, source)
                    turn = Turn(monotonic())
                    try:
                        yield turn
                    finally:
                        lane.started = turn.started
                finally:
                    self._hosts.leave(host, lane.owed())
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

    async def close(self) -> None:
        """Let other processes ask the hosts."""
        await self._hosts.close()

    async def _ready(self, host: str, lane: _Lane, delay: float, source: str) -> None:
        """Return at the moment at which the host is ours and may be asked."""
        while True:
            self.refuse_while_resting(host)
            if not self._hosts.enter(host):
                await self._take(host, lane, source)
            elif (moment := lane.started + delay + min(delay, _MARGIN)) > monotonic():
                await _sleep_until(moment)  # and look again: this process may have slept much longer
            else:
                return

    async def _take(self, host: str, lane: _Lane, source: str) -> None:
        self.waiting[host] = Waiting(source, monotonic())
        try:
            lane.heed(await self._hosts.take(host))
        finally:
            del self.waiting[host]

    def _lane(self, host: str) -> _Lane:
        if host not in self._lanes and len(self._lanes) >= _LANES_KEPT:
            now = monotonic()
            self._lanes = {name: lane for name, lane in self._lanes.items() if not lane.is_idle(now)}
        return self._lanes.setdefault(host, _Lane())


async def _sleep_until(moment: float) -> None:
    while (left := moment - monotonic()) > 0:  # timers of uvloop may fire a millisecond early
        await asyncio.sleep(left)

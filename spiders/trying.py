"""Asking once more where an answer was lost by chance, or where a host asks for a moment's rest."""

import asyncio
from dataclasses import dataclass, replace

from hub.errors import PASSING
from hub.records import Ask, Fetch
from spiders.visit import Fetcher

_BY_CHANCE = frozenset({"reset", "truncated", "http_5xx", "http_429"})
_MOST_TRIES = 3
_PATIENCE = 10.0  # seconds of rest that are waited for; who asks for more is left alone until another visit
_MARGIN = 0.05  # seconds: a rest is not over a moment before its end


@dataclass(frozen=True, slots=True)
class Persistent:
    """A client that tries again what may well succeed at the second try; the host's delay and rest are kept.

    Where nothing but a rest stood in the way it may be tried twice more. A silent host is not: it has had its deadline.
    """

    client: Fetcher

    async def fetch(self, ask: Ask) -> Fetch:
        """What became of the request in the end; what became of the first try stands in the detail."""
        first = fetch = await self.client.fetch(ask)
        for number in range(2, _MOST_TRIES + 1):
            if fetch.error not in _BY_CHANCE or (fetch.wait or 0.0) > _PATIENCE or (number > 2 and not fetch.wait):
                break
            await asyncio.sleep(fetch.wait + _MARGIN if fetch.wait else 0.0)
            fetch = await self.client.fetch(ask)
        return fetch if fetch is first else replace(fetch, detail=_told(first, fetch))


@dataclass(slots=True)
class Noting:
    """A client that notes whether anything was lost that may be had another time."""

    client: Fetcher
    lost: bool = False

    async def fetch(self, ask: Ask) -> Fetch:
        """What became of the request."""
        fetch = await self.client.fetch(ask)
        self.lost = self.lost or fetch.error in PASSING
        return fetch


def _told(first: Fetch, last: Fetch) -> str:
    return "; ".join(filter(None, (last.detail, f"the first try ended with {first.error}")))

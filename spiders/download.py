"""Scrapy's way to the network: our guarded client and no other.

Checked against Scrapy 2.19: a handler is a class (settings are deep-copied, so an object would be
copied with its connections), is made with its crawler, and finds the client on the spider.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings

from hub.records import Ask, Fetch

# Nine lines at INFO for every crawl, none of which says anything of the source.
logging.getLogger("scrapy").setLevel(logging.WARNING)

ASK, FETCH = "ask", "fetch"  # keys of a request's meta: what to ask for, and what became of it


class NotFetched(Exception):
    """A request that brought nothing to read; the fetch says why."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__(f"{fetch.error or fetch.status}: {fetch.url}")
        self.fetch = fetch


class Downloads(Protocol):
    """What a spider must bring along: the client's fetch."""

    fetch: Callable[[Ask], Awaitable[Fetch]]


class GuardedHandler:
    """Downloads a request's Ask through the spider's client; what brings nothing goes to the errback."""

    lazy = False

    def __init__(self, fetch: Callable[[Ask], Awaitable[Fetch]]) -> None:
        self._fetch = fetch

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GuardedHandler":
        """The handler of one crawl."""
        return cls(cast(Downloads, crawler.spider).fetch)

    async def download_request(self, request: Request) -> Response:
        """The answer to the request; NotFetched where there is no page in it."""
        fetch = await self._fetch(request.meta[ASK])
        if not (fetch.ok or fetch.unchanged):
            raise NotFetched(fetch)
        request.meta[FETCH] = fetch
        return Response(request.url, status=fetch.status or 200, body=fetch.body)

    async def close(self) -> None:
        """The client belongs to the roof and stays open."""


# Scrapy is the engine only. Its middlewares and extensions are off: politeness, robots, redirects,
# decompression, cookies and limits are the client's, and two of the extensions open a port
# (the telnet console, and since 2.19 a remote control that runs code).
SETTINGS: Mapping[str, Any] = MappingProxyType({
    "TWISTED_REACTOR_ENABLED": False,
    "DOWNLOAD_HANDLERS": {
        "http": GuardedHandler, "https": GuardedHandler, "data": None, "file": None, "ftp": None, "s3": None,
    },
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.depth.DepthMiddleware": 900},
    "EXTENSIONS_BASE": {},
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # newest first, as listed: a budget may end it
    "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.ScrapyPriorityQueue",  # one host: nothing to be fair about
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "STATS_DUMP": False,
    "LOG_ENABLED": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "CONCURRENT_ITEMS": 1,  # so many tasks are made for every page, and none of them yields an item
    "CONCURRENT_REQUESTS": 2,
    "DOWNLOAD_DELAY": 0,
})  # fmt: skip


@cache
def settings_for(pages: int) -> Settings:
    """The settings of a crawl through so many pages of a list; to make them costs as much as five requests."""
    return Settings({**SETTINGS, "DEPTH_LIMIT": pages})

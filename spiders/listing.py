"""A listing read by an operator's rule, or by one learned from it.

A Scrapy crawl of the list's pages; the articles of a page are looked at while it is read, for each
of them would cost the engine as much again as the request itself.

The crawl runs in the worker's own event loop, without a Twisted reactor: it can be started as
often as wanted and beside others. What it reads is handed out as it comes.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from hub.errors import ReadError, SettingsError
from hub.records import Address, AddressRead, Ask, Fetch, Item, ListingRule, PageRead, Place
from spiders.asking import UNCONDITIONAL, ask_for_place
from spiders.download import ASK, FETCH, NotFetched, settings_for
from spiders.refitting import misfit, proposal, refit
from spiders.rows import ListPage, read_list_page
from spiders.samples import get_to_know
from spiders.visit import Visit, as_failure, weight_of_page
from spiders.walk import Walk

MOST_PAGES = ListingRule("").pages
UNREAD = 2  # articles that may be on their way or read: what one teaches must be known before many more are asked for


class ListingSpider(Spider):
    """Walks the pages of one list; each article read is given to `hand_out`, the rest is in the walk."""

    name = "listing"

    def __init__(self, address: Address, visit: Visit, walk: Walk, hand_out: Callable[[PageRead], None]) -> None:
        super().__init__()
        self._unread = asyncio.Semaphore(UNREAD)
        self._rule, self._is_learned = address.listing, address.learned
        self._visit, self._walk, self._hand_out = visit, walk, hand_out

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "ListingSpider":
        """The spider of a crawl; a fault of ours in it breaks the walk off instead of thinning it out."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broken, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The list's first page, asked for only if it changed."""
        yield self._list_request(Place(self._walk.url))

    async def read_list(self, response: Response, place: Place) -> AsyncIterator[Request]:
        """The articles worth a look are looked at, then the next page is asked for."""
        fetch: Fetch = response.meta[FETCH]
        page = None if self._walk.is_as_before(fetch) else await self._read(fetch, place)
        if page is None:
            return
        self._walk.note_claim(*page.claim)
        fresh, onward = self._walk.take(fetch, self._visit.traps.sift(page.rows, fetch.at.year), page.following)
        await get_to_know(self._visit, fresh, fetch)
        async with asyncio.TaskGroup() as articles:
            for row in fresh:
                await self._unread.acquire()
                articles.create_task(self._look_at(row, fetch))
        if onward and not self._visit.traps.is_spent:
            yield self._list_request(onward)

    async def fetch(self, ask: Ask) -> Fetch:
        """The answer."""
        return await self._visit.answer(ask)

    async def _read(self, fetch: Fetch, place: Place) -> ListPage | None:
        try:
            page = await self._refitted(await self._made_out(fetch, place), fetch, place)
        except SettingsError as error:
            self._walk.break_off("not_a_listing", str(error))
            return None
        except ReadError as error:
            self._walk.fail_to_read(fetch, error)
            return None
        if page is None:
            return None
        self._rule = page.rule
        if not page.rows:
            self._walk.take_empty(fetch, page.gate)
            return None
        return page

    async def _made_out(self, fetch: Fetch, place: Place) -> ListPage:
        weight, source = weight_of_page(fetch), self._visit.source
        known = frozenset() if self._rule else frozenset(self._visit.memory.pages)
        return await self._visit.make_out(fetch, weight, read_list_page, fetch, place, self._rule, source, known)

    async def _refitted(self, page: ListPage, fetch: Fetch, place: Place) -> ListPage | None:
        """The list's first page, by another rule where its own fits no more; None where nothing of it is believed."""
        known = self._visit.memory.pages
        if self._rule is None or page.gate or self._walk.has_begun or not known:
            return page
        fault = misfit(self._rule, page.rows, known)
        if fault is None or not (self._is_learned or fault.is_useless):
            return page
        arguments = (fetch, self._rule, self._visit.source, frozenset(known))
        other = await self._visit.make_out(fetch, weight_of_page(fetch), refit, *arguments)
        if other and other.is_known and self._is_learned:
            self._rule = other.rule
            self._walk.note_rule(other.rule, f"layout: {fault.why}; a rule learned anew finds {other}")
            return await self._made_out(fetch, place)
        if not fault.is_useless:
            return page
        detail = f"The page no longer fits its rule: {fault.why}; {proposal(other)}"
        self._walk.fail(replace(fetch, error="layout_changed", detail=detail))
        return None

    async def _look_at(self, row: Item, of_list: Fetch) -> None:
        """An article's page merged with its row, unless what was read meanwhile has made it needless."""
        try:
            if not row.url:
                self._hand_out(PageRead(of_list, "", row, row))
            elif not self._walk.is_stopped and self._visit.traps.admits(row):
                self._hand_out(await self._visit.look_at(row))
        except Exception as error:
            self._break_off(error)
        finally:
            self._unread.release()

    def list_failed(self, failure: Failure) -> None:
        """A page of the list brought nothing: the walk ends here."""
        if isinstance(failure.value, NotFetched):
            self._walk.fail(as_failure(failure.value.fetch))
        else:
            self.broken(failure)

    def broken(self, failure: Failure) -> None:
        """A fault of ours; what was read so far has been handed out, but nothing of the list is remembered."""
        self._break_off(failure.value)

    def _break_off(self, error: BaseException | None) -> None:
        self._walk.break_off("internal", f"{type(error).__name__}: {error}")

    def _list_request(self, place: Place) -> Request:
        before = self._walk.before if place == Place(self._walk.url) else UNCONDITIONAL
        return Request(
            place.url,
            callback=self.read_list,
            errback=self.list_failed,
            meta={ASK: ask_for_place(self._visit.source, place, before)},
            cb_kwargs={"place": place},
        )


async def collect_listing(address: Address, visit: Visit) -> AsyncGenerator[PageRead | AddressRead, None]:
    """The articles that are new or changed in a list, then the list itself; without a rule it is found out."""
    pages = address.listing.pages if address.listing else MOST_PAGES
    is_learned = address.learned or address.listing is None
    order = visit.source.date_order
    walk = Walk(address.url, pages, visit.memory, visit.seen, is_learned=is_learned, order=order, is_for_people=True)
    # Unbounded, because politeness bounds it: the worker stores a page in less time than passes between two.
    found: asyncio.Queue[PageRead | None] = asyncio.Queue()
    crawler = Crawler(ListingSpider, settings_for(pages))  # a runner would copy the settings once more
    crawl = asyncio.create_task(crawler.crawl_async(address, visit, walk, found.put_nowait))
    crawl.add_done_callback(lambda _: found.put_nowait(None))
    try:
        while page := await found.get():
            yield page
    finally:
        walk.stop()
        await _end(crawler, crawl)
    yield walk.result()


async def _end(crawler: Crawler, crawl: asyncio.Task[None]) -> None:
    """Wait for the crawl's end; one that is still under way is asked to stop, for a cancelled one leaks."""
    while not crawl.done():
        await crawler.stop_async()
        await asyncio.wait({crawl}, timeout=0.1)
    crawl.result()

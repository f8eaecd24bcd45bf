"""From an address to what can be collected there: offers with the evidence for each, the best first.

    address ─▶ a feed itself
            ─▶ a page ─▶ the feeds it names (<link rel=alternate>)
                      ─▶ the lists found on it (`spiders.learning`)
                      ─▶ the pages it links to, where it is a front page: which of them lists what it shows, and more?
                      ─▶ where there is none of these, the JSON its scripts ask for
                      ─▶ where there is none of these, the sitemap of its host

What each page says is made out apart, as for a collection: `spiders.looking` reads, nothing here does.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from hub.errors import FetchError, ReadError
from hub.records import Fetch, Item
from spiders.addresses import join
from spiders.article import read_article
from spiders.files import is_document
from spiders.looking import Look, Offer, look_at_feed, look_at_json, look_at_page, sitemap_offer
from spiders.sitemap import read_sitemap
from spiders.traps import is_statement
from spiders.visit import Visit, weight_of_page

_LEVELS = 2  # of files that a sitemap may have
_SITEMAP = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Discovery:
    """Asks for pages as a visit of a source would, of which nothing is known yet, and has them made out as it would."""

    visit: Visit

    @property
    def _source(self) -> str:
        return self.visit.source.slug

    async def offers(self, url: str) -> list[Offer]:
        """What an address offers.

        FetchError where it does not answer; ReadError with the gate's code, or not_a_listing, where there is nothing.
        """
        fetch = await self.visit.fetch(url)
        if not fetch.ok:
            raise FetchError(fetch.error or "internal", fetch.detail)
        front = await self._made_out(fetch, look_at_page, url, self._source)
        if front.feed:
            return [front.feed]
        offers = [offer async for offer in self._named_feeds(front)]
        linked = [] if any(offer.is_whole for offer in front.lists) else [look async for look in self._linked(front)]
        offers += [replace(offer, is_dated=await self._is_dated(offer)) for offer in _lists_of(front, linked)]
        for others in (self._script_lists([front, *linked]), self._sitemaps(front)):
            if all(offer.refusal for offer in offers):
                offers += [offer async for offer in others]
        if not offers:
            raise ReadError(front.gate or "not_a_listing", "The page names no feed, and nothing on it repeats.")
        return sorted(offers, key=lambda offer: bool(offer.refusal))

    async def _made_out(self, fetch: Fetch, read: Callable[..., T], *arguments: object) -> T:
        return await self.visit.make_out(fetch, weight_of_page(fetch), read, fetch, *arguments)

    async def _named_feeds(self, front: Look) -> AsyncIterator[Offer]:
        for url, title in front.feeds:
            fetch = await self.visit.fetch(url)
            why = f"the page names it as a feed: {title or url}"
            with suppress(ReadError):
                if fetch.ok and (offer := await self._made_out(fetch, look_at_feed, url, self._source, why)):
                    yield offer

    async def _linked(self, front: Look) -> AsyncIterator[Look]:
        """The pages a front page leads to."""
        for url in front.ways:
            fetch = await self.visit.fetch(url)
            with suppress(ReadError):
                if fetch.ok:
                    yield await self._made_out(fetch, look_at_page, url, self._source)

    async def _script_lists(self, looks: Sequence[Look]) -> AsyncIterator[Offer]:
        for url in dict.fromkeys(url for look in looks for url in look.scripts):
            fetch = await self.visit.fetch(url)
            with suppress(ReadError):
                if fetch.ok and (offer := await self._made_out(fetch, look_at_json, url, self._source)):
                    yield offer

    async def _sitemaps(self, front: Look) -> AsyncIterator[Offer]:
        """The sitemap that robots.txt names, or the usual one."""
        robots = await self.visit.fetch(join(front.url, "/robots.txt") or "")
        stated = _SITEMAP.findall(robots.body.decode("utf-8", "replace")) if robots.ok else []
        for url in filter(None, dict.fromkeys(join(front.url, path) for path in (*stated, "/sitemap.xml"))):
            if items := await self._named_pages(url):
                yield sitemap_offer(url, items)
                return

    async def _named_pages(self, url: str) -> tuple[Item, ...]:
        """The pages of a sitemap; of one in several files those of the first."""
        for _ in range(_LEVELS):
            fetch = await self.visit.fetch(url)
            try:
                named = await self._made_out(fetch, read_sitemap, self._source) if fetch.ok else None
            except ReadError:
                named = None
            if named is None or named.rows or not named.parts:
                return tuple(named.rows) if named else ()
            url = named.parts[0]
        return ()

    async def _is_dated(self, offer: Offer) -> bool:
        """Whether dates are to be had: where rows have none, an article is looked at."""
        if any(item.dates for item in offer.items):
            return True
        first = next((item for item in offer.items if item.url and not is_document(item.url)), None)
        fetch = await self.visit.fetch(first.url) if first else None
        with suppress(ReadError):
            if first and fetch and fetch.ok:
                return bool((await self._made_out(fetch, read_article, first)).dates)
        return False


def worth_collecting(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The best feed, to be read often, and the best list, which holds what the feed has let go; else the sitemap."""
    good = [offer for offer in offers if not offer.refusal]
    best = (
        next((offer for offer in good if offer.kind == kind), None) for kind in ("feed", "listing", "json", "sitemap")
    )
    return tuple(offer for offer in best if offer)


def _lists_of(front: Look, linked: Sequence[Look]) -> list[Offer]:
    """The lists of linked pages that hold what the front page shows, those with most of it first; then its own."""
    shown = {name for offer in front.lists for item in offer.items for name in _names(item)}
    counted = [
        replace(offer, shared=sum(not shown.isdisjoint(_names(item)) for item in offer.items))
        for look in linked
        for offer in look.lists
    ]
    found = sorted((offer for offer in counted if offer.shared), key=lambda offer: -offer.shared)
    more = [replace(offer, why=f"{offer.why}; {offer.shared} of them on the page that links to it") for offer in found]
    return [*more, *front.lists]


def _names(item: Item) -> tuple[object, ...]:
    """What an item is known by: its address; or its title and the path alone, where lists add parameters to links."""
    title = " ".join(item.title.split())
    return (item.url, (title, item.url.partition("?")[0])) if is_statement(item) else (item.url,)

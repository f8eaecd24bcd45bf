"""From an address to what can be collected there: offers with the evidence for each, the best first.

    address ─▶ a feed itself
            ─▶ a page ─▶ the feeds it names (<link rel=alternate>)
                      ─▶ the lists found on it (`spiders.learning`)
                      ─▶ the pages it links to, where it is a front page: which of them lists what it shows, and more?
                      ─▶ where none of them does, the JSON that their scripts ask for
                      ─▶ where there is none of these, the sitemap of its host

What each page says is made out apart, as for a collection: `spiders.looking` reads, nothing here does.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from hub.errors import FetchError, ReadError
from hub.records import ArticleRule, Fetch, Item
from spiders.addresses import join
from spiders.files import is_document
from spiders.looking import Look, Offer, look_at_feed, look_at_json, look_at_page, sitemap_offer
from spiders.sitemap import read_sitemap
from spiders.traps import is_statement
from spiders.visit import Visit, weight_of_page

_LISTS = ("listing", "json", "sitemap")
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
        offers += [await self._tried(offer) for offer in await self._lists(front)]
        if all(offer.refusal for offer in offers):
            offers += [offer async for offer in self._sitemaps(front)]
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

    async def _lists(self, front: Look) -> list[Offer]:
        """The lists of a page, the fullest first: what it shows may be the beginning of one that stands elsewhere."""
        if any(offer.is_whole for offer in front.lists):
            return list(front.lists)
        linked = [look async for look in self._linked(front)]
        shown = [offer.items for offer in front.lists if offer.is_likely]
        if fuller := _fuller(shown, [offer for look in linked for offer in look.lists]):
            return [*fuller, *front.lists]
        scripted = [offer async for offer in self._script_lists([front, *linked])]
        fuller = [offer for offer in _fuller(shown, scripted) if len(offer.items) >= max(map(len, shown))]
        others = [offer for offer in scripted if offer.address not in [better.address for better in fuller]]
        return [*fuller, *front.lists, *others] if shown else [*others, *front.lists]

    async def _linked(self, front: Look) -> AsyncIterator[Look]:
        """The pages a front page leads to."""
        for url in front.ways:
            fetch = await self.visit.fetch(url)
            with suppress(ReadError):
                if fetch.ok:
                    yield await self._made_out(fetch, look_at_page, url, self._source)

    async def _script_lists(self, looks: Sequence[Look]) -> AsyncIterator[Offer]:
        """The lists that scripts ask for, and those that stand in the pages' own scripts."""
        templates = tuple(dict.fromkeys(template for look in looks for template in look.templates))
        linked = {item.title: item.url for look in looks for offer in look.lists for item in offer.items}
        for look in looks:
            if look.told:
                yield look.told
        for url in dict.fromkeys(url for look in looks for url in look.scripts):
            fetch, known = await self.visit.fetch(url), (templates, linked)
            with suppress(ReadError):
                if fetch.ok and (offer := await self._made_out(fetch, look_at_json, url, self._source, *known)):
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

    async def _tried(self, offer: Offer) -> Offer:
        """The offer with what one of its articles tells: dates where its rows have none, and what its scripts ask."""
        is_dated = any(item.dates for item in offer.items)
        first = next((item for item in offer.items if item.url and not is_document(item.url)), None)
        if first is None or (is_dated and offer.kind != "json"):
            return replace(offer, is_dated=is_dated)
        read = await self.visit.look_at(first)
        pattern = self.visit.behind.pattern
        article = replace(self.visit.source.article or ArticleRule(), data=pattern) if pattern else None
        return replace(offer, is_dated=is_dated or bool(read.item and read.item.dates), article=article)


def worth_collecting(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The best feed, to be read often, and the best list, which holds what the feed has let go; else the sitemap."""
    good = [offer for offer in offers if not offer.refusal]
    best = (next((offer for offer in good if offer.kind in kinds), None) for kinds in (("feed",), _LISTS))
    return tuple(offer for offer in best if offer)


def _fuller(shown: Sequence[Sequence[Item]], others: Sequence[Offer]) -> list[Offer]:
    """The lists that hold what the front page shows, those with most of it first."""
    names = {name for items in shown for item in items for name in _names(item)}
    likely = (offer for offer in others if offer.is_likely)
    counted = [
        replace(offer, shared=sum(not names.isdisjoint(_names(item)) for item in offer.items)) for offer in likely
    ]
    found = sorted((offer for offer in counted if offer.shared), key=lambda offer: -offer.shared)
    return [replace(offer, why=f"{offer.why}; {offer.shared} of them on the page that links to it") for offer in found]


def _names(item: Item) -> tuple[object, ...]:
    """What an item is known by: its address; or its title and the path alone, where lists add parameters to links."""
    title = " ".join(item.title.split())
    return (item.url, (title, item.url.partition("?")[0])) if is_statement(item) else (item.url,)

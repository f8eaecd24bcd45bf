"""From an address to what can be collected there: offers with the evidence for each, the best first.

address ─▶ a feed itself
        ─▶ a page ─▶ the feeds it names (<link rel=alternate>)
                  ─▶ the lists found on it (`spiders.learning`)
                  ─▶ the pages it links to, where it is a front page: which of them lists what it shows, and more?
                      ─▶ where there is none of these, the JSON its scripts ask for
                      ─▶ where there is none of these, the sitemap of its host
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

import orjson
from lxml import etree

from feeds.reading import read_feed
from hub.errors import FetchError, ReadError
from hub.records import Address, AddressKind, DateOrder, Fetch, Item
from spiders.addresses import canonical_url, host_key
from spiders.article import read_article
from spiders.feed import row_of
from spiders.files import is_document
from spiders.gates import gate_of
from spiders.json_list import read_json_page
from spiders.learning.cells import leads_somewhere
from spiders.learning.dating import date_order
from spiders.learning.json_lists import learn_json_rule, script_addresses
from spiders.learning.lists import FoundList, found_lists
from spiders.pages import Page, parse_page
from spiders.rows import rows_of
from spiders.selectors import text_of
from spiders.sitemap import read_sitemap

_MOST_FEEDS, _MOST_LISTS, _MOST_PAGES = 8, 3, 12
_LEVELS = 2  # of files that a sitemap may have
_SITEMAP = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LONGEST_LINK = 60  # letters; longer ones are titles
_FEED_TYPES = ("rss", "atom", "feed+json")

Get = Callable[[str], Awaitable[Fetch]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to collect from: its address with all that is needed, why it is believed, and what it says now.

    `shared` of the items stand on the page that led to it.
    """

    address: Address
    why: str
    items: tuple[Item, ...]
    date_order: DateOrder = "dmy"
    shared: int = 0
    is_dated: bool = True
    is_whole: bool = False

    @property
    def kind(self) -> AddressKind:
        """feed, listing …"""
        return self.address.kind

    @property
    def refusal(self) -> str:
        """Why it should not be collected as it is; "" where nothing speaks against it."""
        if not self.items:
            return "it lists nothing"
        return "" if self.is_dated else "neither its items nor their pages have a date"


async def discover(url: str, source: str, get: Get) -> list[Offer]:
    """What an address offers; FetchError where it does not answer, ReadError with the gate's code, or not_a_listing."""
    fetch = await get(url)
    if not fetch.ok:
        raise FetchError(fetch.error or "internal", fetch.detail)
    if feed := _feed(fetch, url, source, "the address is a feed"):
        return [feed]
    page = parse_page(fetch)
    feeds = [offer async for offer in _named_feeds(page, source, get)]
    lists, linked = _lists(page, url, source), list[tuple[str, Page]]()
    if not any(offer.is_whole for offer in lists):
        shown = {item.url for offer in lists for item in offer.items}
        linked = [found async for found in _linked_pages(page, shown, get)]
        lists = _linked_lists(linked, shown, source) + lists
    offers = [*feeds, *(await _dated(lists, get))]
    for others in (_script_lists([page, *(one for _, one in linked)], source, get), _sitemaps(page, source, get)):
        if all(offer.refusal for offer in offers):
            offers += [offer async for offer in others]
    if not offers:
        raise ReadError(gate_of(page.root) or "not_a_listing", "The page names no feed, and nothing on it repeats.")
    return sorted(offers, key=lambda offer: bool(offer.refusal))


def worth_collecting(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The best feed, to be read often, and the best list, which holds what the feed has let go; else the sitemap."""
    good = [offer for offer in offers if not offer.refusal]
    best = (
        next((offer for offer in good if offer.kind == kind), None) for kind in ("feed", "listing", "json", "sitemap")
    )
    return tuple(offer for offer in best if offer)


# --- feeds -------------------------------------------------------------------------------


async def _named_feeds(page: Page, source: str, get: Get) -> AsyncIterator[Offer]:
    for url, title in islice(_alternates(page), _MOST_FEEDS):
        fetch = await get(url)
        if fetch.ok and (offer := _feed(fetch, url, source, f"the page names it as a feed: {title or url}")):
            yield offer


def _alternates(page: Page) -> Iterator[tuple[str, str]]:
    """The feeds a page names, each once, with the title it gives them."""
    seen = set()
    for link in page.root.iter("link"):
        is_feed = any(kind in (link.get("type") or "").lower() for kind in _FEED_TYPES)
        url = page.link(link.get("href")) if is_feed and "alternate" in (link.get("rel") or "").lower() else None
        if url and canonical_url(url) not in seen:
            seen.add(canonical_url(url))
            yield url, (link.get("title") or "").strip()


def _feed(fetch: Fetch, url: str, source: str, why: str) -> Offer | None:
    kind = fetch.headers.get("content-type", "")
    try:
        read = read_feed(fetch.body, url=fetch.final_url or url, content_type=kind, source=source, known=frozenset())
    except ReadError:
        return None
    return Offer(Address("feed", url), why, tuple(row_of(item, read.shared) for item in read.items))


# --- lists -------------------------------------------------------------------------------


def _lists(page: Page, url: str, source: str, most: int = _MOST_LISTS) -> list[Offer]:
    return [_list(page, url, source, found) for found in found_lists(page, most)]


def _list(page: Page, url: str, source: str, found: FoundList) -> Offer:
    items = tuple(rows_of(page, found.rule, source))
    order = date_order(date.raw for item in items for date in item.dates)
    why = f"{found.rows} rows that repeat, {found.dated} of them with a date; weight {found.weight:.1f}"
    is_whole = found.is_named or bool(found.rule.next)
    return Offer(Address("listing", url, listing=found.rule), why, items, order, is_whole=is_whole)


async def _linked_pages(page: Page, shown: set[str], get: Get) -> AsyncIterator[tuple[str, Page]]:
    """The pages a front page leads to, each with its address."""
    for url in islice(_ways_on(page, shown), _MOST_PAGES):
        fetch = await get(url)
        with suppress(ReadError):
            if fetch.ok:
                yield url, parse_page(fetch)


def _linked_lists(linked: Sequence[tuple[str, Page]], shown: set[str], source: str) -> list[Offer]:
    """The lists of linked pages that hold what the front page shows, those that hold most of it first."""
    lists = (offer for url, page in linked for offer in _lists(page, url, source))
    counted = [replace(offer, shared=sum(item.url in shown for item in offer.items)) for offer in lists]
    found = sorted((offer for offer in counted if offer.shared), key=lambda offer: -offer.shared)
    return [replace(offer, why=f"{offer.why}; {offer.shared} of them on the page that links to it") for offer in found]


def _ways_on(page: Page, shown: set[str]) -> Iterator[str]:
    """Where a page leads within its host: first what stands behind the last item ("see all"), then the rest."""
    links = [link for link in page.root.iter("a") if leads_somewhere(link.get("href") or "")]
    urls = [canonical_url(page.link(link.get("href")) or "") for link in links]
    last = max((place for place, url in enumerate(urls) if url in shown), default=-1)
    seen = {canonical_url(page.base), *shown}
    for place in (*range(last + 1, len(links)), *range(last + 1)):
        url = urls[place]
        if url and url not in seen and _is_way(url, links[place], page):
            seen.add(url)
            yield url


def _is_way(url: str, link: etree._Element, page: Page) -> bool:
    return host_key(url) == host_key(page.base) and len(text_of(link)) <= _LONGEST_LINK and not is_document(url)


# --- what scripts ask for ------------------------------------------------------------------


async def _script_lists(pages: Sequence[Page], source: str, get: Get) -> AsyncIterator[Offer]:
    """The JSON lists that the scripts of these pages ask for."""
    for url in dict.fromkeys(url for page in pages for url in script_addresses(page)):
        fetch = await get(url)
        with suppress(ReadError, orjson.JSONDecodeError):
            rule = learn_json_rule(orjson.loads(fetch.body)) if fetch.ok else None
            if rule:
                items = tuple(read_json_page(fetch, rule, source).rows)
                yield Offer(Address("json", url, json=rule), f"{len(items)} rows that a script asks for", items)


# --- sitemaps ----------------------------------------------------------------------------


async def _sitemaps(page: Page, source: str, get: Get) -> AsyncIterator[Offer]:
    """The sitemap that robots.txt names, or the usual one."""
    robots = await get(page.link("/robots.txt") or "")
    stated = _SITEMAP.findall(robots.body.decode("utf-8", "replace")) if robots.ok else []
    for url in dict.fromkeys(filter(None, map(page.link, [*stated, "/sitemap.xml"]))):
        if items := await _named_pages(url, source, get):
            yield Offer(Address("sitemap", url), f"a sitemap that names {len(items)} pages", items)
            return


async def _named_pages(url: str, source: str, get: Get) -> tuple[Item, ...]:
    """The pages of a sitemap; of one in several files those of the first."""
    for _ in range(_LEVELS):
        fetch = await get(url)
        try:
            named = read_sitemap(fetch, source) if fetch.ok else None
        except ReadError:
            named = None
        if named is None or named.rows or not named.parts:
            return tuple(named.rows) if named else ()
        url = named.parts[0]
    return ()


async def _dated(lists: Sequence[Offer], get: Get) -> list[Offer]:
    """The lists, with whether dates are to be had of them: where rows have none, an article is looked at."""
    return [replace(offer, is_dated=await _has_date(offer, get)) for offer in lists]


async def _has_date(offer: Offer, get: Get) -> bool:
    if any(item.dates for item in offer.items):
        return True
    first = next((item for item in offer.items if item.url and not is_document(item.url)), None)
    fetch = await get(first.url) if first else None
    try:
        return bool(first and fetch and fetch.ok and read_article(fetch, first).dates)
    except ReadError:
        return False

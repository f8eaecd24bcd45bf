"""From an address to what can be collected there: candidates with the evidence for each, the best first.

address ─▶ a feed itself
        ─▶ a page ─▶ the feeds it names (<link rel=alternate>)
                  ─▶ the lists that are found on it (`spiders.learning`)
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

from feeds.reading import read_feed
from hub.errors import FetchError, ReadError
from hub.records import Address, AddressKind, DateOrder, Fetch, Item
from spiders.addresses import canonical_url
from spiders.feed import row_of
from spiders.gates import gate_of
from spiders.learning.dating import date_order
from spiders.learning.lists import FoundList, found_lists
from spiders.pages import Page, parse_page
from spiders.rows import rows_of

_MOST_FEEDS = 8
_MOST_LISTS = 3
_LIST_TYPES = ("rss", "atom", "feed+json")

Get = Callable[[str], Awaitable[Fetch]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to collect from: its address with all that is needed, why it is believed, and what it says now."""

    address: Address
    why: str
    items: tuple[Item, ...]
    date_order: DateOrder = "dmy"

    @property
    def kind(self) -> AddressKind:
        """feed, listing …"""
        return self.address.kind

    @property
    def refusal(self) -> str:
        """Why it should not be collected as it is; "" where nothing speaks against it."""
        if not self.items:
            return "it lists nothing"
        return "" if any(item.dates for item in self.items) else "none of its items has a date"


async def discover(url: str, source: str, get: Get) -> list[Offer]:
    """What an address offers; FetchError where it does not answer, ReadError with the gate's code, or not_a_listing."""
    fetch = await get(url)
    if not fetch.ok:
        raise FetchError(fetch.error or "internal", fetch.detail)
    if feed := _feed(fetch, url, source, "the address is a feed"):
        return [feed]
    page = parse_page(fetch)
    offers = [offer async for offer in _named_feeds(page, source, get)]
    offers += _lists(page, url, source)
    if not offers:
        raise ReadError(gate_of(page.root) or "not_a_listing", "The page names no feed, and nothing on it repeats.")
    return sorted(offers, key=lambda offer: bool(offer.refusal))


async def _named_feeds(page: Page, source: str, get: Get) -> AsyncIterator[Offer]:
    for url, title in list(_alternates(page))[:_MOST_FEEDS]:
        fetch = await get(url)
        if fetch.ok and (offer := _feed(fetch, url, source, f"the page names it as a feed: {title or url}")):
            yield offer


def _alternates(page: Page) -> Iterator[tuple[str, str]]:
    """The feeds a page names, each once, with the title it gives them."""
    seen = set()
    for link in page.root.iter("link"):
        is_feed = any(kind in (link.get("type") or "").lower() for kind in _LIST_TYPES)
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


def _lists(page: Page, url: str, source: str) -> list[Offer]:
    return [_list(page, url, source, found) for found in found_lists(page, _MOST_LISTS)]


def _list(page: Page, url: str, source: str, found: FoundList) -> Offer:
    items = tuple(rows_of(page, found.rule, source))
    order = date_order(date.raw for item in items for date in item.dates)
    return Offer(Address("listing", url, listing=found.rule), _why(found), items, order)


def _why(found: FoundList) -> str:
    return f"{found.rows} rows that repeat, {found.dated} of them with a date; weight {found.weight:.1f}"

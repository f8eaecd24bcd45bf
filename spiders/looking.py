"""What a page, a feed or a script's answer offers to collect. Pure: bytes in, records out, so a child can do it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from feeds.reading import read_feed
from hub.errors import ReadError
from hub.records import Address, AddressKind, ArticleRule, DateOrder, Fetch, Item, Place
from spiders.addresses import canonical_url, host_key
from spiders.feed import row_of
from spiders.files import is_document
from spiders.gates import gate_of
from spiders.json_list import document_in, read_json_page
from spiders.learning.cells import leads_somewhere
from spiders.learning.dating import date_order
from spiders.learning.json_lists import learn_json_rule, script_addresses, script_templates
from spiders.learning.json_paging import with_paging
from spiders.learning.lists import LEAST_WEIGHT, FoundList, found_lists
from spiders.pages import Page, parse_page
from spiders.rows import rows_of
from spiders.scripted import documents_on
from spiders.selectors import text_of

_MOST_FEEDS, _MOST_LISTS, _MOST_PAGES = 8, 3, 12
_LONGEST_LINK = 60  # letters; longer ones are titles
_FEED_TYPES = ("rss", "atom", "feed+json")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to collect from: its address with all that is needed, why it is believed, and what it says now.

    `shared` of the items stand on the page that led to it; `is_whole`: nothing speaks for a fuller list elsewhere;
    `is_likely`: it would be taken for a list of notices without asking anybody. `article` is how its articles are
    to be read, where that is known.
    """

    address: Address
    why: str
    items: tuple[Item, ...]
    date_order: DateOrder = "dmy"
    shared: int = 0
    is_dated: bool = True
    is_whole: bool = False
    is_likely: bool = True
    article: ArticleRule | None = None

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


@dataclass(frozen=True, slots=True)
class Look:
    """What an address turned out to be: a feed, or a page with the feeds it names (address, title), its lists and
    the one that its scripts hold, the
    pages it leads to, what its scripts ask for and how they put links together, and the gate it is."""

    url: str
    feed: Offer | None = None
    feeds: tuple[tuple[str, str], ...] = ()
    lists: tuple[Offer, ...] = ()
    ways: tuple[str, ...] = ()
    told: Offer | None = None
    scripts: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    gate: str | None = None


def look_at_page(fetch: Fetch, url: str, source: str) -> Look:
    """What is to be found at an address; ReadError where it is empty."""
    if feed := look_at_feed(fetch, url, source, "the address is a feed"):
        return Look(url, feed)
    page = parse_page(fetch)
    lists = tuple(_list(page, url, source, found) for found in found_lists(page, _MOST_LISTS))
    shown = {item.url: item.title for offer in lists for item in offer.items}
    templates = tuple(script_templates(page))
    return Look(
        fetch.final_url or url,
        feeds=tuple(islice(_alternates(page), _MOST_FEEDS)),
        lists=lists,
        ways=tuple(islice(_ways_on(page, set(shown)), _MOST_PAGES)),
        scripts=tuple(script_addresses(page)),
        templates=templates,
        told=_told(fetch, page, url, source, templates, {title: url for url, title in shown.items()}),
        gate=gate_of(page.root),
    )


def look_at_feed(fetch: Fetch, url: str, source: str, why: str) -> Offer | None:
    """The feed, if it is one."""
    kind = fetch.headers.get("content-type", "")
    try:
        read = read_feed(fetch.body, url=fetch.final_url or url, content_type=kind, source=source, known=frozenset())
    except ReadError:
        return None
    return Offer(Address("feed", url), why, tuple(row_of(item, read.shared) for item in read.items))


def look_at_json(
    fetch: Fetch, url: str, source: str, templates: Sequence[str] = (), linked: Mapping[str, str] | None = None
) -> Offer | None:
    """The list in a script's answer, if there is one, with a rule for it (`templates` and `linked` as for that)."""
    try:
        document = document_in(fetch)
    except ReadError:
        return None
    rule = learn_json_rule(document, templates, linked)
    if rule is None:
        return None
    rule = with_paging(rule, document, url)
    items = tuple(read_json_page(fetch, Place(url), rule, source).rows)
    return Offer(Address("json", url, json=rule, learned=True), f"{len(items)} rows that a script shows", items)


def sitemap_offer(url: str, items: tuple[Item, ...]) -> Offer:
    """A sitemap: dates stand on the pages it names."""
    return Offer(Address("sitemap", url), f"a sitemap that names {len(items)} pages", items)


def _told(
    fetch: Fetch, page: Page, url: str, source: str, templates: Sequence[str], linked: Mapping[str, str]
) -> Offer | None:
    return look_at_json(fetch, url, source, templates, linked) if documents_on(page) else None


def _list(page: Page, url: str, source: str, found: FoundList) -> Offer:
    items = tuple(rows_of(page, found.rule, source))
    order = date_order(date.raw for item in items for date in item.dates)
    why = f"{found.rows} rows that repeat, {found.dated} of them with a date; weight {found.weight:.1f}"
    is_whole = found.is_named or bool(found.rule.next or found.rule.counter)
    address = Address("listing", url, listing=found.rule, learned=True)
    is_likely = found.weight >= LEAST_WEIGHT
    return Offer(address, why, items, order, is_whole=is_whole, is_likely=is_likely)


def _alternates(page: Page) -> Iterator[tuple[str, str]]:
    """The feeds a page names, each once, with the title it gives them."""
    seen = set()
    for link in page.root.iter("link"):
        is_feed = any(kind in (link.get("type") or "").lower() for kind in _FEED_TYPES)
        url = page.link(link.get("href")) if is_feed and "alternate" in (link.get("rel") or "").lower() else None
        if url and canonical_url(url) not in seen:
            seen.add(canonical_url(url))
            yield url, (link.get("title") or "").strip()


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

"""A feed, read as cheaply as it allows: not modified, or the same bytes, or only the entries that changed."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from hashlib import sha256
from urllib.parse import quote, urldefrag

from feeds.reading import FeedRead, body_digest, read_feed
from hub.errors import ReadError
from hub.records import Address, AddressRead, Fetch, Item, PageRead, Sight, Validators
from spiders.addresses import canonical_url
from spiders.files import file_links, merge_files
from spiders.freshness import feed_ttl
from spiders.gates import gate_in
from spiders.hubs import hub_of
from spiders.news import says_something_new
from spiders.pages import Page, parse_html
from spiders.samples import get_to_know
from spiders.sights import sight_of
from spiders.visit import Visit, Weight, as_failure, failed

SMALL_FEED = 512 << 10
_SLIGHT_FEED, _FEW_ELEMENTS = 128 << 10, 1_000
_MOST_ELEMENTS = 15_000  # or entries of a JSON feed; 10 to 50 entries have a thousand
_LONG_TAG = re.compile(rb"<[^<>]{4096}")  # attributes cost by the square of their number, a base once for every link
_NOTHING: frozenset[str] = frozenset()
NO_FEED = frozenset({"not_a_feed", "parse_failed"})  # a feed has no graver defect


async def collect_feed(address: Address, visit: Visit) -> AsyncGenerator[PageRead | AddressRead, None]:
    """The articles of new and changed entries, then the feed itself; one request where nothing changed."""
    before = visit.memory.validators.get(address.url, Validators())
    known = visit.memory.entries.get(address.url, _NOTHING)
    fetch = await visit.fetch(address.url, before)
    validators = _validators_of(fetch, before) if fetch.ok else before
    if fetch.unchanged or (fetch.ok and validators.digest == before.digest):
        yield AddressRead(address.url, (fetch,), validators, known, unchanged=True)
        return
    if not fetch.ok:
        yield _failure(address, as_failure(fetch))
        return
    try:
        feed = await visit.make_out(fetch, weight_of_feed(fetch.body), read_rows, fetch, visit.source.slug, known)
    except ReadError as error:
        yield failed(_failure(address, replace(fetch, error=error.code, detail=error.detail)), error, fetch)
        return
    rows = feed.items
    if visit.source.pages:
        await get_to_know(visit, [row for row in rows if row.url and _is_news(row, visit)])
    for row in rows if visit.source.pages else ():
        if page := await _page(row, fetch, visit):
            yield page
    left = {digest for digest, row in feed.fresh.items() if row.url in visit.traps.left}
    feed = replace(feed, entries=feed.entries - left, left=feed.left + len(left))
    is_unchanged = feed.entries == known and not feed.left
    sight = None if is_unchanged else _sight(feed, len(feed.entries) + feed.left, fetch, visit)
    read = replace(
        _read_to_its_end(address, fetch, feed, validators),
        unchanged=is_unchanged,
        sight=sight,
    )
    yield read if visit.source.pages else replace(read, items=rows)


def weight_of_feed(body: bytes) -> Weight:
    """How much a feed, however hostile, may weigh upon its reader.

    A slight one, as most are, takes 40 ms at the worst and 4 as a rule: handing it to another thread and back, with
    both at work, costs half as much again. A light one takes less than a second and 64 MiB.
    """
    elements = body.count(b"<") + body.count(b"{")
    if len(body) > SMALL_FEED or elements > _MOST_ELEMENTS or _LONG_TAG.search(body):
        return "heavy"
    return "slight" if len(body) <= _SLIGHT_FEED and elements <= _FEW_ELEMENTS else "light"


def row_of(item: Item, shared: frozenset[str] = _NOTHING) -> Item:
    """The entry as a row: its address canonical, the documents linked in its text among its files.

    Where several entries give one address, a fragment tells them apart: else one notice would
    change its face with each of them.
    """
    url = canonical_url(item.url) or ""
    page, fragment = urldefrag(item.url)
    if url and page in shared:
        url = f"{url}#{fragment or quote(item.guid or item.title, safe='')}"
    markup = item.html or item.summary
    root = parse_html(markup) if "=" in markup and "href" in markup.lower() else None
    linked = () if root is None else file_links(Page(root, item.base or url or item.url), [root])
    files = merge_files(item.files, linked)
    return item if (item.url, item.files) == (url, files) else replace(item, url=url, files=files)


def _validators_of(fetch: Fetch, before: Validators) -> Validators:
    etag, last_modified = fetch.headers.get("etag"), fetch.headers.get("last-modified")
    whole = fetch.sha256 or sha256(fetch.body).hexdigest()
    if whole in (before.sha256, before.digest):
        return Validators(etag, last_modified, before.digest, before.ttl, sha256=before.sha256)
    digest = body_digest(fetch.body, whole)
    known_by = None if digest == whole else whole
    return Validators(etag, last_modified, digest, feed_ttl(fetch.body), sha256=known_by)


def read_rows(fetch: Fetch, source: str, known: frozenset[str]) -> FeedRead:
    """The feed with its fresh entries as rows; ReadError with the gate's code where one stands in its place."""
    try:
        feed = read_feed(
            fetch.body,
            url=fetch.final_url or fetch.url,
            content_type=fetch.headers.get("content-type", ""),
            source=source,
            known=known,
        )
    except ReadError as error:
        raise ReadError(gate_in(fetch) or error.code, error.detail) from error
    return replace(feed, fresh={digest: row_of(item, feed.shared) for digest, item in feed.fresh.items()})


async def _page(row: Item, fetch: Fetch, visit: Visit) -> PageRead | None:
    """The article of an entry; the entry itself where it has no page; nothing where it is as we know it."""
    if not row.url:
        return PageRead(fetch, "", row, row)
    if row.url in visit.seen or not _is_news(row, visit):
        return None
    return await visit.look_at(row) if visit.traps.admits(row) else None


def _is_news(row: Item, visit: Visit) -> bool:
    return says_something_new(row, visit.memory.pages.get(row.url))


def _read_to_its_end(address: Address, fetch: Fetch, feed: FeedRead, validators: Validators) -> AddressRead:
    """What may be remembered; no validators while entries are left over, so that they are not a 304 next time."""
    urls = (canonical_url(url) for url in feed.listed)
    return AddressRead(
        address.url,
        (fetch,),
        validators=Validators() if feed.left else validators,
        entries=feed.entries,
        listed=tuple(dict.fromkeys(url for url in urls if url)),
        parsed=feed.parsed,
        defects=feed.defects,
        hub=hub_of(fetch),
    )


def _sight(feed: FeedRead, rows: int, fetch: Fetch, visit: Visit) -> Sight:
    return replace(sight_of(feed.items, fetch.at, visit.source.date_order), rows=rows, first=rows)


def _failure(address: Address, fetch: Fetch) -> AddressRead:
    defects = (fetch.error,) if fetch.error in NO_FEED else None
    return AddressRead(address.url, (fetch,), error=fetch.error, detail=fetch.detail, defects=defects)

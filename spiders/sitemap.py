"""A sitemap (sitemaps.org) read as a list: it names every page and says little of any.

What has no date is no announcement: such pages are looked at and passed over. Once articles of the source are
known, only addresses of their shape are new ones, so that pages about the house are not asked for at every visit.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from lxml import etree

from hub.errors import ReadError
from hub.records import Address, AddressRead, Fetch, Item, PageRead, StatedDate, Validators
from spiders.addresses import canonical_url
from spiders.gates import gate_in
from spiders.guises import pattern_of
from spiders.samples import get_to_know
from spiders.visit import Visit, as_failure, weight_of_page
from spiders.walk import NOWHERE, Walk

_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """What a file of a sitemap names: pages, or further files."""

    rows: list[Item]
    parts: list[str]


async def collect_sitemap(address: Address, visit: Visit) -> AsyncGenerator[PageRead | AddressRead, None]:
    """The articles that a sitemap names for the first time, then the sitemap itself."""
    walk = Walk(address.url, _MOST_PARTS, visit.memory, visit.seen)
    parts = [address.url]
    while parts:
        url = parts.pop(0)
        fetch = await visit.fetch(url, walk.before) if url == address.url else await visit.fetch(url)
        page = await _read(walk, fetch, visit)
        if page is None:
            break
        parts = [*page.parts, *parts][:_MOST_PARTS]
        fresh, _ = walk.take(fetch, visit.traps.sift(page.rows, fetch.at.year), NOWHERE if parts else None)
        likely = like_known(fresh, visit)
        await get_to_know(visit, likely)
        for row in likely:
            read = await visit.look_at(row) if visit.traps.admits(row) else None
            if read and (read.same_as or (read.item and read.item.dates)):
                yield read
    yield _of_articles(_as_a_whole(walk.result()), visit)


def _of_articles(read: AddressRead, visit: Visit) -> AddressRead:
    """The sitemap without the pages about the house: it lists them, and promises no notice by that."""
    patterns = {pattern_of(url) for url in visit.memory.pages}
    listed = (url for url in read.listed if not patterns or url in visit.memory.pages or pattern_of(url) in patterns)
    return replace(read, listed=tuple(listed))


def _as_a_whole(read: AddressRead) -> AddressRead:
    """An index stays as it is when its files change: of several files no single one may end the next reading."""
    if read.error or read.unchanged or len(read.fetches) < 2:
        return read
    digests = "".join(fetch.sha256 or "" for fetch in read.fetches)
    return replace(read, validators=Validators(digest=sha256(digests.encode()).hexdigest()))


async def _read(walk: Walk, fetch: Fetch, visit: Visit) -> SitemapPage | None:
    if walk.is_as_before(fetch):
        return None
    if not fetch.ok:
        walk.fail(as_failure(fetch))
        return None
    try:
        return await visit.make_out(fetch, weight_of_page(fetch), read_sitemap, fetch, visit.source.slug)
    except ReadError as error:
        walk.fail_to_read(fetch, ReadError(gate_in(fetch) or error.code, error.detail))
        return None


def read_sitemap(fetch: Fetch, source: str, since: date | None = None) -> SitemapPage:
    """The pages or the files that a file names, each once; without those that last changed before a day.

    ReadError("not_a_listing") where it is no sitemap.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(fetch.body, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("parse_failed", f"no XML: {error}") from error
    kind = etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        raise ReadError("not_a_listing", f"The root element is <{kind}>.")
    found = [(canonical_url(_said(entry, "loc")), entry) for entry in root if isinstance(entry.tag, str)]
    named = dict((url, entry) for url, entry in found if url and not _is_older(_said(entry, "lastmod"), since))
    if kind == "sitemapindex":
        return SitemapPage([], list(named))
    return SitemapPage([_row(url, entry, source) for url, entry in named.items()], [])


def _row(url: str, entry: etree._Element, source: str) -> Item:
    """A page; Google's extension for news gives a title and a date too."""
    date = _said(entry, "publication_date")
    dates = (StatedDate(date, "listing"),) if date else ()
    return Item(source, url, _said(entry, "title"), html_from="listing", dates=dates)


def _is_older(lastmod: str, since: date | None) -> bool:
    try:
        return since is not None and date.fromisoformat(lastmod[:10]) < since
    except ValueError:
        return False


def _said(entry: etree._Element, name: str) -> str:
    texts = (str(child.text or "").strip() for child in entry.iterdescendants(f"{{*}}{name}"))
    return next(filter(None, texts), "")


def like_known(rows: Sequence[Item], visit: Visit) -> list[Item]:
    """The rows whose address has the shape of an article's; all of them as long as no article is known."""
    patterns = {pattern_of(url) for url in visit.memory.pages}
    return [row for row in rows if not patterns or pattern_of(row.url) in patterns]

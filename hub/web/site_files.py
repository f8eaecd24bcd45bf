"""What programs look for at fixed addresses: robots, site maps, how to search, whom to warn, our static files."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Request, Response
from lxml import etree

from feeds.markup import child, document
from hub.catalogue.sections import SECTIONS
from hub.records import Filters, Notice
from hub.vietnamese.dates import VIETNAM
from hub.web.answers import FOR_A_DAY, Bytes, answer
from hub.web.guides import contact_address
from hub.web.places import Place
from hub.web.problems import Missing
from hub.web.show import api_moment
from hub.web.static_files import static_files
from hub.web.topics import all_topics
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
# the protocol's own limit for one file
MOST_ADDRESSES = 50_000
FIRST_YEAR = 1990
_STRIDE = 500
_GUIDES = ("/", "/agencies", "/places", "/archive", "/topics", "/subscribe", "/coverage", "/about")


@router.get("/robots.txt")
def robots(request: Request, visit: Here) -> Response:
    """Everything may be read but searches, of which there is no end."""
    lines = ("User-agent: *", "Disallow: /search", "Disallow: /ops", f"Sitemap: {visit.absolute('/sitemap.xml')}", "")
    return answer(request, _text("\n".join(lines)))


@router.get("/.well-known/security.txt")
def security(request: Request, visit: Here) -> Response:
    """Whom to tell of a weakness (RFC 9116)."""
    contact = contact_address(visit.parts.settings.contact) or visit.absolute("/about#contact")
    # at midnight, so that the file is the same all day
    expires = datetime.combine(visit.now.astimezone(VIETNAM).date() + timedelta(days=365), time(), VIETNAM)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {visit.absolute('/.well-known/security.txt')}",
        "",
    )
    return answer(request, _text("\n".join(lines)))


@router.get("/opensearch.xml")
def opensearch(request: Request, visit: Here) -> Response:
    """How a browser searches here from its own address bar."""
    root = _root("OpenSearchDescription", _OPENSEARCH)
    for name, content in (("ShortName", "Đầu Mối"), ("Description", visit.word("tagline")), ("InputEncoding", "UTF-8")):
        _child(root, name, content)
    for kind, path in (("text/html", "/search"), ("application/atom+xml", "/search.atom")):
        _child(root, "Url", type=kind, template=f"{visit.absolute(path)}?q={{searchTerms}}")
    return answer(request, _xml(root, "application/opensearchdescription+xml"))


@router.get("/sitemap.xml")
def sitemap(request: Request, visit: Here) -> Response:
    """The list of site maps: the pages, and one for every year in which something was published."""
    root = _root("sitemapindex", _SITEMAP)
    parts = ["pages", *(str(year) for year in _years(visit))]
    for part in parts:
        _add(root, "sitemap", visit.absolute(f"/sitemaps/{part}.xml"))
    return answer(request, _xml(root))


@router.get("/sitemaps/{part}.xml")
def sitemap_part(request: Request, visit: Here, part: str) -> Response:
    """The pages that are not notices, or the notices published in one year."""
    root = _root("urlset", _SITEMAP)
    if part == "pages":
        for path in _lists(visit):
            _add(root, "url", visit.absolute(path))
    elif part.isascii() and part.isdecimal() and FIRST_YEAR <= int(part[:5]) <= visit.now.year + 1:
        for notice in _published_in(visit, int(part)):
            _add(root, "url", visit.absolute(f"/notices/{notice.id}"), api_moment(notice.updated))
    else:
        raise Missing
    return answer(request, _xml(root))


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """A file of the pages' own."""
    if name not in static_files():
        raise Missing
    return answer(request, static_files()[name])


@router.get("/favicon.ico")
def icon(request: Request) -> Response:
    """The icon, for browsers that do not read the page's link."""
    return answer(request, static_files()["icon.svg"])


def _years(visit: Visit) -> Iterator[int]:
    count = visit.parts.store.notices.count
    return (year for year in range(visit.now.year + 1, FIRST_YEAR - 1, -1) if count(_in(year)))


def _in(year: int) -> Filters:
    return Filters(published_from=date(year, 1, 1), published_to=date(year, 12, 31))


def _lists(visit: Visit) -> Iterator[str]:
    yield from _GUIDES
    yield from (f"/sections/{code}" for code in SECTIONS)
    yield from (f"/agencies/{agency.slug}" for agency in visit.parts.store.sources.agencies())
    yield from (f"/places/{place}" for place in visit.parts.localities.by_slug)
    yield from (f"/topics/{topic}" for topic in all_topics(visit.parts.store))
    yield from (f"/archive/{month:%Y-%m}" for month, count in visit.parts.store.months.counts().items() if count)


def _published_in(visit: Visit, year: int) -> Iterator[Notice]:
    before: Place | None = None
    for _ in range(MOST_ADDRESSES // _STRIDE):
        notices = visit.parts.store.notices.newest(_in(year), before=before, limit=_STRIDE)
        yield from (notice for notice in notices if not notice.redacted)
        if len(notices) < _STRIDE:
            return
        before = notices[-1].updated, notices[-1].id


def _root(name: str, namespace: str) -> etree._Element:
    return etree.fromstring(f'<{name} xmlns="{namespace}"/>')


def _child(parent: etree._Element, name: str, content: str = "", **attributes: str) -> etree._Element:
    """A new element in the namespace of its parent."""
    return child(parent, f"{{{etree.QName(parent).namespace}}}{name}", content, **attributes)


def _add(root: etree._Element, kind: str, address: str, changed: str = "") -> None:
    element = _child(root, kind)
    _child(element, "loc", address)
    if changed:
        _child(element, "lastmod", changed)


def _text(content: str) -> Bytes:
    return Bytes(content.encode(), "text/plain; charset=utf-8", cache=FOR_A_DAY)


def _xml(root: etree._Element, media_type: str = "application/xml") -> Bytes:
    return Bytes(document(root), f"{media_type}; charset=utf-8", cache=FOR_A_DAY)

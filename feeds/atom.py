"""A feed as Atom (RFC 4287), with Dublin Core, and a tombstone (RFC 6721) for each withdrawn entry.

The tombstones stand before the entries: the RFC's own grammar lets foreign elements stand
nowhere else in a feed (docs/decisions/0006).
"""

from lxml import etree

from feeds.dublin_core import LAST, add_elements, elements
from feeds.markup import (
    ATOM,
    DCMI_TERMS,
    DUBLIN_CORE,
    GENERATOR,
    LANGUAGE,
    MEDIA_TYPES,
    RIGHTS,
    TOMBSTONE,
    UNKNOWN_TYPE,
    XML_LANG,
    child,
    document,
    line,
    own_url,
    rfc3339,
)
from hub.records import Feed, FeedEntry, FileLink

_A = f"{{{ATOM}}}"
_AT = f"{{{TOMBSTONE}}}"
_ROOT = f'<feed xmlns="{ATOM}" xmlns:at="{TOMBSTONE}" xmlns:dc="{DUBLIN_CORE}" '
_ROOT += f'xmlns:dcterms="{DCMI_TERMS}" xml:lang="{LANGUAGE}"/>'


def render(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8; the same feed gives the same bytes."""
    root = etree.fromstring(_ROOT)
    _describe(root, feed)
    for entry in feed.entries:
        if entry.withdrawn:
            _add_tombstone(root, entry)
    for entry in feed.entries:
        _add_entry(root, entry, feed)
    return document(root)


def _describe(root: etree._Element, feed: Feed) -> None:
    child(root, f"{_A}id", feed.id)
    child(root, f"{_A}title", line(feed.title))
    if feed.subtitle:
        child(root, f"{_A}subtitle", line(feed.subtitle))
    child(root, f"{_A}updated", rfc3339(feed.updated))
    child(root, f"{_A}link", rel="self", type=MEDIA_TYPES["atom"], href=own_url(feed, "atom"))
    if feed.hub:
        child(root, f"{_A}link", rel="hub", href=feed.hub)
    child(root, f"{_A}link", rel="alternate", type="text/html", href=feed.home_url)
    for media_type, url in feed.alternates:
        if media_type != MEDIA_TYPES["atom"]:
            child(root, f"{_A}link", rel="alternate", type=media_type, href=url)
    for title, url in feed.related:
        child(root, f"{_A}link", rel="related", type=MEDIA_TYPES["atom"], title=line(title), href=f"{url}.atom")
    if feed.archive:
        child(root, f"{_A}link", rel="prev-archive", type=MEDIA_TYPES["atom"], href=feed.archive)
    _add_person(root, GENERATOR)
    child(root, f"{_A}generator", GENERATOR)
    child(root, f"{_A}rights", RIGHTS)


def _add_entry(root: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    element, told = child(root, f"{_A}entry"), elements(entry, feed)
    element.set(XML_LANG, line(entry.lang))
    add_elements(element, {name: value for name, value in told.items() if name not in LAST})
    child(element, f"{_A}id", entry.id)
    child(element, f"{_A}title", told["title"])
    child(element, f"{_A}updated", rfc3339(entry.updated))
    child(element, f"{_A}published", rfc3339(entry.published))
    _add_person(element, entry.author)
    _add_links(element, entry)
    for scheme, term in entry.categories:
        child(element, f"{_A}category", scheme=scheme, term=line(term))
    _add_source(element, entry)
    child(element, f"{_A}summary", entry.summary)
    child(element, f"{_A}content", entry.html, type="html")
    add_elements(element, {name: told[name] for name in LAST if name in told})


def _add_person(parent: etree._Element, name: str) -> None:
    if name := line(name):
        child(child(parent, f"{_A}author"), f"{_A}name", name)


def _add_links(element: etree._Element, entry: FeedEntry) -> None:
    child(element, f"{_A}link", rel="alternate", type="text/html", href=entry.url)
    if entry.source_url:
        child(element, f"{_A}link", rel="via", href=entry.source_url)
    for file in entry.enclosures:
        _add_enclosure(element, file)


def _add_enclosure(element: etree._Element, file: FileLink) -> None:
    child(
        element,
        f"{_A}link",
        rel="enclosure",
        type=file.media_type or UNKNOWN_TYPE,
        length="" if file.bytes is None else str(file.bytes),
        title=line(file.name),
        href=file.url,
    )


def _add_source(element: etree._Element, entry: FeedEntry) -> None:
    """Whose feed or site the notice was read from; when that last changed is theirs to say."""
    source = child(element, f"{_A}source")
    if entry.source_feed:
        child(source, f"{_A}id", entry.source_feed)
        child(source, f"{_A}link", href=entry.source_feed)
    child(source, f"{_A}title", line(entry.source_title))


def _add_tombstone(root: etree._Element, entry: FeedEntry) -> None:
    tombstone = child(root, f"{_AT}deleted-entry", ref=entry.id, when=rfc3339(entry.updated))
    if entry.remark:
        child(tombstone, f"{_AT}comment", line(entry.remark))

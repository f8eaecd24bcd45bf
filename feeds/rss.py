"""A feed as RSS 2.0, with the Dublin Core elements that every notice must bear (TT 24/2011)."""

from lxml import etree

from feeds.dublin_core import LAST, add_elements, elements
from feeds.markup import (
    ATOM,
    CONTENT,
    DCMI_TERMS,
    DUBLIN_CORE,
    GENERATOR,
    LANGUAGE,
    MEDIA_TYPES,
    RIGHTS,
    UNKNOWN_TYPE,
    child,
    document,
    line,
    own_url,
    rfc822,
    rfc3339,
)
from hub.records import Feed, FeedEntry

_NAMESPACES = {"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE, "dcterms": DCMI_TERMS}
_A = f"{{{ATOM}}}"
_CONTENT = f"{{{CONTENT}}}"
# a description is HTML, so plain text is escaped once more than XML does by itself
_AS_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8; the same feed gives the same bytes."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMESPACES)
    channel = child(root, "channel")
    _describe(channel, feed)
    for entry in feed.entries:
        _add_item(channel, entry, feed)
    return document(root)


def _describe(channel: etree._Element, feed: Feed) -> None:
    child(channel, "title", line(feed.title))
    child(channel, "link", feed.home_url)
    child(channel, "description", line(feed.subtitle or feed.title).translate(_AS_HTML))
    child(channel, "language", LANGUAGE)
    child(channel, "copyright", RIGHTS)
    child(channel, "generator", GENERATOR)
    child(channel, "lastBuildDate", rfc822(feed.updated))
    child(channel, f"{_A}link", rel="self", type=MEDIA_TYPES["rss"], href=own_url(feed, "rss"))
    if feed.hub:
        child(channel, f"{_A}link", rel="hub", href=feed.hub)
    for title, url in feed.related:
        child(channel, f"{_A}link", rel="related", type=MEDIA_TYPES["rss"], title=line(title), href=f"{url}.rss")
    if feed.archive:
        child(channel, f"{_A}link", rel="prev-archive", type=MEDIA_TYPES["atom"], href=feed.archive)


def _add_item(channel: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    item, told = child(channel, "item"), elements(entry, feed)
    add_elements(item, {name: value for name, value in told.items() if name not in LAST})
    child(item, "title", told["title"])
    child(item, "link", entry.url)
    child(item, "guid", entry.id, isPermaLink="false")
    child(item, "pubDate", rfc822(entry.published))
    # RSS has no word for the last change
    child(item, f"{_A}updated", rfc3339(entry.updated))
    for scheme, term in entry.categories:
        child(item, "category", line(term), domain=scheme)
    if entry.source_feed:
        child(item, "source", line(entry.source_title), url=entry.source_feed)
    _add_enclosure(item, entry)
    told["description"] = told["description"].translate(_AS_HTML)
    child(item, "description", told["description"])
    child(item, f"{_CONTENT}encoded", entry.html)
    add_elements(item, {name: told[name] for name in LAST if name in told})


def _add_enclosure(item: etree._Element, entry: FeedEntry) -> None:
    """The first file alone, for readers take the last or the first of several; the text links to all of them.

    A length is required, and 0 stands for one that is not known (RSS Advisory Board).
    """
    for file in entry.enclosures[:1]:
        child(item, "enclosure", url=file.url, length=str(file.bytes or 0), type=file.media_type or UNKNOWN_TYPE)

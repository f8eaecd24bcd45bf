"""A feed as RSS 2.0, with the Dublin Core elements that every notice must bear (TT 24/2011)."""

from lxml import etree

from feeds.markup import (
    ATOM,
    CONTENT,
    DUBLIN_CORE,
    GENERATOR,
    LANGUAGE,
    MEDIA_TYPES,
    RIGHTS,
    UNKNOWN_TYPE,
    child,
    document,
    legal,
    line,
    own_url,
    rfc822,
    rfc3339,
)
from hub.records import Feed, FeedEntry

_A = f"{{{ATOM}}}"
_DC = f"{{{DUBLIN_CORE}}}"
_CONTENT = f"{{{CONTENT}}}"
# a description is HTML, so plain text is escaped once more than XML does by itself
_AS_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8; the same feed gives the same bytes."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE})
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
    for title, url in feed.related:
        child(channel, f"{_A}link", rel="related", type=MEDIA_TYPES["rss"], title=line(title), href=f"{url}.rss")
    if feed.archive:
        child(channel, f"{_A}link", rel="prev-archive", type=MEDIA_TYPES["atom"], href=feed.archive)


def _add_item(channel: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    item = child(channel, "item")
    child(item, "title", line(entry.title))
    child(item, "link", entry.url)
    child(item, "guid", entry.id, isPermaLink="false")
    child(item, "pubDate", rfc822(entry.published))
    _add_dublin_core(item, entry, feed)
    # RSS has no word for the last change; after dc:date, because feedparser takes both for it and keeps the last
    child(item, f"{_A}updated", rfc3339(entry.updated))
    for scheme, term in entry.categories:
        child(item, "category", line(term), domain=scheme)
    if entry.source_feed:
        child(item, "source", line(entry.source_title), url=entry.source_feed)
    _add_enclosure(item, entry)
    child(item, "description", (legal(entry.summary).strip() or line(entry.title)).translate(_AS_HTML))
    child(item, f"{_CONTENT}encoded", entry.html)


def _add_dublin_core(item: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    publisher = line(entry.author) or line(entry.source_title) or line(feed.title)
    child(item, f"{_DC}creator", publisher)
    child(item, f"{_DC}publisher", publisher)
    child(item, f"{_DC}date", rfc3339(entry.published))
    child(item, f"{_DC}identifier", line(entry.number or "") or line(entry.id))
    child(item, f"{_DC}language", line(entry.lang))


def _add_enclosure(item: etree._Element, entry: FeedEntry) -> None:
    """The first file alone: an item has one enclosure at most (RSS profile); the text links to all."""
    for file in entry.enclosures[:1]:
        child(item, "enclosure", url=file.url, length=str(file.bytes or 0), type=file.media_type or UNKNOWN_TYPE)

"""Lists of feeds as OPML 2.0, for a reader to subscribe to many channels at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from feeds.entries import BEGINNING
from feeds.markup import GENERATOR, child, document, line, rfc822


@dataclass(frozen=True, slots=True)
class Outline:
    """One channel in the list; those of one `group` are shown together, those without stand at the top level."""

    title: str
    feed_url: str
    page_url: str = ""
    group: str = ""


def render(title: str, outlines: Iterable[Outline]) -> bytes:
    """The list as an OPML document in UTF-8; groups in the order in which they first occur.

    The same list gives the same bytes, whenever it is made: what it is dated by is the beginning of our tags.
    """
    root = etree.Element("opml", {"version": "2.0"})
    head = child(root, "head")
    child(head, "title", line(title))
    child(head, "dateCreated", rfc822(BEGINNING))
    child(head, "ownerName", GENERATOR)
    body = child(root, "body")
    groups = {"": body}
    for outline in outlines:
        group = line(outline.group)
        if group not in groups:
            groups[group] = child(body, "outline", text=group, title=group)
        _add_outline(groups[group], outline)
    return document(root)


def _add_outline(parent: etree._Element, outline: Outline) -> None:
    title = line(outline.title) or line(outline.feed_url)  # `text` is required
    child(parent, "outline", type="rss", text=title, title=title, xmlUrl=outline.feed_url, htmlUrl=outline.page_url)

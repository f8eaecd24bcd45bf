"""What an entry is, in the elements of Dublin Core that TT 24/2011 asks of every notice. Pure.

Mandatory and never empty are title, creator, date, description, publisher and identifier; what else is known stands
beside them, and what is not known is left out. Several values of one element are separated by `;` (art. 5.4).
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from feeds.markup import DCMI_TERMS, DUBLIN_CORE, RIGHTS, UNKNOWN_TYPE, child, legal, line, rfc3339
from hub.records import Feed, FeedEntry

MANDATORY = ("title", "creator", "date", "description", "publisher", "identifier")
# of the newer set of terms: which of the dates is which
TERMS = ("issued", "modified")
# what feedparser adds to what a format itself says, instead of giving way to it
LAST = ("subject", "description")
_PAGE = "text/html"


def elements(entry: FeedEntry, feed: Feed) -> dict[str, str]:
    """The elements by name; those of `TERMS` belong to the DCMI terms, the others to the fifteen."""
    return {name: value for name, value in _elements(entry, feed) if value}


def add_elements(parent: etree._Element, told: Mapping[str, str]) -> None:
    """The elements in XML: to stand before the words that a format has itself, which readers that know both should
    keep; but for those of `LAST`, behind them.
    """
    for name, value in told.items():
        child(parent, f"{{{DCMI_TERMS if name in TERMS else DUBLIN_CORE}}}{name}", value)


def _elements(entry: FeedEntry, feed: Feed) -> Iterator[tuple[str, str]]:
    identifier = line(entry.number or "") or line(entry.id)
    publisher = line(entry.author) or line(entry.source_title) or line(feed.title) or feed.authority
    title = line(entry.title) or identifier
    yield "identifier", identifier
    yield "title", title
    yield "creator", publisher
    yield "publisher", publisher
    yield "date", rfc3339(entry.published)
    yield "issued", entry.issued.isoformat() if entry.issued else rfc3339(entry.published)
    yield "modified", rfc3339(entry.updated)
    yield "language", line(entry.lang)
    yield "subject", line(entry.subject)
    yield "type", line(entry.kind)
    yield "format", _formats(entry)
    yield "source", legal(entry.source_url or entry.source_feed)
    yield "coverage", line(entry.coverage)
    yield "rights", RIGHTS
    yield "description", legal(entry.summary).strip() or title


def _formats(entry: FeedEntry) -> str:
    """The media types of the page and of its files."""
    files = (line(file.media_type or "") for file in entry.enclosures)
    return "; ".join(dict.fromkeys((_PAGE, *(kind for kind in files if kind and kind != UNKNOWN_TYPE))))

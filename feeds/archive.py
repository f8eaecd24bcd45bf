"""Archive documents (RFC 5005): what left the feed of a channel, fifty lines a document. Pure.

The lines of a channel are counted from 1; document n holds those of its page up to the n-th. A full page never changes;
one that is not full is replaced by a longer one, from which the shorter can be cut again, byte for byte. So a line is
kept as the bytes that once were written, and a page keeps the head it began with.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from feeds import atom
from feeds.entries import BEGINNING
from feeds.markup import MEDIA_TYPES
from hub.records import Feed, FeedEntry

PAGE = 50
HISTORY = "http://purl.org/syndication/history/1.0"

# every `<` of a text is escaped, so that what begins so is what it looks like
_PARTS = re.compile(rb"\n(?=  <(?:entry|at:deleted-entry)[ >])")
_END = b"\n</feed>\n"
_TOMBSTONE = b"  <at:deleted-entry"
_ID, _UPDATED = re.compile(rb"<id>([^<]+)</id>"), re.compile(rb"<updated>([^<]+)</updated>")
_ENTRY_ID_OF_TOMBSTONE = re.compile(rb' ref="([^"]*)" when="([^"]*)"')
_SELF = re.compile(rb'(<link rel="self" [^>]*href=")([^"]*)(")')
_PREVIOUS = re.compile(rb'<link rel="prev-archive" [^>]*href="([^"]*)"')
_NAMESPACE = re.compile(rb' xmlns(?::\w+)?="[^"]*"')
_TAG = re.compile(rb"  <[\w:-]+")
_NAME = re.compile(r"([1-9][0-9]{0,11})(?:-([1-9][0-9]{0,5}))?", re.ASCII)


class Name(NamedTuple):
    """What a document is called: up to which line it goes, and how often its page was issued anew."""

    number: int
    issue: int = 0

    def __str__(self) -> str:
        return f"{self.number}-{self.issue}" if self.issue else f"{self.number}"


class Line(NamedTuple):
    """An entry as it left its feed, with the tombstone of a withdrawn one; id and moment as they stand in it."""

    id: str
    updated: str
    entry: bytes
    tombstone: bytes = b""


@dataclass(frozen=True, slots=True)
class Document:
    """An archive document or a feed, taken apart: everything before its lines, and these."""

    head: bytes
    lines: tuple[Line, ...]

    @property
    def url(self) -> str:
        """Where it says that it stands; empty where it does not say."""
        found = _SELF.search(self.head)
        return found[2].decode() if found else ""

    @property
    def updated(self) -> datetime:
        """When the last of its lines changed."""
        return datetime.fromisoformat(max(line.updated for line in self.lines)).astimezone(UTC)

    @property
    def archive(self) -> str:
        """The address of the archive document in which it goes on; empty where there is none."""
        found = _PREVIOUS.search(self.head)
        return found[1].decode() if found else ""


def page_begin(number: int) -> int:
    """How many lines stand before the page that holds the line of this number.

    >>> [page_begin(number) for number in (1, 50, 51, 100)]
    [0, 0, 50, 50]
    """
    return PAGE * ((number - 1) // PAGE)


def read_name(text: str) -> Name | None:
    """The name of a document as it stands in addresses.

    >>> [read_name(text) for text in ("150", "150-2", "0150", "150-0")]
    [Name(number=150, issue=0), Name(number=150, issue=2), None, None]
    """
    found = _NAME.fullmatch(text)
    return Name(int(found[1]), int(found[2] or 0)) if found else None


def name_in(url: str) -> str:
    """How a document is called in its address.

    >>> name_in("https://x.vn/feeds/all/archive/100-1.atom")
    '100-1'
    """
    return url.rpartition("/")[2].removesuffix(".atom")


def address(feed_url: str, name: Name) -> str:
    """The address of an archive document of the channel whose Atom feed has this one."""
    return f"{feed_url.removesuffix('.atom')}/archive/{name}.atom"


def read_document(data: bytes) -> Document | None:
    """What `atom.render` or `write_document` made, taken apart; None where it is not whole."""
    if not data.endswith(_END):
        return None
    head, *parts = _PARTS.split(data.removesuffix(_END))
    tombstones = {_ENTRY_ID_OF_TOMBSTONE.findall(part)[0]: part for part in parts if part.startswith(_TOMBSTONE)}
    lines = [_line(part, tombstones) for part in parts if not part.startswith(_TOMBSTONE)]
    return Document(head, tuple(lines))


def write_document(document: Document) -> bytes:
    """The document as bytes, its tombstones before its entries as in every feed of ours."""
    tombstones = (line.tombstone for line in document.lines if line.tombstone)
    return b"\n".join((document.head, *tombstones, *(line.entry for line in document.lines))) + _END


def lines_of(entries: Iterable[FeedEntry]) -> Document:
    """These entries as every feed shows them, in their order; no document of a channel yet."""
    nowhere = Feed("", "", "", "", "", BEGINNING, tuple(entries), "")
    document = read_document(atom.render(nowhere))
    assert document is not None, "what was just rendered is whole"
    return document


def begin(feed: Feed, name: Name, previous: Name | None, added: Document) -> Document:
    """The first document of a page, with these lines; `previous` is the last of the page before."""
    own = replace(feed, url=address(feed.url, name), entries=(), alternates=(), related=(), archive="", hub="")
    head = atom.render(own).removesuffix(_END)
    links = [("current", feed.url), *([("prev-archive", address(feed.url, previous))] if previous else [])]
    told = [f'<link rel="{rel}" type="{MEDIA_TYPES["atom"]}" href={quoteattr(href)}/>' for rel, href in links]
    told.append(f'<fh:archive xmlns:fh="{HISTORY}"/>')
    return extend(Document("\n  ".join([head.decode(), *told]).encode(), ()), name, added)


def extend(document: Document, name: Name, added: Document) -> Document:
    """The document of this name that replaces one of its page: with these lines more."""
    lines = (_declared(line, document.head, added.head) for line in added.lines)
    return _titled(document, name, (*document.lines, *lines))


def cut(document: Document, name: Name) -> Document:
    """The document of this name that stood where now a longer one of its page does."""
    return _titled(document, name, document.lines[: name.number - page_begin(name.number)])


def put_in(document: Document, name: Name, others: Sequence[Line | None], source: Document) -> Document:
    """The document issued anew under this name, with other lines in the place of some of its own."""
    pairs = zip(document.lines, others, strict=True)
    lines = (_declared(other, document.head, source.head) if other else line for line, other in pairs)
    return _titled(document, name, tuple(lines))


def _titled(document: Document, name: Name, lines: tuple[Line, ...]) -> Document:
    """The head brought to the lines: where the document stands, and when the last of its lines changed."""
    url = f"{document.url.rpartition('/')[0]}/{name}.atom".encode()
    head = _SELF.sub(lambda found: found[1] + url + found[3], document.head, count=1)
    updated = max(line.updated for line in lines).encode()
    return Document(_UPDATED.sub(b"<updated>%s</updated>" % updated, head, count=1), lines)


def _line(part: bytes, tombstones: dict[tuple[bytes, bytes], bytes]) -> Line:
    id, updated = _ID.findall(part)[0], _UPDATED.findall(part)[0]
    return Line(id.decode(), updated.decode(), part, tombstones.get((id, updated), b""))


def _declared(line: Line, head: bytes, source: bytes) -> Line:
    """The line with those namespaces declared in itself that a page begun by an older program does not know."""
    missing = b"".join(one for one in _NAMESPACE.findall(source) if one not in head)
    if not missing:
        return line
    entry, tombstone = (_TAG.sub(lambda tag: tag[0] + missing, part, count=1) for part in (line.entry, line.tombstone))
    return line._replace(entry=entry, tombstone=tombstone)

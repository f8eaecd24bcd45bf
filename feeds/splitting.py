"""A feed cut into its entries by a strict parser, so that only those that changed need to be read.

A strict parse and a digest of every entry cost 1.2 ms for a feed of 77 KB whose full reading
costs 20 (facts/crawl.md 1), and most visits find nothing new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import TypeVar
from urllib.parse import urldefrag

from lxml import etree

from feeds.links import absolute
from hub.errors import ReadError

MOST_FRESH = 5_000  # entries read in one visit; what is left over comes the next time
_ROOTS = {"rss", "feed", "rdf", "channel"}
_STAMPS = {"lastbuilddate", "pubdate", "updated", "modified", "date", "issued"}
_DATES = ("pubdate", "published", "issued", "created", "date", "updated", "modified")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_Unread = TypeVar("_Unread")


@dataclass(frozen=True, slots=True)
class Cut:
    """One entry, unread: its digest, and its address, name, date and title as it gives them."""

    digest: str
    link: str = ""
    guid: str = ""
    date: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """All entries of a feed in its order; `fresh` are to be read now, `left` wait for the next visit."""

    cuts: tuple[Cut, ...]
    fresh: tuple[Cut, ...]
    left: frozenset[str]
    generator: str = ""

    @property
    def shared(self) -> frozenset[str]:
        """Addresses (fragments left out) that entries of different titles give: they name none of them."""
        titles: dict[str, set[str]] = {}
        for cut in self.cuts:
            titles.setdefault(urldefrag(cut.link).url, set()).add(" ".join(cut.title.split()))
        return frozenset(link for link, names in titles.items() if link and len(names) > 1)

    @property
    def digests(self) -> frozenset[str]:
        """What is known once the fresh ones are read."""
        return frozenset(cut.digest for cut in self.cuts) - self.left


def digest_of(entry: bytes, header: bytes) -> str:
    """The digest of an entry under its feed's header: a changed header makes every entry new."""
    return blake2b(entry, digest_size=12, key=blake2b(header, digest_size=32).digest()).hexdigest()


def sort_out(
    cuts: Sequence[Cut], unread: Sequence[_Unread], known: frozenset[str], generator: str
) -> tuple[Split, list[_Unread]]:
    """The split of a feed, and of `unread` (one for each cut) those that are fresh."""
    fresh = [(cut, entry) for cut, entry in zip(cuts, unread, strict=True) if cut.digest not in known]
    now, later = fresh[:MOST_FRESH], fresh[MOST_FRESH:]
    left = frozenset(cut.digest for cut, _ in later)
    return Split(tuple(cuts), tuple(cut for cut, _ in now), left, generator), [entry for _, entry in now]


def split_xml(text: str, url: str, known: frozenset[str]) -> tuple[Split, bytes] | None:
    """The entries, and the feed with none but the fresh ones in it; None if it is not well-formed.

    Stamps of the build (`lastBuildDate` …) are no part of the header. Raises
    ReadError("not_a_feed") when the root is something else's.
    """
    root = _parse(text, url)
    if root is None:
        return None
    if _name(root) not in _ROOTS:
        raise ReadError("not_a_feed", f"The root element is <{_name(root)}>.")
    found = list(_entries(root))
    # In its place: an entry taken out of an Atom feed is written with a prefix that its neighbours decide.
    said = [(_sayings(entry), _about(entry)) for _, entry in found]
    for parent, entry in found:
        parent.remove(entry)
    header = _header(root)
    cuts = [Cut(digest_of(sayings, header), *words) for sayings, words in said]
    split, fresh = sort_out(cuts, found, known, _generator(root))
    for parent, entry in fresh:
        parent.append(entry)
    return split, etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def _parse(text: str, url: str) -> etree._Element | None:
    # Entities are left standing: nothing outside the feed is read, and nothing is blown up.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8"), parser, base_url=url)
    except etree.XMLSyntaxError:
        return None


def _name(element: etree._Element) -> str:
    """The local name in lower case; empty for comments and the like."""
    tag = element.tag
    return _local_name(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) in names)


def _entries(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    for parent in (root, *_children(root, "channel", "items")):
        for entry in _children(parent, "item", "entry"):
            yield parent, entry


def _header(root: etree._Element) -> bytes:
    """What all entries share, without the stamps of the build and without blanks."""
    for parent in (root, *_children(root, "channel")):
        for stamp in list(_children(parent, *_STAMPS)):
            parent.remove(stamp)
    return b"".join(etree.tostring(root).split())


def _about(entry: etree._Element) -> tuple[str, str, str, str]:
    return _link(entry), _text(entry, "guid", "id"), _text(entry, *_DATES), _text(entry, "title")


def _sayings(entry: etree._Element) -> bytes:
    """The entry as its digest sees it: without its name where it has a link, for some feeds give
    new names at every fetch (F16 in facts/reliability.md) and nothing is said by them."""
    names = [child for child in _children(entry, "guid", "id") if next(_children(entry, "link"), None) is not None]
    texts = [name.text for name in names]
    for name in names:
        name.text = None
    sayings = etree.tostring(entry, with_tail=False)
    for name, text in zip(names, texts, strict=True):
        name.text = text
    return sayings


def _text(entry: etree._Element, *names: str) -> str:
    """The text of the first child of these names that has any, the first name first."""
    texts = (str(child.text or "").strip() for name in names for child in _children(entry, name))
    return next(filter(None, texts), "")


def _link(entry: etree._Element) -> str:
    """The absolute address of the entry's page, by its links, else by what names it."""
    links = ((child, child.get("href") or child.text) for child in _children(entry, "link") if _is_page(child))
    guids = ((child, child.text) for child in _children(entry, "guid", "id") if child.get("isPermaLink") != "false")
    about = ((entry, entry.get(_RDF_ABOUT)),)
    found = (absolute(str(child.base or ""), str(href or "")) for child, href in chain(links, guids, about))
    return next(filter(None, found), "")


def _is_page(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _generator(root: etree._Element) -> str:
    for parent in (root, *_children(root, "channel")):
        if name := _text(parent, "generator"):
            return name
    return ""

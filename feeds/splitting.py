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
Parts = dict[str, list[etree._Element]]


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
    """The digest of an entry under its feed's header (its digest): a changed header makes every entry new."""
    return blake2b(entry, digest_size=12, key=header).hexdigest()


def header_digest(header: bytes) -> bytes:
    """What `digest_of` takes for the header."""
    return blake2b(header, digest_size=32).digest()


def sort_out(
    cuts: Sequence[Cut], unread: Sequence[_Unread], known: frozenset[str], generator: str
) -> tuple[Split, list[_Unread]]:
    """The split of a feed, and of `unread` (one for each cut) those that are fresh."""
    fresh = [(cut, entry) for cut, entry in zip(cuts, unread, strict=True) if cut.digest not in known]
    now, later = fresh[:MOST_FRESH], fresh[MOST_FRESH:]
    left = frozenset(cut.digest for cut, _ in later)
    return Split(tuple(cuts), tuple(cut for cut, _ in now), left, generator), [entry for _, entry in now]


@dataclass(frozen=True, slots=True)
class Entries:
    """The fresh entries of a feed as elements taken out of it, in the order of `Split.fresh`, each with its parent."""

    found: Sequence[tuple[etree._Element, etree._Element]]

    def document(self, places: Sequence[int]) -> bytes:
        """The feed with none but these of the fresh entries in it."""
        for place in places:
            parent, entry = self.found[place]
            parent.append(entry)
        root = self.found[0][0].getroottree()
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def split_xml(document: bytes, url: str, known: frozenset[str]) -> tuple[Split, Entries] | None:
    """The entries of a feed in UTF-8, and the fresh ones unread; None if it is not well-formed.

    Stamps of the build (`lastBuildDate` …) are no part of the header. Raises
    ReadError("not_a_feed") when the root is something else's.
    """
    root = _parse(document, url)
    if root is None:
        return None
    if _name(root) not in _ROOTS:
        raise ReadError("not_a_feed", f"The root element is <{_name(root)}>.")
    found = list(_entries(root))
    # In its place: an entry taken out of an Atom feed is written with a prefix that its neighbours decide.
    said = [(_sayings(entry, parts := _parts(entry)), _about(entry, parts)) for _, entry in found]
    for parent, entry in found:
        parent.remove(entry)
    header = header_digest(_header(root))
    cuts = [Cut(digest_of(sayings, header), *words) for sayings, words in said]
    split, fresh = sort_out(cuts, found, known, _generator(root))
    return split, Entries(fresh)


def _parse(document: bytes, url: str) -> etree._Element | None:
    # Entities are left standing: nothing outside the feed is read, and nothing is blown up.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        return etree.fromstring(document, parser, base_url=url)
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
    return b"".join(etree.tostring(root, encoding="utf-8").split())


def _parts(entry: etree._Element) -> Parts:
    """The children of an entry by their names."""
    parts: Parts = {}
    for child in entry:
        parts.setdefault(_name(child), []).append(child)
    return parts


def _about(entry: etree._Element, parts: Parts) -> tuple[str, str, str, str]:
    return _link(entry, parts), _text(parts, "guid", "id"), _text(parts, *_DATES), _text(parts, "title")


def _sayings(entry: etree._Element, parts: Parts) -> bytes:
    """The entry as its digest sees it: without its name where it has a link, for some feeds give
    new names at every fetch (F16 in facts/reliability.md) and nothing is said by them."""
    names = [*parts.get("guid", ()), *parts.get("id", ())] if "link" in parts else []
    texts = [name.text for name in names]
    for name in names:
        name.text = None
    sayings = etree.tostring(entry, encoding="utf-8", with_tail=False)
    for name, text in zip(names, texts, strict=True):
        name.text = text
    return sayings


def _text(parts: Parts, *names: str) -> str:
    """The text of the first child of these names that has any, the first name first."""
    for name in names:
        for child in parts.get(name, ()):
            if text := str(child.text or "").strip():
                return text
    return ""


def _link(entry: etree._Element, parts: Parts) -> str:
    """The absolute address of the entry's page, by its links, else by what names it."""
    links = ((child, child.get("href") or child.text) for child in parts.get("link", ()) if _is_page(child))
    named = (*parts.get("guid", ()), *parts.get("id", ()))
    guids = ((child, child.text) for child in named if child.get("isPermaLink") != "false")
    about = ((entry, entry.get(_RDF_ABOUT)),)
    found = (_absolute(child, href) for child, href in chain(links, guids, about))
    return next(filter(None, found), "")


def _absolute(element: etree._Element, href: str | None) -> str:
    return absolute(str(element.base or ""), href) if href else ""


def _is_page(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _generator(root: etree._Element) -> str:
    for parent in (root, *_children(root, "channel")):
        if name := _text(_parts(parent), "generator"):
            return name
    return ""

"""Entries in the plain words of RSS 2.0 and Atom, read from the tree that the split has made already.

feedparser takes ten times as long for them (docs/decisions/0012). What is not plain (another vocabulary, markup
as elements, two of what there should be one of, letters that were decoded twice) is left to it, and tests hold
both to the same items.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from lxml import etree

from feeds.links import absolute
from feeds.markup import ATOM, CONTENT, DUBLIN_CORE
from feeds.reading_json import paragraphs
from hub.records import FileLink, Item, StatedDate

MEDIA = ("image/", "audio/", "video/")
_SLASH, _WFW = "http://purl.org/rss/1.0/modules/slash/", "http://wellformedweb.org/CommentAPI/"
_PLAIN_TYPES: Mapping[str | None, Callable[[str], str]] = MappingProxyType(
    {None: paragraphs, "text": paragraphs, "text/plain": paragraphs, "html": str, "text/html": str}
)
_NONE: frozenset[str] = frozenset()
_NO_BYTE = re.compile("[^\x00-\xff]")  # soon found in Vietnamese, and quicker than an encoding that fails
# what each child stands for, and the attributes it may have; "" says nothing that an item holds
_RSS_WORDS = {
    "title": ("title", _NONE),
    "link": ("link", _NONE),
    "guid": ("guid", frozenset({"isPermaLink"})),
    "description": ("summary", _NONE),
    f"{{{CONTENT}}}encoded": ("content", _NONE),
    "pubDate": ("published", _NONE),
    f"{{{DUBLIN_CORE}}}date": ("updated", _NONE),
    "category": ("category", frozenset({"domain"})),
    f"{{{DUBLIN_CORE}}}subject": ("category", _NONE),
    "author": ("author", _NONE),
    f"{{{DUBLIN_CORE}}}creator": ("author", _NONE),
    "enclosure": ("file", frozenset({"url", "length", "type"})),
    "comments": ("", _NONE),
    f"{{{_SLASH}}}comments": ("", _NONE),
    f"{{{_WFW}}}commentRss": ("", _NONE),
}
_ATOM_WORDS = {
    f"{{{ATOM}}}{name}": (field, attributes)
    for name, field, attributes in (
        ("title", "title", frozenset({"type"})),
        ("id", "guid", _NONE),
        ("link", "link", frozenset({"href", "rel", "type"})),
        ("summary", "summary", frozenset({"type"})),
        ("content", "content", frozenset({"type"})),
        ("published", "published", _NONE),
        ("updated", "updated", _NONE),
        ("category", "category", frozenset({"term", "label", "scheme"})),
        ("author", "author", _NONE),
    )
}
_WORDS = {"item": _RSS_WORDS, f"{{{ATOM}}}entry": _ATOM_WORDS}
_PARENTS = {"item": "channel", f"{{{ATOM}}}entry": f"{{{ATOM}}}feed"}
_MANY = frozenset({"category", "file", "", "link"})
Words = dict[str, list[etree._Element]]


Found = Sequence[tuple[etree._Element, etree._Element]]
PlainReader = Callable[[Found, Sequence[str], str, str], list[Item | None]]


def plain_items(found: Found, links: Sequence[str], url: str, source: str) -> list[Item | None]:
    """What these entries of the feed at `url` say, each given with its parent and the address of its page.

    None where that is for feedparser to tell.
    """
    plain = {parent for parent in {parent for parent, _ in found} if not _has_base(parent)}
    entries = zip(found, links, strict=True)
    said = ((_words_of(parent, entry) if parent in plain and link else None, link) for (parent, entry), link in entries)
    return [_item(words, link, url, source) if words and _is_plain(words) else None for words, link in said]


def _item(words: Words, link: str, url: str, source: str) -> Item:
    html, summary = _content(words), _text(words, "summary" if "summary" in words else "content")
    date = _text(words, "published") or _text(words, "updated")
    return Item(
        source=source,
        url=link,
        title=_text(words, "title"),
        guid=_text(words, "guid") or None,
        summary="" if summary == html else summary,
        html=html,
        dates=(StatedDate(date, "feed"),) if date else (),
        section=next(filter(None, map(_category, words.get("category", ()))), ""),
        author=_author(words),
        files=tuple(file for element in words.get("file", ()) if (file := _file(element, url))),
    )


def _words_of(parent: etree._Element, entry: etree._Element) -> Words | None:
    """The children of an entry by what they stand for; None if one of them, or the entry itself, is not plain."""
    known = _WORDS.get(str(entry.tag))
    if known is None or parent.tag != _PARENTS[str(entry.tag)] or entry.attrib:
        return None
    words: Words = {}
    for child in entry:
        field, attributes = known.get(str(child.tag), (None, _NONE))
        if field is None or not attributes.issuperset(map(str, child.keys())):
            return None
        words.setdefault(field, []).append(child)
    return words


def _has_base(parent: etree._Element) -> bool:
    """Whether links are to be resolved against something else than the feed's own address."""
    ancestors = (parent, *parent.iterancestors())
    return any("base" in str(name).lower() for element in ancestors for name in element.keys())  # noqa: SIM118


def _is_plain(words: Words) -> bool:
    singles = all(len(elements) == 1 for field, elements in words.items() if field not in _MANY)
    return singles and all(_SHAPES.get(field, _is_text)(element) for field in words for element in words[field])


def _is_text(element: etree._Element) -> bool:
    """Only text, which nobody can have taken for windows-1252 on its way."""
    text = str(element.text or "")
    return len(element) == 0 and (text.isascii() or bool(_NO_BYTE.search(text)) or not _is_decoded_twice(text))


def _is_decoded_twice(text: str) -> bool:
    """Whether the letters are the bytes of others, as `SÃ¡ch` are those of `Sách`; feedparser puts that right, once the
    blanks around them are gone."""
    try:
        text.strip().encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _is_typed_text(element: etree._Element) -> bool:
    return _is_text(element) and element.get("type") in _PLAIN_TYPES


def _is_link(element: etree._Element) -> bool:
    return _is_text(element) and element.get("rel", "alternate") in ("alternate", "self", "replies", "edit")


def _is_name(element: etree._Element) -> bool:
    """A name without a mail address in it: those are taken apart."""
    name = _named(element)
    return name is not None and _is_text(name) and bool(name.text) and "@" not in str(name.text)


def _is_guid(element: etree._Element) -> bool:
    return _is_text(element) and "///" not in (element.text or "")


_SHAPES: Mapping[str, Callable[[etree._Element], bool]] = MappingProxyType(
    {
        "title": _is_typed_text,
        "summary": _is_typed_text,
        "content": _is_typed_text,
        "link": _is_link,
        "author": _is_name,
        "guid": _is_guid,
    }
)


def _named(author: etree._Element) -> etree._Element | None:
    """The element with the author's name: itself in RSS, a child in Atom."""
    if not str(author.tag).startswith(f"{{{ATOM}}}"):
        return author
    names = [child for child in author if child.tag == f"{{{ATOM}}}name"]
    others = {str(child.tag) for child in author} - {f"{{{ATOM}}}{name}" for name in ("name", "uri", "email")}
    return names[0] if len(names) == 1 and not others else None


def _author(words: Words) -> str:
    name = _named(words["author"][0]) if "author" in words else None
    return str(name.text or "").strip() if name is not None else ""


def _text(words: Words, field: str) -> str:
    return str(words[field][0].text or "").strip() if field in words else ""


def _content(words: Words) -> str:
    """The whole text as HTML; in RSS it is never anything else."""
    text = _text(words, "content")
    if not text or str(words["content"][0].tag).startswith(f"{{{CONTENT}}}"):
        return text
    return _PLAIN_TYPES[words["content"][0].get("type")](text)


def _category(element: etree._Element) -> str:
    """A category by the name people see."""
    names = (element.get("label"), element.get("term"), element.text)
    return next(filter(None, (str(name).strip() for name in names if name)), "")


def _file(enclosure: etree._Element, base: str) -> FileLink | None:
    """An enclosure but for pictures and sound, which illustrate and are not what is announced."""
    media_type, size = enclosure.get("type", "").lower().strip(), enclosure.get("length", "").strip()
    url = absolute(base, enclosure.get("url", "").strip())
    if not url or media_type.startswith(MEDIA):
        return None
    return FileLink(url, "", media_type or None, int(size) if size.isdecimal() else None)

"""Feed bytes -> items: RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed, as badly made as they come.

    bytes ─ decode_feed ─▶ text ─ split ─▶ changed entries ─┬ plain ───────▶ items
                             │                              └ feedparser ─▶ items
                             ├─ not well-formed ─▶ mend ─▶ split
                             └─ still not ─▶ the whole of it ─ feedparser ─▶ items

feedparser is given bytes only, with its own sanitiser and link resolver off: they are half of
its cost, can be stalled for minutes, and let scripts through (facts/reliability.md 0.1-0.4).
Nothing is cleaned here: intake does that once for feeds and pages alike.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from typing import Any

import feedparser

from feeds.decoding import decode_feed, without_illegal
from feeds.defects import find_defects, minutes_are_months
from feeds.links import absolute
from feeds.mending import mend, without_cut_entry
from feeds.plain import MEDIA, PlainReader, plain_items
from feeds.reading_json import item_from_json, paragraphs, split_json
from feeds.splitting import Cut, Split, digest_of, sort_out, split_xml
from hub.errors import ReadError
from hub.records import FileLink, Item, StatedDate

_FIRST_TAG = re.compile(r"<([A-Za-z][\w.:-]*)")
_FIRST_ENTRY = re.compile(rb"<(?:item|entry)[\s>]")
_LONGEST_HEAD = 8192
_BUILT = re.compile(
    rb"<((?:dc:|dcterms:)?(?:lastBuildDate|pubDate|updated|modified|date|issued))(?:\s[^<>]*)?>[^<]*</\1\s*>|<!--.*?-->",
    re.DOTALL,
)
_HTML = ("text/html", "application/xhtml+xml")
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # in UTF-8, where a byte is looked for four times as fast as a range of letters


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a feed says that was not known, and what it lists in all.

    `fresh` are the new or changed entries by digest, `entries` the digests to be handed back as
    `known` next time, `listed` the addresses of all entries, `parsed` how many of them were read,
    `dropped` those that say nothing at all, `left` those beyond one visit's share, `shared`
    the addresses (fragments left out) that entries of different titles give.
    """

    fresh: Mapping[str, Item]
    entries: frozenset[str]
    listed: tuple[str, ...]
    parsed: int
    generator: str = ""
    defects: tuple[str, ...] = ()
    dropped: int = 0
    left: int = 0
    shared: frozenset[str] = frozenset()

    @property
    def items(self) -> tuple[Item, ...]:
        """The fresh items in the feed's order."""
        return tuple(self.fresh.values())


def body_digest(body: bytes, sha256_of_body: str) -> str:
    """The SHA-256 of a feed's bytes but for what its builder writes into its head: stamps and comments.

    Equal digests mean equal entries, at a tenth of what splitting the feed would cost; where nothing is left out
    it is the one of the whole body, which is known already.
    """
    first = _FIRST_ENTRY.search(body, 0, _LONGEST_HEAD)
    head = body[: first.start()] if first else b""
    lasting = _BUILT.sub(b"", head)
    if lasting == head:
        return sha256_of_body
    digest = sha256(lasting)
    digest.update(memoryview(body)[len(head) :])
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A feed split and its fresh entries read, not yet judged."""

    split: Split
    items: Sequence[Item]
    parsed: int


def read_feed(
    body: bytes,
    *,
    url: str,
    content_type: str,
    source: str,
    known: frozenset[str],
    plainly: PlainReader = plain_items,
) -> FeedRead:
    """The entries of a feed that are not in `known`; ReadError("not_a_feed") when it is none.

    `url` is where the feed was found: relative links are resolved against it. Addresses come
    absolute, not yet canonical; titles, texts and dates as written. `plainly` reads the entries that
    need no feedparser.
    """
    found = decode_feed(body, content_type)
    place = _Place(url, source, plainly)
    if found.text.startswith("{"):
        return _judge(_read_json(found.text, place, known), found.defects)
    if draft := _read_changed(found.text, place, known):
        return _judge(draft, found.defects)
    legal = found.legal()
    if legal.text != found.text and (draft := _read_changed(legal.text, place, known)):
        return _judge(draft, legal.defects)
    mended = mend(legal.text)
    whole = without_cut_entry(mended)
    defects = (*legal.defects, "bad_xml", *(["truncated"] if whole != mended else []))
    return _judge(_read_changed(mended, place, known) or _read_whole(whole, place, known), defects)


@dataclass(frozen=True, slots=True)
class _Place:
    url: str
    source: str
    plainly: PlainReader


def _read_json(text: str, place: _Place, known: frozenset[str]) -> _Draft:
    split, fresh = split_json(text, place.url, known)
    return _Draft(split, [item_from_json(entry, place.url, place.source) for entry in fresh], len(fresh))


def _read_changed(text: str, place: _Place, known: frozenset[str]) -> _Draft | None:
    """The fresh entries of a well-formed feed; None where only feedparser can tell what it is."""
    try:
        document = text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate is no letter of any encoding
        return None
    parts = split_xml(document, place.url, known)
    if parts is None:
        return None
    split, entries = parts
    links = [cut.link for cut in split.fresh]
    # feedparser takes C1 controls for letters of windows-1252
    is_odd = _C1.search(document)
    plain = [None] * len(links) if is_odd else place.plainly(entries.found, links, place.url, place.source)
    odd = [n for n, item in enumerate(plain) if item is None]
    read = _parse(entries.document(odd))["entries"] if odd else []
    if len(read) != len(odd):
        return None
    pairs = zip(odd, (_item(entry, place) for entry in read), strict=True)
    others = (_placed(replace(item, url=links[n] or item.url), place) for n, item in pairs)
    return _Draft(split, [item or next(others) for item in plain], len(plain))


def _read_whole(text: str, place: _Place, known: frozenset[str]) -> _Draft:
    """All entries of a feed that cannot be split, as feedparser makes them out."""
    first = _FIRST_TAG.search(text)
    if first is None or first[1].lower() == "html":
        raise ReadError("not_a_feed", "An HTML page." if first else "No markup at all.")
    feed = _parse(text.encode("utf-8"))
    if not feed["entries"] and not feed.get("version"):
        raise ReadError("not_a_feed", f"The first element is <{first[1]}>.")
    items = [_placed(_item(entry, place), place) for entry in feed["entries"]]
    cuts = [_cut(item) for item in items]
    split, fresh = sort_out(cuts, items, known, str(dict.get(feed["feed"], "generator") or ""))
    return _Draft(split, fresh, len(items))


def _cut(item: Item) -> Cut:
    said = replace(item, guid=None) if item.url else item
    date = item.dates[0].raw if item.dates else ""
    return Cut(digest_of(repr(said).encode("utf-8"), b""), item.url, item.guid or "", date, item.title)


def _parse(document: bytes) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False, response_headers=headers
    )


def _judge(draft: _Draft, defects: tuple[str, ...]) -> FeedRead:
    """The feed as read: empty entries dropped, times no finer than they deserve, faults named."""
    split = draft.split
    told = [(cut.digest, item) for cut, item in zip(split.fresh, draft.items, strict=True) if _tells_something(item)]
    dropped = len(draft.items) - len(told)
    dates, names = [cut.date for cut in split.cuts], [cut.guid for cut in split.cuts]
    wrong_clock = minutes_are_months(dates, names, split.generator)
    fresh = {digest: _to_the_hour(item) if wrong_clock else item for digest, item in told}
    found = (("minutes_are_months", wrong_clock), ("empty_entries", dropped > 0))
    return FeedRead(
        fresh=fresh,
        entries=split.digests,
        listed=tuple(dict.fromkeys(cut.link for cut in split.cuts if cut.link)),
        parsed=draft.parsed,
        generator=split.generator,
        defects=(*defects, *(name for name, holds in found if holds), *find_defects(fresh.values())),
        dropped=dropped,
        left=len(split.left),
        shared=split.shared,
    )


def _tells_something(item: Item) -> bool:
    """RSS 2.0 lets an entry be a description and nothing else."""
    return bool(item.url or item.guid or item.title or item.summary or item.html or item.files)


def _placed(item: Item, place: _Place) -> Item:
    """An entry without a page of its own stands on the feed's."""
    return item if item.url or item.base else replace(item, base=place.url)


def _to_the_hour(item: Item) -> Item:
    return replace(item, dates=tuple(replace(date, finest="hour") for date in item.dates))


# --- one entry ---------------------------------------------------------------------------

# Fields are asked for with dict.get: the mapping's own answers a missing date with another one.


def _item(entry: Any, place: _Place) -> Item:
    html, base = _content(entry)
    summary = _text(dict.get(entry, "summary"))
    date = next(filter(None, (_text(dict.get(entry, name)) for name in ("published", "created", "updated"))), "")
    return Item(
        source=place.source,
        url=_link(entry, place.url),
        title=_text(dict.get(entry, "title")),
        guid=_text(dict.get(entry, "id")) or None,
        summary="" if summary == html else summary,
        html=html,
        dates=(StatedDate(date, "feed"),) if date else (),
        section=_section(entry),
        author=_author(entry),
        files=tuple(_files(entry, place.url)),
        base=absolute(place.url, base),
    )


def _text(value: object) -> str:
    return without_illegal(value).strip() if isinstance(value, str) else ""


def _link(entry: Any, base: str) -> str:
    pages = (link.get("href") for link in dict.get(entry, "links") or () if link.get("rel") == "alternate")
    found = (absolute(base, _text(href)) for href in (dict.get(entry, "link"), *pages))
    return next(filter(None, found), "")


def _content(entry: Any) -> tuple[str, str]:
    """The whole text as HTML, where the feed gives more than a summary; and the xml:base over it or the summary."""
    contents = [(part, _text(part.get("value"))) for part in dict.get(entry, "content") or ()]
    html = ((text, part) for part, text in contents if part.get("type") in _HTML and text)
    plain = ((paragraphs(text), part) for part, text in contents if part.get("type") not in _HTML and text)
    text, part = next(chain(html, plain), ("", dict.get(entry, "summary_detail") or {}))
    return text, _text(part.get("base"))


def _section(entry: Any) -> str:
    """The first category, by the name people see."""
    names = (_text(tag.get("label")) or _text(tag.get("term")) for tag in dict.get(entry, "tags") or ())
    return next(filter(None, names), "")


def _author(entry: Any) -> str:
    detail = dict.get(entry, "author_detail") or {}
    return _text(detail.get("name")) or _text(dict.get(entry, "author"))


def _files(entry: Any, base: str) -> Iterator[FileLink]:
    """Enclosures but for pictures and sound, which illustrate and are not what is announced."""
    for link in dict.get(entry, "links") or ():
        media_type = _text(link.get("type")).lower()
        url = absolute(base, _text(link.get("href"))) if link.get("rel") == "enclosure" else ""
        if url and not media_type.startswith(MEDIA):
            size = _text(link.get("length"))
            yield FileLink(url, _text(link.get("title")), media_type or None, int(size) if size.isdecimal() else None)

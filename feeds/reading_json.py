"""JSON Feed 1.x -> entries and items (feedparser 6.0.14 reads none)."""

from collections.abc import Mapping
from html import escape
from typing import Any

import orjson

from feeds.links import absolute
from feeds.splitting import Cut, Split, digest_of, header_digest, sort_out
from hub.errors import ReadError
from hub.records import FileLink, Item, StatedDate

_VERSION = "https://jsonfeed.org/version/"
Entry = Mapping[str, Any]


def split_json(text: str, url: str, known: frozenset[str]) -> tuple[Split, list[Entry]]:
    """The entries of a JSON Feed and those that are fresh; ReadError("not_a_feed") if it is none."""
    feed = _parse(text)
    entries = [entry for entry in _list(feed.get("items")) if isinstance(entry, dict)]
    header = orjson.dumps({name: value for name, value in feed.items() if name != "items"}, option=orjson.OPT_SORT_KEYS)
    cuts = [_cut(entry, url, header_digest(header)) for entry in entries]
    return sort_out(cuts, entries, known, _word(feed.get("generator")))


def item_from_json(entry: Entry, url: str, source: str) -> Item:
    """What one entry says; `url` is the feed's own address."""
    link = _link(entry, url)
    html = _word(entry.get("content_html")) or paragraphs(_word(entry.get("content_text")))
    tags = [word for tag in _list(entry.get("tags")) if (word := _word(tag))]
    return Item(
        source=source,
        url=link,
        title=_word(entry.get("title")),
        guid=_word(entry.get("id")) or None,
        summary=_word(entry.get("summary")),
        html=html,
        dates=tuple(StatedDate(raw, "feed") for raw in (_date(entry),) if raw),
        section=tags[0] if tags else "",
        author=_author(entry),
        files=tuple(_files(entry, url)),
        base="" if link else url,
    )


def paragraphs(text: str) -> str:
    """Plain text as HTML.

    >>> paragraphs("Kính gửi:\\n\\n1 < 2")
    '<p>Kính gửi:</p><p>1 &lt; 2</p>'
    """
    return "".join(f"<p>{escape(part, quote=False)}</p>" for line in text.splitlines() if (part := line.strip()))


def _parse(text: str) -> dict[str, Any]:
    try:
        feed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ReadError("not_a_feed", f"Neither XML nor JSON: {error}") from error
    if not isinstance(feed, dict) or not _word(feed.get("version")).startswith(_VERSION):
        raise ReadError("not_a_feed", "JSON, but no JSON Feed.")
    return feed


def _cut(entry: Entry, url: str, header: bytes) -> Cut:
    link = _link(entry, url)
    said = {name: value for name, value in entry.items() if name != "id" or not link}
    digest = digest_of(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), header)
    return Cut(digest, link, _word(entry.get("id")), _date(entry), _word(entry.get("title")))


def _link(entry: Entry, base: str) -> str:
    found = (absolute(base, _word(entry.get(name))) for name in ("url", "external_url"))
    return next(filter(None, found), "")


def _date(entry: Entry) -> str:
    return _word(entry.get("date_published")) or _word(entry.get("date_modified"))


def _author(entry: Entry) -> str:
    authors = _list(entry.get("authors")) or [entry.get("author")]
    names = (_word(author.get("name")) for author in authors if isinstance(author, dict))
    return next(filter(None, names), "")


def _files(entry: Entry, base: str) -> list[FileLink]:
    found = [file for file in _list(entry.get("attachments")) if isinstance(file, dict)]
    return [
        FileLink(link, _word(file.get("title")), _word(file.get("mime_type")) or None, _size(file))
        for file in found
        if (link := absolute(base, _word(file.get("url"))))
    ]


def _size(file: Entry) -> int | None:
    size = file.get("size_in_bytes")
    return int(size) if isinstance(size, int | float) and size >= 0 else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str:
    """Text of a string or number; identifiers are often numbers in practice."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

"""A feed as JSON Feed 1.1, with Dublin Core under `_dc`, and what neither has a word for under `_daumoi`."""

from collections.abc import Mapping
from typing import Any

import orjson

from feeds.dublin_core import elements
from feeds.markup import DUBLIN_CORE, GENERATOR, LANGUAGE, UNKNOWN_TYPE, legal, line, own_url, rfc3339
from hub.records import Feed, FeedEntry, FileLink

VERSION = "https://jsonfeed.org/version/1.1"


def render(feed: Feed) -> bytes:
    """The feed as a JSON Feed document in UTF-8; the same feed gives the same bytes."""
    head = {"version": VERSION, "title": line(feed.title)}
    fields: dict[str, Any] = {
        "home_page_url": legal(feed.home_url),
        "feed_url": legal(own_url(feed, "json")),
        "description": line(feed.subtitle),
        "authors": [{"name": GENERATOR}],
        "language": LANGUAGE,
        "hubs": [{"type": "WebSub", "url": legal(feed.hub)}] if feed.hub else [],
    }
    related = [{"title": line(title), "url": legal(f"{url}.json")} for title, url in feed.related]
    fields["_daumoi"] = {"related": related} if related else None
    return orjson.dumps(head | _filled(fields) | {"items": [_item(entry, feed) for entry in feed.entries]})


def _item(entry: FeedEntry, feed: Feed) -> dict[str, Any]:
    told = elements(entry, feed)
    fields = {
        "id": legal(entry.id),
        "url": legal(entry.url),
        "external_url": legal(entry.source_url),
        "title": told["title"],
        "summary": legal(entry.summary),
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "authors": [{"name": line(entry.author)}] if entry.author else [],
        "tags": [line(term) for _, term in entry.categories],
        "language": line(entry.lang),
        "attachments": [_attachment(file) for file in entry.enclosures],
    }
    said = {"content_html": legal(entry.html), "_dc": {"about": DUBLIN_CORE, **told}, "_daumoi": _extension(entry)}
    return _filled(fields) | said


def _attachment(file: FileLink) -> dict[str, Any]:
    fields = {
        "url": legal(file.url),
        "mime_type": legal(file.media_type or UNKNOWN_TYPE),
        "title": line(file.name),
        "size_in_bytes": file.bytes,
    }
    return _filled(fields)


def _extension(entry: FeedEntry) -> dict[str, Any]:
    """Always the same keys, so that whoever reads them need not ask first."""
    return {
        "number": line(entry.number) if entry.number else None,
        "withdrawn": entry.withdrawn,
        "remark": line(entry.remark),
        "source": {"title": line(entry.source_title), "url": legal(entry.source_feed)},
    }


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], None)}

"""Whether an address says that a hub pushes what is new of it (WebSub, 4). Pure, and cheap: most do not."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from hub.records import Fetch, HubOffer
from spiders.addresses import join

_HEAD = 64 << 10  # bytes in which the head of a feed or page ends
_LARGEST_JSON = 512 << 10
# what stands behind is what people wrote, who may write anything
_END_OF_HEAD = re.compile(r"<(?:item|entry|/head|body)\b", re.IGNORECASE)
_LINK = re.compile(r"<(?:[\w-]{1,40}:)?link\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_IN_HEADER = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)

Link = tuple[str, str]  # the relations, and the address


def hub_of(fetch: Fetch) -> HubOffer | None:
    """The hub that an address names, with the topic it is known by there: in the Link header, or else in the body.

    Where a header names a hub the body is not looked at.
    """
    for links in (_in_header(fetch.headers.get("link", "")), _in_body(fetch.body)):
        if offer := _offer(list(links), fetch.final_url or fetch.url):
            return offer
    return None


def _offer(links: list[Link], base: str) -> HubOffer | None:
    hub, topic = (_first(links, rel, base) for rel in ("hub", "self"))
    return HubOffer(hub, topic or base) if hub else None


def _first(links: list[Link], rel: str, base: str) -> str | None:
    return next((url for rels, href in links if rel in rels.lower().split() and (url := join(base, href))), None)


def _in_header(value: str) -> Iterator[Link]:
    for href, parameters in _IN_HEADER.findall(value):
        if rel := _REL.search(parameters):
            yield rel[1] or rel[2] or "", href.strip()


def _in_body(body: bytes) -> Iterator[Link]:
    if body.lstrip()[:1] == b"{":
        yield from _in_json(body)
    elif b"hub" in (head := body[:_HEAD]):
        text = head.decode("utf-8", "replace")
        end = _END_OF_HEAD.search(text)
        for inside in _LINK.findall(text[: end.start()] if end else text):
            named = {name.lower(): unescape("".join(values)) for name, *values in _ATTRIBUTE.findall(inside)}
            yield named.get("rel", ""), named.get("href", "")


def _in_json(body: bytes) -> Iterator[Link]:
    if b'"hubs"' not in body or len(body) > _LARGEST_JSON:
        return
    try:
        feed: Any = json.loads(body)
    except (ValueError, RecursionError):
        return
    for hub in feed.get("hubs") or () if isinstance(feed.get("hubs"), list) else ():
        if isinstance(hub, Mapping) and str(hub.get("type", "")).lower() == "websub":
            yield "hub", str(hub.get("url", ""))
    if isinstance(feed.get("feed_url"), str):
        yield "self", feed["feed_url"]

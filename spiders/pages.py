"""The bytes of a page -> a tree. lxml is never left to guess an encoding: it mis-decodes 17 of 134
portal pages whose meta stands after a Vietnamese title (corpus/README.md 4)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from hub.errors import ReadError
from hub.records import Fetch
from hub.vietnamese.encodings import decode
from spiders.addresses import join

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tree; `base` is what its relative links are relative to."""

    root: etree._Element
    base: str

    def link(self, href: str | None) -> str | None:
        """The address a link of this page leads to; None if to none."""
        return join(self.base, href) if href else None


def parse_page(fetch: Fetch, encoding: str | None = None) -> Page:
    """The page of a fetch, decoded by the source's `encoding`, else by what header or page declare."""
    text = decode(fetch.body, encoding or _declared(fetch)).text
    root = parse_html(text)
    if root is None:
        raise ReadError("parse_failed", "The page is empty.")
    base = root.find(".//base[@href]")
    url = fetch.final_url or fetch.url
    return Page(root, (base is not None and join(url, base.get("href") or "")) or url)


def parse_html(text: str) -> etree._Element | None:
    """The tree of an HTML text; None where there is nothing in it."""
    # Old pages open a <font> a hundred times and close none: the usual limit of 256 levels would lose their text.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(_NO_TEXT.sub("", text).encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def remove(elements: Iterable[etree._Element]) -> None:
    """Take elements out of their tree; what stood behind them stays."""
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue
        before, tail = element.getprevious(), element.tail or ""
        parent.remove(element)
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail


def _declared(fetch: Fetch) -> str | None:
    in_header = _CHARSET.search(fetch.headers.get("content-type", ""))
    return in_header[1] if in_header else None

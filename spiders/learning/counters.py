"""The address of a list's page by its number, read off addresses that differ from the page's own in one number."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from spiders.addresses import canonical_url
from spiders.learning.shapes import classes_of
from spiders.pages import Page
from spiders.selectors import text_of

_NAMED = re.compile(
    r"page|trang|paged|cur$|start|offset|skip|first_?row|^(?:p|pg|pn|so)$|(?:^|[/_-])(?:p|pg|trang)[-_/]?$", re.I
)
_MORE = re.compile(r"load-?more|xem-?them|show-?more|view-?more|btn-?more|read-?more-?list|^more$", re.IGNORECASE)
_MORE_WORDS = ("xem thêm", "tải thêm", "hiển thị thêm", "load more", "show more", "more")
_NUMBERS = re.compile(r"\d{1,6}")
_LINKS = ("href", "value", "data-url", "data-href", "data-next", "data-src", "data-link", "data-ajax-url")
_TAIL = re.compile(r"(?:[/_,-]?(?:page|trang|paged|pg|p)[/_,-]?|[/_,-])$", re.IGNORECASE)


class _Counted(NamedTuple):
    """An address that is the page's own but for a number: what stands around it, it, the page's own one, its name."""

    head: str
    value: int
    tail: str
    own: int | None
    name: str


def counter_of(page: Page, rows: int) -> str:
    """The counter of a rule (see `ListingRule`); "" where no address tells."""
    own = canonical_url(page.base) or ""
    for element, url in _addresses(page):
        text = text_of(element)
        for counted in _counted(own, url):
            if kind := _kind(counted, text, rows, is_more=_says_more(element, text)):
                return f"{counted.head}{{{kind}}}{counted.tail}"
    return ""


def _addresses(page: Page) -> Iterator[tuple[etree._Element, str]]:
    for element in page.root.iter("a", "button", "div", "span", "option"):
        for name in _LINKS:
            text = element.get(name) or ""
            if any(map(str.isdigit, text)) and not text.isalnum():
                url = canonical_url(page.link(text) or "")
                if url:
                    yield element, url


def _says_more(element: etree._Element, text: str) -> bool:
    named = [*classes_of(element), element.get("id") or ""]
    return text.lower().strip(" .…+▼»") in _MORE_WORDS or any(map(_MORE.search, named))


def _kind(counted: _Counted, text: str, rows: int, *, is_more: bool) -> str:
    """What a number counts: pages or rows, from 0 or from 1; "" where it may be anything."""
    if text.isdecimal() and len(text) < 5:
        return _kinds(int(text), rows).get(counted.value, "") if int(text) > 1 else ""
    if counted.own not in (None, 0, 1) or not (is_more or _NAMED.search(counted.name)):
        return ""
    kind = _kinds(2, rows).get(counted.value, "")
    return kind if counted.own in (None, 0 if kind in ("index", "start") else 1) else ""


def _kinds(page: int, rows: int) -> dict[int, str]:
    """What each number would be of this page; a page of one row has no step to tell by."""
    steps = {(page - 1) * rows + 1: "row", (page - 1) * rows: "start"} if rows > 2 else {}
    return steps | {page - 1: "index", page: "page"}


def _counted(own: str, url: str) -> Iterator[_Counted]:
    path, _, query = url.partition("?")
    own_path, _, own_query = own.partition("?")
    if path.rstrip("/") == own_path.rstrip("/"):
        yield from _in_query(path, query, own_query)
    elif query == own_query:
        yield from _in_path(path, f"?{query}" if query else "", own_path)


def _in_query(path: str, query: str, own_query: str) -> Iterator[_Counted]:
    own, given, place = _fields(own_query), _fields(query), len(path) + 1
    url = f"{path}?{query}"
    for part in query.split("&"):
        name, _, value = part.partition("=")
        others = {key: said for key, said in own.items() if key != name}
        if _NUMBERS.fullmatch(value) and others.items() <= given.items() and own.get(name, "0").isdecimal():
            start = place + len(name) + 1
            was = int(own[name]) if name in own else None
            yield _Counted(url[:start], int(value), url[start + len(value) :], was, name)
        place += len(part) + 1


def _fields(query: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition("=") for part in query.split("&") if part)}


def _in_path(path: str, query: str, own_path: str) -> Iterator[_Counted]:
    for found in _NUMBERS.finditer(path):
        head, tail = path[: found.start()], path[found.end() :]
        name = head.rpartition("/")[2] or head.rstrip("/").rpartition("/")[2]
        own = own_path[len(head) : len(own_path) - len(tail)] if own_path.startswith(head) else ""
        is_same = own.isdecimal() and own_path.endswith(tail)
        if is_same or f"{_TAIL.sub('', head)}{tail}".rstrip("/") == own_path.rstrip("/"):
            yield _Counted(head, int(found[0]), f"{tail}{query}", int(own) if is_same else None, name)

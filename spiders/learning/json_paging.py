"""How a JSON list goes on: by an address that it states, or by the number in its own; and how many rows it has."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hub.records import JsonRule
from spiders.json_list import pick

_PAGE = re.compile(r"(?<=[?&])([\w.\[\]-]*(?:page|trang|cur|p|pg|pn|index))=([01])(?=&|$)", re.IGNORECASE)
_ROWS = re.compile(r"(?<=[?&])([\w.\[\]-]*(?:start|offset|skip|from|first))=([01])(?=&|$)", re.IGNORECASE)
_TOTAL = re.compile(r"tong|total|count|records", re.IGNORECASE)
_NEXT = re.compile(r"next|tiep|sau", re.IGNORECASE)
_LINK = re.compile(r"(?:https?:/)?/\S+|\?\S+")
_DEEPEST = 3


def with_paging(rule: JsonRule, document: Any, url: str) -> JsonRule:
    """The rule for the list at an address, with how it goes on where anything tells."""
    rows = pick(document, rule.items)
    beside = [(path, value) for path, value in _values(document) if path != rule.items]
    if onward := next((path for path, value in beside if _NEXT.search(path) and _is_link(value)), ""):
        return replace(rule, next=onward)
    total = next((path for path, value in beside if _TOTAL.search(path) and _is_count(value, len(rows))), "")
    return replace(rule, counter=_counter(url), total=total)


def _counter(url: str) -> str:
    """
    >>> _counter("http://a.vn/api?trang=1&soLuong=10"), _counter("http://a.vn/api?start=0"), _counter("http://a.vn/api")
    ('http://a.vn/api?trang={page}&soLuong=10', 'http://a.vn/api?start={start}', '')
    """
    for pattern, kinds in ((_PAGE, ("index", "page")), (_ROWS, ("start", "row"))):
        if found := pattern.search(url):
            return f"{url[: found.start(2)]}{{{kinds[int(found[2])]}}}{url[found.end(2) :]}"
    return ""


def _values(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """What a document says beside its lists, by dotted paths."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, inner in value.items():
            yield from _values(inner, f"{path}.{name}" if path else str(name), depth + 1)
    elif not isinstance(value, dict | list):
        yield path, value


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and bool(_LINK.fullmatch(value))


def _is_count(value: Any, rows: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= rows

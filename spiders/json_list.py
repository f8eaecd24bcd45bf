"""A list that a site serves as JSON, read by the dotted paths of an operator's rule."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import orjson

from hub.errors import PoisonError, ReadError
from hub.records import Address, AddressRead, Fetch, Item, JsonRule, PageRead, Place, StatedDate, Validators
from hub.vietnamese.encodings import decode
from spiders.addresses import canonical_url, join
from spiders.gates import gate_in
from spiders.news import names_something_new, says_something_new
from spiders.onward import counted
from spiders.pages import parse_page
from spiders.samples import get_to_know
from spiders.scripted import documents_on
from spiders.visit import SetAside, Visit, as_failure, weight_of_page
from spiders.walk import Walk

_FIELD = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class JsonPage:
    """What one page of a JSON list says: its rows, where the list goes on (as `onward.next_place`), and how many rows
    it says there are."""

    rows: list[Item]
    following: Place | None
    total: int | None = None


async def collect_json(address: Address, visit: Visit) -> AsyncGenerator[PageRead | AddressRead, None]:
    """The articles that are new or changed in a JSON list, then the list itself. `address.json` must be set.

    Rows that carry their text are not looked up on a page: scripts, not pages, show it to people.
    """
    rule = address.json
    if rule is None:
        return
    is_news = says_something_new if rule.body else names_something_new
    walk = Walk(address.url, rule.pages, visit.memory, visit.seen, is_news, order=visit.source.date_order)
    onward: Place | None = Place(address.url)
    while onward:
        fetch = await visit.fetch(onward.url, walk.before if onward.url == address.url else Validators())
        fresh, onward = await _take(walk, fetch, onward, rule, visit)
        rows = visit.traps.sift(fresh, fetch.at.year)
        await get_to_know(visit, [row for row in rows if row.url and not row.html])
        for row in rows:
            if row.html or not row.url:
                yield PageRead(fetch, row.url, row, row)
            elif visit.traps.admits(row):
                yield await visit.look_at(row)
        onward = None if visit.traps.is_spent else onward
    yield walk.result()


async def _take(
    walk: Walk, fetch: Fetch, place: Place, rule: JsonRule, visit: Visit
) -> tuple[list[Item], Place | None]:
    """What is to be done after a page: rows worth a look, and the next page."""
    if walk.is_as_before(fetch):
        return [], None
    if not fetch.ok:
        walk.fail(as_failure(fetch))
        return [], None
    try:
        page = await visit.make_out(fetch, weight_of_page(fetch), read_json_page, fetch, place, rule, visit.source.slug)
    except (PoisonError, SetAside) as error:
        walk.fail_to_read(fetch, error)
        return [], None
    except ReadError as error:
        walk.take_empty(fetch, gate_in(fetch), None if error.code == "not_a_listing" else error.code)
        return [], None
    if not page.rows and (walk.memory.pages or place.number > 1):
        walk.take_empty(fetch, None, "empty")
        return [], None
    walk.note_claim(page.total, None)
    return walk.take(fetch, page.rows, page.following)


def read_json_page(fetch: Fetch, place: Place, rule: JsonRule, source: str) -> JsonPage:
    """The rows of the page at a place.

    ReadError("parse_failed") if it is no JSON, ("not_a_listing") if the path leads nowhere.
    """
    document = document_in(fetch)
    entries = pick(document, rule.items)
    if not isinstance(entries, list):
        raise ReadError("not_a_listing", f"no list at {rule.items!r}")
    base = fetch.final_url or fetch.url
    rows = (_row(entry, rule, base, source) for entry in entries)
    following = _following(document, rule, base, replace(place, before=place.before + len(entries)), len(entries))
    return JsonPage([row for row in rows if row.title or row.url], following, _total(document, rule))


def _following(document: Any, rule: JsonRule, base: str, after: Place, rows: int) -> Place | None:
    """The page after those whose rows have been counted; where the list says how many there are it ends there."""
    after = replace(after, number=after.number + 1)
    if rule.next:
        href = _word(pick(document, rule.next))
        return replace(after, url=join(base, href) or "") if href else None
    total = _total(document, rule)
    is_all = total is not None and after.before >= total
    return counted(rule.counter, base, after) if rows and not is_all else None


def _total(document: Any, rule: JsonRule) -> int | None:
    total = _word(pick(document, rule.total)) if rule.total else ""
    return int(total) if total.isdecimal() else None


def document_in(fetch: Fetch) -> Any:
    """The JSON of an answer; of a page the list of those that stand in its scripts. ReadError if there is none."""
    text = decode(fetch.body, "utf-8").text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        documents = documents_on(parse_page(fetch)) if "<script" in text else []
        if documents:
            return documents
        raise ReadError("parse_failed", f"no JSON: {error}") from error


def pick(value: Any, path: str) -> Any:
    """What stands at a dotted path; None where it leads nowhere.

    >>> pick({"data": {"items": [{"id": 7}]}}, "data.items.0.id")
    7
    """
    for name in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _row(entry: Any, rule: JsonRule, base: str, source: str) -> Item:
    def said(path: str) -> str:
        return _word(pick(entry, path)) if path else ""

    link = join(base, _href(entry, rule.url)) if _href(entry, rule.url) else None
    return Item(
        source=source,
        url=(canonical_url(link) or "") if link else "",
        title=said(rule.title),
        guid=said(rule.guid) or None,
        summary=said(rule.summary),
        html=said(rule.body),
        html_from="listing",
        dates=(StatedDate(said(rule.date), "listing"),) if said(rule.date) else (),
        section=said(rule.section),
        number=said(rule.number),
    )


def _href(entry: Any, rule: str) -> str:
    """The address at a path, or of a template filled with what stands at its paths; "" where one is missing."""
    if "{" not in rule:
        return _word(pick(entry, rule))
    words = {path: _word(pick(entry, path)) for path in _FIELD.findall(rule)}
    return _FIELD.sub(lambda field: quote(words[field[1]], safe="/"), rule) if all(words.values()) else ""


def _word(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

"""The search page: hits with what was found in them, facets, and help with a query that was not understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from hub.errors import QueryError
from hub.records import Found, Notice, Sort
from hub.web.asked import LAST_PAGE, Asked, as_params, narrowed, read_asked
from hub.web.file_hits import better_in_files, unread_scans_of_all
from hub.web.finding import take_up
from hub.web.mistakes import Mistake, read_mistake
from hub.web.naming import FilterNames
from hub.web.rendering import ChannelLinks, channel_links, heading, page
from hub.web.show import day_text
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

PAGE = 20
EXCERPT = 240
# what of a long text is looked through for an excerpt
READ = 20_000
FACETS = ("agency", "section", "type", "year")
SHOWN_FACETS = 10
EXPORTS = (("csv", "CSV (Excel)"), ("jsonl", "JSON Lines"))

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it: pieces of its title and text, marked where they were found."""

    notice: Notice
    title: Pieces
    excerpt: Pieces


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with the search it leads to."""

    name: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values."""

    name: str
    entries: tuple[Choice, ...]


@router.get("/search")
def search(visit: Here) -> Response:
    """What was found, or where the query is wrong; never an error."""
    asked = read_asked(visit.params)
    if visit.params.get("versions") == "all":
        return RedirectResponse(visit.link("/versions", q=asked.q), 303)
    try:
        found, mistake = _find(visit, asked), None
    except QueryError as error:
        found, mistake = Found((), 0), read_mistake(asked.q, error)
    return page(visit, "search.html", _told(visit, asked, found, mistake))


def _told(visit: Visit, asked: Asked, found: Found, mistake: Mistake | None) -> dict[str, object]:
    """What the page shows."""
    shown = _shown(visit, asked, found)
    in_files = better_in_files(visit.parts.snippet, asked.q, ((one.notice, one.title + one.excerpt) for one in shown))
    return {
        "asked": asked,
        "query": asked.q,
        "kept": as_params(asked),
        "mistake": mistake,
        "repair": _repair(visit, asked, mistake),
        "total": found.total,
        "found": shown,
        "in_files": in_files,
        "unread_scans": unread_scans_of_all(visit.parts.store.notices.file_totals()) if asked.q else 0,
        "channel": search_channel(visit, asked),
        "files": _files(visit, asked) if found.total else [],
        "hidden_from_engines": True,
        **_turning(visit, asked, found.total),
        **_narrowing(visit, asked, found),
    }


def search_channel(visit: Visit, asked: Asked) -> ChannelLinks:
    """The feeds of this very search: its words and filters, without order and page."""
    query = urlencode({name: value for name, value in as_params(asked).items() if name not in ("sort", "page")})
    title = visit.word("search_title", q=asked.q) if asked.q else visit.word("channel.all")
    return channel_links("/search", title, visit.word("follow_search"), query)


def _files(visit: Visit, asked: Asked) -> list[Choice]:
    """All that was found, to take away; as the files are the same in any language, their addresses name none."""
    query = urlencode({name: value for name, value in as_params(asked).items() if name not in ("sort", "page")})
    return [Choice(name, f"/search.{form}{'?' if query else ''}{query}") for form, name in EXPORTS]


def _find(visit: Visit, asked: Asked) -> Found:
    offset = (asked.page - 1) * PAGE
    take_up(visit.parts.index)
    return visit.parts.index.search(asked.q, asked.filters, sort=asked.sort, offset=offset, limit=PAGE, facets=True)


def _shown(visit: Visit, asked: Asked, found: Found) -> list[Shown]:
    snippet = visit.parts.snippet

    def show(notice: Notice) -> Shown:
        title, text = heading(notice), (notice.text or notice.summary)[:READ]
        marked = snippet(asked.q, title, max(len(title), 1)) if asked.q else ((title, False),)
        return Shown(notice, marked, with_dots(snippet(asked.q, text, EXCERPT), text) if text else ())

    notices = visit.parts.store.notices.many([hit.id for hit in found.hits])
    return [show(notice) for notice in notices if not notice.redacted]


def with_dots(pieces: Pieces, text: str) -> Pieces:
    """The excerpt with dots where the text goes on.

    >>> with_dots((("giá ", False), ("đất", True)), "Bảng giá đất")
    (('… ', False), ('giá ', False), ('đất', True))
    """
    excerpt = "".join(piece for piece, _ in pieces)
    before: Pieces = () if text.startswith(excerpt) else (("… ", False),)
    after: Pieces = () if text.endswith(excerpt) else ((" …", False),)
    return (*before, *pieces, *after)


def _repair(visit: Visit, asked: Asked, mistake: Mistake | None) -> str | None:
    if mistake is None or not mistake.repaired:
        return None
    return search_link(visit, replace(asked, q=mistake.repaired, page=1))


def search_link(visit: Visit, asked: Asked) -> str:
    """The address of a search."""
    return visit.link("/search", **as_params(asked))


def _turning(visit: Visit, asked: Asked, total: int) -> Mapping[str, object]:
    """Links to the pages before and after, and to the other order."""
    last = min(max(ceil(total / PAGE), 1), LAST_PAGE)

    def at(number: int) -> str | None:
        return search_link(visit, replace(asked, page=number)) if 1 <= number <= last else None

    sorts: tuple[Sort, ...] = ("relevance", "newest") if asked.q else ("newest",)
    return {
        "last_page": last,
        "previous": at(min(asked.page - 1, last)),
        "next": at(asked.page + 1),
        "sorts": [
            (sort, None if sort == asked.sort else search_link(visit, replace(asked, sort=sort, page=1)))
            for sort in sorts
        ],
    }


def _narrowing(visit: Visit, asked: Asked, found: Found) -> Mapping[str, object]:
    """The filters in use with links that drop them, and facets with links that add one."""
    names = FilterNames(visit.parts.store.sources, visit.lang)
    groups = [_group(visit, asked, field, _named(names, field, found.facets)) for field in FACETS]
    return {
        "chips": _chips(visit, asked, names),
        "without_filters": search_link(visit, Asked(q=asked.q)),
        "facets": [group for group in groups if group.entries],
    }


def _chips(visit: Visit, asked: Asked, names: FilterNames) -> list[Choice]:
    filters = asked.filters
    fields = [(field, getattr(filters, field)) for field in ("agency", "section", "type", "source")]
    days = [("published_from", "from_day", filters.published_from), ("published_to", "to_day", filters.published_to)]
    named = [(field, names.of(field, value)) for field, value in fields if value]
    named += [(field, f"{visit.word(label)} {day_text(day, visit.lang)}") for field, label, day in days if day]
    return [Choice(name, search_link(visit, narrowed(asked, **{field: None}))) for field, name in named]


def _group(visit: Visit, asked: Asked, field: str, named: Iterable[tuple[str, str, int]]) -> Group:
    """A facet not yet narrowed, with the search that each of its values leads to."""
    entries = (Choice(name, search_link(visit, _chosen(asked, field, value)), n) for value, name, n in named)
    return Group(visit.word(field), () if _is_narrowed(asked, field) else tuple(entries))


def _named(names: FilterNames, field: str, facets: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, int]]:
    """The most frequent values of a facet by name, with their counts."""
    usable = ((value, count) for value, count in facets.get(field, {}).items() if value and count)
    most = sorted(usable, key=lambda entry: (-entry[1], entry[0]))[:SHOWN_FACETS]
    return [(value, names.of(field, value), count) for value, count in most]


def _is_narrowed(asked: Asked, field: str) -> bool:
    filters = asked.filters
    return bool(filters.published_from or filters.published_to) if field == "year" else bool(getattr(filters, field))


def _chosen(asked: Asked, field: str, value: str) -> Asked:
    if field != "year":
        return narrowed(asked, **{field: value})
    year = read_asked({"from": f"{value}-01-01", "to": f"{value}-12-31"}).filters
    return narrowed(asked, published_from=year.published_from, published_to=year.published_to)

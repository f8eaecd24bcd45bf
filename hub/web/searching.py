"""The search page: hits with what was found in them, and help with a query that was not understood or found nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from hub.errors import QueryError
from hub.records import Found, Misread, Notice, Sort
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.periods import find_periods
from hub.web.asked import LAST_PAGE, Asked, as_params, narrowed, read_asked
from hub.web.chosen import as_params as choice_params
from hub.web.chosen import choice_of
from hub.web.file_hits import better_in_files, unread_scans_of_all
from hub.web.finding import take_up
from hub.web.locality_pages import called
from hub.web.mistakes import read_mistakes
from hub.web.naming import FilterNames, search_name
from hub.web.narrowing import Choice, chips, groups, is_explained, search_link, without_each
from hub.web.rendering import ChannelLinks, channel_links, heading, page
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

PAGE = 20
EXCERPT = 240
# what of a long text is looked through for an excerpt
READ = 20_000
# filters that are tried to be dropped where nothing is found; each costs a search
MOST_DROPPED = 6
# formats in which all of a search can be taken away, by the ending of their address
EXPORTS = (("csv", "CSV (Excel)"), ("jsonl", "JSON Lines"))

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it: pieces of its title and text, marked where they were found.

    `also` are further hits of the page that are the same announcement, `signs` why it is a good answer.
    """

    notice: Notice
    title: Pieces
    excerpt: Pieces
    also: tuple[Notice, ...] = ()
    signs: tuple[str, ...] = ()
    score: float = 0.0


@router.get("/search")
def search(visit: Here) -> Response:
    """What was found, with what was not understood of the query; never an error."""
    asked = read_asked(visit.params)
    if place := asked.filters.place:  # no index knows of places: their pages search through their own lists
        return RedirectResponse(visit.link(f"/places/{place}", q=asked.q), 303)
    if visit.params.get("versions") == "all":
        return RedirectResponse(visit.link("/versions", q=asked.q), 303)
    try:
        found = _find(visit, asked, PAGE)
    except QueryError as error:
        found = Found((), 0, mistakes=(Misread(error.problem, error.at, error.hint),))
    return page(visit, "search.html", _told(visit, asked, found))


def _told(visit: Visit, asked: Asked, found: Found) -> dict[str, object]:
    """What the page shows."""
    names, q = FilterNames(visit.parts.store.sources, visit.lang), found.instead or asked.q
    shown = _shown(visit, asked, found)
    in_files = better_in_files(visit.parts.snippet, q, ((one.notice, one.title + one.excerpt) for one in shown))
    return {
        "asked": asked,
        "query": asked.q,
        "searched_for": found.instead or next((one.repairs[-1] for one in found.mistakes if one.repairs), asked.q),
        "kept": as_params(asked),
        "total": found.total,
        "whole": found.whole,
        "found": shown,
        "in_files": in_files,
        "localities": called(asked.q, visit.parts.localities.by_slug.values()) if asked.q else (),
        "unread_scans": unread_scans_of_all(visit.parts.store.notices.file_totals()) if asked.q else 0,
        "channel": search_channel(visit, asked),
        "files": _files(visit, asked) if found.total else [],
        "hidden_from_engines": True,
        "chips": chips(visit, asked, names),
        "facets": groups(visit, asked, found, names),
        **_help(visit, asked, found, names),
        **_turning(visit, asked, found.total),
        **_explained(visit, asked, q),
    }


def search_channel(visit: Visit, asked: Asked) -> ChannelLinks:
    """The feeds of this very search: its words and filters, without order and page."""
    query = urlencode({name: value for name, value in as_params(asked).items() if name not in ("sort", "page")})
    names = FilterNames(visit.parts.store.sources, visit.lang)
    title = search_name(asked.q, names, visit.lang) if asked.q else visit.word("channel.all")
    choice = choice_of(asked)
    made = channel_links("/search", title, visit.word("follow_search"), query)
    return replace(made, choice=choice_params(choice)) if choice else made


def _files(visit: Visit, asked: Asked) -> list[Choice]:
    """All that was found, to take away; as the files are the same in any language, their addresses name none."""
    query = urlencode({name: value for name, value in as_params(asked).items() if name not in ("sort", "page")})
    return [Choice(name, f"/search.{form}{'?' if query else ''}{query}") for form, name in EXPORTS]


def _find(visit: Visit, asked: Asked, limit: int) -> Found:
    take_up(visit.parts.index)
    search, offset = visit.parts.index.search, (asked.page - 1) * limit
    return search(asked.q, asked.filters, sort=asked.sort, offset=offset, limit=limit, facets=bool(limit))


# --- hits --------------------------------------------------------------------------------


def _shown(visit: Visit, asked: Asked, found: Found) -> list[Shown]:
    """The hits of the page, those of one cluster as one."""
    q, scores = found.instead or asked.q, {hit.id: hit.score for hit in found.hits}
    notices = visit.parts.store.notices.many([hit.id for hit in found.hits])
    return [
        replace(_one(visit, q, first), also=tuple(others), score=scores.get(first.id, 0.0))
        for first, *others in _folded([notice for notice in notices if not notice.redacted])
    ]


def _folded(notices: Sequence[Notice]) -> Iterator[list[Notice]]:
    """Notices in their order, those of one cluster with the first of them."""
    clusters: dict[str, list[Notice]] = {}
    for notice in notices:
        clusters.setdefault(notice.cluster or f"notice {notice.id}", []).append(notice)
    yield from clusters.values()


def _one(visit: Visit, q: str, notice: Notice) -> Shown:
    snippet, title, text = visit.parts.snippet, heading(notice), (notice.text or notice.summary)[:READ]
    marked = snippet(q, title, max(len(title), 1)) if q else ((title, False),)
    signs = visit.parts.signs(q, title, text, notice.doc_number or "") if is_explained(visit) else ()
    return Shown(notice, marked, with_dots(snippet(q, text, EXCERPT), text) if text else (), signs=signs)


def with_dots(pieces: Pieces, text: str) -> Pieces:
    """The excerpt with dots where the text goes on.

    >>> with_dots((("giá ", False), ("đất", True)), "Bảng giá đất")
    (('… ', False), ('giá ', False), ('đất', True))
    """
    excerpt = "".join(piece for piece, _ in pieces)
    before: Pieces = () if text.startswith(excerpt) else (("… ", False),)
    after: Pieces = () if text.endswith(excerpt) else ((" …", False),)
    return (*before, *pieces, *after)


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


# --- help --------------------------------------------------------------------------------


def _help(visit: Visit, asked: Asked, found: Found, names: FilterNames) -> Mapping[str, object]:
    """What was not understood, what was searched instead, and searches that may be meant."""

    def to(q: str) -> Choice:
        return Choice(q, search_link(visit, replace(asked, q=q, page=1)))

    return {
        "mistakes": [(one, [to(q) for q in one.repairs]) for one in read_mistakes(asked.q, found.mistakes)],
        "instead": to(found.instead) if found.instead else None,
        "suggestions": [to(q) for q in found.suggestions],
        "periods": _periods(visit, asked),
        "wider": _wider(visit, asked, names) if not found.total and asked.filters != Asked().filters else [],
        "without_filters": search_link(visit, Asked(q=asked.q)),
    }


def _periods(visit: Visit, asked: Asked) -> list[Choice]:
    """Days that the query names in words: they can be narrowed to."""
    if asked.filters.published_from or asked.filters.published_to:
        return []
    return [
        Choice(
            asked.q[one.start : one.end],
            search_link(visit, narrowed(asked, published_from=one.days.first, published_to=one.days.last)),
        )
        for one in find_periods(asked.q, vietnamese_day(visit.now))
    ]


def _wider(visit: Visit, asked: Asked, names: FilterNames) -> list[Choice]:
    """The searches without one of the filters that find something, and how many."""
    without = without_each(visit, asked, names)[:MOST_DROPPED]
    counted = ((name, wider, _count(visit, wider)) for name, wider in without)
    return [Choice(name, search_link(visit, wider), count) for name, wider, count in counted if count]


def _count(visit: Visit, asked: Asked) -> int:
    try:
        return _find(visit, asked, 0).total
    except QueryError:
        return 0


def _explained(visit: Visit, asked: Asked, q: str) -> Mapping[str, object]:
    """What was understood of the query, where that is asked for, and the link that asks for it or for less."""
    is_wanted = is_explained(visit)
    asking = visit.link("/search", **as_params(asked), explain="" if is_wanted else "1")
    outline = visit.parts.outline(q, vietnamese_day(visit.now)) if is_wanted else ()
    return {"explained": is_wanted, "explain_link": asking, "outline": outline}

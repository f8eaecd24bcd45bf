"""What a visitor asked for in an address: query, filters, order, page. Pure, and never raises.

What cannot be understood is named and left out, so that the rest of the question is still answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from hub.records import Filters, Sort
from hub.vietnamese.dates import VIETNAM, parse_date
from hub.vietnamese.text import clean, slug

LONGEST_QUERY = 500
LONGEST_NAME = 120
LAST_PAGE = 500
# beyond these a local day has no counterpart in UTC, or nobody means it
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)

_FILES = {"with": True, "without": False}

FaultKind = Literal["day", "order", "page", "sort", "length"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in an address that could not be understood, as it was written."""

    kind: FaultKind
    written: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was understood."""

    q: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1
    faults: tuple[Fault, ...] = ()


def read_asked(params: Mapping[str, str]) -> Asked:
    """The search that these parameters of an address mean."""
    q, long = _query(params.get("q", ""))
    first, first_fault = _day(params.get("from", ""))
    last, last_fault = _day(params.get("to", ""))
    sort, sort_fault = _sort(params.get("sort", ""), q)
    page, page_fault = _page(params.get("page", ""))
    filters = Filters(
        agency=_name(params, "agency"),
        section=_name(params, "section"),
        type=_name(params, "type"),
        source=_name(params, "source"),
        place=_name(params, "place"),
        published_from=first,
        published_to=last,
        withdrawn=_withdrawn(params.get("withdrawn", "")),
        has_files=_FILES.get(params.get("files", "")),
    )
    order = Fault("order", f"{first} – {last}") if first and last and first > last else None
    faults = tuple(fault for fault in (long, first_fault, last_fault, order, sort_fault, page_fault) if fault)
    return Asked(q, filters, sort, page, faults)


def as_params(asked: Asked) -> dict[str, str]:
    """The parameters that mean this search, the usual ones left out; `read_asked` undoes it."""
    filters = asked.filters
    usual = _usual_sort(asked.q)
    params = {
        "q": asked.q,
        "agency": filters.agency,
        "section": filters.section,
        "type": filters.type,
        "source": filters.source,
        "place": filters.place,
        "from": filters.published_from and filters.published_from.isoformat(),
        "to": filters.published_to and filters.published_to.isoformat(),
        "withdrawn": filters.withdrawn if filters.withdrawn != "include" else "",
        "files": next((name for name, value in _FILES.items() if value is filters.has_files), ""),
        "sort": asked.sort if asked.sort != usual else "",
        "page": str(asked.page) if asked.page > 1 else "",
    }
    return {name: value for name, value in params.items() if value}


def _withdrawn(raw: str) -> Literal["include", "exclude", "only"]:
    return "only" if raw == "only" else "exclude" if raw == "exclude" else "include"


def narrowed(asked: Asked, **filters: str | date | bool | None) -> Asked:
    """The same search with other filters, from its first page."""
    return replace(asked, filters=replace(asked.filters, **filters), page=1)  # type: ignore[arg-type]


def _query(raw: str) -> tuple[str, Fault | None]:
    # an enormous text is cut before it is cleaned, for cleaning costs time too
    q = clean(raw[: 4 * LONGEST_QUERY])
    if len(q) <= LONGEST_QUERY and len(raw) <= 4 * LONGEST_QUERY:
        return q, None
    return q[:LONGEST_QUERY].strip(), Fault("length", q[:40])


def _name(params: Mapping[str, str], name: str) -> str | None:
    return slug(params.get(name, "")[:LONGEST_NAME]) or None


def _day(raw: str) -> tuple[date | None, Fault | None]:
    raw = raw.strip()[:LONGEST_NAME]
    day = _iso_day(raw) or _spoken_day(raw) if raw else None
    if raw and (day is None or not EARLIEST <= day <= LATEST):
        return None, Fault("day", clean(raw))
    return day, None


def _iso_day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _spoken_day(raw: str) -> date | None:
    moment = parse_date(raw)
    return moment.at.astimezone(VIETNAM).date() if moment else None


def _usual_sort(q: str) -> Sort:
    return "relevance" if q else "newest"


def _sort(raw: str, q: str) -> tuple[Sort, Fault | None]:
    if raw in ("relevance", "newest"):
        return ("newest" if raw == "newest" else "relevance"), None
    return _usual_sort(q), Fault("sort", clean(raw[:LONGEST_NAME])) if raw else None


def _page(raw: str) -> tuple[int, Fault | None]:
    if not raw:
        return 1, None
    # int() also reads the digits of other scripts, which isdecimal() lets in
    if raw.isascii() and raw.isdecimal() and len(raw) <= 6 and 1 <= int(raw) <= LAST_PAGE:
        return int(raw), None
    return 1, Fault("page", clean(raw[:LONGEST_NAME]))

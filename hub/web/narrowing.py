"""Beside the hits: what narrows a search, with the way out of each filter and the searches that narrow it further."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.records import Filters, Found
from hub.vietnamese.periods import Days, months
from hub.web.asked import Asked, as_params, narrowed
from hub.web.naming import FilterNames
from hub.web.show import day_text
from hub.web.visit import Visit

FIELDS = ("agency", "section", "type")
SHOWN_FACETS = 10
SHOWN_YEARS = 20
WIDE = 100
"""The width of the longest bar, in the units of its picture."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with the search it leads to; `bar` is how long its bar is beside the others'."""

    name: str
    href: str
    count: int = 0
    bar: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values; `code` is what it is a facet of."""

    code: str
    name: str
    entries: tuple[Choice, ...]

    @property
    def is_histogram(self) -> bool:
        """Whether its values follow one another in time."""
        return self.code in ("year", "month")


def search_link(visit: Visit, asked: Asked) -> str:
    """The address of a search; one that explains itself leads on to such."""
    return visit.link("/search", **as_params(asked), explain="1" if is_explained(visit) else "")


def is_explained(visit: Visit) -> bool:
    """Whether the page tells why it shows what it shows."""
    return visit.params.get("explain", "") == "1"


# --- the way out -------------------------------------------------------------------------


def chips(visit: Visit, asked: Asked, names: FilterNames) -> list[Choice]:
    """The filters in use, each with the search without it."""
    return [Choice(name, search_link(visit, wider)) for name, wider in without_each(visit, asked, names)]


def without_each(visit: Visit, asked: Asked, names: FilterNames) -> list[tuple[str, Asked]]:
    """The name of each filter in use, and the search without it."""
    filters = asked.filters
    fields = [(field, getattr(filters, field)) for field in ("agency", "section", "type", "source")]
    told = [(names.of(field, value), narrowed(asked, **{field: None})) for field, value in fields if value]
    told += _without_days(visit, asked)
    if filters.withdrawn != "include":
        told.append((visit.word(f"withdrawn.{filters.withdrawn}"), narrowed(asked, withdrawn="include")))
    if filters.has_files is not None:
        name = "files.with" if filters.has_files else "files.without"
        told.append((visit.word(name), narrowed(asked, has_files=None)))
    return told


def _without_days(visit: Visit, asked: Asked) -> Iterator[tuple[str, Asked]]:
    if span := _whole_span(visit, asked.filters):
        yield span, narrowed(asked, published_from=None, published_to=None)
        return
    for field, label in (("published_from", "from_day"), ("published_to", "to_day")):
        if day := getattr(asked.filters, field):
            yield f"{visit.word(label)} {day_text(day, visit.lang)}", narrowed(asked, **{field: None})


def _whole_span(visit: Visit, filters: Filters) -> str | None:
    """A whole year or month by its name."""
    first, last = filters.published_from, filters.published_to
    if first and last and Days(first, last) == months(first.year, 1, 12):
        return f"{visit.word('year')} {first.year}"
    if first and last and Days(first, last) == months(first.year, first.month, first.month):
        return _month_name(visit, first)
    return None


# --- narrowing further -------------------------------------------------------------------


def groups(visit: Visit, asked: Asked, found: Found, names: FilterNames) -> list[Group]:
    """The facets that would narrow the search."""
    made = [_by_name(visit, asked, field, names, found.facets.get(field, {})) for field in FIELDS]
    made.append(_in_time(visit, asked, found))
    made.append(_flags(visit, asked, found))
    return [group for group in made if group.entries]


def _by_name(visit: Visit, asked: Asked, field: str, names: FilterNames, counts: Mapping[str, int]) -> Group:
    usable = ((value, count) for value, count in counts.items() if value and count)
    most = sorted(usable, key=lambda entry: (-entry[1], entry[0]))[:SHOWN_FACETS]
    entries = tuple(
        Choice(names.of(field, value), search_link(visit, narrowed(asked, **{field: value})), count)
        for value, count in most
    )
    return Group(field, visit.word(field), () if getattr(asked.filters, field) else entries)


def _in_time(visit: Visit, asked: Asked, found: Found) -> Group:
    """Years, the latest first; the months of what is narrowed to a year."""
    by_month = found.facets.get("month", {})
    if len(by_month) > 1:
        counted = [(date.fromisoformat(f"{month}-01"), count) for month, count in by_month.items()]
        named = ((_month_name(visit, first), months(first.year, first.month, first.month), n) for first, n in counted)
        return Group("month", visit.word("month"), _bars(visit, asked, named))
    if asked.filters.published_from or asked.filters.published_to:
        return Group("year", visit.word("year"), ())
    years = sorted(found.facets.get("year", {}).items(), reverse=True)[:SHOWN_YEARS]
    spans = ((year, months(int(year), 1, 12), count) for year, count in years if year.isdecimal() and int(year))
    return Group("year", visit.word("year"), _bars(visit, asked, spans))


def _bars(visit: Visit, asked: Asked, spans: Iterable[tuple[str, Days, int]]) -> tuple[Choice, ...]:
    told = [*spans]
    most = max((count for *_, count in told), default=1)
    return tuple(
        Choice(
            name,
            search_link(visit, narrowed(asked, published_from=days.first, published_to=days.last)),
            count,
            max(round(WIDE * count / most), 1),
        )
        for name, days, count in told
    )


def _month_name(visit: Visit, first: date) -> str:
    return visit.word("month_of", month=f"{first.month:02}", year=first.year)


def _flags(visit: Visit, asked: Asked, found: Found) -> Group:
    """With files, without; withdrawn at the source, and not."""
    with_files, gone = (found.facets.get(field, {}).get("yes", 0) for field in ("files", "withdrawn"))
    offered: list[tuple[str, Asked, int]] = []
    if asked.filters.has_files is None and 0 < with_files < found.total:
        offered.append(("files.with", narrowed(asked, has_files=True), with_files))
        offered.append(("files.without", narrowed(asked, has_files=False), found.total - with_files))
    if asked.filters.withdrawn == "include" and gone:
        offered.append(("withdrawn.only", narrowed(asked, withdrawn="only"), gone))
        offered.append(("withdrawn.exclude", narrowed(asked, withdrawn="exclude"), found.total - gone))
    entries = tuple(Choice(visit.word(key), search_link(visit, to), count) for key, to, count in offered if count)
    return Group("more", visit.word("more_filters"), entries)

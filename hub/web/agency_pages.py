"""The portal page of an agency: who it is, how it is reached, what it publishes, how its sources are doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fastapi import APIRouter, Request, Response

from hub.catalogue.sections import SECTIONS
from hub.catalogue.succession import successor_of
from hub.records import Agency, Filters
from hub.vietnamese.dates import VIETNAM, vietnamese_day
from hub.vietnamese.text import slug
from hub.web.archive_pages import month_counts
from hub.web.coverage import SourceLine, source_lines, with_gaps
from hub.web.lists import WEEK
from hub.web.locality_pages import governed_by
from hub.web.months import years
from hub.web.naming import agencies_by_slug, section_name
from hub.web.pages import Entry, listing
from hub.web.problems import Missing
from hub.web.strips import DAYS, Strip, strips
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)


YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Covered:
    """A source of the agency with what came of its last thirty days."""

    line: SourceLine
    strip: Strip | None


@router.get("/agencies/{name}")
def agency(request: Request, visit: Here, name: str) -> Response:
    """The portal page of an agency."""
    store = visit.parts.store
    every, today = agencies_by_slug(store.sources), vietnamese_day(visit.now)
    one = every.get(slug(name))
    if one is None:
        raise Missing
    in_years = years(month_counts(request, visit, one.slug))
    lines = source_lines(store.sources, every, visit.now)
    shown = {
        "heading_text": one.name,
        "kind": visit.word("agency"),
        "agency": one,
        "succeeded_by": successor_of(one, every, today),
        "predecessors": [other for other in every.values() if successor_of(other, every, today) == one],
        "governs": governed_by(one, visit.parts.localities) if one.level in ("huyen", "xa") else None,
        "covered": covered(visit, [line for line in lines if line.agency == one.slug]),
        "section_counts": section_counts(visit, one),
        "months": in_years[0].months if in_years else (),
        "total": sum(year.total for year in in_years),
    }
    return listing(visit, Filters(agency=one.slug), shown, "agency.html")


def covered(visit: Visit, lines: Sequence[SourceLine]) -> list[Covered]:
    """The sources with their open gaps and their days."""
    if not lines:
        return []
    store, today = visit.parts.store, vietnamese_day(visit.now)
    since = today - timedelta(days=DAYS - 1)
    drawn = {name: one for line in lines for name, one in strips(store.activity.days(since, line.slug), today).items()}
    return [Covered(line, drawn.get(line.slug)) for line in with_gaps(lines, store.gaps.open_gaps())]


def last_moment(agency: Agency, now: datetime) -> datetime:
    """The end of an agency that has ended, else now."""
    ended = datetime.combine(agency.valid_to, time(), VIETNAM) if agency.valid_to else now
    return min(ended, now)


def section_counts(visit: Visit, agency: Agency) -> list[Entry]:
    """The sections in which an agency published in its last year, with what its week brought, in the order of the
    decree; those of ever would take a look at each of its notices."""
    counts = visit.parts.store.notices.counts
    used = counts("section", last_moment(agency, visit.now) - YEAR, agency.slug)
    week = counts("section", visit.now - WEEK, agency.slug)
    return [
        (section_name(code, visit.lang), visit.link("/search", agency=agency.slug, section=code), week.get(code, 0))
        for code in SECTIONS
        if used.get(code)
    ]

"""Whether anything of a source was missed: its gaps, and its last days counted, as a page and in the API."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from typing_extensions import TypedDict

from hub.records import DayCount, Gap, Source
from hub.web.api_shapes import Problem
from hub.web.coverage import source_line
from hub.web.naming import agencies_by_slug
from hub.web.problems import PROBLEM, Missing
from hub.web.rendering import page
from hub.web.show import api_moment
from hub.web.visit import Here, Visit

router = APIRouter()

WIDEST = 120  # of a day's bar, in the units of its picture
_REFUSED = {"description": "Problem", "content": {PROBLEM: {"schema": TypeAdapter(Problem).json_schema()}}}


class GapItem(TypedDict):
    """What an address of a source may have shown while nobody looked, between two Vietnamese days; `error`: why it
    is not filled, `since` null: nothing older was known."""

    address: str
    reason: str
    since: str | None
    until: str
    opened: str
    closed: str | None
    found: int
    error: str | None


class DayItem(TypedDict):
    """The notices of a source of one Vietnamese day; `missing` are addresses of which nothing is stored."""

    day: str
    listed: int
    stored: int
    published: int
    missing: list[str]


class Completeness(TypedDict):
    """The gaps of a source, the youngest first, and its last days, today first."""

    source: str
    gaps: list[GapItem]
    days: list[DayItem]


@dataclass(frozen=True, slots=True)
class Bar:
    """A day with the widths of its picture."""

    count: DayCount
    listed: int
    stored: int
    missing: int


@router.get(
    "/api/v1/sources/{slug}/completeness",
    response_model=Completeness,
    responses={404: _REFUSED, 503: _REFUSED},
)
def told(visit: Here, slug: str) -> Response:
    """What may have been missed of a source, and what its last days came to."""
    _known(visit, slug)
    days, gaps = visit.parts.day_counts(slug), visit.parts.store.gaps.gaps_of(slug)
    item = Completeness(source=slug, gaps=list(map(gap_item, gaps)), days=list(map(day_item, days)))
    headers = {"Cache-Control": "public, max-age=10"}
    return Response(orjson.dumps(item), media_type="application/json", headers=headers)


@router.get("/sources/{slug}/completeness", include_in_schema=False)
def shown(visit: Here, slug: str) -> Response:
    """The same for people."""
    source, catalogue = _known(visit, slug), visit.parts.store.sources
    gaps = visit.parts.store.gaps.gaps_of(slug)
    values = {
        "line": source_line(source, catalogue.states().get(slug), agencies_by_slug(catalogue), visit.now),
        "open_gaps": [gap for gap in gaps if gap.closed is None],
        "closed_gaps": [gap for gap in gaps if gap.closed],
        "bars": bars(visit.parts.day_counts(slug)),
        "widest": WIDEST,
    }
    return page(visit, "completeness.html", values)


def gap_item(gap: Gap) -> GapItem:
    """A gap as the API gives it."""
    return GapItem(
        address=gap.address,
        reason=gap.reason,
        since=gap.since.isoformat() if gap.since else None,
        until=gap.until.isoformat(),
        opened=api_moment(gap.opened),
        closed=api_moment(gap.closed) if gap.closed else None,
        found=gap.found,
        error=gap.error,
    )


def day_item(count: DayCount) -> DayItem:
    """A day as the API gives it."""
    return DayItem(
        day=count.day.isoformat(),
        listed=count.listed,
        stored=count.stored,
        published=count.published,
        missing=list(count.missing),
    )


def bars(counts: Sequence[DayCount]) -> list[Bar]:
    """The days with the widths of their bars, the fullest day as wide as the picture."""
    most = max((max(count.listed, count.stored) for count in counts), default=0) or 1

    def width(n: int) -> int:
        return round(WIDEST * n / most)

    return [Bar(count, width(count.listed), width(count.stored), width(len(count.missing))) for count in counts]


def _known(visit: Visit, slug: str) -> Source:
    source = visit.parts.store.sources.source(slug)
    if source is None:
        raise Missing
    return source

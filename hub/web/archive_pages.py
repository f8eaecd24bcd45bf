"""What was published month by month, of all agencies or of one."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request, Response

from hub.records import Filters
from hub.vietnamese.text import slug
from hub.web.asked import LONGEST_NAME
from hub.web.lists import PAGE
from hub.web.months import MonthCounts, beside, histogram, last_of, read_month, years
from hub.web.naming import agencies_by_slug
from hub.web.places import read_place, written_place
from hub.web.problems import Missing
from hub.web.rendering import channel_links, page
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)


@router.get("/archive")
def archive(request: Request, visit: Here) -> Response:
    """Every month in which something was published, with how much."""
    agency = asked_agency(visit)
    months = month_counts(request, visit, agency)
    shown = {"years": years(months), "histogram": histogram(months), **_about(visit, agency)}
    return page(visit, "archive.html", shown)


@router.get("/archive/{written}")
def month(request: Request, visit: Here, written: str) -> Response:
    """The notices that were published in a month, the newest first."""
    first, agency = read_month(written), asked_agency(visit)
    if first is None or not first.year > 1:
        raise Missing
    months = month_counts(request, visit, agency)
    before, after = beside([one for one, count in months.items() if count], first)
    return page(visit, "archive_month.html", {
        "month": first,
        "total": months.get(first, 0),
        "month_before": before,
        "month_after": after,
        **_list(visit, first, agency),
        **_about(visit, agency),
    })  # fmt: skip


def month_counts(request: Request, visit: Visit, agency: str | None) -> Mapping[date, int]:
    """How many notices there are of each month, as of a few minutes ago."""
    kept: MonthCounts = request.app.state.months
    return kept.of(visit.parts.store.months.counts, agency, visit.now)


def asked_agency(visit: Visit) -> str | None:
    """The agency whose archive is asked for, None for all; Missing where there is none of that name."""
    asked = slug(visit.params.get("agency", "")[:LONGEST_NAME])
    if asked and visit.parts.store.sources.agency(asked) is None:
        raise Missing
    return asked or None


def _list(visit: Visit, month: date, agency: str | None) -> dict[str, object]:
    filters = Filters(agency=agency, published_from=month, published_to=last_of(month))
    before = read_place(visit.params.get("before", ""))
    notices = visit.parts.store.notices.newest(filters, by="published", before=before, limit=PAGE + 1)
    older = None
    if len(notices) > PAGE:
        older = visit.here(before=written_place(notices[PAGE - 1].published, notices[PAGE - 1].id))
    return {"notices": notices[:PAGE], "older": older}


def _about(visit: Visit, agency: str | None) -> dict[str, object]:
    """Whose archive it is, and its feed."""
    one = agencies_by_slug(visit.parts.store.sources)[agency] if agency else None
    title = one.name if one else visit.word("channel.all")
    return {"agency": one, "channel": channel_links(f"/feeds/{f'agencies/{agency}' if one else 'all'}", title)}

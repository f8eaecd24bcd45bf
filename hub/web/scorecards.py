"""The scorecards of the agencies, month by month: pages for people, a table for spreadsheets, and JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from hub.catalogue.deadlines import NAMES, OTHERS
from hub.records import Agency, Scorecard
from hub.vietnamese.dates import vietnamese_day
from hub.web.api_answers import documented, json_answer
from hub.web.cells import table_bytes
from hub.web.console import page_number
from hub.web.months import beside, last_of, month_text, read_month
from hub.web.naming import agencies_by_slug, section_name
from hub.web.problems import Missing
from hub.web.rendering import page
from hub.web.score_shapes import ScorecardItem, ScorecardList
from hub.web.scoring import FIELDS, Row, cells, in_time, rows, sums
from hub.web.show import api_moment
from hub.web.visit import Here, Visit
from hub.web.words import Lang, word

router = APIRouter()

KINDS = ("late", "undated", "incomplete", "broken")
PAGE = 50


class MonthQuery(BaseModel):
    """Which month; without one the newest that was counted."""

    month: str = Field("", max_length=7, pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", examples=["2010-09"])


@router.get("/scorecard", include_in_schema=False)
def newest(visit: Here) -> Response:
    """The newest month."""
    months = visit.parts.store.scorecards.months()
    return _shown(visit, months[0] if months else _present(visit), months)


@router.get("/scorecard/{month}.csv", include_in_schema=False)
def table(visit: Here, month: str) -> Response:
    """A month for spreadsheets."""
    found = _rows(visit, _month(month))
    headers = {
        "Cache-Control": "public, max-age=30",
        "Content-Disposition": f'attachment; filename="scorecard-{month}.csv"',
    }
    return Response(table_bytes(FIELDS, map(cells, found)), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/scorecard/{month}", include_in_schema=False)
def of_month(visit: Here, month: str) -> Response:
    """A month."""
    return _shown(visit, _month(month), visit.parts.store.scorecards.months())


@router.get("/scorecard/{month}/{slug}", include_in_schema=False)
def of_agency(visit: Here, month: str, slug: str) -> Response:
    """One agency's month, with the months around it."""
    agency, card = _known(visit, month, slug)
    every = visit.parts.store.scorecards.of_agency(slug)
    values = {
        "row": Row(card, agency.name),
        "agency": agency,
        "sections": [(_section(visit.lang, told.section), told, in_time(told)) for told in card.sections],
        "history": [Row(one, agency.name) for one in every],
        "kinds": KINDS,
        **_around(visit, card.month, [one.month for one in reversed(every)], card.deadlines),
    }
    return page(visit, "scorecard_agency.html", values)


@router.get("/scorecard/{month}/{slug}/{kind}", include_in_schema=False)
def behind(visit: Here, month: str, slug: str, kind: str) -> Response:
    """The notices that a figure is about."""
    if kind not in KINDS:
        raise Missing
    agency, card = _known(visit, month, slug)
    found = visit.parts.judged(agency, card.month, card.deadlines, kind)
    pages = max(-(-len(found) // PAGE), 1)
    number = min(page_number(visit), pages)
    shown = found[(number - 1) * PAGE : number * PAGE]
    notices = {one.id: one for one in visit.parts.store.notices.many([one.posting.id for one in shown])}
    values = {
        "agency": agency,
        "month": card.month,
        "kind": kind,
        "count": len(found),
        "judged": [(one, notices[one.posting.id]) for one in shown if one.posting.id in notices],
        "number_of_page": number,
        "pages": pages,
        "month_text": month_text,
    }
    return page(visit, "scorecard_notices.html", values)


@router.get("/api/v1/scorecard", **documented(ScorecardList, 422))
def told(visit: Here, query: Annotated[MonthQuery, Query()]) -> Response:
    """What a month of each agency came to, and the months that were counted, the newest first."""
    months = visit.parts.store.scorecards.months()
    month = read_month(query.month) or (months[0] if months else _present(visit))
    items = [scorecard_item(row) for row in _rows(visit, month)]
    return json_answer({"month": month_text(month), "months": list(map(month_text, months)), "items": items})


def scorecard_item(row: Row) -> ScorecardItem:
    """A scorecard as the API gives it: its figures, then what their shares are."""
    card, told = row.card, row.card.punctuality
    return ScorecardItem(
        agency=card.agency,
        name=row.name,
        counted=api_moment(card.at),
        deadlines=card.deadlines,
        in_time=told.in_time,
        late=told.late,
        undated=told.undated,
        no_deadline=told.free,
        median=told.median,
        p90=told.p90,
        seen_median=told.seen_median,
        seen_p90=told.seen_p90,
        visits=card.uptime.visits,
        answered=card.uptime.answered,
        files=card.links.files,
        broken_files=card.links.broken_files,
        pages=card.links.pages,
        broken_pages=card.links.broken_pages,
        notices=card.metadata.notices,
        metadata_complete=card.metadata.complete,
        metadata_missing=card.metadata.missing,
        feeds=card.feeds.feeds,
        faulty_feeds=card.feeds.faulty,
        feed_defects=card.feeds.defects,
        listed=card.wholeness.listed,
        stored=card.wholeness.stored,
        missing=card.wholeness.missing,
        open_gaps=card.wholeness.gaps,
        shares={name: share.value for name, share in row.shares.items()},
    )


def _shown(visit: Visit, month: date, months: Sequence[date]) -> Response:
    found = _rows(visit, month)
    deadlines = found[0].card.deadlines if found else visit.parts.deadlines
    return page(
        visit,
        "scorecard.html",
        {"rows": found, "sums": sums(found), **_around(visit, month, months, deadlines)},
    )


def _around(visit: Visit, month: date, months: Sequence[date], deadlines: Mapping[str, int]) -> dict[str, object]:
    """What the pages of a month share: the months beside it, and the deadlines it was counted by."""
    earlier, later = beside(months, month)
    return {
        "month": month,
        "months": months,
        "is_over": month < _present(visit),
        "earlier": earlier,
        "later": later,
        "month_text": month_text,
        "deadlines": [(_section(visit.lang, name), deadlines.get(name)) for name in NAMES],
        "last_day": last_of(month),
    }


def _section(lang: Lang, name: str) -> str:
    if name == OTHERS:
        return word(lang, "documents_of_others")
    return section_name(name, lang) if name else word(lang, "section_unknown")


def _rows(visit: Visit, month: date) -> list[Row]:
    return rows(visit.parts.store.scorecards.of_month(month), agencies_by_slug(visit.parts.store.sources))


def _known(visit: Visit, month: str, slug: str) -> tuple[Agency, Scorecard]:
    first = _month(month)
    agency = visit.parts.store.sources.agency(slug)
    card = next((card for card in visit.parts.store.scorecards.of_agency(slug) if card.month == first), None)
    if agency is None or card is None:
        raise Missing
    return agency, card


def _month(text: str) -> date:
    month = read_month(text)
    if month is None:
        raise Missing
    return month


def _present(visit: Visit) -> date:
    return vietnamese_day(visit.now).replace(day=1)

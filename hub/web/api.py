"""The API, version 1: everything the pages show, for programs. No key is needed for reading."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from hub.records import Found, Notice
from hub.web.api_answers import documented, json_answer, next_part
from hub.web.api_incidents import incident_items
from hub.web.api_items import (
    agency_item,
    change_item,
    cluster_item,
    marked_html,
    notice_item,
    revision_item,
    source_item,
)
from hub.web.api_questions import ChangeQuery, ListQuery, SearchQuery
from hub.web.api_shapes import (
    AgencyList,
    ChangeList,
    ClusterItem,
    Coverage,
    FacetValue,
    FoundItem,
    FoundList,
    Highlights,
    MistakeItem,
    NoticeItem,
    NoticeList,
    RevisionItem,
    SourceItem,
    SourceList,
)
from hub.web.coverage import SourceLine, freshness_of, source_line, source_lines, totals, with_gaps
from hub.web.finding import Window, newest_matching, take_up
from hub.web.naming import FilterNames, agencies_by_slug
from hub.web.places import place_of, read_place
from hub.web.problems import Missing, problem
from hub.web.show import api_moment
from hub.web.troubles import advice
from hub.web.visit import Here, Visit

router = APIRouter(prefix="/api/v1")

# what of a long text is looked through for an excerpt, and how much of it is shown
READ, EXCERPT = 20_000, 240


@router.get("/notices", **documented(NoticeList, 400, 422, 429))
def notices(visit: Here, query: Annotated[ListQuery, Query()]) -> Response:
    """Notices, newest `updated` first. What changes during a walk is found in /changes from `cursor`."""
    before = read_place(query.after)
    if query.after and before is None:
        return problem(422, "after: use the address that `next` gave")
    # read before the notices: what changes in between is told twice rather than never
    cursor = None if query.after else visit.parts.store.changes.newest()
    window = Window(query.since, before, query.limit + 1)
    found = newest_matching(visit.parts, query.q, query.filters, window)
    shown = found[: query.limit]
    following = next_part(visit, query, after=place_of(shown[-1])) if len(found) > query.limit else None
    return json_answer({"items": [notice_item(notice) for notice in shown], "next": following, "cursor": cursor})


@router.get("/notices/{id}", **documented(NoticeItem, 404))
def notice(visit: Here, id: str) -> Response:
    """One notice as it is now."""
    return json_answer(notice_item(_known(visit, id)))


@router.get("/notices/{id}/revisions", **documented(list[RevisionItem], 404))
def revisions(visit: Here, id: str) -> Response:
    """Every state the notice went through, the first at the front."""
    _known(visit, id)
    return json_answer([revision_item(revision) for revision in visit.parts.store.notices.revisions(id)])


@router.get("/notices/{id}/cluster", **documented(ClusterItem, 404))
def cluster(visit: Here, id: str) -> Response:
    """The notices of other agencies that are the same announcement, and what says so."""
    one, store = _known(visit, id), visit.parts.store
    members = store.notices.in_cluster(one.cluster) if one.cluster else ()
    return json_answer(cluster_item(one.cluster, members, store.clusters.of_notice(one.id)))


@router.get("/changes", **documented(ChangeList, 422, 429))
def changes(visit: Here, query: Annotated[ChangeQuery, Query()]) -> Response:
    """The change log after a cursor. A copy that follows it equals the store."""
    store = visit.parts.store
    lines = store.changes.after(query.since, query.limit)
    now = {one.id: notice_item(one) for one in store.notices.many(list({line.notice for line in lines}))}
    more = len(lines) == query.limit and lines[-1].cursor < store.changes.newest()
    following = next_part(visit, query, since=lines[-1].cursor) if more else None
    items = [change_item(line, now.get(line.notice)) for line in lines]
    answer = json_answer({"items": items, "next": following})
    if head := store.evidence.head():  # who keeps a copy keeps this too, and can hold the hub to all that was before
        answer.headers["Daumoi-Evidence"] = f"{head.n} {head.digest}"
    return answer


@router.get("/sources", **documented(SourceList))
def sources(visit: Here) -> Response:
    """Every source and how it is doing."""
    return json_answer({"items": _source_items(visit, _lines(visit)), "next": None})


@router.get("/sources/{slug}", **documented(SourceItem, 404))
def source(visit: Here, slug: str) -> Response:
    """One source and how it is doing."""
    catalogue = visit.parts.store.sources
    one = catalogue.source(slug)
    if one is None:
        raise Missing
    line = source_line(one, catalogue.states().get(slug), agencies_by_slug(catalogue), visit.now)
    return json_answer(_source_items(visit, [line])[0])


@router.get("/agencies", **documented(AgencyList))
def agencies(visit: Here) -> Response:
    """Every agency, those that ended too."""
    base_url = visit.parts.settings.base_url
    items = [agency_item(agency, base_url) for agency in visit.parts.store.sources.agencies()]
    return json_answer({"items": items, "next": None})


@router.get("/coverage", **documented(Coverage))
def coverage(visit: Here) -> Response:
    """How the sources are doing as a whole, and each."""
    lines = _lines(visit)
    items = _source_items(visit, lines)
    fresh = freshness_of(lines, visit.now)
    updated = api_moment(fresh.latest) if fresh.latest else None
    told = {"updated": updated, "working": fresh.working, "total": fresh.all, "states": dict(totals(lines))}
    incidents = incident_items(visit, visit.parts.store.incidents.open())
    return json_answer(told | {"incidents": incidents, "items": items})


@router.get("/search", **documented(FoundList, 400, 422, 429))
def search(visit: Here, query: Annotated[SearchQuery, Query()]) -> Response:
    """What is found, with facets over all of it and the places where the words stand."""
    filters, since = query.filters, query.since
    sort = query.sort or ("relevance" if query.q else "newest")
    take_up(visit.parts.index)
    found = visit.parts.index.search(query.q, filters, sort=sort, offset=query.offset, limit=query.limit, facets=True)
    notices = [one for one in _found(visit, found) if since is None or one.updated >= since]
    end = query.offset + len(found.hits)
    return json_answer({
        "items": [_found_item(visit, found.instead or query.q, one) for one in notices],
        "next": next_part(visit, query, offset=end) if found.hits and end < found.total else None,
        "total": found.total,
        "facets": _facets(visit, found.facets),
        "whole": found.whole,
        "mistakes": [MistakeItem(code=m.problem, at=m.at, hint=m.hint, repairs=[*m.repairs]) for m in found.mistakes],
        "instead": found.instead or None,
        "suggestions": found.suggestions,
    })  # fmt: skip


def _known(visit: Visit, id: str) -> Notice:
    one = visit.parts.store.notices.get(id)
    if one is None:
        raise Missing
    return one


def _found(visit: Visit, found: Found) -> Sequence[Notice]:
    return visit.parts.store.notices.many([hit.id for hit in found.hits])


def _found_item(visit: Visit, q: str, one: Notice) -> FoundItem:
    snippet = visit.parts.snippet
    title = marked_html(snippet(q, one.title, max(len(one.title), 1))) if q else ""
    text = marked_html(snippet(q, one.text[:READ], EXCERPT)) if q else ""
    return FoundItem(**notice_item(one), highlights=Highlights(title=title, text=text))


def _facets(visit: Visit, facets: Mapping[str, Mapping[str, int]]) -> dict[str, list[FacetValue]]:
    names = FilterNames(visit.parts.store.sources, visit.lang)
    return {
        field: [FacetValue(value=value, label=names.of(field, value), count=count) for value, count in counts.items()]
        for field, counts in facets.items()
    }


def _lines(visit: Visit) -> list[SourceLine]:
    catalogue = visit.parts.store.sources
    return source_lines(catalogue, agencies_by_slug(catalogue), visit.now)


def _source_items(visit: Visit, lines: Sequence[SourceLine]) -> list[SourceItem]:
    every = {source.slug: source.every for source in visit.parts.store.sources.sources()}
    usual, rhythms = visit.parts.settings.every, visit.parts.store.rhythms.all()
    lines = with_gaps(lines, visit.parts.store.gaps.open_gaps())
    return [
        source_item(line, every.get(line.slug) or usual, rhythms.get(line.slug), advice=advice(line, visit.lang))
        for line in lines
    ]

"""The writing half of the API: sources added, edited, paused, resumed, retired and visited now, with a token.

A source is written as in the catalogue's TOML: `{"slug", "agency", "homepage", "address": [{"kind", "url"}], …}`.
"""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Response
from pydantic import TypeAdapter

from hub.errors import Said, SettingsError
from hub.records import Operator, Source
from hub.web.api_shapes import Problem
from hub.web.problems import PROBLEM, problem
from hub.web.rights import Who, kept_source, require_agency
from hub.web.visit import Here, Visit

router = APIRouter(prefix="/api/v1/sources")

Values = Annotated[dict[str, Any], Body()]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems it may answer; without a token, or with an editor's for another agency, nothing is done."""
    told = {"description": "Problem", "content": {PROBLEM: {"schema": TypeAdapter(Problem).json_schema()}}}
    return dict.fromkeys((401, 403, *statuses), told)


@router.post("", status_code=201, responses=refusals(409, 422))
def add(visit: Here, who: Who, values: Values) -> Response:
    """Add a source."""
    try:
        source = _read(visit, who, values)
    except SettingsError as error:
        return _refused(error)
    if not visit.parts.store.acts.save_source(who.name, source, None, visit.now):
        return problem(409, f"the slug {source.slug} is in use")
    return _told(visit, source, 201, {"Location": visit.absolute(f"/api/v1/sources/{source.slug}")})


@router.patch("/{slug}", responses=refusals(404, 409, 422))
def edit(visit: Here, who: Who, slug: str, values: Values) -> Response:
    """Change what is given of a source (null takes a setting away); `status` is active, paused or retired."""
    known = kept_source(visit.parts, who, slug)
    whole = visit.parts.source_text.values(known) | values
    try:
        source = _read(visit, who, {name: value for name, value in whole.items() if value is not None})
        if source.slug != slug:
            raise SettingsError(Said("the slug is {slug} and stays so", slug=slug), remedy="add another source instead")
    except SettingsError as error:
        return _refused(error)
    if not visit.parts.store.acts.save_source(who.name, source, known, visit.now):
        return problem(409, "the source has changed meanwhile; ask again")
    return _told(visit, source)


@router.delete("/{slug}", responses=refusals(404))
def retire(visit: Here, who: Who, slug: str) -> Response:
    """Never collect the source again; what it brought stays public."""
    kept_source(visit.parts, who, slug)
    visit.parts.store.acts.set_status(who.name, slug, "retired", visit.now)
    return _told(visit, kept_source(visit.parts, who, slug))


@router.post("/{slug}/crawl", status_code=202, responses=refusals(404, 409))
def crawl(visit: Here, who: Who, slug: str) -> Response:
    """Visit the source next."""
    source = kept_source(visit.parts, who, slug)
    if source.status != "active":
        return problem(409, f"the source is {source.status}; resume it first")
    visit.parts.store.acts.make_due(who.name, slug, visit.now)
    return _told(visit, source, 202)


def _read(visit: Visit, who: Operator, values: dict[str, Any]) -> Source:
    agencies = {agency.slug for agency in visit.parts.store.sources.agencies()}
    source = visit.parts.source_text.read_values(values, agencies)
    require_agency(who, source.agency)
    return source


def _refused(error: SettingsError) -> Response:
    return problem(422, error.problem, remedy=error.remedy)


def _told(visit: Visit, source: Source, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = orjson.dumps(visit.parts.source_text.values(source))
    return Response(content, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")

"""Incidents in the API."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from hub.records import Incident, Source
from hub.web.api_answers import documented, json_answer, next_part
from hub.web.api_questions import MOST
from hub.web.incident_shapes import AffectedItem, IncidentItem, IncidentList, IncidentNoteItem
from hub.web.incidents import advice_text, incident_title, place_in_list
from hub.web.places import WRITTEN_PLACE, read_place, written_place
from hub.web.problems import problem
from hub.web.show import api_moment
from hub.web.visit import Here, Visit
from hub.web.words import Lang

router = APIRouter(prefix="/api/v1")

_OPEN, _CLOSED = "o", "c"


class IncidentQuery(BaseModel):
    """A list of incidents, read part by part."""

    after: str = Field("", max_length=100, pattern=f"^([{_OPEN}{_CLOSED}]{WRITTEN_PLACE})?$", description="see `next`")
    limit: int = Field(100, ge=1, le=MOST)


@router.get("/incidents", **documented(IncidentList, 422))
def incidents(visit: Here, query: Annotated[IncidentQuery, Query()]) -> Response:
    """What is, and was, wrong with sources: open incidents first, then those that are over, the last first."""
    place = read_place(query.after[1:])
    if query.after and place is None:
        return problem(422, "after: use the address that `next` gave")
    after = (query.after[0] == _OPEN, *place) if place else None
    found = visit.parts.store.incidents.listed(query.limit + 1, after)
    shown = found[: query.limit]
    following = next_part(visit, query, after=_written(shown[-1])) if len(found) > query.limit else None
    return json_answer({"items": incident_items(visit, shown), "next": following})


def incident_items(visit: Visit, incidents: tuple[Incident, ...]) -> list[IncidentItem]:
    """Incidents with their words in the visitor's language."""
    sources = {source.slug: source for source in visit.parts.store.sources.sources()} if incidents else {}
    return [incident_item(incident, sources, visit.lang) for incident in incidents]


def incident_item(incident: Incident, sources: dict[str, Source], lang: Lang) -> IncidentItem:
    """The incident; every key is always there."""
    closed, opened = incident.closed, incident.opened
    return IncidentItem(
        id=incident.id,
        title=incident_title(incident, sources, lang),
        place=incident.place,
        cause=incident.cause,
        advice=advice_text(incident, lang),
        opened=api_moment(opened),
        updated=api_moment(incident.updated),
        closed=api_moment(closed) if closed else None,
        seconds=round((closed - opened).total_seconds()) if closed else None,
        late=incident.late,
        owned=bool(incident.owner),
        sources=[
            AffectedItem(
                source=one.source, joined=api_moment(one.joined), left=api_moment(one.left) if one.left else None
            )
            for one in incident.affected
        ],
        notes=[IncidentNoteItem(at=api_moment(note.at), text=note.text) for note in incident.notes],
    )


def _written(incident: Incident) -> str:
    is_open, moment, id = place_in_list(incident)
    return f"{_OPEN if is_open else _CLOSED}{written_place(moment, id)}"

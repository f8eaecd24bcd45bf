"""Incidents as operators see to them: whose each is, and what was written down about it."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from hub.records import Incident, Operator
from hub.web.forms import Form
from hub.web.incidents import IncidentLine, incident_line
from hub.web.inside import HOME, onward
from hub.web.problems import Missing
from hub.web.rights import NotYours, Who, may_keep
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Attended:
    """An incident in words, whose it is, and whether this operator may see to it."""

    line: IncidentLine
    owner: str
    is_yours: bool


def open_incidents(visit: Visit, who: Operator) -> list[Attended]:
    """Those that are open."""
    store = visit.parts.store
    sources = {source.slug: source for source in store.sources.sources()}
    return [
        Attended(incident_line(incident, sources, visit.lang), incident.owner, _may_attend(visit, who, incident))
        for incident in store.incidents.open()
    ]


@router.post("/ops/incidents/{id}/own")
def own(visit: Here, who: Who, id: str, form: Form) -> Response:
    """Whoever says so sees to it from now on, or does no more."""
    _attended(visit, who, id)
    owner = who.name if form.get("owner", "") == "me" else ""
    visit.parts.store.acts.own_incident(who.name, id, owner, visit.now)
    return onward(visit, HOME)


@router.post("/ops/incidents/{id}/note")
def note(visit: Here, who: Who, id: str, form: Form) -> Response:
    """Write something down about it; nothing is no note."""
    _attended(visit, who, id)
    if text := form.get("text", "").strip()[:LONGEST_NOTE]:
        visit.parts.store.acts.note_incident(who.name, id, text, visit.now)
    return onward(visit, HOME)


def _attended(visit: Visit, who: Operator, id: str) -> Incident:
    incident = visit.parts.store.incidents.get(id)
    if incident is None:
        raise Missing
    if not _may_attend(visit, who, incident):
        raise NotYours
    return incident


def _may_attend(visit: Visit, who: Operator, incident: Incident) -> bool:
    """An editor sees to what concerns a source of the own agency."""
    agencies = {source.slug: source.agency for source in visit.parts.store.sources.sources()}
    return any(may_keep(who, agencies.get(one.source, "")) for one in incident.affected)

"""The operators' first page: incidents, then every source with how it is doing, why, and what can be done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Response

from hub.records import Operator
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.text import slug
from hub.web.bars import Bars, bars
from hub.web.console_incidents import open_incidents
from hub.web.coverage import STATES, SourceLine, source_line, totals
from hub.web.inside import HOME, inside
from hub.web.naming import agencies_by_slug
from hub.web.rights import Who, may_keep
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

PAGE = 100
DAYS = 30
_RETIRED = "retired"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """A source as its operator sees it in the list."""

    line: SourceLine
    agency: str
    is_retired: bool

    @property
    def state(self) -> str:
        """Its state's word; what is retired has no other."""
        return _RETIRED if self.is_retired else self.line.state


_ORDERS: Mapping[str, Callable[[Kept], Any]] = {
    "state": lambda kept: (_rank(kept.state), slug(kept.line.name)),
    "name": lambda kept: slug(kept.line.name),
    "agency": lambda kept: (slug(kept.agency), slug(kept.line.name)),
    "since": lambda kept: -kept.line.since.timestamp() if kept.line.since else 0.0,
    "next": lambda kept: (kept.line.next_due or _NEVER, slug(kept.line.name)),
}


@router.get(HOME)
def console(visit: Here, who: Who) -> Response:
    """Incidents first, then the sources."""
    every = kept_sources(visit, who)
    state, agency, order = (visit.params.get(name, "") for name in ("state", "agency", "sort"))
    order = order if order in _ORDERS else "state"
    chosen = [kept for kept in every if _is_chosen(kept, state, agency)]
    chosen.sort(key=_ORDERS[order])
    pages = max(-(-len(chosen) // PAGE), 1)
    number = min(page_number(visit), pages)
    shown = chosen[(number - 1) * PAGE : number * PAGE]
    return inside(visit, "ops.html", {
        "who": who,
        "incidents": open_incidents(visit, who),
        "shown": shown,
        "pictures": pictures(visit, [kept.line.slug for kept in shown]),
        "count": len(chosen),
        "totals": totals([kept.line for kept in every if not kept.is_retired]),
        "states": (*STATES, _RETIRED),
        "chosen_state": state,
        "chosen_agency": agency,
        "order": order,
        "orders": tuple(_ORDERS),
        "kept_agencies": sorted({(kept.agency, kept.line.agency) for kept in every}),
        "number_of_page": number,
        "pages": pages,
        "pushed": visit.parts.store.subscribers.figures(visit.now),
    })  # fmt: skip


def kept_sources(visit: Visit, who: Operator) -> list[Kept]:
    """The sources that this operator sees to."""
    catalogue = visit.parts.store.sources
    agencies, states = agencies_by_slug(catalogue), catalogue.states()
    return [
        Kept(
            source_line(source, states.get(source.slug), agencies, visit.now),
            agencies[source.agency].name if source.agency in agencies else source.agency,
            source.status == "retired",
        )
        for source in catalogue.sources()
        if may_keep(who, source.agency)
    ]


def pictures(visit: Visit, slugs: Sequence[str], days: int = DAYS) -> Mapping[str, Bars]:
    """The days of each of these sources."""
    last = visit.now.astimezone(VIETNAM).date()
    only = slugs[0] if len(slugs) == 1 else None
    known = visit.parts.store.activity.days(last - timedelta(days=days - 1), only)
    return {slug: bars(known.get(slug, ()), last, days) for slug in slugs}


def page_number(visit: Visit) -> int:
    """The page of a list that is asked for, the first where it is not said or is none."""
    asked = visit.params.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def _is_chosen(kept: Kept, state: str, agency: str) -> bool:
    """What is retired is shown to whoever asks for it."""
    is_wanted = kept.state == state if state else not kept.is_retired
    return is_wanted and agency in ("", kept.line.agency)


def _rank(state: str) -> int:
    return STATES.index(state) if state in STATES else len(STATES)

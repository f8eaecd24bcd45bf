"""Incidents as the operators' first page shows them. Nothing opens any yet: the place is kept for what will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.web.visit import Visit


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """Something wrong with so many sources since then; `path` is its page."""

    title: str
    path: str
    since: datetime
    sources: int


def open_incidents(visit: Visit) -> Sequence[IncidentLine]:
    """Those that are open now, the gravest first."""
    return ()

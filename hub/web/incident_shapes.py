"""The shape of an incident in the API."""

from typing_extensions import TypedDict


class AffectedItem(TypedDict):
    """A source that is, or was, part of an incident."""

    source: str
    joined: str
    left: str | None


class IncidentNoteItem(TypedDict):
    """What an operator wrote down about an incident."""

    at: str
    text: str


class IncidentItem(TypedDict):
    """Something wrong with one or more sources; `place`: the host, the one source, or "" where it is the hub itself.

    `cause` is an error code, or the state of a source that has none; `seconds` how long it lasted, `late` how many
    notices came late by it; `owned`: an operator sees to it.
    """

    id: str
    title: str
    place: str
    cause: str
    advice: str
    opened: str
    updated: str
    closed: str | None
    seconds: int | None
    late: int
    owned: bool
    sources: list[AffectedItem]
    notes: list[IncidentNoteItem]


class IncidentList(TypedDict):
    """A part of the list of incidents: open ones first, then those that are over, the last first."""

    items: list[IncidentItem]
    next: str | None

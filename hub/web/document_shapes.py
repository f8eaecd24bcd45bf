"""The shapes of what the API says of documents."""

from typing_extensions import TypedDict


class BearerItem(TypedDict):
    """A notice that publishes the document; `certain` is false for one of the same number from another agency."""

    id: str
    url: str
    title: str
    agency: str
    published: str
    first_seen: str
    revisions: int
    withdrawn: bool
    certain: bool


class TieItem(TypedDict):
    """The other end of a relation, as the notice `said_in` says it; `key` is null where that names no document."""

    key: str | None
    printed: str | None
    part: bool
    said_in: str
    page: int | None


class RelationItem(TypedDict):
    """The ties of one relation; `count` is how many notices say so, where not all are shown."""

    relation: str
    count: int
    items: list[TieItem]


class DocumentItem(TypedDict):
    """What the hub knows of a document. Gathered by machine from what agencies publish; no legal advice."""

    key: str
    url: str
    number: str | None
    law: str | None
    year: int | None
    issuer: str | None
    printed: str
    type: str | None
    notices: list[BearerItem]
    cites: list[RelationItem]
    cited_by: list[RelationItem]
    years: list[int]

"""The tables of what readers remember, of the evidence, and of the change log and its readers."""

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import Index
from sqlmodel import Field

from hub.store.columns import (
    Cursor,
    Id,
    IdOfIncident,
    IdOfNotice,
    IdOfSource,
    Instant,
    Json,
    Key,
    MaybeInstant,
    MaybeJson,
    MaybeKey,
    MaybeWords,
    MomentOfKey,
    OfNotice,
    Place,
    Row,
    Serial,
    UtcDateTime,
    Words,
)

ALL_KEY = {"sqlite_with_rowid": False}
# a cursor is never given twice, even when the newest line has gone
NEVER_REUSED = {"sqlite_autoincrement": True}


# --- what a reader must remember of earlier visits ---------------------------------------


class PageRow(Row, table=True):
    """An article page of a source: its notice, when it was looked at, and when to look again.

    `left_at`: when it was first missing from a listing that had shown it and is complete.
    """

    source: IdOfSource
    url: Id
    notice: OfNotice
    validators: Json
    checked: Instant
    next_check: MaybeInstant
    left_at: MaybeInstant
    gone: int

    __table_args__ = (Index(None, "source", "next_check"), Index(None, "notice"))


class ListingRow(Row, table=True):
    """An address shows a page, or once did (until `left_at`)."""

    source: IdOfSource
    url: Id
    address: Id
    listed_at: Instant
    left_at: MaybeInstant

    __table_args__ = (ALL_KEY,)


class AddressMemoryRow(Row, table=True):
    """What makes the next request for an address conditional, and the entries read from it."""

    source: IdOfSource
    url: Id
    validators: Json
    entries: Json


class BackfillRow(Row, table=True):
    """How far the walk through an address's archive has come; `waiting` and `last` are places of its lists."""

    source: IdOfSource
    address: Id
    at: Instant
    since: date | None
    waiting: Json
    last: MaybeJson
    pages: int
    found: int
    oldest: date | None
    vain: int
    entered: Json
    until: date | None
    error: MaybeKey
    detail: Words


class GapRow(Row, table=True):
    """What an address of a source may have shown between two visits, and whether it was found since."""

    source: IdOfSource
    address: Id
    opened: MomentOfKey
    reason: Key
    since: date | None
    until: date
    closed: MaybeInstant
    found: int
    tries: int
    tried: MaybeInstant
    error: MaybeKey
    detail: Words

    __table_args__ = (Index(None, "closed"),)


class ReconciliationRow(Row, table=True):
    """How far a source was compared with what it lists, the last night in which it was."""

    source: IdOfSource
    night: date
    passes: int
    at: Instant


# --- evidence ----------------------------------------------------------------------------


class BlobRow(Row, table=True):
    """Kept bytes; once `removed` is set they are gone and are not taken again."""

    sha256: Id
    bytes: int | None
    media_type: MaybeWords
    created: Instant
    removed: MaybeInstant


class BlobUseRow(Row, table=True):
    """A notice rests on a blob, in any of its revisions."""

    sha256: Id
    notice: IdOfNotice

    __table_args__ = (Index(None, "notice"), ALL_KEY)


class PoisonRow(Row, table=True):
    """An answer that harmed who read it, in so many collections; its bytes are kept once it is set aside."""

    source: IdOfSource
    url: Id
    sha256: Key
    tries: int
    reason: Words
    since: Instant


class FetchRow(Row, table=True):
    """The ledger: one request with its outcome. No foreign key: the ledger outlives its source."""

    id: Serial
    source: Key
    url: Words
    at: Instant
    final_url: Words
    status: int | None
    headers: Json
    sha256: MaybeKey
    bytes: int
    ms: int
    error: MaybeKey
    detail: Words
    wait: float | None
    redirects: Json

    __table_args__ = (Index(None, "source", "at"),)


class CollectionRow(Row, table=True):
    """What one collection of a source came to."""

    id: Serial
    source: Key
    at: Instant
    new: int
    edited: int
    withdrawn: int
    restored: int
    unchanged: int
    requests: int
    not_modified: int
    parsed: int
    error: MaybeKey
    detail: Words
    wait: float | None

    __table_args__ = (Index(None, "source", "at"),)


class SourceDayRow(Row, table=True):
    """What the collections of a source on one Vietnamese day came to together. It outlives them, and the source."""

    source: Id
    day: Annotated[date, Field(primary_key=True)]
    collections: int
    found: int
    new: int
    edited: int
    errors: int

    __table_args__ = (Index(None, "day"), ALL_KEY)


# --- what the watch found ----------------------------------------------------------------


class IncidentRow(Row, table=True):
    """Something wrong with one or more sources; `place` is a host, a source, or "" for the hub itself."""

    id: Id
    place: Key
    cause: Key
    opened: Instant
    updated: Instant
    closed: MaybeInstant
    late: int
    owner: Words

    __table_args__ = (Index(None, "closed"), Index(None, "updated", "id"))


class IncidentSourceRow(Row, table=True):
    """A source belongs to an incident, or did until `left_at`. No foreign key to it: incidents outlive sources."""

    incident: IdOfIncident
    source: Id
    joined_at: Annotated[datetime, Field(sa_type=UtcDateTime, primary_key=True)]
    left_at: MaybeInstant


class IncidentNoteRow(Row, table=True):
    """What an operator wrote down about an incident."""

    incident: IdOfIncident
    position: Place
    at: Instant
    author: Words
    text: Words


# --- who reads on, and who may write -----------------------------------------------------


class ChangeRow(Row, table=True):
    """A line of the change log, in the order of commits."""

    cursor: Serial
    kind: Key
    notice: OfNotice
    at: Instant

    __table_args__ = (NEVER_REUSED,)


class ConsumerRow(Row, table=True):
    """How far a consumer has read the change log."""

    name: Id
    cursor: Cursor


class LeaseRow(Row, table=True):
    """Who holds a name until when, in seconds of the database's clock.

    Of hosts also: when it was last asked, until when it wants `rest` and by what `code`,
    and until when somebody is known to wait for it (`wanted`).
    """

    name: Id
    holder: Words
    token: int
    expires: float
    asked: float | None
    rest: float | None
    wanted: float | None
    code: MaybeKey


class MetaRow(Row, table=True):
    """A fact about this hub, such as its authority."""

    name: Id
    value: Words

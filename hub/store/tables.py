"""The tables of sources and notices. They describe and never travel: a record leaves the room.

A class here gives the shape to the database and to Alembic; statements are written against
`table(NoticeRow)`, because SQLModel's table classes do not validate and cost ten times as much.
"""

from datetime import date

from sqlalchemy import Index, column, text

from hub.store.columns import (
    Id,
    IdOfNotice,
    IdOfSource,
    Instant,
    Json,
    Key,
    MaybeInstant,
    MaybeJson,
    MaybeKey,
    MaybeWords,
    OfAgency,
    OfNotice,
    OfSource,
    Place,
    Row,
    Words,
)
from hub.store.partial_indexes import of_those_with, where

# the row is little more than its key: keep it in the key's tree instead of beside it
ALL_KEY = {"sqlite_with_rowid": False}


# --- who publishes, and where we collect -------------------------------------------------


class AgencyRow(Row, table=True):
    """An agency; a parent or successor may be saved after it, so neither is a foreign key."""

    slug: Id
    name: Words
    kind: Key
    level: Key
    parent: MaybeKey
    valid_from: date | None
    valid_to: date | None
    successor: MaybeKey
    phone: MaybeWords
    address: MaybeWords
    mail: MaybeWords
    homepage: MaybeWords


class SourceRow(Row, table=True):
    """A source; `settings` holds the fields of `Source` that no statement asks about."""

    slug: Id
    agency: OfAgency
    homepage: Words
    name: Words
    section: MaybeKey
    status: Key
    settings: Json


class AddressRow(Row, table=True):
    """An address of a source; `rules` by kind, at most one of them given, and whether it was `learned`."""

    source: IdOfSource
    position: Place
    kind: Key
    url: Words
    rules: Json


class SourceStateRow(Row, table=True):
    """How a source is doing; a missing row is a source never tried."""

    source: IdOfSource
    state: Key
    error: MaybeKey
    detail: Words
    since: MaybeInstant
    last_try: MaybeInstant
    last_ok: MaybeInstant
    last_new: MaybeInstant
    next_due: MaybeInstant
    failures: int
    collections: int
    items: int
    finding: MaybeKey

    __table_args__ = (Index(None, "next_due"),)


class RhythmRow(Row, table=True):
    """When a source publishes; `shape` is everything of it but its name and when it was learned."""

    source: IdOfSource
    at: Instant
    shape: Json


class UsualRow(Row, table=True):
    """What an address usually shows; `shape` is everything of it but its names and when it was learned."""

    source: IdOfSource
    address: Id
    at: Instant
    shape: Json


class ListPageRow(Row, table=True):
    """A page of a list as it was answered; `body` is deflated and in base 64."""

    source: IdOfSource
    address: Id
    kind: Id
    at: Instant
    url: Words
    media_type: Words
    body: Words


class MoveRow(Row, table=True):
    """An address of a source sends on, or sent on, to a target for good; an address has one such row."""

    source: IdOfSource
    address: Id
    target: Words
    since: Instant
    last: Instant
    visits: int
    days: int
    state: Key
    doubt: MaybeKey
    decided: MaybeInstant
    who: Key


# --- notices -----------------------------------------------------------------------------


class NoticeRow(Row, table=True):
    """A notice but for its text and HTML, which stand once, in its newest revision."""

    id: Id
    source: OfSource
    agency: OfAgency
    url: Words
    title: Words
    first_seen: Instant
    updated: Instant
    published: Instant
    published_precision: Key
    published_from: Key
    published_raw: Words
    summary: Words
    html_from: Key
    section: Key
    section_source: Words
    lang: Key
    doc_number: MaybeWords
    doc_key: MaybeKey
    doc_type: MaybeWords
    issued_on: date | None
    signer: MaybeWords
    cluster: MaybeKey
    revisions: int
    withdrawn: bool
    redacted: bool
    digest: Key
    page_sha256: MaybeKey
    number_key: MaybeKey
    type_key: MaybeKey

    __table_args__ = (
        Index(None, "updated", "id"),
        Index(None, "published", "id"),
        Index(None, "source", "updated", "id"),
        Index(None, "agency", "updated", "id"),
        Index(None, "agency", "published", "id"),
        Index(None, "section", "updated", "id"),
        where("ix_notice_edited", column("revisions") > text("0"), "updated", "id"),
        where("ix_notice_withdrawn", column("withdrawn").is_(True), "updated", "id"),
        *(of_those_with(name) for name in ("number_key", "doc_key", "cluster")),
        of_those_with("type_key", "updated", "id"),
    )


class AliasRow(Row, table=True):
    """A name under which a notice is known; of a redacted notice only its digest."""

    alias: Id
    notice: OfNotice

    __table_args__ = (Index(None, "notice"), ALL_KEY)


class RevisionRow(Row, table=True):
    """One state of a notice, whole: `state` is everything of it but title, text and HTML."""

    notice: IdOfNotice
    n: Place
    seen: Instant
    digest: Key
    changed: Json
    sha256: MaybeKey
    title: Words
    text: Words
    html: Words
    state: Json


class SightingRow(Row, table=True):
    """A source carries a notice; `row` is the item as it last said it."""

    notice: IdOfNotice
    source: IdOfSource
    row: MaybeJson
    first_seen: Instant
    last_seen: Instant

    __table_args__ = (Index(None, "source", "notice"),)


class AttachmentRow(Row, table=True):
    """A file of a notice in its present state."""

    notice: IdOfNotice
    position: Place
    url: Words
    name: Words
    media_type: MaybeWords
    bytes: int | None
    sha256: MaybeKey
    state: Key
    reason: MaybeWords
    etag: MaybeWords
    last_modified: MaybeWords

    __table_args__ = (Index(None, "sha256"), Index(None, "state", "reason"))


class FileTextRow(Row, table=True):
    """The text of one page of a file, whoever links the file."""

    sha256: Id
    page: Place
    text: Words


class CitationRow(Row, table=True):
    """A document number a notice cites: as printed, and as it compares."""

    notice: IdOfNotice
    position: Place
    printed: Words
    key: Key

    __table_args__ = (Index(None, "key"), ALL_KEY)


class RedactionRow(Row, table=True):
    """What was removed, when and why; of the content only its digest."""

    notice: IdOfNotice
    at: Instant
    reason: Words
    digest: Key

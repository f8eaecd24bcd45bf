"""The tables of what consumers find out of notices: which documents and localities they name, which are the same.

All of it can be made again from the notices.
"""

from datetime import date

from sqlalchemy import Index, column, text

from hub.store.columns import Big, Id, IdOfNotice, Instant, Key, MaybeKey, MaybeWords, Place, Row, Words
from hub.store.partial_indexes import of_those_with, where
from hub.store.tables import ALL_KEY


class ReferenceRow(Row, table=True):
    """A notice or a file of it names a document (see `hub.records.Reference`); made from the notice by a consumer.

    `published` is that of the notice: a law is cited by so many that they could not be sorted for each reader.
    """

    notice: IdOfNotice
    position: Place
    relation: Key
    printed: Words
    number: Key
    law: Key
    year: int | None
    issuer: Key
    type: MaybeWords
    issued: date | None
    is_part: bool
    of_number: MaybeKey
    of_law: MaybeKey
    of_year: int | None
    of_issuer: MaybeKey
    of_printed: Words
    sha256: MaybeKey
    page: int | None
    published: Instant

    __table_args__ = (
        Index(None, "number", "relation", "published"),
        where("ix_reference_law", column("law") != text("''"), "law", "relation", "published"),
        of_those_with("of_number"),
        of_those_with("of_law"),
    )


class TraceRow(Row, table=True):
    """By what texts that are much alike find each other (`hub.vietnamese.likeness.traces`); `day` is the day of
    publication, counted from the year 1."""

    notice: IdOfNotice
    place: Place
    key: Big
    day: int

    __table_args__ = (Index(None, "key", "day"), ALL_KEY)


class LikenessRow(Row, table=True):
    """Two notices are the same announcement, and what says so; `one` is the smaller id."""

    one: IdOfNotice
    other: IdOfNotice
    rule: Key
    similarity: float
    differing: float
    number: Words
    file: Key

    __table_args__ = (Index(None, "other"), ALL_KEY)


class NoticePlaceRow(Row, table=True):
    """A notice is one of a locality: it names it `itself`, or what it names has become this one.

    `updated` is that of the notice, or it would be sorted anew for each page of a city.
    """

    notice: IdOfNotice
    place: Id
    position: int
    itself: bool
    updated: Instant

    __table_args__ = (Index(None, "place", "updated", "notice"),)

"""The tables of who operates the hub: operators, how they are known, what they did and what they asked for."""

from datetime import date

from sqlalchemy import Index, column

from hub.store.columns import (
    Id,
    Instant,
    Key,
    MaybeInstant,
    MaybeJson,
    MaybeKey,
    OfNotice,
    OfOperator,
    Row,
    Serial,
    Words,
)

# a line of the audit log keeps its number, even when a younger one has gone
NEVER_REUSED = {"sqlite_autoincrement": True}


class OperatorRow(Row, table=True):
    """Who may sign in; of the password its Argon2 hash, empty for who has none (any more)."""

    name: Id
    hash: Words
    role: Key
    agency: MaybeKey
    created: Instant
    disabled: MaybeInstant


class SessionRow(Row, table=True):
    """A browser that is signed in: of the key in its cookie the digest."""

    digest: Id
    operator: OfOperator
    created: Instant
    seen: Instant
    expires: Instant

    __table_args__ = (Index(None, "operator"),)


class ApiTokenRow(Row, table=True):
    """A program that may write: of its token the digest."""

    digest: Id
    operator: OfOperator
    created: Instant

    __table_args__ = (Index(None, "operator"),)


class SignInRow(Row, table=True):
    """How often in a row somebody tried in vain, as a name or from a place, and when last."""

    subject: Id
    failures: int
    last: Instant


class AuditRow(Row, table=True):
    """A line of the audit log. No foreign key: it outlives whoever did it and what it was done to."""

    id: Serial
    at: Instant
    who: Key
    what: Key
    subject: Key
    before: MaybeJson
    after: MaybeJson

    __table_args__ = (Index(None, "subject", "id"), NEVER_REUSED)


class CorrectionRow(Row, table=True):
    """What an operator set of a notice; it holds until it is undone, or set anew."""

    id: Serial
    notice: OfNotice
    field: Key
    before: MaybeJson
    after: MaybeJson
    who: Key
    at: Instant
    undone: MaybeInstant
    undone_by: Key

    __table_args__ = (Index(None, "notice", "id"), NEVER_REUSED)


class ErrandRow(Row, table=True):
    """Something an operator asked the worker for, and what came of it once it `ended`."""

    id: Serial
    kind: Key
    source: Key
    url: Words
    who: Key
    at: Instant
    since: date | None
    ended: MaybeInstant
    error: MaybeKey
    detail: Words
    result: MaybeJson

    __table_args__ = (
        Index(
            "ix_errand_waiting",
            "id",
            sqlite_where=column("ended").is_(None),
            postgresql_where=column("ended").is_(None),
        ),
        Index(None, "source", "id"),
        NEVER_REUSED,
    )

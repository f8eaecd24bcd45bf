"""The audit log: who did what to what, and how that was before and after. Written with the deed, never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.records import Act
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.operator_tables import AuditRow

AUDIT = table(AuditRow)
NAMES = ("at", "who", "what", "subject", "before", "after")


class Audit:
    """The reading side, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acts(self, limit: int, offset: int = 0, subject: str | None = None) -> Sequence[Act]:
        """The last acts, or those to one subject; those after so many."""
        wanted = select(*(AUDIT.c[name] for name in NAMES)).order_by(AUDIT.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            rows = connection.execute(wanted if subject is None else wanted.where(AUDIT.c.subject == subject))
            return [Act(*row) for row in rows]


def write_act(
    transaction: Transaction,
    at: datetime,
    who: str,
    what: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One more line, in the transaction of what it tells of. Of what is told here nothing may be secret."""
    line = {"at": at, "who": who, "what": what, "subject": subject, "before": before, "after": after}
    transaction.insert(AUDIT, [line])

"""The change log: what consumers read, each at its own pace."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from hub.records import Change, ChangeKind
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.log_tables import ChangeRow, ConsumerRow
from hub.store.tables import NoticeRow

CHANGE = table(ChangeRow)
CONSUMER = table(ConsumerRow)
NOTICE = table(NoticeRow)


class Log:
    """The lines of one transaction, written at its end in one statement."""

    def __init__(self) -> None:
        self._lines: list[dict[str, Any]] = []
        self._notices: set[str] = set()

    def mentions(self, notice: str) -> bool:
        """Whether some line makes readers look at this notice already."""
        return notice in self._notices

    def add(self, kind: ChangeKind, notice: str, at: datetime) -> None:
        """A line."""
        self._lines.append({"kind": kind, "notice": notice, "at": at})
        self._notices.add(notice)

    def extend(self, kind: ChangeKind, lines: Iterable[tuple[str, datetime]]) -> None:
        """Lines of one kind."""
        for notice, at in lines:
            self.add(kind, notice, at)

    def write(self, transaction: Transaction) -> None:
        """Write the lines; what follows is the commit."""
        if self._lines:
            transaction.insert(CHANGE, self._lines)
            self._lines, self._notices = [], set()


class Changes:
    """The reading side of the log, and how far each consumer has come."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, cursor: int, limit: int = 500) -> tuple[Change, ...]:
        """The next lines after a cursor, oldest first; a line never appears before one already read."""
        wanted = select(CHANGE).where(CHANGE.c.cursor > cursor).order_by(CHANGE.c.cursor).limit(limit)
        with self._database.reading() as connection:
            return tuple(Change(**row) for row in connection.execute(wanted).mappings())

    def versions(self) -> dict[str, int]:
        """The newest change of every notice that has not been redacted, by the notice's id."""
        newest = select(CHANGE.c.notice, func.max(CHANGE.c.cursor)).group_by(CHANGE.c.notice).subquery()
        shown = select(newest).join(NOTICE, NOTICE.c.id == newest.c.notice).where(NOTICE.c.redacted.is_(False))
        with self._database.reading() as connection:
            return {id: cursor for id, cursor in connection.execute(shown)}

    def begin_of(self, notice: str) -> int | None:
        """The line with which a notice began; None for an unknown one."""
        begun = select(CHANGE.c.cursor).where(CHANGE.c.notice == notice, CHANGE.c.kind == "new")
        with self._database.reading() as connection:
            return connection.scalar(begun)

    def newest(self) -> int:
        """The newest cursor, 0 before the first change."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(CHANGE.c.cursor))) or 0

    def consumed(self, consumer: str) -> int:
        """How far a consumer has come, 0 for an unknown one."""
        with self._database.reading() as connection:
            return connection.scalar(select(CONSUMER.c.cursor).where(CONSUMER.c.name == consumer)) or 0

    def mark(self, consumer: str, cursor: int) -> None:
        """The consumer has done its work up to and with this line."""
        with self._database.writing() as transaction:
            transaction.upsert(CONSUMER, [{"name": consumer, "cursor": cursor}], "cursor")

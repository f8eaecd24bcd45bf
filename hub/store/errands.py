"""Errands: what operators ask of the worker, which alone asks sites. Kept until it ends, and what came of it after."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, delete, select, update

from hub.records import Errand, ErrandKind
from hub.store.audit import write_act
from hub.store.columns import table
from hub.store.confidential import without_userinfo
from hub.store.database import Database
from hub.store.keys import storable
from hub.store.operator_tables import ErrandRow

ERRAND = table(ErrandRow)
NEWEST_FIRST = select(ERRAND).order_by(ERRAND.c.id.desc())


class Errands:
    """What was asked of the worker."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self, who: str, kind: ErrandKind, now: datetime, *, source: str = "", url: str = "", since: date | None = None
    ) -> int:
        """Ask for something, unless the very same waits or is under way; the errand's number."""
        same = (ERRAND.c.kind == kind, ERRAND.c.source == source, ERRAND.c.url == url, ERRAND.c.ended.is_(None))
        row = {"kind": kind, "source": source, "url": url, "who": who, "at": now, "since": since, "detail": ""}
        with self._database.writing() as transaction:
            transaction.wait_turn()
            if (known := transaction.connection.scalar(select(ERRAND.c.id).where(*same))) is not None:
                return int(known)
            number = transaction.connection.execute(ERRAND.insert().values(**row).returning(ERRAND.c.id)).scalar_one()
            told = {"url": without_userinfo(url), "since": since and since.isoformat()}
            write_act(transaction, now, who, kind, source or "-", None, {name: it for name, it in told.items() if it})
        return int(number)

    def get(self, id: int) -> Errand | None:
        """The errand of this number."""
        with self._database.reading() as connection:
            row = connection.execute(select(ERRAND).where(ERRAND.c.id == id)).mappings().first()
        return _errand(row) if row else None

    def of_source(self, source: str, limit: int) -> Sequence[Errand]:
        """The last errands about a source."""
        with self._database.reading() as connection:
            rows = connection.execute(NEWEST_FIRST.where(ERRAND.c.source == source).limit(limit)).mappings()
            return [_errand(row) for row in rows]

    def waiting(self) -> Sequence[Errand]:
        """Those that did not end yet, the oldest first; under way is the one whose lease is held."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ERRAND).where(ERRAND.c.ended.is_(None)).order_by(ERRAND.c.id)).mappings()
            return [_errand(row) for row in rows]

    def end(self, id: int, now: datetime, result: Any, error: str | None = None, detail: str = "") -> None:
        """Keep what came of it; an errand ends once."""
        told = {"ended": now, "result": result, "error": error, "detail": storable(detail)}
        with self._database.writing() as transaction:
            ending = update(ERRAND).where(ERRAND.c.id == id, ERRAND.c.ended.is_(None)).values(told)
            transaction.connection.execute(ending)

    def prune(self, before: datetime) -> None:
        """Forget those that ended before then."""
        with self._database.writing() as transaction:
            transaction.connection.execute(delete(ERRAND).where(ERRAND.c.ended < before))


def _errand(row: RowMapping) -> Errand:
    return Errand(**row)

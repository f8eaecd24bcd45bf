"""The ledger: every request with its outcome, and what each collection came to. Written by the writer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, exists, func, select, true

from hub.records import Fetch, Find, Tally, Visited
from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import BlobRow, CollectionRow, FetchRow
from hub.store.portions import PORTION
from hub.store.rows import fetch_from, tally_from

FETCH = table(FetchRow)
COLLECTION = table(CollectionRow)
BLOB = table(BlobRow)
PROVES = exists().where(BLOB.c.sha256 == FETCH.c.sha256)


class Ledger:
    """The reading side; newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fetches(self, source: str, limit: int, offset: int = 0) -> tuple[Fetch, ...]:
        """The last requests on behalf of a source, without their bodies; those after so many."""
        with self._database.reading() as connection:
            wanted = _last(FETCH, source, limit).offset(offset)
            return tuple(map(fetch_from, connection.execute(wanted).mappings()))

    def newest(self, limit: int) -> tuple[Fetch, ...]:
        """The last requests of all, as `fetches`."""
        with self._database.reading() as connection:
            wanted = select(FETCH).order_by(FETCH.c.id.desc()).limit(limit)
            return tuple(map(fetch_from, connection.execute(wanted).mappings()))

    def tallies(self, source: str, limit: int) -> tuple[Tally, ...]:
        """The last collections of a source."""
        with self._database.reading() as connection:
            return tuple(map(tally_from, connection.execute(_last(COLLECTION, source, limit)).mappings()))

    def visited(self, source: str, lately: datetime) -> Visited | None:
        """What visits found, oldest first, and how many there were after `lately`; None of a source it does not know.

        What failed found nothing. The first collection has none before it, so what it found is left out.
        """
        before = func.lag(COLLECTION.c.at, type_=COLLECTION.c.at.type).over(order_by=COLLECTION.c.id)
        heard = COLLECTION.c.error.is_(None) | (COLLECTION.c.new > 0)
        visits = select(COLLECTION.c.at, COLLECTION.c.new, before.label("after"))
        visit = visits.where(COLLECTION.c.source == source, heard).subquery()
        of_source = COLLECTION.c.source == source
        first = select(func.min(COLLECTION.c.at)).where(of_source)
        spent = select(func.count()).where(of_source, COLLECTION.c.at > lately)
        found = select(visit).where(visit.c.new > 0, visit.c.after.is_not(None)).order_by(visit.c.at)
        with self._database.reading() as connection:
            since = connection.scalar(first)
            finds = tuple(Find(row.after, row.at, row.new) for row in connection.execute(found))
            return Visited(since, finds, connection.scalar(spent) or 0) if since else None

    def prune(self, before: datetime) -> int:
        """Forget what was fetched and collected before then; how many lines. Those that prove kept bytes stay.

        Written nearly in the order of time, so that it is done at the first lines that are younger.
        """
        return self._prune(FETCH, before, ~PROVES) + self._prune(COLLECTION, before, true())

    def _prune(self, journal: Table, before: datetime, may_go: ColumnElement[bool]) -> int:
        pruned, last, is_younger = 0, 0, False
        while not is_younger:
            oldest = select(journal.c.id, journal.c.at).where(journal.c.id > last).order_by(journal.c.id).limit(PORTION)
            with self._database.writing() as transaction:
                rows = transaction.connection.execute(oldest).all()
                stale = [row.id for row in rows if row.at < before]
                forgotten = delete(journal).where(journal.c.id.in_(stale), may_go)
                pruned += transaction.connection.execute(forgotten).rowcount
            last, is_younger = (rows[-1].id, rows[-1].at >= before) if rows else (last, True)
        return pruned


def _last(journal: Table, source: str, limit: int) -> Select[Any]:
    of_source = select(journal).where(journal.c.source == source)
    return of_source.order_by(journal.c.at.desc(), journal.c.id.desc()).limit(limit)

"""The ledger: every request with its outcome, and what each collection came to. Written by the writer."""

from typing import Any

from sqlalchemy import Select, Table, select

from hub.records import Fetch, Tally
from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import CollectionRow, FetchRow
from hub.store.rows import fetch_from, tally_from

FETCH = table(FetchRow)
COLLECTION = table(CollectionRow)


class Ledger:
    """The reading side; newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fetches(self, source: str, limit: int) -> tuple[Fetch, ...]:
        """The last requests on behalf of a source, without their bodies."""
        with self._database.reading() as connection:
            return tuple(map(fetch_from, connection.execute(_last(FETCH, source, limit)).mappings()))

    def tallies(self, source: str, limit: int) -> tuple[Tally, ...]:
        """The last collections of a source."""
        with self._database.reading() as connection:
            return tuple(map(tally_from, connection.execute(_last(COLLECTION, source, limit)).mappings()))


def _last(journal: Table, source: str, limit: int) -> Select[Any]:
    of_source = select(journal).where(journal.c.source == source)
    return of_source.order_by(journal.c.at.desc(), journal.c.id.desc()).limit(limit)

"""The store: everything the hub keeps, behind one door."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from hub.store import schema
from hub.store.blobs import Blobs
from hub.store.changes import Changes
from hub.store.columns import table
from hub.store.database import Database
from hub.store.leases import Leases
from hub.store.ledger import Ledger
from hub.store.log_tables import MetaRow
from hub.store.notices import Notices
from hub.store.sources import Sources
from hub.store.writing import Writer

META = table(MetaRow)


class Store:
    """The database at `url` and the blobs in `folder`/blobs. Safe to share between threads.

    Whatever the database refuses is a StoreError. Reading never waits for writing; of two who
    write the second waits its turn, so a write transaction must be short and hold no network call.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._database = Database(url)
        self.sources = Sources(self._database)
        self.notices = Notices(self._database.reading)
        self.changes = Changes(self._database)
        self.ledger = Ledger(self._database)
        self.leases = Leases(self._database)
        self.blobs = Blobs(folder / "blobs", self._database)

    def migrate(self) -> None:
        """Bring the database to the newest schema, creating it where there is none; StoreError for a newer one."""
        with self._database.migrating() as connection:
            schema.migrate(connection)
        self.blobs.sweep()

    def check_schema(self) -> None:
        """StoreError, with the remedy, unless the schema is the one this program knows."""
        with self._database.reading() as connection:
            schema.check(connection)

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One write transaction: all of it is kept when the block ends well, nothing when it raises."""
        with self._database.writing() as transaction:
            writer = Writer(transaction, self.blobs.size)
            yield writer
            writer.finish()
        if writer.has_redacted:
            self._erase()

    def meta(self, name: str) -> str | None:
        """A fact about this hub."""
        with self._database.reading() as connection:
            return connection.scalar(select(META.c.value).where(META.c.name == name))

    def set_meta(self, name: str, value: str) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            transaction.upsert(META, [{"name": name, "value": value}], "value")

    def _erase(self) -> None:
        """After the commit, so that a transaction that fails loses no bytes; `migrate` finishes it after a crash."""
        self.blobs.sweep()
        self._database.forget()

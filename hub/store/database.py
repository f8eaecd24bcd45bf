"""Transactions: the one place where SQLite and PostgreSQL differ in how they are held apart."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Table, make_url
from sqlalchemy.ext.compiler import compiles

from hub.errors import StoreDamaged, StoreError
from hub.store.bulk import write_rows
from hub.store.commits import Commits, PostgresqlCommits, SqliteCommits
from hub.store.engine import BUSY_SECONDS, open_engine, pragma
from hub.store.trouble import Troubles
from hub.store.turns import Turn

# who writes notices takes this lock on PostgreSQL, so that writers come one after the other, as on SQLite:
# what was looked up stays true until the commit, cursors grow in the order of commits, and nothing deadlocks
WRITER_LOCK = 2010
MIGRATION_LOCK = 2011


class Clock(ColumnElement[float]):
    """Seconds by the database's own clock, the same for every process that asks."""

    type = Float()
    inherit_cache = True
    # without it SQLAlchemy compiles every statement of a lease anew
    _traverse_internals: list[Any] = []  # noqa: RUF012


@compiles(Clock, "sqlite")
def _sqlite_clock(*_: Any, **__: Any) -> str:
    return "uptime()"


@compiles(Clock, "postgresql")
def _postgresql_clock(*_: Any, **__: Any) -> str:
    return "extract(epoch from clock_timestamp())::float8"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A write transaction: a connection that also knows how its database says "insert or update"."""

    connection: Connection

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows, all of the same columns, that must not be there yet."""
        if rows:
            write_rows(self.connection, table, rows, None)

    def upsert(self, table: Table, rows: Sequence[Mapping[str, Any]], *replace: str) -> None:
        """Write rows; of those that are there, by primary key, replace these columns (none: leave them be)."""
        if rows:
            write_rows(self.connection, table, rows, replace)

    def wait_turn(self) -> None:
        """From here to the commit no other transaction that waits its turn is under way."""
        if self.connection.dialect.name == "postgresql":
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


class Database:
    """The database behind a URL; what goes wrong in it leaves as StoreError with its cause."""

    def __init__(self, url: str, troubles: Troubles) -> None:
        self._troubles = troubles
        with troubles.watching():
            self._url = make_url(url)
            self._engine = open_engine(url)
        reading = {"isolation_level": "REPEATABLE READ"} if self._engine.name == "postgresql" else {}
        self._reading = self._engine.execution_options(**reading)
        self._writing = self._engine.execution_options(immediate=True)
        self._mine = threading.local()
        self._turn = Turn(self.file, BUSY_SECONDS) if self.file else nullcontext()
        self.commits: Commits = SqliteCommits(str(self.file)) if self.file else PostgresqlCommits(self._engine)

    def close(self) -> None:
        """Give all connections back."""
        self.commits.close()
        self._engine.dispose()

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        is_file = self._engine.name == "sqlite" and self._url.database
        return Path(str(self._url.database)) if is_file else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database; never waits for a writer."""
        with self._troubles.watching(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One write transaction, committed at the end unless something was raised."""
        with self._alone(), self._troubles.watching(), self._writing.begin() as connection:
            yield Transaction(connection)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction for a change of schema; on SQLite foreign keys are checked at its end only."""
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._alone(), self._troubles.watching(), self._writing.connect() as connection:
            changing = _changing_sqlite if connection.dialect.name == "sqlite" else _changing_postgresql
            with changing(connection):
                yield connection

    @contextmanager
    def frozen(self, tables: Sequence[Table]) -> Iterator[Connection]:
        """One transaction during which nobody writes a row of these tables; reading goes on."""
        with self._alone(), self._troubles.watching(), self._writing.begin() as connection:
            if self._engine.name == "postgresql":
                everything = ", ".join(f'"{table.name}"' for table in tables)
                connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
                connection.exec_driver_sql(f"LOCK TABLE {everything} IN SHARE MODE")
            yield connection

    def forget(self) -> None:
        """Let what was overwritten leave the write-ahead log too, unless a reader still needs it."""
        if self.file:
            with self._troubles.watching(), self._engine.connect() as connection:
                pragma(connection, "wal_checkpoint(TRUNCATE)")

    def vacuum_into(self, copy: Path) -> None:
        """Write what an SQLite database holds at this moment to a new file, without holding anybody up."""
        with self._troubles.watching(), self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("VACUUM INTO ?", [str(copy)])
            cursor.close()

    def examine(self) -> None:
        """Look through every page of an SQLite file; StoreDamaged, noted for all, where one is not as it should be."""
        if self.file is None:
            return
        with self._troubles.watching(), self._engine.connect() as connection:
            said = "; ".join(row[0] for row in pragma(connection, "quick_check(5)"))
        if said != "ok":
            raise self._troubles.note(StoreDamaged(f"the database is damaged: {said}"))
        self._troubles.forget_damage()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._troubles.is_damaged():
            self._troubles.require_none()
        if getattr(self._mine, "writing", False):
            raise StoreError("this thread is writing already: use the writer at hand")
        self._mine.writing = True
        try:
            with self._turn:
                yield
        finally:
            self._mine.writing = False


@contextmanager
def _changing_sqlite(connection: Connection) -> Iterator[None]:
    """A table is altered by copying and dropping it, which enforced foreign keys would not survive."""
    pragma(connection, "foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreError("the migration would leave rows that point nowhere")
    finally:
        pragma(connection, "foreign_keys=ON")


@contextmanager
def _changing_postgresql(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")  # the other side may take long
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        yield

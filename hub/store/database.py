"""The engine and its transactions: the one place where SQLite and PostgreSQL differ.

Every write begins with the lock in hand (SQLite: BEGIN IMMEDIATE), since a transaction that reads
first and then writes fails at once with SQLITE_BUSY_SNAPSHOT, whatever the time-out (measured).
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, Float, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import Insert

from hub.errors import StoreError

BUSY_SECONDS = 30.0
# secure_delete: what is redacted is overwritten in the file, not just unlinked from its pages
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
# transactions that write changes take this lock on PostgreSQL, so that cursors grow in the order of commits
CHANGE_LOCK = 2010
MIGRATION_LOCK = 2011


class Clock(ColumnElement[float]):
    """Seconds since 1970 by the database's own clock, the same for every process that asks."""

    type = Float()
    inherit_cache = True


@compiles(Clock, "sqlite")
def _sqlite_clock(*_: Any, **__: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(Clock, "postgresql")
def _postgresql_clock(*_: Any, **__: Any) -> str:
    return "extract(epoch from clock_timestamp())::float8"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A write transaction: a connection that also knows how its database says "insert or update"."""

    connection: Connection

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows that must not be there yet."""
        if rows:
            self.connection.execute(table.insert(), rows)

    def upsert(self, table: Table, rows: Sequence[Mapping[str, Any]], *replace: str) -> None:
        """Write rows; of those that are there, by primary key, replace these columns (none: leave them be)."""
        if rows:
            self.connection.execute(_upsert(self.connection.dialect.name, table, replace), rows)

    def order_changes(self) -> None:
        """From here to the commit no other transaction writes changes."""
        if self.connection.dialect.name == "postgresql":
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CHANGE_LOCK})")


def inserting(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT; the databases agree on the words, SQLAlchemy has one each."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _upsert(dialect: str, table: Table, replace: tuple[str, ...]) -> Insert:
    insert = inserting(dialect, table)
    key = [column.name for column in table.primary_key]
    if not replace:
        return insert.on_conflict_do_nothing(index_elements=key)
    return insert.on_conflict_do_update(index_elements=key, set_={name: insert.excluded[name] for name in replace})


class Database:
    """The database behind a URL; what goes wrong in it leaves as StoreError with its cause."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine = _engine(url)
        reading = {"isolation_level": "REPEATABLE READ"} if self._engine.name == "postgresql" else {}
        self._reading = self._engine.execution_options(**reading)
        self._writing = self._engine.execution_options(immediate=True)
        self._mine = threading.local()
        # SQLite's own waiting is to sleep and try again: of eight threads one waited 5.2 s, in a queue 1.2 s (measured)
        self._turn = threading.Lock() if self._engine.name == "sqlite" else nullcontext()

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database; never waits for a writer."""
        with _wrapped(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One write transaction, committed at the end unless something was raised."""
        with self._alone(), _wrapped(), self._writing.begin() as connection:
            yield Transaction(connection)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction for a change of schema; on SQLite foreign keys are checked at its end only."""
        self._make_folder()
        with self._alone(), _wrapped(), self._writing.connect() as connection:
            changing = _changing_sqlite if connection.dialect.name == "sqlite" else _changing_postgresql
            with changing(connection):
                yield connection

    def forget(self) -> None:
        """Let what was overwritten leave the write-ahead log too, unless a reader still needs it."""
        if self._engine.name == "sqlite":
            with _wrapped(), self._engine.connect() as connection:
                _pragma(connection, "wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._mine, "writing", False):
            raise StoreError("this thread is writing already: use the writer at hand")
        self._mine.writing = True
        try:
            with self._turn:
                yield
        finally:
            self._mine.writing = False

    def _make_folder(self) -> None:
        if self._engine.name == "sqlite" and self._url.database:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _changing_sqlite(connection: Connection) -> Iterator[None]:
    """A table is altered by copying and dropping it, which enforced foreign keys would not survive."""
    _pragma(connection, "foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreError("the migration would leave rows that point nowhere")
    finally:
        _pragma(connection, "foreign_keys=ON")


@contextmanager
def _changing_postgresql(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        yield


@contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(str(getattr(error, "orig", None) or error)) from error


def _engine(url: str) -> Engine:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(
        url,
        json_serializer=_dump,
        json_deserializer=_load,
        pool_size=8,
        max_overflow=32,
        connect_args={"timeout": BUSY_SECONDS} if is_sqlite else {},
    )
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we begin ourselves: the driver would begin late and deferred
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _pragma(connection: Connection, pragma: str) -> None:
    """Outside any transaction, where these mean something."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _dump(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # a lone surrogate: sources do send them, and JSON can say them
        return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value.isoformat()


def _load(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)

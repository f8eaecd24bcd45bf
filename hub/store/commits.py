"""Whether anybody has committed anything since: what was read of the store is good for as long as nobody has."""

import sqlite3
from collections.abc import Callable
from secrets import token_hex
from threading import Lock
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

Value = TypeVar("Value")


class SqliteCommits:
    """By SQLite's own counter (`PRAGMA data_version`), which a connection hears of that never writes itself."""

    is_at_hand = True

    def __init__(self, file: str) -> None:
        self._file, self._lock = file, Lock()
        self._connection: sqlite3.Connection | None = None

    def now(self) -> str:
        """What has been committed by now."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, check_same_thread=False)
                return str(self._connection.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error:
                return _in_doubt()

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


class PostgresqlCommits:
    """By who is writing at present: a transaction that ends changes that, and so does one that begins."""

    is_at_hand = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def now(self) -> str:
        """What has been committed by now."""
        try:
            with self._engine.connect() as connection:
                return str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
        except SQLAlchemyError:
            return _in_doubt()

    def close(self) -> None:
        """Nothing is held."""


Commits = SqliteCommits | PostgresqlCommits
"""Told as a text that is another one after every commit of any process, and in doubt is never the same.

`is_at_hand`: asking costs microseconds and never waits.
"""


def _in_doubt() -> str:
    """Unlike any other, so that nothing is kept by it."""
    return token_hex(8)


class Kept:
    """Values that are read again only after a commit."""

    def __init__(self, commits: Callable[[], str]) -> None:
        self._commits = commits
        self._values: dict[str, tuple[str, object]] = {}

    def get(self, name: str, read: Callable[[], Value]) -> Value:
        """The value of this name; what `read` gives must not be changed by who gets it."""
        now = self._commits()  # before reading: what is committed meanwhile is read again at the next time
        kept = self._values.get(name)
        if kept is not None and kept[0] == now:
            return kept[1]  # type: ignore[return-value]
        value = read()
        self._values[name] = now, value
        return value

"""How each database is opened and how its transactions begin.

Every write begins with the lock in hand (SQLite: BEGIN IMMEDIATE), since a transaction that reads
first and then writes fails at once with SQLITE_BUSY_SNAPSHOT, whatever the time-out (measured).
"""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from hub.errors import StoreError
from hub.store.uptime import uptime

BUSY_SECONDS = 30
# cache_size: KiB; SQLite's 2 MB do not hold the leaves that the keys of a feed fall on once a hub has 30,000 notices
# secure_delete: what is redacted is overwritten in the file, not just unlinked from its pages
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-16000")
# how long a busy database, or one whose machine does not answer, is waited for is said in other words by each
PATIENCE = {"sqlite": "timeout", "postgresql": "connect_timeout"}
# a writer that is frozen in the middle of a transaction must not keep the others waiting for ever
SETTINGS = (
    f"SET lock_timeout = '{BUSY_SECONDS}s'; SET idle_in_transaction_session_timeout = '5min'; SET timezone = 'UTC'"
)
POOLS: dict[str, dict[str, Any]] = {
    "sqlite": {"pool_size": 8, "max_overflow": 32},
    # a server takes a hundred connections in all; one that was restarted is noticed before a statement is lost
    "postgresql": {"pool_size": 8, "max_overflow": 12, "pool_pre_ping": True},
}


def open_engine(url: str, patience: int = BUSY_SECONDS) -> Engine:
    """The engine of a database; StoreError or SQLAlchemyError for a URL that names none we know."""
    backend = make_url(url).get_backend_name()
    if backend not in POOLS:
        raise StoreError(f"a hub is not kept in {backend}: write sqlite:///PATH or postgresql://USER@HOST/NAME")
    pool = {**POOLS[backend], "connect_args": {PATIENCE[backend]: patience}}
    engine = create_engine(url, json_serializer=dump_json, json_deserializer=load_json, **pool)
    if backend == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def pragma(connection: Connection, said: str) -> list[Any]:
    """Outside any transaction, where these mean something; what SQLite answers."""
    cursor = connection.connection.cursor()
    try:
        return list(cursor.execute(f"PRAGMA {said}").fetchall())
    finally:
        cursor.close()


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we begin ourselves: the driver would begin late and deferred
    connection.create_function("uptime", 0, uptime)
    for said in PRAGMAS:
        connection.execute(f"PRAGMA {said}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare_postgresql(connection: Any, _: object) -> None:
    connection.execute(SETTINGS)
    connection.commit()


def dump_json(value: Any) -> str:
    """JSON text, the same for the same value."""
    return json_bytes(value).decode()


def json_bytes(value: Any) -> bytes:
    """The same in UTF-8."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate: sources do send them, and JSON can say them
        return json.dumps(value, default=_plain).encode()


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value.isoformat()


def load_json(text: str) -> Any:
    """The value of a JSON text."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)

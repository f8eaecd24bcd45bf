"""Whether a database can be opened: asked without changing anything, and without waiting for long."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from hub.errors import DiskFull, StoreDamaged, StoreError
from hub.store import schema
from hub.store.engine import open_engine
from hub.store.trouble import Troubles

PATIENCE = 5  # seconds; a transaction of ours takes a thousandth of that
SQLITE_BUSY, SQLITE_LOCKED = 5, 6

Obstacle = Literal[
    "database_missing", "database_down", "database_locked", "database_damaged", "disk_full", "schema_newer",
    "schema_older",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a database cannot be worked with, and what it said."""

    code: Obstacle
    detail: str


def probe(url: str, folder: Path, patience: int = PATIENCE) -> Refusal | None:
    """What stands in the way of reading and writing the database of the hub in `folder`; None where nothing does."""
    try:
        place = make_url(url)
        is_file = place.get_backend_name() == "sqlite"
        if is_file and not Path(str(place.database)).exists():
            return Refusal("database_missing", f"{place.database} is not there")
        return _tried(url, patience)
    except (SQLAlchemyError, StoreError) as error:
        return _refusal(error, Troubles(folder))


def _tried(url: str, patience: int) -> Refusal | None:
    engine = open_engine(url, patience).execution_options(immediate=True)
    try:
        with engine.connect() as connection:  # it writes nothing, but waits for the lock as who writes does
            present = schema.version(connection)
    finally:
        engine.dispose()
    if present == schema.newest():
        return None
    try:
        schema.require_known(present)
    except StoreError as newer:
        return Refusal("schema_newer", str(newer))
    return Refusal("schema_older", f"the database is at version {present or 'none'}, the program at {schema.newest()}")


def _refusal(error: SQLAlchemyError | StoreError, troubles: Troubles) -> Refusal:
    failure = error if isinstance(error, StoreError) else troubles.failure(error)
    cause: Any = getattr(error, "orig", None)
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if isinstance(failure, StoreDamaged):
        with suppress(OSError):
            troubles.note(failure)
        return Refusal("database_damaged", str(failure))
    if isinstance(failure, DiskFull):
        return Refusal("disk_full", str(failure))
    is_locked = code in (SQLITE_BUSY, SQLITE_LOCKED)
    return Refusal("database_locked" if is_locked else "database_down", " ".join(str(failure).split()))

"""What stands in the way of writing, known to every process by files beside the database.

`reserve` is room set aside: the first who finds the disk full empties it, so that leases and states
can still be written, and its emptiness tells everyone to keep nothing new until it can be filled again.
`damaged` holds what SQLite said of a damaged file: from then on it is read and never written.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy.exc import SQLAlchemyError

from hub.errors import DiskFull, StoreDamaged, StoreError

RESERVE_BYTES = 4 * 1024 * 1024
# what must be free before the reserve is filled again: work that begins with nothing to spare stops at once
ROOM_BYTES = 3 * RESERVE_BYTES
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})

# SQLite's result codes without their extensions, PostgreSQL's SQLSTATE
SQLITE_FULL, SQLITE_CORRUPT, SQLITE_NOTADB = 13, 11, 26
SQLITE_IOERR, SQLITE_CANTOPEN = 10, 14
FULL_STATES = frozenset({"53100"})
DAMAGED_STATES = frozenset({"XX001", "XX002"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing new can be kept at present, and since when."""

    code: Literal["disk_full", "database_damaged"]
    detail: str
    since: datetime


class Troubles:
    """The troubles of the hub in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reserve, self._damaged = folder / "reserve", folder / "damaged"

    def present(self) -> Trouble | None:
        """The trouble there is; a full disk is over as soon as the reserve can be filled again."""
        if self.is_damaged():
            said = self._damaged.read_text("utf-8", "replace")
            return Trouble("database_damaged", said.strip(), _modified(self._damaged))
        if _size(self._reserve) == 0 and not self._fill():
            return Trouble("disk_full", f"{_free(self._folder)} bytes are free", _modified(self._reserve))
        return None

    def is_damaged(self) -> bool:
        """Whether the database is known to be damaged."""
        return self._damaged.exists()

    def require_none(self) -> None:
        """DiskFull or StoreDamaged while there is trouble."""
        trouble = self.present()
        if trouble:
            raise {"disk_full": DiskFull, "database_damaged": StoreDamaged}[trouble.code](trouble.detail)

    def set_aside(self) -> None:
        """Fill the reserve where there is none yet; a disk too full for it is trouble at once."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if _size(self._reserve) is None and not self._fill():
            self._reserve.touch()

    def note(self, error: StoreError) -> StoreError:
        """What went wrong may be trouble for all that follows; the error, to be raised."""
        with suppress(OSError):
            if isinstance(error, DiskFull) and _size(self._reserve) != 0:
                self._reserve.write_bytes(b"")
            if isinstance(error, StoreDamaged) and not self.is_damaged():
                self._damaged.write_text(str(error), "utf-8")
        return error

    def forget_damage(self) -> None:
        """The database has been looked through and is sound."""
        self._damaged.unlink(missing_ok=True)

    def failure(self, error: SQLAlchemyError | sqlite3.Error) -> StoreError:
        """What the database refused, by its kind."""
        cause: Any = getattr(error, "orig", None) or error
        code, state = getattr(cause, "sqlite_errorcode", 0) & 0xFF, getattr(cause, "sqlstate", None)
        if code in (SQLITE_CORRUPT, SQLITE_NOTADB) or state in DAMAGED_STATES:
            return StoreDamaged(f"the database is damaged: {cause}")
        # without room SQLite cannot make its shared memory either, and says only that it could not
        without_room = code in (SQLITE_IOERR, SQLITE_CANTOPEN) and _free(self._folder) < RESERVE_BYTES // 4
        if code == SQLITE_FULL or state in FULL_STATES or without_room:
            return DiskFull(f"the disk is full: {cause}")
        return StoreError(str(cause))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """What the database refuses in the block leaves as StoreError, and is noted."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self.note(self.failure(error)) from error

    @contextmanager
    def watching_files(self) -> Iterator[None]:
        """A file that finds no room in the block leaves as DiskFull, and is noted."""
        try:
            yield
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise self.note(DiskFull(f"the disk is full: {error}")) from error

    def _fill(self) -> bool:
        if _free(self._folder) < ROOM_BYTES:
            return False
        part = self._reserve.with_name(f".reserve.{token_hex(4)}")
        try:
            part.write_bytes(os.urandom(RESERVE_BYTES))  # no file system makes that smaller than it is
            part.replace(self._reserve)
        except OSError:
            return False
        finally:
            part.unlink(missing_ok=True)
        return True


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _modified(path: Path) -> datetime:
    with suppress(OSError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return datetime.fromtimestamp(0, UTC)


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free

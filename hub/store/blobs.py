"""Kept bytes: files named by their SHA-256, so that one content is one file and a name proves its content."""

import os
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from sqlalchemy import select

from hub.settings import Checkpoint, go_on
from hub.store.columns import table
from hub.store.database import Database
from hub.store.evidence import REMOVED
from hub.store.inspecting import Inspection, inspect, set_aside
from hub.store.log_tables import BlobRow
from hub.store.portions import run
from hub.store.progress import Report, silent
from hub.store.trouble import Troubles

BLOB = table(BlobRow)
DIGEST = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """The blobs in `folder/ab/cd/<sha256>`. Bytes that were redacted are not taken again."""

    def __init__(self, folder: Path, database: Database, troubles: Troubles, checkpoint: Checkpoint = go_on) -> None:
        self._folder, self._database, self._troubles = folder, database, troubles
        self._checkpoint = checkpoint

    def put(self, data: bytes) -> str:
        """Keep the bytes, whole or not at all (DiskFull); known ones cost a look. Returns their SHA-256."""
        return self.put_each([data])[0]

    def put_each(self, datas: Sequence[bytes]) -> list[str]:
        """`put` for many, with one look at what was removed."""
        digests = [sha256(data).hexdigest() for data in datas]
        fresh = {digest: data for digest, data in zip(digests, datas, strict=True) if not _touch(self._name(digest))}
        if not fresh:
            return digests
        self._troubles.require_none()
        for digest in fresh.keys() - self._removed(list(fresh)):
            with self._troubles.watching_files():
                _write(self._name(digest), fresh[digest])
            self._checkpoint("after_blob")
        return digests

    def get(self, sha256: str) -> bytes | None:
        """The bytes, None where they are not kept."""
        try:
            return self.path(sha256).read_bytes()
        except (FileNotFoundError, ValueError):
            return None

    def size(self, sha256: str) -> int | None:
        """How many bytes, None where they are not kept."""
        try:
            return os.stat(self._name(sha256)).st_size
        except (FileNotFoundError, ValueError):
            return None

    def path(self, sha256: str) -> Path:
        """Where the bytes are or would be; ValueError for what is no SHA-256."""
        return Path(self._name(sha256))

    def sweep(self) -> int:
        """Delete the files of removed blobs that are still there; how many there were."""
        with self._database.reading() as connection:
            removed = connection.scalars(select(BLOB.c.sha256).where(BLOB.c.removed.is_not(None))).all()
        there = [path for path in map(self.path, removed) if path.exists()]
        for path in there:
            path.unlink(missing_ok=True)
        return len(there)

    def inspect(self, deep: bool = False, report: Report = silent) -> Inspection:
        """Compare the files with what is known of them; with `deep` every byte is read, otherwise a sample."""
        return inspect(self._database, self._folder, deep, report)

    def set_damaged_aside(self) -> Inspection:
        """Inspect, and move spoilt files to `folder/damaged`: when the same bytes come again they are kept again."""
        found = self.inspect()
        for digest in found.damaged:
            set_aside(self.path(digest), self._folder / "damaged")
        return found

    def _name(self, sha256: str) -> str:
        if not DIGEST.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return f"{self._folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"  # a Path costs as much as the look itself

    def _removed(self, digests: Sequence[str]) -> set[str]:
        with self._database.reading() as connection:
            return {row.sha256 for row in run(connection, REMOVED, digests)}


def _touch(path: str) -> bool:
    """Whether the file is there; it is as good as new then, and not taken for one that nobody needs."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(path: str, data: bytes) -> None:
    folder, name = os.path.split(path)  # a Path costs as much as what is asked of it
    part = f"{folder}/.{name}.{uuid4().hex}.part"
    try:
        with _opened(part, folder) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    _settle(folder)


def _opened(part: str, folder: str) -> BinaryIO:
    try:
        return open(part, "xb", opener=_privately)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
        return open(part, "xb", opener=_privately)


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(folder: str) -> None:
    """A row must not outlive a power cut without its file, and a rename does only when the folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

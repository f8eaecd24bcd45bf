"""Kept bytes: files named by their SHA-256, so that one content is one file and a name proves its content."""

import os
import re
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import select

from hub.settings import Checkpoint, go_on
from hub.store.columns import table
from hub.store.database import Database
from hub.store.inspecting import Inspection, inspect, set_aside
from hub.store.log_tables import BlobRow
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
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        if not _touch(path) and not self._is_removed(digest):
            self._troubles.require_none()
            with self._troubles.watching_files():
                _write(path, data)
            self._checkpoint("after_blob")
        return digest

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

    def _is_removed(self, digest: str) -> bool:
        wanted = select(BLOB.c.removed).where(BLOB.c.sha256 == digest)
        with self._database.reading() as connection:
            return connection.scalar(wanted) is not None


def _touch(path: Path) -> bool:
    """Whether the file is there; it is as good as new then, and not taken for one that nobody needs."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).rename(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """A row must not outlive a power cut without its file, and a rename does only when the folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

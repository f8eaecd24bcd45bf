"""Whether the kept bytes are there and are what their names say, and which files nobody needs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import BlobRow
from hub.store.progress import Report

BLOB = table(BlobRow)
BRANCHES = tuple(f"{n:02x}" for n in range(256))
SAMPLE = 200


@dataclass(slots=True)
class Inspection:
    """What was found: how many files there should be and how many were read whole, and what is wrong with which."""

    kept: int = 0
    read: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    orphans: list[Path] = field(default_factory=list)


def inspect(database: Database, folder: Path, deep: bool, report: Report) -> Inspection:
    """Look for every kept file and its size; read all (`deep`) or two hundred of them at random to compare digests."""
    found, chance = Inspection(), Random()
    share = 1.0 if deep else SAMPLE / max(_count(database), 1)
    for n, branch in enumerate(BRANCHES, 1):
        kept = _kept(database, branch)  # before the files: what is put meanwhile must not look lost
        files = {path.name: path for path in _files(folder / branch)}
        for digest, size in kept.items():
            _look_at(files.pop(digest, None), digest, size, chance.random() < share, found)
        found.orphans += files.values()
        report("looking at kept files", n, len(BRANCHES))
    return found


def set_aside(path: Path, folder: Path) -> None:
    """Take a spoilt file out of the way, so that the same bytes are kept again when they come again."""
    folder.mkdir(parents=True, exist_ok=True)
    path.replace(folder / path.name)


def sweep(orphans: list[Path], before: datetime) -> int:
    """Delete those not touched since; how many. Younger ones may be about to be needed."""
    old = [path for path in orphans if _touched(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(BLOB)) or 0


def _kept(database: Database, branch: str) -> dict[str, int | None]:
    """The digests of a branch that are kept, with their sizes; None for bytes that never were there."""
    within = (BLOB.c.sha256 >= branch) & (BLOB.c.sha256 < f"{branch}g")  # "g" comes right after the last digit
    wanted = select(BLOB.c.sha256, BLOB.c.bytes).where(within, BLOB.c.removed.is_(None))
    with database.reading() as connection:
        return {row.sha256: row.bytes for row in connection.execute(wanted)}


def _look_at(path: Path | None, digest: str, size: int | None, wholly: bool, found: Inspection) -> None:
    if path is None and size is None:
        return
    found.kept += 1
    if path is None:
        found.missing.append(digest)
    elif size not in (None, path.stat().st_size) or (wholly and _is_spoilt(path, found)):
        found.damaged.append(digest)


def _files(folder: Path) -> Iterator[Path]:
    return (Path(where) / name for where, _, names in os.walk(folder) for name in names)


def _is_spoilt(path: Path, found: Inspection) -> bool:
    found.read += 1
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() != path.name


def _touched(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)

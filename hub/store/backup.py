"""A backup: one tar file of a database, the bytes it rests on, and at the end a manifest that says it is complete.

    daumoi.db          always SQLite, whatever the hub runs on, so that any backup can be restored anywhere
    blobs/ab/cd/…      kept bytes by their SHA-256
    manifest.json      schema, counts and digests, and what was left out

No index (it is made from the store), no secrets, no leases, nothing that is executed when it is read.
"""

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from hub.errors import StoreError
from hub.store import schema
from hub.store.columns import table
from hub.store.confidential import LeftOut, conceal
from hub.store.contents import Contents, contents
from hub.store.copying import copy_rows
from hub.store.database import Database
from hub.store.log_tables import BlobRow, LeaseRow
from hub.store.progress import Report
from hub.store.trouble import Troubles

BLOB = table(BlobRow)
LEASE = table(LeaseRow)
KEPT = select(BLOB.c.sha256, BLOB.c.bytes).where(BLOB.c.removed.is_(None)).order_by(BLOB.c.sha256)

FORMAT = 1
DATABASE, MANIFEST = "daumoi.db", "manifest.json"
GZIP = {".gz", ".tgz"}

Kept = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `missing` are kept bytes that were not there any more, or not what their name says."""

    format: int
    schema: str
    made: datetime
    database_bytes: int
    database_sha256: str
    tables: dict[str, Contents]
    left_out: tuple[LeftOut, ...]
    blobs: int = 0
    missing: tuple[str, ...] = ()


AS_MANIFEST = TypeAdapter(Manifest)


def back_up(database: Database, blobs: Path, file: Path, now: datetime, report: Report) -> Manifest:
    """Write the backup, whole or not at all, while the hub goes on working; `blobs` is the folder of kept bytes.

    A file whose name ends in .gz is compressed, lightly.
    """
    with _unfinished(file) as unfinished:
        copy = unfinished.with_name(DATABASE)
        _copy_database(database, copy, report)
        manifest, kept = _describe(copy, now, report)
        with _open_tar(unfinished) as tar:
            tar.add(copy, DATABASE, filter=_anonymous)
            added, missing = _add_blobs(tar, blobs, kept, report)
            manifest = replace(manifest, blobs=added, missing=missing)
            _add(tar, MANIFEST, AS_MANIFEST.dump_json(manifest, indent=1))
    return manifest


def blob_name(sha256: str) -> str:
    """Where kept bytes stand, in the folder of blobs as in a backup."""
    return f"blobs/{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A place for the file in a folder of its own beside it, put where it belongs when all went well."""
    if file.exists():
        raise StoreError(f"{file} exists already; a backup never takes the place of another")
    try:
        with TemporaryDirectory(dir=file.parent, prefix=".daumoi-backup-") as folder:
            unfinished = Path(folder) / file.name
            yield unfinished
            unfinished.chmod(0o600)
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            unfinished.rename(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error}") from error


def _copy_database(database: Database, copy: Path, report: Report) -> None:
    """One consistent view of the database as an SQLite file."""
    report("copying the database", 0, 1)
    if database.file:
        database.vacuum_into(copy)
    else:
        with _opened(copy) as target:
            with target.migrating() as connection:
                schema.migrate(connection)
            with database.reading() as source, target.writing() as transaction:
                copy_rows(source, transaction.connection, report)
    report("copying the database", 1, 1)


def _describe(copy: Path, now: datetime, report: Report) -> tuple[Manifest, list[Kept]]:
    """Take out of the copy what nobody else may have; what it then is, and the bytes it rests on."""
    with _opened(copy) as database:
        with database.writing() as transaction:
            left_out = conceal(transaction)
            transaction.connection.execute(delete(LEASE))
        with database.reading() as connection:
            version, tables = schema.version(connection), contents(connection, report)
            kept = [(row.sha256, row.bytes) for row in connection.execute(KEPT)]
    with copy.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Manifest(FORMAT, str(version), now, copy.stat().st_size, digest, tables, left_out), kept


@contextmanager
def _opened(copy: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{copy}", Troubles(copy.parent))
    try:
        yield database
    finally:
        database.close()


def _open_tar(file: Path) -> tarfile.TarFile:
    # level 1 takes a third of the time of level 6 and makes texts almost as small; most files do not shrink at all
    return tarfile.open(file, "w:gz", compresslevel=1) if file.suffix in GZIP else tarfile.open(file, "w")


def _add_blobs(tar: tarfile.TarFile, blobs: Path, kept: list[Kept], report: Report) -> tuple[int, tuple[str, ...]]:
    """Add the kept bytes: how many, and which are not there any more or not what their name says."""
    added, missing = 0, []
    for n, (digest, size) in enumerate(kept, 1):
        data = _read(blobs.parent / blob_name(digest))
        if data is not None and sha256(data).hexdigest() == digest:
            _add(tar, blob_name(digest), data)
            added += 1
        elif data is not None or size is not None:
            missing.append(digest)
        report("adding files", n, len(kept))
    return added, tuple(missing)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    tar.addfile(member, BytesIO(data))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member

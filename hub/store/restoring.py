"""A backup back into an empty data folder: all of it or nothing, and nothing that a backup of ours would not hold.

Everything is unpacked and checked in a folder aside; the database is put in its place last, so that
there is a hub only when it is whole. What a killed restore left is cleared away by the next.
"""

import os
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from pydantic import ValidationError
from sqlalchemy import delete

from hub.errors import StoreError
from hub.store import schema
from hub.store.backup import AS_MANIFEST, DATABASE, FORMAT, MANIFEST, Manifest, blob_name
from hub.store.columns import table
from hub.store.copying import copy_rows, require_empty, require_equal, resume_counting
from hub.store.database import Database
from hub.store.log_tables import ConsumerRow
from hub.store.portions import among, run
from hub.store.progress import Report
from hub.store.trouble import Troubles

CONSUMER = table(ConsumerRow)
SETTINGS_FILE = "daumoi.toml"
ASIDE = ".restoring"
BLOB = re.compile(r"blobs/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})")
CHUNK = 1 << 20
LONGEST_MANIFEST = 64 << 20
# mirrors may have read on after the backup was made: no cursor they know is given again
CURSOR_GAP = 1_000_000
UNREADABLE = (tarfile.TarError, EOFError, zlib.error, ValidationError, sqlite3.Error, OSError)


def restore(file: Path, url: str, folder: Path, forget: Collection[str], report: Report) -> Manifest:
    """Restore a hub into `folder` and the database at `url`, both empty; StoreError otherwise, and nothing is left.

    `forget` names the consumers whose work is in no backup, so that they begin anew.
    """
    with closing(Database(url, Troubles(folder))) as target:
        _require_free(folder, target)
        try:
            with _aside(folder) as aside:
                manifest = _unpack(file, aside, report)
                _check(manifest, aside)
                with _prepared(aside, forget) as source:
                    _put_in_place(source, target, folder, report)
        except UNREADABLE as error:
            raise StoreError(f"{file} cannot be restored: {error or type(error).__name__}") from error
    return manifest


# --- where to ----------------------------------------------------------------------------


def _require_free(folder: Path, target: Database) -> None:
    """Nothing is ever restored over something; a folder with nothing but settings is empty."""
    _require_no_hub(target)
    if (folder / ASIDE).exists():
        _clear(folder, target)
    there = sorted({path.name for path in folder.iterdir()} - {SETTINGS_FILE}) if folder.exists() else []
    if there:
        raise StoreError(f"{folder} is not empty: it holds {', '.join(there[:5])}")


def _require_no_hub(target: Database) -> None:
    if target.file:
        if target.file.exists():
            raise StoreError(f"there is a database already: {target.file}")
        return
    with target.reading() as connection:
        if schema.version(connection) is not None:
            schema.check(connection)
            require_empty(connection)


def _clear(folder: Path, target: Database) -> None:
    """What a killed restore left; without a database none of it is anybody's hub."""
    for left in (folder / ASIDE, folder / "blobs"):
        shutil.rmtree(left, ignore_errors=True)
    if target.file:
        _beside(target.file).unlink(missing_ok=True)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    aside = folder / ASIDE
    (aside / "blobs").mkdir(parents=True)
    try:
        yield aside
    finally:
        shutil.rmtree(aside)


# --- out of the file ---------------------------------------------------------------------


def _unpack(file: Path, aside: Path, report: Report) -> Manifest:
    """Write what the file holds into the folder aside; its manifest, which comes last."""
    manifest, blobs, size = None, 0, file.stat().st_size
    with file.open("rb") as opened, tarfile.open(fileobj=opened, mode="r|*") as tar:
        for member in tar:
            if manifest is not None or not member.isreg() or member.issparse():
                raise StoreError(f"{file} holds {member.name!r}, which a backup does not")
            content = tar.extractfile(member)
            assert content is not None, "a regular file has content"
            if member.name == MANIFEST:
                manifest = AS_MANIFEST.validate_json(content.read(LONGEST_MANIFEST))
            else:
                blobs += _take(member.name, content, aside)
            report("unpacking", opened.tell(), size)
    if manifest is None:
        raise StoreError(f"{file} is not a backup, or not all of one: it has no manifest")
    if manifest.blobs != blobs:
        raise StoreError(f"{file} holds {blobs} of {manifest.blobs} kept files")
    return manifest


def _take(name: str, content: IO[bytes], aside: Path) -> bool:
    """Write the database or kept bytes that are what their name says; whether it was the latter."""
    blob = BLOB.fullmatch(name)
    if name != DATABASE and (blob is None or blob_name(blob[1]) != name):
        raise StoreError(f"the backup holds {name!r}, which a backup does not")
    place = aside / name
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with place.open("xb") as written:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
    if blob is not None and digest.hexdigest() != blob[1]:
        raise StoreError(f"the backup is damaged: {name} is not what its name says")
    return blob is not None


def _check(manifest: Manifest, aside: Path) -> None:
    """That the database is the one the manifest tells of, of a schema we know, and nothing but tables."""
    if manifest.format != FORMAT:
        raise StoreError(f"the backup is of form {manifest.format}, which is newer than this program")
    schema.require_known(manifest.schema)
    with (aside / DATABASE).open("rb") as copy:
        if file_digest(copy, "sha256").hexdigest() != manifest.database_sha256:
            raise StoreError("the backup is damaged: its database is not what the manifest says")
    with closing(sqlite3.connect(f"file:{aside / DATABASE}?mode=ro", uri=True)) as connection:
        kinds = {kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")}
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if not kinds <= {"table", "index"} or version != manifest.schema:
            raise StoreError("the backup's database is none that a hub has made")


# --- into its place ----------------------------------------------------------------------


@contextmanager
def _prepared(aside: Path, forget: Collection[str]) -> Iterator[Database]:
    """The unpacked database, at the newest schema and ready to go on counting."""
    with closing(Database(f"sqlite:///{aside / DATABASE}", Troubles(aside))) as source:
        with source.migrating() as connection:
            schema.migrate(connection)
        with source.writing() as transaction:
            run(transaction.connection, delete(CONSUMER).where(among(CONSUMER.c.name)), list(forget))
            resume_counting(transaction.connection, CURSOR_GAP)
        yield source


def _put_in_place(source: Database, target: Database, folder: Path, report: Report) -> None:
    """Kept bytes first, the database last: from then on there is a hub."""
    assert source.file is not None, "what was unpacked is a file"
    aside = source.file.parent
    (aside / "blobs").rename(folder / "blobs")
    try:
        if target.file:
            source.close()
            _put_file(source.file, target.file)
        else:
            _put_rows(source, target, report)
    except BaseException:
        (folder / "blobs").rename(aside / "blobs")
        raise


def _put_file(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(file, _beside(place))  # perhaps to another disk
    os.sync()
    _beside(place).rename(place)


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.restoring")


def _put_rows(source: Database, target: Database, report: Report) -> None:
    with source.reading() as reading, target.migrating() as connection:
        schema.migrate(connection)
        require_empty(connection)
        copy_rows(reading, connection, report)
        require_equal(reading, connection, report)
        resume_counting(connection, CURSOR_GAP)
        os.sync()

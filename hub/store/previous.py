"""The database as it was before the last migration: there is no other way back to the program that wrote it."""

from pathlib import Path
from secrets import token_hex

from hub.store import schema
from hub.store.database import Database


def keep_previous(database: Database, migrations: Path = schema.FOLDER) -> None:
    """Copy an SQLite file of an older schema to `daumoi.db.VERSION`; only the last such copy is kept."""
    file = database.file
    if file is None or not file.exists():
        return
    with database.reading() as connection:
        version = schema.older(connection, migrations)
    copy = file.with_name(f"{file.name}.{version}")
    if version is None or copy.exists():
        return
    part = file.with_name(f".{copy.name}.{token_hex(4)}")
    try:
        database.vacuum_into(part)
        forget_previous(database)
        part.rename(copy)
    finally:
        part.unlink(missing_ok=True)


def forget_previous(database: Database) -> None:
    """Delete such copies: what is redacted must be in none of them."""
    if database.file:
        for copy in database.file.parent.glob(f"{database.file.name}.[0-9]*"):
            copy.unlink(missing_ok=True)

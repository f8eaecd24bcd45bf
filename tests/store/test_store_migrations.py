"""The schema: migrations lead to the tables as they are described, and a newer one is refused."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from hub.errors import StoreError
from hub.store import log_tables, schema, tables
from hub.store.columns import Row
from hub.store.database import Database
from hub.store.migrations import env
from hub.store.store import Store
from hub.store.trouble import Troubles


@pytest.fixture
def empty(url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(url, tmp_path)
    yield opened
    opened.close()


def shape(file: Path) -> dict[str, frozenset[str]]:
    """Each table and index as the database describes it; the order of a table's parts means nothing, nor where its
    lines end: a column that was added stands behind the last of them."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {
        name: frozenset(part.strip() for part in re.split(r",(?![^()]*\))|\n", sql) if part.strip())
        for name, sql in rows
        if not name.startswith(("alembic", "sqlite"))
    }


def test_migrations_lead_to_the_tables_as_they_are_described(empty: Store, tmp_path: Path) -> None:
    assert tables and log_tables
    empty.migrate()
    described = create_engine(f"sqlite:///{tmp_path / 'described.db'}")
    Row.metadata.create_all(described)
    described.dispose()
    assert shape(tmp_path / "daumoi.db") == shape(tmp_path / "described.db")


def test_alembic_finds_nothing_left_to_migrate(url: str, empty: Store, tmp_path: Path) -> None:
    empty.migrate()
    database = Database(url, Troubles(tmp_path))
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
    database.close()


def test_migrating_twice_changes_nothing(empty: Store, tmp_path: Path) -> None:
    empty.migrate()
    before = shape(tmp_path / "daumoi.db")
    empty.set_meta("authority", "x")
    empty.migrate()
    empty.check_schema()
    assert shape(tmp_path / "daumoi.db") == before and empty.meta("authority") == "x"


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new' / 'data' / 'daumoi.db'}", tmp_path / "new" / "data")
    store.migrate()
    store.close()
    assert (tmp_path / "new" / "data" / "daumoi.db").exists()


def test_an_empty_database_is_named_with_the_remedy(empty: Store) -> None:
    with pytest.raises(StoreError, match="daumoi init"):
        empty.check_schema()


@pytest.mark.parametrize("method", ["migrate", "check_schema"])
def test_a_newer_schema_is_refused_and_left_alone(empty: Store, tmp_path: Path, method: str) -> None:
    empty.migrate()
    with sqlite3.connect(tmp_path / "daumoi.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = shape(tmp_path / "daumoi.db")
    with pytest.raises(StoreError, match="version 9999, which is newer"):
        getattr(empty, method)()
    assert shape(tmp_path / "daumoi.db") == before


def test_a_migration_that_is_killed_leaves_the_old_state(url: str, tmp_path: Path) -> None:
    database = Database(url, Troubles(tmp_path))
    with pytest.raises(KeyboardInterrupt), database.migrating() as connection:
        schema.migrate(connection)
        raise KeyboardInterrupt
    database.close()
    assert shape(tmp_path / "daumoi.db") == {}


def test_a_migration_that_would_leave_rows_pointing_nowhere_is_refused(url: str, empty: Store, tmp_path: Path) -> None:
    empty.migrate()
    database = Database(url, Troubles(tmp_path))
    with pytest.raises(StoreError, match="point nowhere"), database.migrating() as connection:
        connection.exec_driver_sql("INSERT INTO source VALUES ('lost', 'nobody', '', '', NULL, 'active', '{}')")
    database.close()
    assert empty.sources.source("lost") is None


@pytest.mark.parametrize("fails", [False, True])
def test_foreign_keys_hold_again_after_a_migration(url: str, empty: Store, tmp_path: Path, fails: bool) -> None:
    empty.migrate()
    database = Database(url, Troubles(tmp_path))
    with suppress(KeyboardInterrupt), database.migrating():
        if fails:
            raise KeyboardInterrupt
    with pytest.raises(StoreError, match="FOREIGN KEY"), database.writing() as transaction:
        transaction.connection.exec_driver_sql("INSERT INTO source VALUES ('l', 'no', '', '', NULL, 'active', '{}')")
    database.close()


def test_a_store_without_migration_says_what_is_missing(empty: Store) -> None:
    with pytest.raises(StoreError, match="no such table"):
        empty.meta("authority")


def test_alembics_file_can_be_imported_like_any_other() -> None:
    assert callable(env.run)

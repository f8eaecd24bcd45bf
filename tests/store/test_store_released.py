"""Every schema that was ever released leads to the present one, with all that was in it; killed half-way it stays.

A dump of each stands in `released/`. A new migration has none: it is written, and the test fails until it was read.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, text

from hub.errors import StoreError
from hub.records import Agency, Source
from hub.store import schema
from hub.store.columns import Row
from hub.store.database import Database
from hub.store.migrations import versions
from hub.store.previous import keep_previous
from hub.store.store import Store
from hub.store.trouble import Troubles

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released"
VERSIONS = sorted(
    found[1] for path in Path(versions.__path__[0]).iterdir() if (found := re.match(r"v(\d{4})_", path.name))
)
NEXT = '''"""A migration of every kind there may be: a column, a table copied on SQLite, an index, rows rewritten."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", {down!r}
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice") as batch:
        batch.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
        batch.alter_column("signer", existing_type=sa.Text(), nullable=False, server_default="")
    op.create_table("extra", sa.Column("name", sa.Text(), primary_key=True))
    op.create_index("ix_notice_weight", "notice", ["weight"])
    op.execute("UPDATE notice SET weight = 2 WHERE id = 'a'")
    op.drop_table("redaction")
'''


def prepare(store: Store) -> None:
    store.set_meta("authority", "hub.example")
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))


@pytest.fixture
def hub(database_url: str, tmp_path: Path, fill: Callable[[Store], None]) -> Iterator[Store]:
    """A hub of the present schema with something in every table, every notice signed."""
    store = Store(database_url, tmp_path)
    store.migrate()
    prepare(store)
    fill(store)
    sign(store)
    yield store
    store.close()


def catch_up(store: Store, fresh: Store) -> None:
    """What releases before corrections and clusters could not be filled with is done to what became of them."""
    if not store.corrections.of_notice("a"):
        for done in fresh.corrections.of_notice("a"):
            assert store.corrections.correct(done.who, done.notice, done.field, done.after, done.at)
    if not store.clusters.of_notice("a"):
        store.clusters.settle({"a": fresh.clusters.of_notice("a")}, (), fresh.changes.after(0)[-1].at)


def sign(store: Store) -> None:
    with store._database.writing() as transaction:
        transaction.connection.execute(text("UPDATE notice SET signer = 'Nguyễn Văn A'"))


@pytest.fixture
def future(tmp_path: Path) -> Path:
    """The migrations of a program to come."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", "__main__.py"))
    (folder / "versions" / "v9001_to_come.py").write_text(NEXT.format(down=VERSIONS[-1]))
    return folder


# --- from every released version ---------------------------------------------------------


def dump_of(version: str, tmp_path: Path, fill: Callable[[Store], None]) -> str:
    """The dump of a version; of one not released yet it is written now, to be looked at."""
    file = RELEASED / f"v{version}.sql"
    if not file.exists():
        assert version == VERSIONS[-1], "only the newest can still be written"
        store = Store(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")
        store.migrate()
        prepare(store)
        fill(store)
        store.close()
        with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
            file.write_text("\n".join(connection.iterdump()) + "\n", "utf-8")
        pytest.fail(f"{file} was missing and is written now: read it, then commit it")
    return file.read_text("utf-8")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_schema_is_brought_to_the_newest_and_keeps_what_it_held(
    version: str, tmp_path: Path, fill: Callable[[Store], None]
) -> None:
    with closing(sqlite3.connect(tmp_path / "daumoi.db")) as connection:
        connection.executescript(dump_of(version, tmp_path, fill))
    store, fresh = (Store(f"sqlite:///{tmp_path / name}", tmp_path) for name in ("daumoi.db", "fresh.db"))
    for opened in (store, fresh):
        opened.migrate()
        opened.examine()
    prepare(fresh)
    fill(fresh)
    catch_up(store, fresh)
    assert store.notices.many(["a", "b", "c"]) == fresh.notices.many(["a", "b", "c"])
    assert store.notices.revisions("a") == fresh.notices.revisions("a")
    assert store.changes.after(0) == fresh.changes.after(0)
    assert store.sources.source("syt") == fresh.sources.source("syt")
    assert store.ledger.fetches("syt", 9) == fresh.ledger.fetches("syt", 9)
    assert store.activity.days(date(2010, 1, 1)) == fresh.activity.days(date(2010, 1, 1)) != {}
    assert list(store.evidence.faults(deep=True)) == []
    assert {line.notice for line in store.evidence.after(0) if line.kind != "fetch"} == {"a", "b", "c"}
    store.check_schema()
    store.close()
    fresh.close()
    assert (tmp_path / f"daumoi.db.{version}").exists() == (version != VERSIONS[-1])


def test_the_newest_schema_on_postgresql_is_the_one_described(empty_postgresql: str, tmp_path: Path) -> None:
    with closing(Database(empty_postgresql, Troubles(tmp_path))) as database:
        with database.migrating() as connection:
            schema.migrate(connection)
        with database.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Row.metadata) == []


# --- to a version to come ----------------------------------------------------------------


def test_a_migration_to_come_keeps_every_row(hub: Store, future: Path) -> None:
    before = hub.contents()
    with hub._database.migrating() as connection:
        schema.migrate(connection, future)
    with hub._database.reading() as connection:
        assert schema.version(connection) == "9001"
        weights = connection.execute(text("SELECT id, weight, signer FROM notice ORDER BY id")).all()
        (aliases,) = connection.execute(text("SELECT count(*) FROM alias")).one()
    assert [tuple(row)[:2] for row in weights] == [("a", 2), ("b", 1), ("c", 1)]
    assert aliases == before["alias"].rows


@pytest.mark.parametrize("method", ["migrate", "check_schema"])
def test_an_older_program_refuses_it_clearly_and_leaves_it_alone(hub: Store, future: Path, method: str) -> None:
    with hub._database.migrating() as connection:
        schema.migrate(connection, future)
    with pytest.raises(StoreError, match="version 9001, which is newer than this program; install the newer daumoi"):
        getattr(hub, method)()
    with hub._database.reading() as connection:
        assert schema.version(connection) == "9001"


def test_before_a_migration_the_file_is_kept_as_it_was(tmp_path: Path, future: Path, fill: Callable[..., None]) -> None:
    url = f"sqlite:///{tmp_path / 'daumoi.db'}"
    store = Store(url, tmp_path)
    store.migrate()
    prepare(store)
    fill(store)
    sign(store)
    before = store.contents()
    keep_previous(store._database, future)
    with store._database.migrating() as connection:
        schema.migrate(connection, future)
    store.close()
    copy = tmp_path / f"daumoi.db.{VERSIONS[-1]}"
    kept = Store(f"sqlite:///{copy}", tmp_path)
    kept.check_schema()
    assert kept.contents() == before
    kept.close()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_is_redacted_is_in_no_copy_either(store: Store, tmp_path: Path, future: Path, fill: Callable) -> None:
    fill(store)
    keep_previous(store._database, future)
    assert list(tmp_path.glob("daumoi.db.0*"))
    with store.writing() as writer:
        writer.redact("a", "yêu cầu", store.notices.many(["a"])[0].updated)
    assert not list(tmp_path.glob("daumoi.db.0*"))


# --- killed ------------------------------------------------------------------------------

CHILD = """if 1:
    import os, signal, sys
    from pathlib import Path
    from sqlalchemy import event
    from hub.store import schema
    from hub.store.database import Database
    from hub.store.trouble import Troubles
    url, folder, kill_at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    database = Database(url, Troubles(folder.parent))
    told = 0
    def count(*_):
        global told
        told += 1
        if told == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(database._engine, "after_cursor_execute", count)
    with database.migrating() as connection:
        schema.migrate(connection, folder)
    print(told)
"""


def migrate_in_child(url: str, future: Path, kill_at: int) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-W", "ignore", "-c", CHILD, url, str(future), str(kill_at)]
    return subprocess.run(words, capture_output=True, text=True, cwd=ROOT)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 1.0])
def test_a_migration_that_is_killed_anywhere_leaves_the_old_state(
    hub: Store, database_url: str, future: Path, tmp_path: Path, part: float
) -> None:
    before = hub.contents()
    hub.close()
    steps = statements(hub, future)
    hub.close()
    killed = migrate_in_child(database_url, future, int(steps * part))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    hub.check_schema()
    assert hub.contents() == before
    with hub._database.migrating() as connection:
        schema.migrate(connection, future)


def statements(hub: Store, future: Path) -> int:
    """How many statements the migration takes, found by doing it and undoing it."""
    told: list[str] = []
    listening = ("after_cursor_execute", lambda _c, _cur, sql, *_: told.append(sql))
    event.listen(hub._database._engine, *listening)
    try:
        with pytest.raises(KeyboardInterrupt), hub._database.migrating() as connection:
            schema.migrate(connection, future)
            raise KeyboardInterrupt
    finally:
        event.remove(hub._database._engine, *listening)
    assert len(told) > 10
    return len(told)


def test_a_first_migration_that_is_killed_leaves_an_empty_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'daumoi.db'}"
    killed = migrate_in_child(url, schema.FOLDER, 30)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with closing(sqlite3.connect(tmp_path / "daumoi.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    store = Store(url, tmp_path)
    store.migrate()
    store.check_schema()
    store.close()
    assert os.listdir(tmp_path)

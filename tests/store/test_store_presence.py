"""Workers that said they are there, and databases that cannot be worked with."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.store.probing import probe
from hub.store.store import Store

NOWHERE = "postgresql://hub@127.0.0.1:1/hub"


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    store = Store(database_url, tmp_path)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An SQLite file of the newest schema, which nobody has open."""
    store = Store(f"sqlite:///{tmp_path / 'daumoi.db'}", tmp_path)
    store.migrate()
    store.close()
    return tmp_path / "daumoi.db"


def test_workers_are_known_until_they_leave(store: Store) -> None:
    store.workers.enter("m:1:2", 60)
    store.workers.enter("m:1:3", 60)
    store.workers.stay("m:1:3", 90)
    store.workers.leave("m:1:2")
    (left,) = store.workers.all()
    assert left.holder == "m:1:3" and 80 < left.ends <= 90


def test_who_enters_forgets_those_that_have_run_out_and_no_other_leases(store: Store) -> None:
    store.workers.enter("m:1:2", -5.0)
    store.leases.take("source:a", "m:1:2", 0.0)
    (gone,) = store.workers.all()
    assert gone.ends < 0
    store.workers.enter("m:1:3", 60)
    assert [worker.holder for worker in store.workers.all()] == ["m:1:3"]
    assert store.leases.take("source:a", "m:1:3", 60) == 2


def test_a_worker_that_died_is_among_those_whose_leases_are_ended(store: Store) -> None:
    store.workers.enter("m:1:2", 60)
    assert store.leases.end_all_of("m:1:2") == 1
    assert store.workers.all()[0].ends < 0


def test_nothing_stands_in_the_way_of_a_sound_database(store: Store, database_url: str, tmp_path: Path) -> None:
    assert probe(database_url, tmp_path) is None


def test_a_database_of_a_newer_program_and_an_empty_one_are_told_apart(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    with store._database.writing() as transaction:
        transaction.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    refusal = probe(database_url, tmp_path)
    assert refusal and refusal.code == "schema_newer" and "9999" in refusal.detail
    with store._database.writing() as transaction:
        transaction.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    refusal = probe(database_url, tmp_path)
    assert refusal and refusal.code == "schema_older"


def test_a_server_that_is_not_there_is_down(tmp_path: Path) -> None:
    refusal = probe(NOWHERE, tmp_path)
    assert refusal and refusal.code == "database_down" and "\n" not in refusal.detail


def test_a_file_that_is_not_there_is_missing_and_stays_so(tmp_path: Path) -> None:
    refusal = probe(f"sqlite:///{tmp_path / 'daumoi.db'}", tmp_path)
    assert refusal and refusal.code == "database_missing"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_holds_is_locked(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refusal = probe(f"sqlite:///{file}", file.parent, patience=0)
    assert refusal and refusal.code == "database_locked"


def test_a_file_of_noise_is_damaged_and_everybody_knows(file: Path) -> None:
    file.write_bytes(b"\xa5" * 8192)
    refusal = probe(f"sqlite:///{file}", file.parent)
    assert refusal and refusal.code == "database_damaged" and (file.parent / "damaged").exists()

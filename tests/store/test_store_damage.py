"""A damaged SQLite file: found, named for every process, read as far as it can be read, and never written."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.errors import StoreDamaged, StoreError
from hub.records import Filters, Notice, SourceState
from hub.store.store import Store

Make = Callable[..., Notice]
PAGE = 4096


@pytest.fixture
def filled(store: Store, notice: Make, tmp_path: Path) -> Path:
    """The file of a hub of three hundred notices; nobody has it open."""
    with store.writing() as writer:
        for n in range(300):
            writer.add_notice(notice(f"n{n:03}", text="chữ " * 300), [f"url:{n}"])
    store.close()
    return tmp_path / "daumoi.db"


def page_of(file: Path, table: str) -> int:
    """A leaf page that holds rows of this table, by SQLite's own account."""
    connection = sqlite3.connect(file)
    try:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    finally:
        connection.close()
    data = file.read_bytes()
    page = data[(root - 1) * PAGE : root * PAGE]
    first_cell = int.from_bytes(page[12:14], "big")
    return int.from_bytes(page[first_cell : first_cell + 4], "big")


def overwrite(file: Path, page: int) -> bytes:
    """Put noise in the place of a page; what stood there."""
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE)
        before = opened.read(PAGE)
        opened.seek((page - 1) * PAGE)
        opened.write(b"\xa5" * PAGE)
    return before


def test_a_sound_file_is_found_sound(store: Store) -> None:
    store.examine()
    assert store.trouble() is None


def test_a_damaged_page_is_found_and_from_then_on_nothing_is_written(
    store: Store, filled: Path, notice: Make, tmp_path: Path
) -> None:
    overwrite(filled, page_of(filled, "revision"))
    before = filled.read_bytes()
    with pytest.raises(StoreDamaged):
        store.examine()
    trouble = store.trouble()
    assert trouble is not None and trouble.code == "database_damaged" and trouble.detail
    with pytest.raises(StoreDamaged), store.writing():
        raise AssertionError("nothing is begun")
    with pytest.raises(StoreDamaged):
        store.sources.save_state(SourceState("syt"))
    with pytest.raises(StoreDamaged):
        store.leases.take("source:syt", "worker", 60)
    store.migrate()
    store.close()
    assert filled.read_bytes() == before


def test_what_is_not_damaged_is_still_read(store: Store, filled: Path) -> None:
    overwrite(filled, page_of(filled, "revision"))
    with pytest.raises(StoreDamaged):
        store.examine()
    assert store.notices.count(Filters()) == 300 and store.changes.newest() == 300
    assert store.sources.source("syt") is not None
    lost = store.notices.unreadable()
    assert 0 < len(lost) < 100
    for id in lost:
        with pytest.raises(StoreDamaged):
            store.notices.get(id)
    found = store.notices.many([id for id in (f"n{n:03}" for n in range(300)) if id not in lost])
    assert len(found) == 300 - len(lost)


def test_of_a_sound_file_nothing_is_unreadable(store: Store, filled: Path) -> None:
    told: list[tuple[str, int, int]] = []
    assert store.notices.unreadable(lambda *said: told.append(said)) == []
    assert told == [("reading notices", 300, 300)]


def test_whoever_reads_a_damaged_row_finds_the_damage(store: Store, filled: Path) -> None:
    overwrite(filled, page_of(filled, "revision"))
    assert store.trouble() is None
    with pytest.raises(StoreDamaged):
        list(store.documents())
    assert store.trouble() is not None


def test_another_process_knows_of_it(store: Store, filled: Path, tmp_path: Path) -> None:
    overwrite(filled, page_of(filled, "revision"))
    with pytest.raises(StoreDamaged):
        store.examine()
    code = f"""if 1:
        from pathlib import Path
        from hub.store.store import Store
        store = Store("sqlite:///{filled}", Path("{tmp_path}"))
        store.migrate()
        print(store.changes.newest(), store.trouble().code)"""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert told.stdout == "300 database_damaged\n"


def test_a_file_that_was_put_right_is_written_again_once_it_was_looked_through(
    store: Store, filled: Path, notice: Make
) -> None:
    page = page_of(filled, "revision")
    whole = overwrite(filled, page)
    with pytest.raises(StoreDamaged):
        store.examine()
    store.close()
    with filled.open("r+b") as opened:
        opened.seek((page - 1) * PAGE)
        opened.write(whole)
    assert store.trouble() is not None, "nobody has looked yet"
    store.examine()
    assert store.trouble() is None
    with store.writing() as writer:
        writer.add_notice(notice("after"), [])


def test_a_file_that_is_no_database_is_damaged(filled: Path, tmp_path: Path) -> None:
    overwrite(filled, 1)
    store = Store(f"sqlite:///{filled}", tmp_path)
    with pytest.raises(StoreDamaged):
        store.migrate()
    trouble = store.trouble()
    assert trouble is not None and trouble.code == "database_damaged"
    store.close()


@pytest.mark.parametrize("url", ["", "nothing", "mysql://x/y", "postgres://x/y"])
def test_a_url_that_names_no_database_we_know_is_refused_as_such(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError):
        Store(url, tmp_path)

"""What only SQLite gets wrong unless told otherwise."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import ClauseElement, event, select
from sqlalchemy.dialects import sqlite

from hub.records import Filters, Notice, Tally
from hub.store import batch, evidence, leases, memory, notices, pages, parts, sources
from hub.store.filters import conditions
from hub.store.store import Store
from hub.store.turns import Turn

Make = Callable[..., Notice]


def ask(tmp_path: Path, sql: str) -> Any:
    """One value, read by a connection that knows nothing of us."""
    connection = sqlite3.connect(tmp_path / "daumoi.db")
    try:
        return connection.execute(sql).fetchone()[0]
    finally:
        connection.close()


def in_threads(works: list[Callable[[], object]]) -> list[BaseException]:
    """Run all at once; what any of them raised."""
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_an_instant_keeps_its_zone_in_the_file(store: Store, notice: Make, tmp_path: Path) -> None:
    hanoi = timezone(timedelta(hours=7))
    with store.writing() as writer:
        writer.add_notice(notice("a", published=datetime(2010, 9, 24, 14, 30, tzinfo=hanoi)), [])
    assert ask(tmp_path, "SELECT published FROM notice") == "2010-09-24 07:30:00.000000+00:00"
    found = store.notices.get("a")
    assert found is not None and found.published == datetime(2010, 9, 24, 14, 30, tzinfo=hanoi)


def test_the_file_is_in_wal_mode(store: Store, tmp_path: Path) -> None:
    assert ask(tmp_path, "PRAGMA journal_mode") == "wal"


def test_four_threads_that_read_and_write_in_one_transaction_meet_no_lock(store: Store, notice: Make) -> None:
    def work(name: str) -> None:
        for n in range(40):
            with store.writing() as writer:
                assert writer.notices.get(f"{name}{n}") is None
                writer.add_notice(notice(f"{name}{n}"), [f"url:{name}{n}"])

    assert in_threads([lambda name=name: work(name) for name in "abcd"]) == []
    assert store.notices.count(Filters()) == 160
    assert len(store.changes.after(0)) == 160


def test_two_stores_on_one_file_write_at_once(store: Store, url: str, notice: Make, tmp_path: Path) -> None:
    other = Store(url, tmp_path)

    def work(into: Store, name: str) -> None:
        for n in range(40):
            with into.writing() as writer:
                writer.add_notice(notice(f"{name}{n}"), [])

    assert in_threads([lambda: work(store, "a"), lambda: work(other, "b")]) == []
    other.close()
    assert store.notices.count(Filters()) == 80


def test_readers_go_on_while_a_writer_holds_the_lock(store: Store, notice: Make, now: datetime) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("before"), [])
    holding, read = Event(), Event()

    def write() -> None:
        with store.writing() as writer:
            writer.add_notice(notice("during"), [])
            writer.save_tally(Tally("syt", now))
            assert writer.notices.get("during") is not None
            holding.set()
            assert read.wait(10)

    writing = Thread(target=write)
    writing.start()
    assert holding.wait(10)
    assert [found.id for found in store.notices.newest(Filters())] == ["before"]
    read.set()
    writing.join()
    assert store.notices.count(Filters()) == 2


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(agency="so-y-te"),
        Filters(section="chi-dao"),
        Filters(type="qd"),
        Filters(withdrawn="only"),
        Filters(withdrawn="exclude"),
    ],
)
def test_the_newest_page_is_read_off_an_index_without_sorting(store: Store, now: datetime, filters: Filters) -> None:
    plans = plans_of(store, lambda: store.notices.newest(filters, before=(now, "x"), limit=50))
    page = plans[0][: plans[0].index("SCAN anon_1")]
    assert "USING INDEX" in page or "USING COVERING INDEX" in page
    assert "TEMP B-TREE" not in page


@pytest.mark.parametrize("number", ["12/QĐ-UBND", "ubnd-kh-12-qd-ubnd"])
def test_a_document_number_is_looked_up_not_searched_for(store: Store, number: str) -> None:
    (plan,) = plans_of(store, lambda: store.notices.count(Filters(number=number)))
    assert "MULTI-INDEX OR" in plan and "SCAN" not in plan


def plans_of(store: Store, read: Callable[[], object]) -> list[str]:
    """How SQLite would answer each statement of a read."""
    engine = store._database._engine
    said: list[tuple[str, Any]] = []
    listen = ("before_cursor_execute", lambda _c, _cur, sql, values, *_: said.append((sql, values)))
    event.listen(engine, *listen)
    read()
    event.remove(engine, *listen)
    with engine.connect() as connection:
        queries = [(sql, values) for sql, values in said if sql.startswith("SELECT")]
        rows = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all() for sql, values in queries]
    return ["\n".join(row[3] for row in plan) for plan in rows]


MANY_AT_ONCE: list[ClauseElement] = [
    batch.STANDING, batch.CARRIED, evidence.REMOVED, evidence.DELETE_TEXTS, leases.LOOK_EACH, memory.HAVE_DUE,
    memory.ADDRESSES, notices.STATES, notices.BY_ID, notices.KNOWN_AS, pages.DROP, pages.LEAVE, pages.COME_BACK,
    parts.FILES, parts.CITES, sources.STATES,
]  # fmt: skip
OF_FEW = [Filters(type="QĐ"), Filters(number="12/QĐ-UBND")]


@pytest.mark.parametrize("statement", MANY_AT_ONCE, ids=range(len(MANY_AT_ONCE)))
def test_rows_of_many_keys_are_found_by_an_index(store: Store, tmp_path: Path, statement: ClauseElement) -> None:
    assert [step for step in plan(tmp_path, statement) if "SCAN" in step and "json_each" not in step] == []


@pytest.mark.parametrize("filters", OF_FEW, ids=str)
def test_what_few_notices_have_is_found_by_an_index_of_those_few(
    store: Store, tmp_path: Path, filters: Filters
) -> None:
    steps = plan(tmp_path, select(notices.NOTICE.c.id).where(*conditions(filters)))
    assert any("ix_notice_" in step for step in steps) and not any("SCAN" in step for step in steps)


def plan(tmp_path: Path, statement: ClauseElement) -> list[str]:
    """How SQLite goes about a statement."""
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
    connection = sqlite3.connect(tmp_path / "daumoi.db")
    connection.create_function("uptime", 0, lambda: 0.0)
    try:
        explained = connection.execute(f"EXPLAIN QUERY PLAN {compiled}", {name: "x" for name in compiled.params})
        return [str(step) for _, _, _, step in explained]
    finally:
        connection.close()


WRITES = """
import sys, time
from pathlib import Path
from hub.store.turns import Turn
turn, until, held = Turn(Path(sys.argv[1]), 30), time.monotonic() + 1.5, 0
while time.monotonic() < until:
    with turn:
        time.sleep(0.01)
        held += 1
print(held)
"""


def test_of_processes_that_write_without_a_pause_each_has_its_turns(tmp_path: Path) -> None:
    file = tmp_path / "daumoi.db"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITES, str(file)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    turns = [int(writer.communicate()[0]) for writer in writers]
    assert min(turns) > 0 and sum(turns) <= 4 * 150


def test_a_turn_is_a_courtesy_and_nobody_waits_for_one_that_stands_still(tmp_path: Path) -> None:
    with Turn(tmp_path / "daumoi.db", 30), Turn(tmp_path / "daumoi.db", 0.05):
        pass


def test_where_no_file_can_be_made_there_are_no_turns(tmp_path: Path) -> None:
    with Turn(tmp_path / "nowhere" / "daumoi.db", 30):
        pass

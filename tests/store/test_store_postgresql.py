"""What only PostgreSQL gets wrong unless told otherwise."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from hub.errors import DiskFull, StoreDamaged, StoreError
from hub.records import Agency, Filters, Notice, Source
from hub.store.store import Store

Make = Callable[..., Notice]


@pytest.fixture
def store(postgresql_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(postgresql_url, tmp_path)
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    yield opened
    opened.close()


def tell(store: Store, sql: str) -> None:
    with store._database.writing() as transaction:
        transaction.connection.execute(text(sql))


def test_keys_are_ordered_by_code_point_whatever_the_locale_of_the_cluster(store: Store, notice: Make) -> None:
    ids = ["B", "a", "đ", "d", "z", "a-b", "ab", "á"]
    with store.writing() as writer:
        for id in ids:
            writer.add_notice(notice(id), [])
    assert [found.id for found in store.notices.newest(Filters())] == sorted(ids, reverse=True)


def test_connections_that_were_cut_off_are_noticed_before_a_statement_is_lost(store: Store, notice: Make) -> None:
    assert store.notices.count(Filters()) == 0
    with pytest.raises(StoreError):
        tell(store, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()")
    with store.writing() as writer:
        writer.add_notice(notice("a"), [])
    assert store.notices.count(Filters()) == 1


@pytest.mark.parametrize(("state", "error"), [("53100", DiskFull), ("XX001", StoreDamaged), ("XX002", StoreDamaged)])
def test_what_the_server_says_of_disk_and_data_is_trouble(store: Store, state: str, error: type[StoreError]) -> None:
    with pytest.raises(error):
        tell(store, f"DO $$ BEGIN RAISE EXCEPTION 'said so' USING ERRCODE = '{state}'; END $$")
    if error is StoreDamaged:
        assert store.trouble() is not None
        with pytest.raises(StoreDamaged), store.writing():
            raise AssertionError("nothing is begun")


def test_a_reader_sees_one_moment_however_long_it_looks(store: Store, notice: Make) -> None:
    with store._database.reading() as connection:
        count = text("SELECT count(*) FROM notice")
        assert connection.scalar(count) == 0
        with store.writing() as writer:
            writer.add_notice(notice("a"), [])
        assert connection.scalar(count) == 0


def test_a_writer_that_never_gets_its_turn_is_told_so(store: Store, postgresql_url: str, tmp_path: Path) -> None:
    other, holding, given_up = Store(postgresql_url, tmp_path), Event(), Event()

    def hold() -> None:
        with other.writing():
            holding.set()
            assert given_up.wait(20)

    thread = Thread(target=hold)
    thread.start()
    assert holding.wait(10)
    try:
        with pytest.raises(StoreError, match="lock timeout"), store._database.writing() as transaction:
            transaction.connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
            transaction.wait_turn()
    finally:
        given_up.set()
        thread.join()
        other.close()


def test_small_writes_do_not_wait_for_writers_of_notices(store: Store, notice: Make) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a"), [])
        done = Thread(target=lambda: (store.leases.take("source:syt", "worker", 60), store.changes.mark("index", 1)))
        done.start()
        done.join(10)
        assert not done.is_alive()


def test_instants_come_back_in_utc_whatever_the_zone_of_the_server(store: Store, notice: Make) -> None:
    tell(store, "ALTER DATABASE " + str(store._database._url.database) + " SET timezone = 'Asia/Ho_Chi_Minh'")
    hanoi = timezone(timedelta(hours=7))
    with store.writing() as writer:
        writer.add_notice(notice("a", published=datetime(2010, 9, 24, 14, 30, tzinfo=hanoi)), [])
    found = store.notices.get("a")
    assert found is not None and found.published.isoformat() == "2010-09-24T07:30:00+00:00"


@pytest.mark.parametrize("words", ["nul \x00", "lone \ud800"])
def test_text_that_no_database_takes_is_refused_whole(store: Store, notice: Make, words: str) -> None:
    with pytest.raises((StoreError, UnicodeEncodeError)), store.writing() as writer:
        writer.add_notice(notice("a", title=words), [])
    assert store.notices.count(Filters()) == 0

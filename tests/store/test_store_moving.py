"""A hub moved from one database to the other: nobody who reads it can tell."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from feeds.channels import channel_feed, names
from feeds.publish import RENDERERS
from hub.errors import StoreError
from hub.records import Address, Agency, Fetch, Filters, Notice, Source, Tally
from hub.store.store import Store

Make = Callable[..., Notice]
CHANNELS = ("all", "withdrawn", "agencies/so-y-te", "sources/syt", "sections/chi-dao")


@pytest.fixture
def hub(database_url: str, tmp_path: Path, fill: Callable[[Store], None]) -> Iterator[Store]:
    """A hub with something in every table; nobody is at work."""
    store = Store(database_url, tmp_path)
    store.migrate()
    store.set_meta("authority", "hub.example")
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_agency(Agency("d-sau-cung", "Đ sau cùng"))
    store.sources.save_source(
        Source("syt", "so-y-te", "https://syt.example/", (Address("feed", "https://u:p@syt.example/rss"),))
    )
    fill(store)
    store.leases.release("source:syt", "worker", 1)
    yield store
    store.close()


@pytest.fixture
def elsewhere(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty database of the other kind."""
    if database_url.startswith("sqlite"):
        url: str = request.getfixturevalue("empty_postgresql")
        return url
    return f"sqlite:///{tmp_path / 'elsewhere' / 'moved.db'}"


@pytest.fixture
def moved(hub: Store, elsewhere: str, tmp_path: Path) -> Iterator[Store]:
    """The hub after its move."""
    hub.move_to(elsewhere)
    store = Store(elsewhere, tmp_path)
    store.check_schema()
    yield store
    store.close()


def rendered(store: Store) -> dict[tuple[str, str], bytes]:
    """Every feed of the hub as bytes."""
    known = names(store, store.meta("authority") or "", "https://hub.example", datetime(2026, 11, 2, tzinfo=UTC))
    feeds = {channel: channel_feed(store, channel, known) for channel in CHANNELS}
    return {
        (channel, kind): render(feed) for channel, feed in feeds.items() if feed for kind, render in RENDERERS.items()
    }


def test_every_table_is_equal_by_digest(hub: Store, moved: Store) -> None:
    contents = hub.contents()
    assert moved.contents() == contents
    assert [name for name, found in contents.items() if found.rows == 0] == []


def test_feeds_are_the_same_to_the_byte(hub: Store, moved: Store) -> None:
    feeds = rendered(hub)
    assert rendered(moved) == feeds and len(feeds) >= 9


def test_what_is_read_is_the_same_in_the_same_order(hub: Store, moved: Store) -> None:
    assert moved.notices.newest(Filters()) == hub.notices.newest(Filters())
    assert [moved.notices.revisions(id) for id in "abc"] == [hub.notices.revisions(id) for id in "abc"]
    assert [moved.notices.aliases(id) for id in "abc"] == [hub.notices.aliases(id) for id in "abc"]
    assert moved.changes.after(0) == hub.changes.after(0)
    assert (moved.changes.consumed("index"), moved.changes.consumed("push")) == (4, 3)
    assert moved.sources.agencies() == hub.sources.agencies()
    assert moved.sources.source("syt") == hub.sources.source("syt"), "secrets and all: it is the same hub"
    assert moved.ledger.fetches("syt", 9) == hub.ledger.fetches("syt", 9)
    first = moved.notices.get("a")
    assert first is not None and moved.blobs.get(first.page_sha256 or "") == b"<p>a</p>"


def test_counting_goes_on_where_it_was(hub: Store, moved: Store, notice: Make) -> None:
    newest = hub.changes.newest()
    with moved.writing() as writer:
        writer.add_notice(notice("d"), ["url:d"])
        writer.save_fetch(Fetch("syt", "https://syt.example/", notice("d").updated))
        writer.save_tally(Tally("syt", notice("d").updated))
    assert moved.changes.newest() == newest + 1
    assert len(moved.ledger.fetches("syt", 9)) == len(moved.ledger.tallies("syt", 9)) == 2


def test_there_and_back_is_where_it_was(hub: Store, moved: Store, tmp_path: Path) -> None:
    home = f"sqlite:///{tmp_path / 'home.db'}"
    found = moved.move_to(home)
    store = Store(home, tmp_path)
    assert store.contents() == found == hub.contents()
    store.close()


def test_leases_stay_behind(moved: Store) -> None:
    assert moved.leases.take("source:syt", "worker", 60) == 1


def test_an_empty_hub_can_be_moved(tmp_path: Path, empty_postgresql: str, notice: Make) -> None:
    store, url = Store(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path), empty_postgresql
    store.migrate()
    store.move_to(url)
    store.close()
    moved = Store(url, tmp_path)
    moved.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    moved.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    with moved.writing() as writer:
        writer.add_notice(notice("a"), [])
    assert moved.changes.newest() == 1
    moved.close()


def test_it_is_refused_while_somebody_is_at_work(hub: Store, elsewhere: str, tmp_path: Path) -> None:
    assert hub.leases.take("source:syt", "host:7", 60)
    with pytest.raises(StoreError, match=r"host:7 is at work \(source:syt\)"):
        hub.move_to(elsewhere)


def test_a_database_that_is_not_empty_is_refused_and_left_alone(hub: Store, elsewhere: str, tmp_path: Path) -> None:
    other = Store(elsewhere, tmp_path / "other")
    other.migrate()
    other.set_meta("authority", "other.example")
    before = other.contents()
    with pytest.raises(StoreError, match="not empty"):
        hub.move_to(elsewhere)
    assert other.contents() == before
    other.close()
    with pytest.raises(StoreError, match="not empty"):
        hub.move_to(str(hub._database._url.render_as_string(hide_password=False)))


def test_nothing_written_meanwhile_is_lost_because_nobody_can_write_meanwhile(
    hub: Store, elsewhere: str, notice: Make
) -> None:
    """A writer that comes in the middle waits: what it writes is in the old database only, and visibly so."""
    begun, order = Event(), list[str]()

    def write() -> None:
        assert begun.wait(10)
        with hub.writing() as writer:
            writer.add_notice(notice("late"), [])
        order.append("written")

    def report(what: str, done: int, total: int) -> None:
        begun.set()
        order.append(what)

    writing = Thread(target=write)
    writing.start()
    found = hub.move_to(elsewhere, report)
    writing.join()
    assert order[-1] == "written" and order[0] == "copying"
    assert hub.contents()["notice"].rows == found["notice"].rows + 1


def test_a_copy_that_is_not_equal_is_not_kept(hub: Store, elsewhere: str, tmp_path: Path) -> None:
    def spoil(what: str, done: int, total: int) -> None:
        if what == "comparing" and not spoilt:
            spoilt.append(what)
            raise KeyboardInterrupt

    spoilt: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        hub.move_to(elsewhere, spoil)
    store = Store(elsewhere, tmp_path)
    assert {found.rows for found in store.contents().values()} == {0}
    store.close()
    hub.move_to(elsewhere)


def test_readers_of_the_old_database_are_not_held_up(hub: Store, elsewhere: str) -> None:
    seen: list[int] = []
    hub.move_to(elsewhere, lambda *_: seen.append(hub.notices.count(Filters())))
    assert set(seen) == {3}

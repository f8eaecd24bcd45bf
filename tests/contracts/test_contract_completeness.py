"""Gaps, the ledger's counts and what leaves a list late, on every database alike."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hub.records import Agency, Fetch, Gap, Holding, Item, Notice, Reconciliation, Source, SourceState, Validators
from hub.store.store import Store

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED, LIST = "https://so.example/rss", "https://so.example/tin"


def url(n: int) -> str:
    return f"{LIST}/{n}"


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so", "Sở"))
    opened.sources.save_source(Source("so", "so", "https://so.example/"))
    yield opened
    opened.close()


def add(store: Store, at: datetime, published: dict[int, datetime]) -> None:
    with store.writing() as writer:
        for n, day in published.items():
            notice = Notice(f"n{n}", "so", "so", url(n), f"Thông báo {n}", at, at, day, "minute", "page")
            writer.add_notice(notice, [f"url:{url(n)}"])
            writer.sight(f"n{n}", "so", Item("so", url(n), notice.title), at)
            writer.save_page("so", url(n), f"n{n}", Validators(), at, at + DAY, 0)


def open_gap(store: Store, reason: str, shown: list[int], at: datetime = NOW) -> None:
    with store.writing() as writer:
        writer.open_gap("so", FEED, reason, [url(n) for n in shown], at, found=1)  # type: ignore[arg-type]


def test_a_gap_reaches_from_the_newest_known_before_to_the_oldest_shown_since(store: Store) -> None:
    add(store, NOW - 5 * DAY, {1: NOW - 9 * DAY, 2: NOW - 6 * DAY, 3: NOW + 9 * DAY})
    add(store, NOW, {7: NOW - 2 * DAY, 8: NOW - DAY, 9: NOW - 5 * DAY})
    open_gap(store, "window", [7, 8])
    (gap,) = store.gaps.open_gaps()
    assert (gap.since, gap.until) == (date(2026, 10, 27), date(2026, 10, 31))
    assert (gap.source, gap.address, gap.reason, gap.opened, gap.closed, gap.found) == (
        "so", FEED, "window", NOW, None, 1,
    )  # fmt: skip


def test_what_is_shown_may_be_dated_before_what_was_known(store: Store) -> None:
    add(store, NOW - 5 * DAY, {1: NOW - 6 * DAY})
    add(store, NOW, {7: NOW - 20 * DAY})
    open_gap(store, "window", [7])
    (gap,) = store.gaps.open_gaps()
    assert (gap.since, gap.until) == (date(2026, 10, 13), date(2026, 10, 27))


def test_after_failures_its_reason_is_the_outage(store: Store) -> None:
    store.sources.save_state(SourceState("so", "failing", failures=3))
    open_gap(store, "window", [])
    assert [gap.reason for gap in store.gaps.open_gaps()] == ["outage"]


def test_what_is_left_over_again_is_one_gap_and_ends_when_nothing_is(store: Store) -> None:
    open_gap(store, "budget", [])
    open_gap(store, "budget", [], NOW + HOUR)
    assert [gap.opened for gap in store.gaps.open_gaps()] == [NOW]
    open_gap(store, "window", [], NOW + HOUR)
    with store.writing() as writer:
        writer.close_leftover("so", FEED, NOW + 2 * HOUR, found=4)
    assert [gap.reason for gap in store.gaps.open_gaps()] == ["window"]
    assert [(gap.reason, gap.closed, gap.found) for gap in store.gaps.gaps_of("so")] == [
        ("window", None, 1), ("budget", NOW + 2 * HOUR, 5),
    ]  # fmt: skip


def test_a_saved_gap_comes_back_and_replaces_itself(store: Store) -> None:
    gap = Gap("so", FEED, "window", None, date(2026, 11, 1), NOW, tries=2, tried=NOW, error="no_archive", detail="x")
    store.gaps.save(Gap("so", FEED, "window", None, date(2026, 11, 1), NOW))
    store.gaps.save(gap)
    assert store.gaps.gaps_of("so") == (gap,)
    assert store.gaps.gaps_of("another") == ()


def test_known_before_is_what_was_seen_before_that_moment(store: Store) -> None:
    add(store, NOW - DAY, {1: NOW})
    add(store, NOW, {2: NOW})
    assert store.gaps.any_known_before("so", [url(2), url(1)], NOW)
    assert not store.gaps.any_known_before("so", [url(2), url(3)], NOW)
    assert not store.gaps.any_known_before("so", [], NOW)


def test_notices_are_held_with_what_is_known_of_their_listing_and_publication(store: Store) -> None:
    add(store, NOW, {n: NOW - n * DAY for n in range(6)})
    with store.writing() as writer:
        writer.mark_listed("so", LIST, [url(n) for n in range(5)], NOW, complete=True)
        writer.withdraw("n1", NOW)
        writer.redact("n2", "yêu cầu", NOW)
    done = store.changes.newest()
    with store.writing() as writer:
        writer.mark_listed("so", LIST, [url(n) for n in range(4)], NOW + HOUR, complete=True)
        writer.withdraw("n3", NOW)
        writer.restore("n3", NOW)
    held = store.completeness.holdings("so", NOW - 4 * DAY, done)
    assert held == (
        Holding(NOW - 4 * DAY, is_listed=False, is_published=True),
        Holding(NOW - 3 * DAY, is_listed=True, is_published=False),
        Holding(NOW - 2 * DAY, is_listed=True, is_published=False),
        Holding(NOW - DAY, is_listed=False, is_published=True),
        Holding(NOW, is_listed=True, is_published=True),
    )


def test_missing_is_what_is_listed_unknown_and_did_not_turn_out_to_be_nothing(store: Store) -> None:
    add(store, NOW, {1: NOW})
    with store.writing() as writer:
        writer.mark_listed("so", LIST, [url(n) for n in range(1, 7)], NOW, complete=False)
        writer.mark_listed("so", FEED, [url(2), url(3)], NOW + HOUR, complete=False)
        writer.save_fetch(Fetch("so", url(3), NOW, status=200, error="not_a_listing"))
        writer.save_fetch(Fetch("so", url(6), NOW, status=404, error="http_4xx"))
        writer.save_fetch(Fetch("so", url(4), NOW, status=500, error="http_5xx"))
        writer.mark_listed("so", LIST, [url(n) for n in (1, 2, 3, 4, 6)], NOW + HOUR, complete=False)
    assert store.completeness.missing("so") == {url(2): NOW, url(4): NOW}
    assert store.completeness.missing("another") == {}


def test_a_source_is_in_doubt_while_a_page_has_left_or_was_seen_gone_once(store: Store) -> None:
    add(store, NOW, {1: NOW, 2: NOW})
    slugs = ["so", "another"]
    assert store.completeness.doubtful(slugs, 2) == frozenset()
    with store.writing() as writer:
        writer.mark_listed("so", LIST, [url(1), url(2)], NOW, complete=True)
        writer.mark_listed("so", LIST, [url(1)], NOW + HOUR, complete=True)
    assert store.completeness.doubtful(slugs, 2) == {"so"}, "it has left"
    for gone, in_doubt in ((1, {"so"}), (2, set())):
        with store.writing() as writer:
            writer.save_page("so", url(2), "n2", Validators(), NOW + (gone + 1) * HOUR, None, gone)
        assert store.completeness.doubtful(slugs, 2) == in_doubt


def test_a_night_comes_back_and_replaces_the_one_before(store: Store) -> None:
    for passes in (0, 1):
        store.completeness.save(Reconciliation("so", date(2026, 11, 2), passes, NOW))
    assert store.completeness.reconciliations() == {"so": Reconciliation("so", date(2026, 11, 2), 1, NOW)}


def test_what_short_readings_showed_no_more_leaves_when_the_list_is_read_whole(store: Store) -> None:
    add(store, NOW, {n: NOW for n in range(1, 5)})
    for numbers, is_all in (((4, 3, 2, 1), True), ((4, 3), False), ((4, 3, 1), True)):
        with store.writing() as writer:
            writer.mark_listed("so", LIST, [url(n) for n in numbers], NOW + HOUR, complete=is_all)
    due = store.notices.memory("so", NOW + HOUR, 20).due
    assert [page.url for page in due] == [url(2)]


def test_what_another_address_still_shows_has_not_left(store: Store) -> None:
    add(store, NOW, {1: NOW, 2: NOW})
    with store.writing() as writer:
        writer.mark_listed("so", LIST, [url(1), url(2)], NOW, complete=True)
        writer.mark_listed("so", FEED, [url(2)], NOW, complete=False)
        writer.mark_listed("so", LIST, [url(1)], NOW, complete=False)
        writer.mark_listed("so", LIST, [url(1)], NOW + HOUR, complete=True)
    assert store.notices.memory("so", NOW + HOUR, 20).due == ()


def test_of_a_list_too_long_to_be_read_whole_what_is_younger_than_its_oldest_row_has_left(store: Store) -> None:
    add(store, NOW, {n: NOW - n * DAY for n in range(1, 7)})
    for numbers in ((1, 2, 3, 4, 5, 6), (1, 3, 4)):
        with store.writing() as writer:
            writer.mark_listed("so", LIST, [url(n) for n in numbers], NOW + HOUR, complete=False)
    assert store.notices.memory("so", NOW + HOUR, 20).due == ()
    store.completeness.note_left("so", [LIST], NOW + HOUR)
    assert [page.url for page in store.notices.memory("so", NOW + HOUR, 20).due] == [url(2)]


def test_of_the_pages_that_are_due_those_that_may_be_gone_are_looked_at_first(store: Store) -> None:
    add(store, NOW - 9 * DAY, {n: NOW for n in range(1, 6)})
    with store.writing() as writer:
        writer.save_page("so", url(4), "n4", Validators(), NOW - HOUR, NOW, 1)
    assert [page.url for page in store.notices.memory("so", NOW, 2).due] == [url(4), url(1)]

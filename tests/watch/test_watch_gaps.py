"""When a gap is tried, and what walks through an archive make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.records import Backfill, Gap, Place
from hub.watch.gaps import after_walks, is_to_be_filled, without_archive

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
GAP = Gap("so", "https://so.example/rss", "window", date(2026, 10, 30), date(2026, 11, 1), NOW)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def walk(found: int = 0, **fields: object) -> Backfill:
    return Backfill("so", "https://so.example/tin", NOW, found=found, **fields)  # type: ignore[arg-type]


def test_a_gap_is_filled_when_everything_is_read_back_to_what_was_known() -> None:
    closed = after_walks(GAP, [walk(35, oldest=date(2026, 10, 29))], NOW + HOUR, meets_known=True)
    assert (closed.closed, closed.found, closed.error, closed.tries) == (NOW + HOUR, 35, None, 1)
    assert (closed.since, closed.until) == (GAP.since, GAP.until)


def test_a_list_that_shows_nothing_known_leaves_it_open_with_what_it_gave() -> None:
    still = after_walks(GAP, [walk(3, oldest=date(2026, 10, 31))], NOW, meets_known=False)
    assert (still.closed, still.found, still.error) == (None, 3, "archive_short")
    assert "2026-10-31" in still.detail


def test_a_walk_that_stopped_on_its_way_leaves_it_open_though_it_met_something_known() -> None:
    stopped = walk(3, error="http_5xx", detail="503", waiting=(Place("https://so.example/tin?trang=2"),))
    still = after_walks(GAP, [walk(2), stopped], NOW, meets_known=True)
    assert (still.closed, still.found, still.error, still.detail) == (None, 5, "http_5xx", "503")


def test_what_several_walks_find_is_added_up_until_it_is_closed() -> None:
    again = after_walks(after_walks(GAP, [walk(3)], NOW, meets_known=False), [walk(4)], NOW + HOUR, meets_known=True)
    assert (again.found, again.tries, again.closed, again.error, again.detail) == (7, 2, NOW + HOUR, None, "")


@pytest.mark.parametrize(("code", "error"), [("not_a_listing", "no_archive"), ("http_5xx", "http_5xx")])
def test_without_an_archive_it_stays_open_and_says_why(code: str, error: str) -> None:
    still = without_archive(GAP, code, "nothing there", NOW)
    assert (still.closed, still.error, still.detail, still.tries) == (None, error, "nothing there", 1)


WAITS = [(0, timedelta(), True), (1, HOUR - timedelta(seconds=1), False), (1, HOUR, True), (2, HOUR, False),
         (2, DAY, True), (3, 7 * DAY, True), (9, 29 * DAY, False), (9, 30 * DAY, True)]  # fmt: skip


@pytest.mark.parametrize(("tries", "later", "is_due"), WAITS)
def test_it_is_tried_at_once_and_then_ever_more_rarely_but_never_given_up(
    tries: int, later: timedelta, is_due: bool
) -> None:
    gap = GAP
    for _ in range(tries):
        gap = without_archive(gap, "not_a_listing", "", NOW)
    assert is_to_be_filled(gap, NOW + later) is is_due


def test_what_is_closed_or_comes_with_the_next_visit_is_not_walked_for() -> None:
    left = Gap("so", GAP.address, "budget", None, GAP.until, NOW)
    assert not is_to_be_filled(left, NOW)
    assert not is_to_be_filled(after_walks(GAP, [walk()], NOW, meets_known=True), NOW + 99 * DAY)

"""State after a collection and the next visit: tables of what happened and what follows."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from hub.records import Finding, SourceState, Tally
from hub.watch.health import LONGEST_WAIT, failed_internally, state_after, wait_after
from hub.watch.revisit import next_check

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
EVERY = 900.0


@pytest.mark.parametrize(
    ("tally", "state"),
    [
        (Tally("syt", NOW, new=3, requests=4), "healthy"),
        (Tally("syt", NOW, requests=1, error="connect_refused"), "failing"),
        (Tally("syt", NOW, requests=9, new=2, error="http_5xx"), "partial"),
        (Tally("syt", NOW, requests=1, error="challenge_page"), "challenged"),
        (Tally("syt", NOW, requests=1, error="login_page"), "challenged"),
        (Tally("syt", NOW, requests=1, error="http_410"), "gone"),
        (Tally("syt", NOW), "new"),
    ],
)
def test_a_collection_gives_the_source_its_state(tally: Tally, state: str) -> None:
    assert state_after(SourceState("syt"), tally, EVERY).state == state


def test_a_source_of_which_something_can_be_read_is_visited_as_often_as_ever() -> None:
    lame = Tally("syt", NOW, requests=2, error="http_410", detail="the feed is gone")
    state = SourceState("syt")
    for _ in range(5):
        state = state_after(state, lame, EVERY, answered=True)
    assert (state.state, state.error, state.failures, state.last_ok) == ("partial", "http_410", 0, NOW)
    assert state.next_due is not None and state.next_due <= NOW + timedelta(seconds=EVERY)


def test_since_is_when_the_state_began() -> None:
    first = state_after(SourceState("syt"), Tally("syt", NOW, requests=1, error="deadline"), EVERY)
    later = NOW + timedelta(hours=1)
    second = state_after(first, Tally("syt", later, requests=1, error="reset"), EVERY)
    third = state_after(second, Tally("syt", later, requests=1, new=1), EVERY)
    assert (first.since, second.since, third.since) == (NOW, NOW, later)
    assert (second.failures, third.failures) == (2, 0)
    assert (third.last_ok, third.last_new) == (later, later)


def test_visits_of_a_failing_source_get_rarer_up_to_a_day_and_never_stop() -> None:
    waits = [wait_after("syt", failures, EVERY) for failures in range(30)]
    assert 0.9 * EVERY <= waits[0] <= EVERY
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert LONGEST_WAIT * 0.9 <= waits[-1] <= LONGEST_WAIT


def test_sources_that_fell_together_do_not_come_back_together() -> None:
    assert len({wait_after(f"s{number}", 3, EVERY) for number in range(40)}) > 35


def test_sources_first_visited_together_are_spread_over_their_interval_and_none_comes_late() -> None:
    first = [state_after(SourceState(f"s{n}"), Tally(f"s{n}", NOW, requests=1), EVERY) for n in range(300)]
    again = [state_after(replace(state, collections=9), Tally(state.source, NOW), EVERY) for state in first]
    waits, later = ([(state.next_due - NOW).total_seconds() for state in states] for states in (first, again))
    assert max(waits) <= EVERY and min(waits) >= 0.2 * EVERY
    for tenth in range(3, 9):
        assert 20 <= sum(tenth <= wait / EVERY * 10 < tenth + 1 for wait in waits) <= 70
    assert min(later) >= 0.9 * EVERY and max(later) <= EVERY
    assert max(Counter(map(int, later)).values()) < 12, "those due in one second do not come again in one second"


def test_what_a_server_asked_for_is_kept_but_not_beyond_a_day() -> None:
    asked = Tally("syt", NOW, requests=1, error="http_429", wait=7200.0)
    absurd = replace(asked, wait=10.0**9)
    assert state_after(SourceState("syt"), asked, EVERY).next_due == NOW + timedelta(hours=2)
    assert state_after(SourceState("syt"), absurd, EVERY).next_due == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "asked", "wait"),
    [
        (EVERY, None, None),
        (EVERY, 60.0, None),
        (EVERY, 3600.0, 3600.0),
        (EVERY, LONGEST_WAIT, LONGEST_WAIT),
        (EVERY, 10.0**9, LONGEST_WAIT),
        (2 * LONGEST_WAIT, 3600.0, None),
    ],
)
def test_a_wish_makes_a_wait_longer_and_never_shorter_nor_longer_than_a_day(
    every: float, asked: float | None, wait: float | None
) -> None:
    own = wait_after("syt", 0, every)
    assert wait_after("syt", 0, every, asked) == (own if wait is None else wait)
    assert 0.9 * every <= own <= every


def test_a_fault_of_ours_is_a_failure_that_is_shown() -> None:
    state = state_after(SourceState("syt"), failed_internally("syt", NOW, "ValueError: x"), EVERY)
    assert (state.state, state.error, state.detail) == ("failing", "internal", "ValueError: x")


def test_a_trap_is_named_by_a_healthy_source_until_a_visit_meets_none() -> None:
    trapped = state_after(SourceState("syt"), Tally("syt", NOW, requests=9, detail="trap: 9 addresses"), EVERY, "")
    assert (trapped.state, trapped.error, trapped.detail) == ("healthy", None, "trap: 9 addresses")
    idle = state_after(trapped, Tally("syt", NOW, requests=1, not_modified=1), EVERY, None)
    assert idle.detail == "trap: 9 addresses"
    quiet = state_after(idle, Tally("syt", NOW, requests=3), EVERY, "")
    assert quiet.detail == "trap: 9 addresses", "who read nothing new has not been where the trap is"
    assert state_after(quiet, Tally("syt", NOW, requests=3, new=1), EVERY, "").detail == ""
    left = replace(idle, detail="trap: 9 addresses; page budget: 2 new pages wait for the next visit")
    assert state_after(left, Tally("syt", NOW, requests=3), EVERY, "").detail == "trap: 9 addresses"
    failed = state_after(idle, Tally("syt", NOW, requests=1, error="reset", detail="x"), EVERY)
    assert state_after(failed, Tally("syt", NOW, requests=1), EVERY, None).detail == ""


@pytest.mark.parametrize(
    ("age", "listed", "wait"),
    [
        (timedelta(0), True, timedelta(seconds=EVERY)),
        (timedelta(hours=10), True, timedelta(hours=1)),
        (timedelta(days=90), True, timedelta(days=1)),
        (timedelta(hours=1), False, timedelta(hours=23)),
        (timedelta(days=3), False, timedelta(days=4)),
        (timedelta(days=100), False, timedelta(days=80)),
    ],
)
def test_a_page_is_looked_at_again_by_its_age(age: timedelta, listed: bool, wait: timedelta) -> None:
    assert next_check(NOW - age, NOW, EVERY, listed=listed) == NOW + wait


def test_an_old_page_that_left_its_listing_is_left_alone() -> None:
    assert next_check(NOW - timedelta(days=181), NOW, EVERY, listed=False) is None


def test_what_is_set_aside_is_told_of_and_slows_nothing_down() -> None:
    healthy = Tally("syt", NOW, requests=3, unchanged=2)
    before = SourceState("syt", collections=3)
    first = state_after(before, healthy, EVERY, "Set aside unread: a")
    later = state_after(first, replace(healthy, at=NOW + timedelta(hours=1)), EVERY, None)
    assert (first.state, first.error, first.detail, first.failures) == (
        "partial", "parse_failed", "Set aside unread: a", 0,
    )  # fmt: skip
    assert (first.last_ok, first.next_due) == (NOW, state_after(before, healthy, EVERY).next_due)
    assert (later.state, later.detail, later.since) == ("partial", "Set aside unread: a", NOW)
    assert (state_after(later, healthy, EVERY, "").state, state_after(later, healthy, EVERY, "").error) == (
        "healthy", None,
    )  # fmt: skip


def test_a_failure_is_not_remembered_where_nobody_looked() -> None:
    failed = state_after(SourceState("syt"), Tally("syt", NOW, requests=1, error="reset"), EVERY)
    assert state_after(failed, Tally("syt", NOW, requests=1), EVERY, None).error is None


UNDATED = Finding("no_dates", "partial", "layout_changed", "0 of 20 rows have a date", "odd")
EMPTY = Finding("no_rows", "failing", "empty", "0 rows where 20 are usual", "void")
SILENT = Finding("silent", "silent", None, "something was to be expected")


def visited(state: SourceState, hours: int, finding: Finding | None, **told: object) -> SourceState:
    tally = Tally("syt", NOW + timedelta(hours=hours), requests=3, **told)  # type: ignore[arg-type]
    return state_after(state, tally, EVERY, finding=finding)


def test_what_is_found_gives_the_state_with_code_and_evidence_and_goes_by_itself() -> None:
    odd = visited(SourceState("syt", collections=3), 0, UNDATED)
    assert (odd.state, odd.error, odd.finding, odd.detail) == (
        "partial", "layout_changed", "no_dates", "0 of 20 rows have a date",
    )  # fmt: skip
    assert (odd.since, odd.failures, odd.last_ok) == (NOW, 0, NOW)
    still = visited(odd, 1, UNDATED)
    assert still.since == NOW
    well = visited(still, 2, None)
    assert (well.state, well.error, well.finding, well.detail) == ("healthy", None, None, "")
    assert well.since == NOW + timedelta(hours=2)


def test_other_trouble_begins_when_it_begins_and_the_same_code_is_the_same_trouble() -> None:
    odd = visited(SourceState("syt", collections=3), 0, UNDATED)
    assert visited(odd, 1, replace(UNDATED, name="garbled", code="bad_encoding")).since == NOW + timedelta(hours=1)
    down = state_after(SourceState("syt"), Tally("syt", NOW, requests=1, error="http_5xx"), EVERY)
    half = state_after(down, Tally("syt", NOW + timedelta(hours=1), requests=2, error="http_5xx"), EVERY, answered=True)
    assert (down.state, half.state, half.since) == ("failing", "partial", NOW)


def test_an_answer_that_shows_nothing_is_no_success_and_is_asked_for_as_often_as_ever() -> None:
    empty = visited(SourceState("syt", collections=3, last_ok=NOW - timedelta(days=1)), 0, EMPTY)
    assert (empty.state, empty.error, empty.last_ok, empty.failures) == ("failing", "empty", NOW - timedelta(days=1), 0)


def test_who_does_not_answer_is_failing_whatever_was_found_and_never_silent() -> None:
    refused = visited(SourceState("syt", collections=3), 0, SILENT, error="connect_refused")
    assert (refused.state, refused.error, refused.finding) == ("failing", "connect_refused", None)
    quiet = visited(SourceState("syt", collections=3), 0, SILENT)
    assert (quiet.state, quiet.error, quiet.finding, quiet.detail) == (
        "silent", None, "silent", "something was to be expected",
    )  # fmt: skip
    assert visited(quiet, 1, None, new=1).state == "healthy"

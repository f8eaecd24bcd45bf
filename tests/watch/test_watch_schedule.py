"""Due times after a clock was put forward or back, a long sleep, a burst: what was planned and what follows."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.records import SourceState
from hub.watch.health import share_of
from hub.watch.schedule import plan

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
EVERY = 900.0
MANY = 300
HOUR = timedelta(hours=1)


def steady(jump: timedelta) -> list[tuple[SourceState, float]]:
    """Sources visited every EVERY seconds, evenly, as they stand when the clock jumps to NOW."""
    before = NOW - jump
    states = []
    for n in range(MANY):
        tried = before - timedelta(seconds=EVERY * n / MANY)
        due = tried + timedelta(seconds=EVERY)
        states.append(SourceState(f"s{n}", "healthy", last_try=tried, next_due=due, collections=5))
    return [(state, EVERY) for state in sorted(states, key=lambda state: (state.next_due, state.source))]


def moved(standings: list[tuple[SourceState, float]], astray: dict[str, tuple[datetime, datetime]]) -> list[datetime]:
    """The due times as they are after the moves, each of which must know what was."""
    for state, _ in standings:
        assert state.source not in astray or astray[state.source][0] == state.next_due
    return [astray.get(state.source, (None, state.next_due))[1] for state, _ in standings]


@pytest.mark.parametrize("hours", [1, 6, 24, 24 * 365])
def test_after_a_jump_forward_or_a_long_sleep_a_few_are_visited_and_the_rest_spread(hours: int) -> None:
    standings = steady(hours * HOUR)
    moves = plan(standings, NOW, MANY)
    assert list(moves.due) == [state.source for state, _ in standings[: MANY // 30]]
    assert len(moves.astray) == MANY - len(moves.due)
    will = [(due - NOW).total_seconds() for _, due in moves.astray.values()]
    assert min(will) > 0 and max(will) <= EVERY
    assert max(Counter(int(wait / 60) for wait in will).values()) <= 2 * MANY / EVERY * 60


@pytest.mark.parametrize("hours", [1, 6, 24, 24 * 365])
def test_after_a_jump_back_nobody_waits_longer_than_an_interval(hours: int) -> None:
    standings = steady(-hours * HOUR)
    moves = plan(standings, NOW, MANY)
    assert moves.due == ()
    waits = [(due - NOW).total_seconds() for due in moved(standings, moves.astray)]
    assert min(waits) > 0 and max(waits) <= EVERY
    assert max(Counter(int(wait / 60) for wait in waits).values()) <= 2 * MANY / EVERY * 60


def test_what_was_led_back_is_not_astray_again() -> None:
    for jump in (HOUR, -HOUR):
        standings = steady(jump)
        moves = plan(standings, NOW, MANY)
        for state, _ in standings:
            if state.source in moves.astray:
                will = moves.astray[state.source][1]
                for when in (NOW, NOW + (will - NOW) / 2, will):
                    assert not plan([(replace(state, next_due=will), EVERY)], when, MANY).astray


@pytest.mark.parametrize(
    ("since", "every", "kind"),
    [
        (None, EVERY, "due"),
        (timedelta(0), EVERY, "due"),
        (timedelta(seconds=130), EVERY, "due"),
        (timedelta(seconds=55), 10.0, "due"),
        (timedelta(seconds=-1), EVERY, "later"),
        (timedelta(hours=-24), EVERY, "later"),
        (timedelta(hours=-25), EVERY, "astray"),
        (timedelta(days=-6), 7 * 86_400.0, "later"),
        (timedelta(days=-8), 7 * 86_400.0, "astray"),
    ],
)
def test_one_source_by_how_long_it_has_been_due(since: timedelta | None, every: float, kind: str) -> None:
    state = SourceState("syt", last_try=NOW - HOUR, next_due=None if since is None else NOW - since)
    moves = plan([(state, every)], NOW, 1)
    assert (moves.due, list(moves.astray)) == ((("syt",), []) if kind == "due" else ((), ["syt"][kind == "later" :]))


def test_all_that_come_due_in_one_second_are_visited_at_once() -> None:
    states = [(SourceState(f"s{n}", next_due=NOW - timedelta(seconds=1)), EVERY) for n in range(MANY)]
    assert len(plan(states, NOW, MANY).due) == MANY


def test_a_back_off_planned_by_a_clock_that_was_ahead_is_planned_anew_within_an_interval() -> None:
    failing = SourceState("syt", "failing", last_try=NOW + 48 * HOUR, next_due=NOW + 60 * HOUR, failures=6)
    ((was, will),) = plan([(failing, EVERY)], NOW, MANY).astray.values()
    assert was == failing.next_due and will == NOW + timedelta(seconds=EVERY * share_of("syt"))


def test_clocks_of_two_workers_that_differ_by_seconds_lead_nothing_astray() -> None:
    ahead = SourceState("syt", last_try=NOW + timedelta(seconds=50), next_due=NOW + timedelta(seconds=950))
    assert plan([(ahead, EVERY)], NOW, MANY).astray == {}

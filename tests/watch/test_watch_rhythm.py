"""What a source's rhythm means for its next visit."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hub.records import Find, Rhythm, SourceState, Visited
from hub.vietnamese.dates import VIETNAM
from hub.watch.rhythm import in_rhythm, learn_rhythm

MONDAY = datetime(2010, 9, 20, tzinfo=VIETNAM)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOW = MONDAY + 8 * 7 * DAY
EVERY = timedelta(minutes=15)
LATELY = 14 * 96  # visits, as many as there may be


def workdays(days: int = 56) -> list[datetime]:
    return [day for n in range(days) if (day := MONDAY + n * DAY).weekday() < 5]


@pytest.fixture(scope="module")
def office_finds() -> tuple[Find, ...]:
    return tuple(Find(day + hour * HOUR - HOUR / 4, day + hour * HOUR, 1) for day in workdays() for hour in (9, 10, 15))


@pytest.fixture(scope="module")
def office(office_finds: tuple[Find, ...]) -> Rhythm:
    learned = learn_rhythm("syt", Visited(MONDAY, office_finds, LATELY), NOW, EVERY)
    assert learned
    return learned


def visited(at: datetime, state: str = "healthy", failures: int = 0) -> SourceState:
    return SourceState(
        "syt",
        state,
        last_try=at,
        last_new=at - HOUR,
        next_due=at + EVERY,
        failures=failures,
        collections=99,
    )


def wait(state: SourceState) -> timedelta:
    assert state.next_due and state.last_try
    return state.next_due - state.last_try


def test_while_the_office_is_open_a_source_is_visited_sooner_than_at_a_fixed_interval(office: Rhythm) -> None:
    assert wait(in_rhythm(visited(NOW + 10 * HOUR), office)) < EVERY


@pytest.mark.parametrize("hours", [20, 23, 5 * 24 + 1], ids=["evening", "night", "Saturday"])
def test_at_odd_hours_a_source_is_visited_seldom_but_a_storm_is_not_found_in_the_morning(
    office: Rhythm, hours: int
) -> None:
    quiet = wait(in_rhythm(visited(NOW + hours * HOUR), office))
    assert 5 * EVERY < quiet <= 10 * EVERY


def test_no_day_passes_without_a_visit(office: Rhythm) -> None:
    assert wait(in_rhythm(visited(NOW + 5 * DAY), replace(office, longest=86_100.0, within=80_000.0))) < DAY


def test_sources_that_wake_at_the_same_hour_are_set_apart(office: Rhythm) -> None:
    before_dawn = visited(NOW + 6 * HOUR)
    due = {in_rhythm(replace(before_dawn, source=f"s{n}"), office).next_due for n in range(20)}
    assert len(due) == 20


LEFT_AS_IT_WAS = {
    "a source that fails waits longer with every failure": ("failing", 3),
    "one that owes us the rest is asked soon": ("partial", 0),
    "one that is new is not known yet": ("new", 0),
}


@pytest.mark.parametrize(("state", "failures"), LEFT_AS_IT_WAS.values(), ids=LEFT_AS_IT_WAS.keys())
def test_a_source_in_trouble_is_not_left_to_its_rhythm(office: Rhythm, state: str, failures: int) -> None:
    before = visited(NOW + 20 * HOUR, state, failures)
    assert in_rhythm(before, office) == before


def test_a_wish_to_be_left_alone_is_kept(office: Rhythm) -> None:
    assert wait(in_rhythm(visited(NOW + 10 * HOUR), office, asked=7_200.0)) >= 2 * HOUR


NO_RHYTHM = {
    "known for some hours": (NOW - 9 * HOUR, EVERY),
    "visited more often than any rhythm would": (MONDAY, timedelta(seconds=30)),
    "visited once a day, the least there is": (MONDAY, DAY),
}


@pytest.mark.parametrize(("since", "every"), NO_RHYTHM.values(), ids=NO_RHYTHM.keys())
def test_where_an_interval_serves_better_there_is_no_rhythm(since: datetime, every: timedelta) -> None:
    assert learn_rhythm("syt", Visited(since, (Find(NOW - 2 * HOUR, NOW - HOUR, 1),)), NOW, every) is None


def test_a_source_of_which_nothing_came_yet_is_visited_as_an_office_is() -> None:
    rhythm = learn_rhythm("syt", Visited(NOW - 2 * DAY, (), 2 * 96), NOW, EVERY)
    assert wait(in_rhythm(visited(NOW + 10 * HOUR), rhythm)) < wait(in_rhythm(visited(NOW + 23 * HOUR), rhythm))


@pytest.mark.parametrize("lately", [LATELY // 2, LATELY * 2], ids=["saved", "spent too much"])
def test_what_was_visited_too_often_is_saved_and_what_was_saved_is_spent(
    office: Rhythm, office_finds: tuple[Find, ...], lately: int
) -> None:
    settling = learn_rhythm("syt", Visited(MONDAY, office_finds, lately), NOW, EVERY)
    assert settling
    assert (visits_on_monday(settling) > visits_on_monday(office)) is (lately < LATELY)


def visits_on_monday(rhythm: Rhythm) -> int:
    count, at = 0, NOW
    while at < NOW + DAY:
        count, at = count + 1, in_rhythm(visited(at), rhythm).next_due or NOW + DAY
    return count

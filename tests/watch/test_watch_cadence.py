"""What is learned of a source's week, and how its visits are spent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.vietnamese.dates import VIETNAM
from hub.watch.cadence import OFFICE_WEEK, Find, Slot, learn_cadence, slots_between
from hub.watch.pace import LONGEST, SOONEST, Allowance, next_visit, pace_for

MONDAY = datetime(2010, 9, 20, tzinfo=VIETNAM)
WEEKS = 8
NOW = MONDAY + timedelta(weeks=WEEKS)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def found_at(*moments: datetime, within: timedelta = HOUR, count: int = 1) -> list[Find]:
    return [Find(moment - within, moment, count) for moment in moments]


def every_week(day: int, hour: float) -> list[datetime]:
    return [MONDAY + timedelta(weeks=week, days=day, hours=hour) for week in range(WEEKS)]


def every_workday(hour: float, days: int = 7 * WEEKS) -> list[datetime]:
    moments = (MONDAY + timedelta(days=day, hours=hour) for day in range(days))
    return [moment for moment in moments if moment.weekday() < 5]


def slot_at(moment: datetime, stillness: int = 0) -> Slot:
    return Slot(moment, moment.weekday(), moment.hour * 2 + moment.minute // 30, stillness)


def test_a_source_nobody_knows_is_expected_as_an_office_is() -> None:
    cadence, seen = learn_cadence([], MONDAY, MONDAY)
    assert seen == []
    assert cadence.weekdays == pytest.approx(OFFICE_WEEK)
    at_ten, at_night = (cadence.usual(slot_at(MONDAY + timedelta(hours=hour))) for hour in (10, 2))
    assert at_ten > 20 * at_night


PUBLISHES = {
    "on Mondays": (every_week(0, 10), lambda slot: slot.weekday == 0),
    "on Saturdays": (every_week(5, 10), lambda slot: slot.weekday == 5),
    "in the evening": (every_workday(20), lambda slot: 18 * 2 <= slot.place <= 22 * 2),
}


@pytest.mark.parametrize(("moments", "is_then"), PUBLISHES.values(), ids=PUBLISHES.keys())
def test_what_a_source_does_is_learned(moments: list[datetime], is_then: Callable[[Slot], bool]) -> None:
    cadence, seen = learn_cadence(found_at(*moments), MONDAY, NOW)
    week = seen[-7 * 48 :]
    share = sum(cadence.usual(slot) for slot in week if is_then(slot)) / sum(map(cadence.usual, week))
    by_chance = sum(map(is_then, week)) / len(week)
    assert share > 0.5 > 2 * by_chance


def test_what_a_visit_finds_in_the_morning_came_while_the_office_was_open() -> None:
    overnight = found_at(*every_workday(9), within=timedelta(hours=17))  # since four in the afternoon
    cadence, _ = learn_cadence(overnight, MONDAY, NOW)
    assert cadence.slots[17 * 2] + cadence.slots[8 * 2] > 10 * cadence.slots[2 * 2]


def test_a_day_of_thirty_notices_does_not_outweigh_a_month() -> None:
    steady = found_at(*every_workday(9))
    flood = found_at(MONDAY + timedelta(days=10, hours=23), count=30)
    cadence, _ = learn_cadence(sorted(steady + flood, key=lambda find: find.by), MONDAY, NOW)
    assert max(range(48), key=lambda place: cadence.slots[place]) in range(16, 19)


def test_of_a_source_that_is_silent_for_a_month_little_is_expected() -> None:
    finds = found_at(*every_workday(9, days=28))
    before, _ = learn_cadence(finds, MONDAY, MONDAY + 28 * DAY)
    after, _ = learn_cadence(finds, MONDAY, NOW)
    next_day, next_month = slot_at(NOW + 10 * HOUR, stillness=6), slot_at(NOW + 10 * HOUR, stillness=10)
    assert after.expected(next_month) < 0.2 * before.expected(next_day)


def test_a_public_holiday_is_as_quiet_as_the_day_it_counts_as() -> None:
    def with_a_holiday(day: date) -> int:
        return 6 if day == NOW.date() else day.weekday()

    cadence, _ = learn_cadence(found_at(*every_workday(9)), MONDAY, NOW, with_a_holiday)
    holiday, workday = (
        next(iter(slots_between(NOW + hours, NOW + hours + HOUR, (), with_a_holiday)))
        for hours in (9 * HOUR, 33 * HOUR)
    )
    assert cadence.usual(holiday) < 0.2 * cadence.usual(workday)


def test_the_hours_in_which_nothing_comes_are_spent_on_those_in_which_it_does() -> None:
    finds = found_at(*every_workday(10))
    cadence, seen = learn_cadence(finds, MONDAY, NOW)
    pace = pace_for(cadence, seen, Allowance(24), NOW)
    visits, tuesday = [NOW + 20 * HOUR], NOW + DAY
    while visits[-1] < tuesday + DAY:
        visits.append(next_visit(cadence, pace, finds, visits[-1]))
    night = [visit for visit in visits if tuesday - 3 * HOUR < visit < tuesday + 6 * HOUR]
    soon_after_ten = [visit for visit in visits if timedelta(0) <= visit - tuesday - 10 * HOUR < HOUR / 2]
    assert len(night) <= 3 and soon_after_ten


@pytest.mark.parametrize("visits_a_day", [2, 6, 24, 96])
def test_a_pace_spends_no_more_visits_than_there_are(visits_a_day: float) -> None:
    published = sorted([*every_workday(10, days=56), *every_workday(15, days=56)])
    finds: list[Find] = []
    now, spent = MONDAY, []
    for day in range(56):
        cadence, seen = learn_cadence(finds, MONDAY, now)
        pace = pace_for(cadence, seen, Allowance(visits_a_day), now)
        while now < MONDAY + (day + 1) * DAY:
            before, now = now, next_visit(cadence, pace, finds, now)
            spent.append(day)
            came = sum(before < moment <= now for moment in published)
            finds += [Find(before, now, came)] if came else []
    assert sum(day >= 42 for day in spent) <= 14 * visits_a_day


def test_more_visits_make_no_slower_pace() -> None:
    cadence, seen = learn_cadence(found_at(*every_workday(10)), MONDAY, NOW)
    paces = [pace_for(cadence, seen, Allowance(visits), NOW).within for visits in (2, 4, 12, 48, 200)]
    assert paces == sorted(paces, reverse=True)


@settings(deadline=None, max_examples=15)
@given(
    finds=st.lists(st.tuples(st.integers(0, 60 * 24 * 50), st.integers(1, 2000), st.integers(1, 50)), max_size=20),
    visits_a_day=st.floats(0.5, 500),
    at=st.integers(0, 60 * 24 * 7),
)
def test_whatever_was_found_the_next_visit_is_after_this_one_and_within_a_day(
    finds: list[tuple[int, int, int]], visits_a_day: float, at: int
) -> None:
    ends = sorted((end, length, count) for end, length, count in finds)
    known = [
        Find(MONDAY + timedelta(minutes=end - length), MONDAY + timedelta(minutes=end), n) for end, length, n in ends
    ]
    now = NOW + timedelta(minutes=at)
    cadence, seen = learn_cadence(known, MONDAY, now)
    following = next_visit(cadence, pace_for(cadence, seen, Allowance(visits_a_day), now), known, now)
    assert now + SOONEST <= following + timedelta(microseconds=1)
    assert following <= now + LONGEST

"""On which days offices work, beside what a well-kept library knows, and what lies between two days."""

from datetime import date, timedelta

import pytest
from holidays.countries.vietnam import Vietnam
from hypothesis import given
from hypothesis import strategies as st

from hub.vietnamese.workdays import is_busy, is_workday, office_weekday, workdays_between

YEARS = range(2000, 2041)
DAY = timedelta(days=1)
DAYS = st.dates(date(1999, 1, 1), date(2041, 12, 31))


def line_of(year: int) -> str:
    """A line of the table as the library has it."""
    known = Vietnam(years=year)
    off = [f"{day:%m-%d}" for day in sorted(known) if day.weekday() < 5 and day.year == year]
    worked = [f"+{day:%m-%d}" for day in sorted(known.weekend_workdays) if day.year == year]
    return " ".join([str(year), *off, *worked])


@pytest.mark.parametrize("year", YEARS)
def test_the_days_of_work_of_a_year_are_those_the_library_knows(year: int) -> None:
    known = Vietnam(years=year)
    days = [date(year, 1, 1) + n * DAY for n in range(365 + (year % 4 == 0))]
    expected = [day for day in days if (day.weekday() < 5 and day not in known) or day in known.weekend_workdays]
    assert [day for day in days if is_workday(day)] == expected, f"write in the table: {line_of(year)}"


@pytest.mark.parametrize("year", range(2010, 2041))
def test_the_lunar_year_begins_on_the_day_that_the_library_knows(year: int) -> None:
    (first,) = Vietnam(years=year, language="vi").get_named("Tết Nguyên Đán", lookup="exact")
    assert [is_busy(first - 4 * DAY + n * DAY) for n in range(15)] == [False] * 15


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2010-09-24", "2010-09-24", 0),
        ("2010-09-24", "2010-09-25", 0),
        ("2010-09-24", "2010-09-27", 1),
        ("2010-09-01", "2010-09-03", 1),
        ("2026-02-13", "2026-02-23", 1),
        ("2026-08-21", "2026-08-24", 2),
        ("2026-08-28", "2026-09-03", 1),
        ("2026-11-23", "2026-11-25", 1),
        ("2010-09-27", "2010-09-24", 0),
    ],
    ids=[
        "the same day",
        "a Saturday",
        "over a weekend",
        "over National Day",
        "over Tết",
        "a Saturday worked for another day, and a Monday",
        "over a weekend, an exchanged Monday and two days off",
        "over the Day of Culture",
        "backwards",
    ],
)
def test_days_of_work_between_two_days(start: str, end: str, days: int) -> None:
    assert workdays_between(date.fromisoformat(start), date.fromisoformat(end)) == days


@given(DAYS, st.integers(0, 60))
def test_they_are_counted_as_if_one_by_one(start: date, length: int) -> None:
    days = [start + n * DAY for n in range(1, length + 1)]
    assert workdays_between(start, start + length * DAY) == sum(map(is_workday, days))


@given(DAYS, DAYS, DAYS)
def test_a_later_end_is_never_nearer_and_a_stop_on_the_way_changes_nothing(one: date, two: date, three: date) -> None:
    first, second, third = sorted((one, two, three))
    assert 0 <= workdays_between(first, second) <= workdays_between(first, third)
    assert workdays_between(first, second) + workdays_between(second, third) == workdays_between(first, third)


def test_a_public_holiday_is_the_sunday_it_resembles() -> None:
    week = [office_weekday(date(2010, 8, 30) + n * DAY) for n in range(7)]
    assert week == [0, 1, 2, 6, 4, 5, 6]

"""Sources that have been silent for too long, by their own rhythm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.records import SourceState
from hub.vietnamese.workdays import is_busy
from hub.watch.silence import silence, silent_from

BEGIN = date(2026, 9, 1)
DAILY = [day for n in range(60) if (day := BEGIN + timedelta(days=n)).weekday() < 5]
WEEKLY = [day for day in DAILY if day.weekday() == 1]


def test_a_daily_source_is_silent_after_two_weeks_of_work_and_one_that_is_known_for_long_after_one() -> None:
    begins = silent_from(DAILY, is_busy)
    assert begins and timedelta(days=14) < begins - DAILY[-1] <= timedelta(days=20)
    known = [day for n in range(390) if (day := DAILY[-1] - timedelta(days=n)).weekday() < 5][::-1]
    sooner = silent_from(known, is_busy)
    assert sooner and timedelta(days=7) < sooner - known[-1] <= timedelta(days=11)


def test_a_weekly_source_is_waited_for_longer() -> None:
    begins = silent_from(WEEKLY, is_busy)
    assert begins and timedelta(weeks=3) < begins - WEEKLY[-1] < timedelta(weeks=6)


def test_the_days_around_tet_do_not_count() -> None:
    before = [date(2027, 1, 4) + timedelta(days=n) for n in range(28) if n % 7 < 5]
    begins = silent_from(before, is_busy)
    assert begins and begins > date(2027, 2, 17)


@pytest.mark.parametrize("days", [[], DAILY[:1], DAILY[:4]])
def test_nothing_is_said_of_a_source_of_which_little_is_known(days: list[date]) -> None:
    assert silent_from(days, is_busy) is None


def test_who_has_never_been_silent_for_so_long_is_silent_now() -> None:
    begins = date(2026, 11, 2)
    state = SourceState("syt", last_new=datetime(2026, 10, 20, 3, tzinfo=UTC))
    assert silence(begins, state, begins - timedelta(days=1)) is None
    found = silence(begins, state, begins)
    assert found and (found.state, found.code) == ("silent", None) and "2026-10-20" in found.detail


def test_who_told_something_this_week_is_not_silent_be_it_of_an_older_date() -> None:
    state = SourceState("syt", last_new=datetime(2026, 11, 1, 3, tzinfo=UTC))
    assert silence(date(2026, 10, 2), state, date(2026, 11, 2)) is None

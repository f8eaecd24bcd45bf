"""On which days offices in Vietnam work, and how many such days lie between two others.

Holidays and days of exchange are a table: the Vietnamese calendar is not the Chinese, what is exchanged is decreed anew
each year, and the library that knows both takes 90 ms and 18 MB, for it loads every country at once. A test holds the
table to the library's, and prints the lines that have changed with a new release of it.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

# the first day of the lunar year, as the Vietnamese calendar has it
_NEW_YEARS = (
    date(2010, 2, 14), date(2011, 2, 3), date(2012, 1, 23), date(2013, 2, 10), date(2014, 1, 31), date(2015, 2, 19),
    date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12),
    date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6),
    date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 2), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31),
    date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28), date(2037, 2, 15), date(2038, 2, 4), date(2039, 1, 24),
    date(2040, 2, 12),
)  # fmt: skip
_BY_YEAR = {day.year: day for day in _NEW_YEARS}
_BEFORE, _AFTER = timedelta(days=4), timedelta(days=10)

# by year the days off that fall on Monday to Friday, then, with a plus, the Saturdays worked for one of them
_TABLE = """
2000 01-03 02-04 02-07 02-08 02-09 05-01 05-02 09-04
2001 01-01 01-23 01-24 01-25 01-26 04-30 05-01 09-03
2002 01-01 02-11 02-12 02-13 02-14 04-30 05-01 09-02
2003 01-01 01-31 02-03 02-04 02-05 04-30 05-01 09-02
2004 01-01 01-21 01-22 01-23 01-26 04-30 05-03 09-02
2005 01-03 02-08 02-09 02-10 02-11 05-02 05-03 09-02
2006 01-02 01-30 01-31 02-01 02-02 05-01 05-02 09-04
2007 01-01 02-16 02-19 02-20 02-21 04-26 04-30 05-01 09-03
2008 01-01 02-06 02-07 02-08 02-11 04-15 04-30 05-01 09-02
2009 01-01 01-26 01-27 01-28 01-29 04-06 04-30 05-01 09-02
2010 01-01 02-15 02-16 02-17 02-18 02-19 04-23 04-30 05-03 09-02 +02-27
2011 01-03 02-02 02-03 02-04 02-07 04-12 05-02 05-03 09-02
2012 01-02 01-23 01-24 01-25 01-26 01-27 04-02 04-30 05-01 09-03 +02-04
2013 01-01 02-11 02-12 02-13 02-14 02-15 04-19 04-29 04-30 05-01 09-02 +05-04
2014 01-01 01-29 01-30 01-31 02-03 02-04 04-09 04-30 05-01 05-02 09-01 09-02 +04-26 +09-06 +12-27
2015 01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-28 04-29 04-30 05-01 09-02 +02-14 +04-25
2016 01-01 02-08 02-09 02-10 02-11 02-12 04-18 05-02 05-03 09-02
2017 01-02 01-26 01-27 01-30 01-31 02-01 04-06 05-01 05-02 09-04
2018 01-01 02-14 02-15 02-16 02-19 02-20 04-25 04-30 05-01 09-03 12-31
2019 01-01 02-04 02-05 02-06 02-07 02-08 04-15 04-29 04-30 05-01 09-02 +01-05 +05-04
2020 01-01 01-23 01-24 01-27 01-28 01-29 04-02 04-30 05-01 09-02
2021 01-01 02-10 02-11 02-12 02-15 02-16 04-21 04-30 05-03 09-02 09-03
2022 01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02
2023 01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04
2024 01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03 +05-04
2025 01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02 +04-26
2026 01-01 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24 +08-22
2027 01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03 11-24
2028 01-03 01-24 01-25 01-26 01-27 01-28 04-04 05-01 05-02 09-01 09-04 11-24
2029 01-01 02-12 02-13 02-14 02-15 02-16 04-23 04-30 05-01 09-03 09-04 11-26
2030 01-01 01-31 02-01 02-04 02-05 02-06 04-12 04-30 05-01 09-02 09-03 11-25
2031 01-01 01-21 01-22 01-23 01-24 01-27 04-01 04-30 05-01 09-01 09-02 11-24
2032 01-01 02-09 02-10 02-11 02-12 02-13 04-19 04-30 05-03 09-02 09-03 11-24
2033 01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02 11-24
2034 01-02 02-17 02-20 02-21 02-22 02-23 04-28 05-01 05-02 09-01 09-04 11-24
2035 01-01 02-06 02-07 02-08 02-09 02-12 04-17 04-30 05-01 09-03 09-04 11-26
2036 01-01 01-28 01-29 01-30 01-31 02-01 04-07 04-30 05-01 09-01 09-02 11-24
2037 01-01 02-13 02-16 02-17 02-18 02-19 04-24 04-30 05-01 09-01 09-02 11-24
2038 01-01 02-02 02-03 02-04 02-05 02-08 04-13 04-30 05-03 09-02 09-03 11-24
2039 01-03 01-24 01-25 01-26 01-27 01-28 04-04 05-02 05-03 09-01 09-02 11-24
2040 01-02 02-10 02-13 02-14 02-15 02-16 04-20 04-30 05-01 09-03 09-04 11-26
"""
_FIRST_MONDAY = date(1, 1, 1)
SUNDAY = 6


def _days(*, worked: bool) -> tuple[date, ...]:
    """The days of the table, or those worked for them, in order."""
    years = (line.split() for line in _TABLE.split("\n") if line)
    found = [(year, day) for year, *days in years for day in days if day.startswith("+") == worked]
    return tuple(date.fromisoformat(f"{year}-{day.removeprefix('+')}") for year, day in found)


_OFF, _WORKED = _days(worked=False), _days(worked=True)
_IS_OFF, _IS_WORKED = frozenset(_OFF), frozenset(_WORKED)


def is_workday(day: date) -> bool:
    """Whether offices are open on a day: no weekend, unless it is worked for another day, and no public holiday.

    Holidays are known from 2000 to 2040.

    >>> [is_workday(date(2026, 8, day)) for day in (21, 22, 23, 31)], is_workday(date(2027, 2, 9))
    ([True, True, False, False], False)
    """
    if day.weekday() >= SUNDAY - 1:
        return day in _IS_WORKED
    return day not in _IS_OFF


def workdays_between(start: date, end: date) -> int:
    """How many days of work come after `start` up to `end`, this one counted; 0 where it is not later.

    What is issued on a Friday and put up on Monday took one day.

    >>> workdays_between(date(2010, 9, 24), date(2010, 9, 27)), workdays_between(date(2026, 2, 13), date(2026, 2, 23))
    (1, 1)
    """
    return _worked_until(end) - _worked_until(start) if end > start else 0


def _worked_until(day: date) -> int:
    """Days of work from the first Monday of our era on."""
    weeks, rest = divmod((day - _FIRST_MONDAY).days + 1, 7)
    return 5 * weeks + min(rest, 5) - bisect_right(_OFF, day) + bisect_right(_WORKED, day)


@lru_cache(maxsize=1024)
def office_weekday(day: date) -> int:
    """The weekday from Monday, 0; a public holiday is the Sunday that it resembles.

    >>> office_weekday(date(2010, 9, 2)), office_weekday(date(2010, 9, 3))
    (6, 4)
    """
    weekday = day.weekday()
    return weekday if weekday >= SUNDAY - 1 or is_workday(day) else SUNDAY


def is_busy(day: date) -> bool:
    """Whether offices are likely to publish on a day: no weekend, no holiday, not the weeks around Tết, in
    which little is done though offices are open.

    >>> [is_busy(date(2027, 2, day)) for day in (1, 2, 8, 16, 17)]
    [True, False, False, False, True]
    """
    tet = _BY_YEAR.get(day.year)
    if tet and tet - _BEFORE <= day <= tet + _AFTER:
        return False
    return is_workday(day)

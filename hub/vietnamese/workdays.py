"""On which days offices in Vietnam work. The lunar new year is a table: the Vietnamese calendar is not the Chinese."""

from datetime import date, timedelta

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
_FIXED = frozenset({(1, 1), (4, 30), (5, 1), (9, 1), (9, 2)})


def is_busy(day: date) -> bool:
    """Whether offices are likely to publish on a day: no weekend, no holiday with a date, not the weeks around Tết, in
    which little is done though offices are open.

    >>> [is_busy(date(2027, 2, day)) for day in (1, 2, 8, 16, 17)]
    [True, False, False, False, True]
    """
    tet = _BY_YEAR.get(day.year)
    if tet and tet - _BEFORE <= day <= tet + _AFTER:
        return False
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED

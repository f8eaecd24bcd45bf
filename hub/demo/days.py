"""Days counted from the day the demo starts, so that its notices always look fresh.

A text holds `{day +5}` where a date belongs: five working days later, as 30/11/2026.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

_PLACE = re.compile(r"\{([a-z]+)(?: ([+-]\d+))?\}")
_WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")
_QUARTERS = ("I", "II", "III", "IV")


def workday(start: date, days: int) -> date:
    """The working day so many working days after `start` (before it, if negative); Monday to Friday.

    >>> workday(date(2026, 11, 23), -1), workday(date(2026, 11, 21), 0)
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 23))
    """
    step = timedelta(days=-1 if days < 0 else 1)
    day, left = start, abs(days)
    while left or day.weekday() > 4:
        day += step
        left -= left > 0 and day.weekday() <= 4
    return day


def fill(text: str, today: date) -> str:
    """The text with every date written in.

    >>> fill("trước {long +5}; tháng {month +1}", date(2026, 11, 23))
    'trước ngày 30 tháng 11 năm 2026; tháng 12 năm 2026'
    """
    return _PLACE.sub(lambda place: _FORMS[place[1]](today, int(place[2] or 0)), text)


def _day(today: date, days: int) -> str:
    return f"{workday(today, days):%d/%m/%Y}"


def _long(today: date, days: int) -> str:
    day = workday(today, days)
    return f"ngày {day:%d} tháng {day.month if day.month > 2 else f'{day:%m}'} năm {day.year}"


def _weekday(today: date, days: int) -> str:
    return f"thứ {_WEEKDAYS[workday(today, days).weekday()]}"


def _month(today: date, months: int) -> str:
    index = today.year * 12 + today.month - 1 + months
    return f"{index % 12 + 1} năm {index // 12}"


def _quarter(today: date, quarters: int) -> str:
    index = today.year * 4 + (today.month - 1) // 3 + quarters
    return f"quý {_QUARTERS[index % 4]} năm {index // 4}"


def _year(today: date, years: int) -> str:
    return str(today.year + years)


def _school(today: date, years: int) -> str:
    first = today.year + years - (today.month < 7)
    return f"{first} - {first + 1}"


_FORMS: Mapping[str, Callable[[date, int], str]] = {
    "day": _day,
    "long": _long,
    "weekday": _weekday,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
    "school": _school,
}

"""Spans of days as people name them: `tháng 3/2024`, `quý 2 năm 2023`, `6 tháng đầu năm 2024`, `tuần trước`.

With or without marks, and the usual English ones. What is told from today on needs to know today.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import normalize

from hub.vietnamese.text import fold

_SEPARATOR = r"\s?[/.\-]\s?"
_YEAR = r"(?P<year>\d{4})"
_OF_YEAR = rf"(?:(?:\s?[/.,\-]\s?|\s)(?:nam\s)?{_YEAR})"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH_MONTH = (
    r"(?P<named>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_LONGEST = 40
_FIRST_YEAR = 1990  # before, a figure is hardly a year in which something was put online
_UNITS = {"ngay": 1, "day": 1, "days": 1, "tuan": 7, "week": 7, "weeks": 7}


class Days(NamedTuple):
    """From the first to the last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days and its place in a text (in NFC)."""

    days: Days
    start: int
    end: int


def read_period(text: str, today: date | None = None) -> Days | None:
    """The days that a text names and nothing else; None where it names none, or needs a today that is not given.

    >>> read_period("quý II năm 2023").first.isoformat(), read_period("thang 2/2024").last.isoformat()
    ('2023-04-01', '2024-02-29')
    >>> read_period("tuần trước", date(2010, 9, 24)).first.isoformat(), read_period("tuần trước")
    ('2010-09-13', None)
    """
    folded = " ".join(fold(text).replace(",", " ").split())
    if not folded or len(folded) > _LONGEST:
        return None
    for form, days in _FORMS:
        if found := form.fullmatch(folded):
            return _possible(days, found)
    return _from_today(folded, today) if today else None


def find_periods(text: str, today: date | None = None) -> Iterator[Period]:
    """The periods since 1990 that are named in a text, the longest at each place.

    >>> [text[period.start:period.end] for text in ["tuyển dụng tháng 3/2024"] for period in find_periods(text)]
    ['tháng 3/2024']
    """
    text = normalize("NFC", text)
    words, done = [*re.finditer(r"\S+", text)], 0
    for number, word in enumerate(words):
        if word.start() < done or not _BEGINS.match(fold(word[0])):
            continue
        for last in reversed(words[number : number + 7]):
            named = text[word.start() : last.end()].rstrip(",;.")
            days = read_period(named, today)
            if days and days.first.year >= _FIRST_YEAR:
                done = word.start() + len(named)
                yield Period(days, word.start(), done)
                break


# --- what bears its year -----------------------------------------------------------------


def _day(year: int, month: int, day: int) -> Days:
    return Days(date(year, month, day), date(year, month, day))


def months(year: int, first: int, last: int) -> Days:
    """Whole months of a year.

    >>> months(2024, 1, 2).last.isoformat()
    '2024-02-29'
    """
    return Days(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _quarter(year: int, number: int) -> Days:
    return months(year, 3 * number - 2, 3 * number)


def _possible(days: Callable[["re.Match[str]"], Days], found: "re.Match[str]") -> Days | None:
    try:
        return days(found)
    except (ValueError, IndexError):  # no such day, month or year
        return None


def _figure(found: "re.Match[str]", name: str) -> int:
    return _ROMAN.get(found[name]) or int(found[name])


def _part_of_year(found: "re.Match[str]") -> Days:
    year, count = int(found["year"]), int(found["count"] or 6)
    if not 0 < count < 12:
        raise ValueError(count)
    return months(year, 1, count) if found["end"] == "dau" else months(year, 13 - count, 12)


_FORMS: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]"], Days]], ...] = (
    (
        re.compile(rf"(?:ngay )?(?P<day>\d{{1,2}}){_SEPARATOR}(?P<month>\d{{1,2}}){_SEPARATOR}{_YEAR}", re.ASCII),
        lambda found: _day(int(found["year"]), int(found["month"]), int(found["day"])),
    ),
    (
        re.compile(rf"(?:ngay )?{_YEAR}{_SEPARATOR}(?P<month>\d{{1,2}}){_SEPARATOR}(?P<day>\d{{1,2}})", re.ASCII),
        lambda found: _day(int(found["year"]), int(found["month"]), int(found["day"])),
    ),
    (
        re.compile(rf"(?:ngay )?(?P<day>\d{{1,2}}) thang (?P<month>\d{{1,2}}){_OF_YEAR}", re.ASCII),
        lambda found: _day(int(found["year"]), int(found["month"]), int(found["day"])),
    ),
    (
        re.compile(rf"(?:(?:thang|t)\s?)?(?P<month>\d{{1,2}}){_SEPARATOR}{_YEAR}", re.ASCII),
        lambda found: _month(int(found["year"]), int(found["month"])),
    ),
    (
        re.compile(rf"thang (?P<month>\d{{1,2}}) (?:nam )?{_YEAR}", re.ASCII),
        lambda found: _month(int(found["year"]), int(found["month"])),
    ),
    (
        re.compile(rf"{_YEAR}{_SEPARATOR}(?P<month>\d{{1,2}})", re.ASCII),
        lambda found: _month(int(found["year"]), int(found["month"])),
    ),
    (
        re.compile(rf"{_ENGLISH_MONTH} {_YEAR}", re.ASCII),
        lambda found: _month(int(found["year"]), _ENGLISH.index(found["named"][:3]) + 1),
    ),
    (
        re.compile(rf"(?:quy|quarter|q)\s?(?P<quarter>[1-4]|i{{1,3}}|iv){_OF_YEAR}", re.ASCII),
        lambda found: _quarter(int(found["year"]), _figure(found, "quarter")),
    ),
    (
        re.compile(rf"(?:nua|(?P<count>\d{{1,2}}) thang) (?P<end>dau|cuoi)(?: cua)? nam {_YEAR}", re.ASCII),
        _part_of_year,
    ),
    (re.compile(rf"(?:nam |year )?{_YEAR}", re.ASCII), lambda found: months(int(found["year"]), 1, 12)),
)
_BEGINS = re.compile(
    rf"\d|thang\b|t\d|quy\b|q\d|nam\b|nua\b|ngay\b|hom\b|tuan\b|{_ENGLISH_MONTH}\b|last\b|this\b|today\b|yesterday\b"
)


def _month(year: int, month: int) -> Days:
    return months(year, month, month)


# --- what is told from today on ----------------------------------------------------------

_BACK = re.compile(
    r"(?:(?P<count>\d{1,3}) (?P<unit>ngay|tuan|thang|nam) (?:qua|truoc|gan day|vua qua)"
    r"|(?:last|past) (?P<many>\d{1,3}) (?P<of>days?|weeks?|months?|years?))",
    re.ASCII,
)
_YEARLESS = re.compile(r"thang (?P<month>\d{1,2})|(?:quy|q)\s?(?P<quarter>[1-4]|i{1,3}|iv)", re.ASCII)
_SAID = {
    "today": ("hom nay", "today"),
    "yesterday": ("hom qua", "yesterday"),
    "before": ("hom kia",),
    "week": ("tuan nay", "this week"),
    "last_week": ("tuan truoc", "tuan qua", "tuan vua qua", "last week"),
    "month": ("thang nay", "this month"),
    "last_month": ("thang truoc", "thang qua", "thang vua qua", "last month"),
    "quarter": ("quy nay", "this quarter"),
    "last_quarter": ("quy truoc", "quy vua qua", "last quarter"),
    "year": ("nam nay", "this year"),
    "last_year": ("nam ngoai", "nam truoc", "nam qua", "last year"),
}
_MEANT = {said: name for name, words in _SAID.items() for said in words}


def _from_today(folded: str, today: date) -> Days | None:
    if back := _BACK.fullmatch(folded):
        return _possible(lambda found: _counted_back(found, today), back)
    if yearless := _YEARLESS.fullmatch(folded):
        return _possible(lambda found: _latest(found, today), yearless)
    name = _MEANT.get(folded)
    return _named(name, today) if name else None


def _counted_back(found: "re.Match[str]", today: date) -> Days:
    count, unit = int(found["count"] or found["many"]), found["unit"] or found["of"]
    if not count:
        raise ValueError(count)
    if unit in _UNITS:
        return Days(today - timedelta(days=count * _UNITS[unit] - 1), today)
    back = today.year * 12 + today.month - 1 - count * (12 if unit.startswith(("nam", "year")) else 1)
    year, month = back // 12, back % 12 + 1
    return Days(date(year, month, min(today.day, monthrange(year, month)[1])), today)


def _latest(found: "re.Match[str]", today: date) -> Days:
    """The last such month or quarter that has begun."""
    span = _month if found["month"] else _quarter
    number = int(found["month"]) if found["month"] else _figure(found, "quarter")
    days = span(today.year, number)
    return days if days.first <= today else span(today.year - 1, number)


def _named(name: str, today: date) -> Days:
    monday = today - timedelta(days=today.weekday())
    this_quarter = (today.month + 2) // 3
    before = today.replace(day=1) - timedelta(days=1)
    past_quarter = _quarter(today.year, this_quarter - 1) if this_quarter > 1 else _quarter(today.year - 1, 4)
    return {
        "today": Days(today, today),
        "yesterday": Days(today - timedelta(days=1), today - timedelta(days=1)),
        "before": Days(today - timedelta(days=2), today - timedelta(days=2)),
        "week": Days(monday, monday + timedelta(days=6)),
        "last_week": Days(monday - timedelta(days=7), monday - timedelta(days=1)),
        "month": _month(today.year, today.month),
        "last_month": _month(before.year, before.month),
        "quarter": _quarter(today.year, this_quarter),
        "last_quarter": past_quarter,
        "year": months(today.year, 1, 12),
        "last_year": months(today.year - 1, 1, 12),
    }[name]

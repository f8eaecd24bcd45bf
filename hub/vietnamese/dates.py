"""Dates as Vietnamese sites write them. No date is better than a wrong one.

A table of ways to write a day is tried in order; then the time of day is looked for right
beside it. Dates are Vietnamese time unless they name a zone, and the day comes first unless
the source says otherwise or no other reading exists. Midnight means that only the day is known.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, NamedTuple

from hub.records import Moment, Precision
from hub.vietnamese.text import clean
from hub.vietnamese.times import FARTHEST_ZONE, Clock, clock_beside, zone_at

VIETNAM: Final = timezone(timedelta(hours=7), "+07:00")
"""Vietnamese time: seven hours ahead of UTC since 1975, without summer time."""

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LONGEST = 4000
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:\d\d)?(?!\d)")
_MIDNIGHT = time(0, 0)


class _Written(NamedTuple):
    """A day that was found, None where its numbers make no day, and where it stands."""

    day: date | None
    start: int
    end: int


def parse_date(
    raw: str, *, seen: datetime | None = None, order: str = "dmy", finest: Precision = "minute"
) -> Moment | None:
    """The moment a text states, in UTC, or None where it states none that can be believed.

    `seen` (aware) is when the text was read: relative dates count from it, and nothing may be
    more than a day later. `order` is dmy, mdy or ymd; `finest` the finest precision to believe.

    >>> parse_date("Thứ Hai, 27/9/2010, 14:30 [GMT+7]")
    Moment(at=datetime.datetime(2010, 9, 27, 7, 30, tzinfo=datetime.timezone.utc), precision='minute')
    >>> parse_date("Khánh Hòa, ngày 05 tháng 8 năm 2020").precision
    'day'
    >>> parse_date("16/72/2020") is None
    True
    """
    found = _machine_made(raw) or _told(clean(raw[:_LONGEST]), seen, order)
    if found is None or not _is_credible(found, seen):
        return None
    return _at_most(found, finest)


def vietnamese_day(instant: datetime) -> date:
    """The day that an instant falls on in Vietnam.

    >>> vietnamese_day(datetime.fromisoformat("2026-11-02T17:00Z")).isoformat()
    '2026-11-03'
    """
    return instant.astimezone(VIETNAM).date()


def _told(text: str, seen: datetime | None, order: str) -> Moment | None:
    text = _COMPACT.sub(r"\1-\2-\3T\4:\5", text)
    return _instant(text) or _absolute(text, order) or (_relative(text, seen) if seen else None)


def _is_credible(moment: Moment, seen: datetime | None) -> bool:
    year = moment.at.astimezone(VIETNAM).year
    return _FIRST_YEAR <= year <= _LAST_YEAR and (seen is None or moment.at <= seen + timedelta(days=1))


def _at_most(moment: Moment, finest: Precision) -> Moment:
    """The same moment, no finer than this (NukeViet's minutes are the month)."""
    if finest == "day" or moment.precision == "day":
        return _day(moment.at.astimezone(VIETNAM).date())
    if finest == "hour":
        return Moment(moment.at.replace(minute=0, second=0), "hour")
    return moment


def _day(day: date) -> Moment:
    return Moment(datetime.combine(day, _MIDNIGHT, VIETNAM).astimezone(UTC), "day")


# --- a day, and the time beside it -------------------------------------------------------


def _absolute(text: str, order: str) -> Moment | None:
    for pattern, read in _READERS:
        if found := pattern.search(text):
            return _moment(text, _Written(_day_of(read, found, order), found.start(), found.end()))
    return None


def _day_of(read: "_Reader", found: re.Match[str], order: str) -> date | None:
    try:
        day = read(found, order)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _moment(text: str, written: _Written) -> Moment | None:
    if written.day is None:
        return None
    clock = clock_beside(text, written.start, written.end)
    if clock is None or clock.at == _MIDNIGHT:
        return _day(written.day)
    return _timed(written.day, clock, zone_at(text, clock.end) or VIETNAM)


def _timed(day: date, clock: Clock, zone: timezone) -> Moment:
    local = datetime.combine(day, clock.at, zone).astimezone(VIETNAM)
    if local.time() == _MIDNIGHT:
        return _day(local.date())
    return Moment(local.astimezone(UTC), clock.precision)


# --- the ways to write a day -------------------------------------------------------------

_MONTHS_VI = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_VI = (
    r"(?:tháng|thg|th(?=\.?\s?\d))\.?\s*"
    r"(\d{1,2}|mười\s+một|mười\s+hai|một|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
)
_WORD_EN = rf"({'|'.join(_MONTHS_EN)})[a-z]*\.?"


def _numbers(found: re.Match[str], order: str) -> date:
    """27/9/2010, 27.09.2010, and 9/27/2010 where no other reading exists."""
    if order == "ymd" and len(found[4]) == 2:
        return date(_year(found[1]), int(found[3]), int(found[4]))
    day, month = int(found[1]), int(found[3])
    if order == "mdy":
        day, month = month, day
    if month > 12 >= day:
        day, month = month, day
    return date(_year(found[4]), month, day)


def _year_first(found: re.Match[str], _order: str) -> date:
    return date(int(found[1]), int(found[3]), int(found[4]))


def _words_vi(found: re.Match[str], _order: str) -> date:
    """ngày 24 tháng 9 năm 2010, 27 Tháng Chín 2010, 27 thg 9, 2010."""
    return date(int(found[3]), _month_vi(found[2]), int(found[1]))


def _words_en(found: re.Match[str], _order: str) -> date:
    return date(_year(found[3]), _month_en(found[2]), int(found[1]))


def _month_first_en(found: re.Match[str], _order: str) -> date:
    return date(int(found[3]), _month_en(found[1]), int(found[2]))


def _year(digits: str) -> int:
    number = int(digits)
    return number if len(digits) == 4 else number + (1900 if number >= 90 else 2000)


def _month_en(word: str) -> int:
    return _MONTHS_EN.index(word[:3].lower()) + 1


def _month_vi(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS_VI[" ".join(word.lower().split())]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\d){text}", re.IGNORECASE)


_Reader = Callable[[re.Match[str], str], date]

_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_pattern(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"), _year_first),
    (_pattern(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)"), _numbers),
    (_pattern(rf"(\d{{1,2}})[\s,-]*{_MONTH_VI}[\s,/-]*(?:năm\s*)?(\d{{4}})(?!\d)"), _words_vi),
    (_pattern(rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_WORD_EN}[\s,-]+(\d{{4}}|\d\d(?=\s+\d\d:))(?!\d)"), _words_en),
    (re.compile(rf"\b{_WORD_EN}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE), _month_first_en),
    (re.compile(rf"\b{_WORD_EN}\s+(\d{{1,2}})\s+(?=[\d:]{{8}}\s+(\d{{4}})(?!\d))", re.IGNORECASE), _month_first_en),
    (_pattern(r"(\d{1,2})(/)(\d{1,2})/(\d\d)(?![\d/])"), _numbers),
    (re.compile(rf"\b(\d{{1,2}})({'|'.join(_MONTHS_EN)})(\d{{4}}|\d\d)\b", re.IGNORECASE), _words_en),
)  # fmt: skip

# --- what programs write ------------------------------------------------------------------

# Nearly every feed's; read at once, for the table of ways takes five times as long to come to the same.
_MACHINE_MADE = re.compile(
    rf"(?:(\d{{4}})-(\d\d)-(\d\d)T|[A-Z][a-z]{{2}}, (\d\d?) ({'|'.join(map(str.title, _MONTHS_EN))}) (\d{{4}}) )"
    r"(\d\d):(\d\d):\d\d(?: ?([+-])(\d\d):?(\d\d)|Z| GMT)",
    re.ASCII,
)


def _machine_made(raw: str) -> Moment | None:
    """`2026-11-02T01:00:00+07:00` (RFC 3339) and `Mon, 02 Nov 2026 01:00:00 +0700` (RFC 5322)."""
    found = _MACHINE_MADE.fullmatch(raw)
    if found is None:
        return None
    year, month, of_month, of_month_en, month_en, year_en, hour, minute, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset > FARTHEST_ZONE:
        return None
    try:
        day = date(int(year or year_en), int(month or _month_en(month_en)), int(of_month or of_month_en))
        clock = Clock(time(int(hour), int(minute)), "minute", 0)
        zone = timezone(-offset if sign == "-" else offset)
        return _day(day) if clock.at == _MIDNIGHT else _timed(day, clock, zone)
    except ValueError:
        return None  # the others know what such numbers may mean


# --- moments that are no calendar dates --------------------------------------------------

_JSON_DATE = re.compile(r"/Date\((\d{9,13})(?:[+-]\d{4})?\)/")


def _instant(text: str) -> Moment | None:
    """/Date(1285572600000)/, as ASP.NET writes a moment into JSON."""
    found = _JSON_DATE.search(text)
    if found is None:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1]))
    local = at.astimezone(VIETNAM)
    return _day(local.date()) if local.time() == _MIDNIGHT else Moment(at.replace(second=0, microsecond=0), "minute")


_LABEL = r"\W*(?:(?:đã\s+)?(?:đăng|cập nhật|gửi|ngày đăng|posted|updated)(?:\s+(?:lúc|vào|ngày))?\W*)?"
_AGO = re.compile(
    rf"{_LABEL}(\d{{1,3}})\s+(giây|phút|giờ|tiếng|ngày|tuần|seconds?|minutes?|hours?|days?|weeks?)\s+(?:trước|ago)\W*",
    re.IGNORECASE,
)
_BARE_TIME = r"[\d:hg]{2,8}(?:\s?(?:sáng|chiều|tối|sa|ch|am|pm))?"
_NAMED_DAY = re.compile(
    rf"{_LABEL}(?:{_BARE_TIME}[\s,|–-]+)?(hôm nay|hôm qua|hôm kia|today|yesterday)"
    rf"(?:[\s,|–-]+(?:(?:vào\s+)?lúc\s+|at\s+)?{_BARE_TIME})?\W*",
    re.IGNORECASE,
)
_DAYS_BACK = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1, "hôm kia": 2}
_UNITS: dict[str, tuple[timedelta, Precision]] = {
    "giây": (timedelta(seconds=1), "minute"), "phút": (timedelta(minutes=1), "minute"),
    "giờ": (timedelta(hours=1), "hour"), "tiếng": (timedelta(hours=1), "hour"),
    "ngày": (timedelta(days=1), "day"), "tuần": (timedelta(weeks=1), "day"),
    "second": (timedelta(seconds=1), "minute"), "minute": (timedelta(minutes=1), "minute"),
    "hour": (timedelta(hours=1), "hour"), "day": (timedelta(days=1), "day"), "week": (timedelta(weeks=1), "day"),
}  # fmt: skip


def _relative(text: str, seen: datetime) -> Moment | None:
    if found := _AGO.fullmatch(text):
        length, precision = _UNITS[found[2].lower().rstrip("s")]
        at = (seen - int(found[1]) * length).astimezone(UTC)
        return _at_most(Moment(at.replace(second=0, microsecond=0), "minute"), precision)
    if found := _NAMED_DAY.fullmatch(text):
        day = seen.astimezone(VIETNAM).date() - timedelta(days=_DAYS_BACK[found[1].lower()])
        return _moment(text, _Written(day, found.start(1), found.end(1)))
    return None

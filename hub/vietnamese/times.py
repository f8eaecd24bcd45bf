"""The time of day that stands beside a date, and its zone, as Vietnamese sites write them."""

import re
from datetime import time, timedelta, timezone
from typing import NamedTuple

from hub.records import Precision


class Clock(NamedTuple):
    """A time of day, how exactly it was written, and where its writing ends."""

    at: time
    precision: Precision
    end: int


_HALVES = r"sáng|trưa|chiều|tối|đêm|sa|ch|[ap]\.?\s?m\b\.?"
_TIME = (
    r"(?<![\d/.:])(?P<hour>\d{1,2})\s?"
    r"(?:(?:[:hg]|giờ)\s?(?P<minute>\d\d)(?!\d)(?:\s?(?:phút|[:.]\s?\d\d(?!\d)(?:\.\d+)?))?"
    r"|(?P<whole>giờ|h\b)|(?=\s?(?:[ap]\.?m\b)))"
    rf"(?:\s?(?P<half>{_HALVES})(?!\w))?"
)
_WEEKDAY = r"(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
_AFTER = re.compile(rf"(?:T|[\s,|)\]–—.-]*(?:(?:vào\s+)?(?:lúc|hồi)|at\b)?[\s:]*){_TIME}", re.IGNORECASE)
_BEFORE = re.compile(rf"{_TIME}[\s,|–—-]*(?:{_WEEKDAY}[\s,–—-]*)?(?:ngày|on\b)?[\s(]*\Z", re.IGNORECASE)
_REACH = 60
FARTHEST_ZONE = timedelta(hours=14)
"""No zone is farther from UTC."""

# A bare -10:00 is a zone in ISO times alone: `08:30-10:00` is how long a meeting lasts.
_ISO_TIME = r"(?:(?<=T\d\d:\d\d)|(?<=:\d\d:\d\d)|(?<=\.\d\d\d))"
_ZONE = re.compile(
    r"\s?[\[(]?\s?(?:(?:(?:GMT|UTC|UT)\s?(?=[+−-])|(?=\+)|(?=-\d{4}\b)|"
    rf"{_ISO_TIME}(?=-))(?P<sign>[+−-])(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d\d))?(?!\d)"
    r"|(?P<name>ICT|GMT|UTC|UT|Z|E[SD]T|C[SD]T|M[SD]T|P[SD]T)\b)"
)
_NAMED = {
    "ICT": 7, "GMT": 0, "UTC": 0, "UT": 0, "Z": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip


def clock_beside(text: str, start: int, end: int) -> Clock | None:
    """The time right after, else right before the date that stands from start to end."""
    found = _AFTER.match(text, end)
    if found:
        return _clock(found, found.end())
    before = _BEFORE.search(text, max(start - _REACH, 0), start)
    return _clock(before, before.end("half") if before["half"] else _written_end(before)) if before else None


def _written_end(found: re.Match[str]) -> int:
    return max(found.end("hour"), found.end("minute"), found.end("whole"))


def _clock(found: re.Match[str], end: int) -> Clock | None:
    hour = _of_day(int(found["hour"]), (found["half"] or "").lower())
    minute = int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        return None
    return Clock(time(hour, minute), "minute" if found["minute"] else "hour", end)


def _of_day(hour: int, half: str) -> int:
    """The hour of 24; 14 PM is written too, and stays 14."""
    if hour > 12:
        return hour
    if half.startswith(("a", "sa", "sá")) or (half == "đêm" and hour in (12, *range(1, 5))):
        return hour % 12
    if half.startswith("p") or half in ("ch", "chiều", "tối", "đêm") or (half == "trưa" and hour < 10):
        return hour % 12 + 12
    return hour


def zone_at(text: str, place: int) -> timezone | None:
    """The zone written at this place, such as `[GMT+7]`, `+0700` or `Z`."""
    found = _ZONE.match(text, place)
    if found is None:
        return None
    if found["name"]:
        return timezone(timedelta(hours=_NAMED[found["name"]]))
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if offset > FARTHEST_ZONE:
        return None
    return timezone(-offset if found["sign"] != "+" else offset)

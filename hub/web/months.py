"""How many notices were published in each month, counted seldom: a walk over all of them is not for every visitor."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

Count = Callable[[str | None], Mapping[date, int]]

KEPT_FOR = timedelta(minutes=5)
MOST_KEPT = 300


@dataclass(frozen=True, slots=True)
class Counted:
    """The notices of each month, by its first day, and when they were counted."""

    at: datetime
    months: Mapping[date, int]


@dataclass(slots=True)
class MonthCounts:
    """Remembers for a few minutes what was counted of all notices and of each agency's."""

    _kept: OrderedDict[str | None, Counted] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, count: Count, agency: str | None, now: datetime) -> Mapping[date, int]:
        """The months with notices; counted anew where that was some minutes ago."""
        with self._lock:
            kept = self._kept.get(agency)
        if kept is None or not timedelta(0) <= now - kept.at < KEPT_FOR:
            kept = Counted(now, count(agency))
        with self._lock:
            self._kept[agency] = kept
            self._kept.move_to_end(agency)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return kept.months


@dataclass(frozen=True, slots=True)
class Year:
    """A year with its months that have notices, the latest first."""

    year: int
    total: int
    months: tuple[tuple[date, int], ...]


def years(months: Mapping[date, int]) -> list[Year]:
    """The months by year, the latest first.

    >>> years({date(2010, 9, 1): 2, date(2011, 1, 1): 1, date(2010, 8, 1): 0})[1].months
    ((datetime.date(2010, 9, 1), 2),)
    """
    by_year: dict[int, list[tuple[date, int]]] = {}
    for month, count in sorted(months.items(), reverse=True):
        if count:
            by_year.setdefault(month.year, []).append((month, count))
    return [Year(year, sum(count for _, count in told), tuple(told)) for year, told in by_year.items()]


BAR, GAP, HEIGHT = 4, 1, 40


@dataclass(frozen=True, slots=True)
class Histogram:
    """A bar for each month from the first with notices to the last, as one path."""

    width: int
    path: str
    first: date
    last: date


def histogram(months: Mapping[date, int]) -> Histogram | None:
    """The picture of the months; None where there are no notices.

    >>> histogram({date(2010, 8, 1): 2, date(2010, 10, 1): 1}).path
    'M0 0h4v40h-4zM10 20h4v20h-4z'
    """
    found = sorted(month for month, count in months.items() if count)
    if not found:
        return None
    first, last, most = found[0], found[-1], max(months.values())
    bars = ((months_between(first, month) * (BAR + GAP), round(HEIGHT * months[month] / most) or 1) for month in found)
    path = "".join(f"M{x} {HEIGHT - tall}h{BAR}v{tall}h-{BAR}z" for x, tall in bars)
    return Histogram((months_between(first, last) + 1) * (BAR + GAP) - GAP, path, first, last)


def last_of(month: date) -> date:
    """The last day of a month, by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_between(first: date, last: date) -> int:
    """How many months later the last begins."""
    return (last.year - first.year) * 12 + last.month - first.month


def month_text(month: date) -> str:
    """The month as it stands in addresses: 2010-09."""
    return f"{month:%Y-%m}"


def read_month(text: str) -> date | None:
    """The first day of a month that stands in an address.

    >>> read_month("2010-09").isoformat(), read_month("2010-13"), read_month("2010-9")
    ('2010-09-01', None, None)
    """
    year, _, month = text.partition("-")
    is_written_so = text.isascii() and year.isdecimal() and month.isdecimal() and (len(year), len(month)) == (4, 2)
    return date(int(year), int(month), 1) if is_written_so and int(year) and 1 <= int(month) <= 12 else None


def beside(months: Sequence[date], month: date) -> tuple[date | None, date | None]:
    """Of months with notices those right before and right after one."""
    before = max((one for one in months if one < month), default=None)
    return before, min((one for one in months if one > month), default=None)

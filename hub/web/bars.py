"""Days as bars: what a source's collections found, what of it was new, and on which days they failed. Pure.

A picture is four paths, whatever it shows, so that a page of many stays small.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from hub.records import SourceDay

STEP = 4  # units from one day to the next
HIGH, FOOT = 22, 4  # of the bars, and of the marks of failures below them


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of days, and what it says in numbers; `failed` counts days on which a collection failed."""

    width: int
    found: str
    new: str
    errors: str
    unseen: str
    total_found: int
    total_new: int
    failed: int
    days: int

    @property
    def height(self) -> int:
        """In the units of the paths."""
        return HIGH + FOOT


def bars(sums: Iterable[SourceDay], last: date, days: int) -> Bars:
    """The picture of so many days up to the last; heights grow with the root, so that a busy day hides no quiet one.

    >>> picture = bars([SourceDay("syt", date(2010, 9, 24), 9, 16, 4, errors=1)], date(2010, 9, 24), 2)
    >>> picture.found, picture.new, picture.errors, picture.unseen
    ('M6 22v-22', 'M6 22v-11', 'M6 23v3', 'M2 22h1')
    """
    first = last - timedelta(days=days - 1)
    known = {(one.day - first).days: one for one in sums if first <= one.day <= last}
    most = max((one.found for one in known.values()), default=0)
    places = {n: n * STEP + STEP // 2 for n in range(days)}
    return Bars(
        width=days * STEP,
        found=_columns((places[n], _height(one.found, most)) for n, one in known.items()),
        new=_columns((places[n], _height(one.new, most)) for n, one in known.items()),
        errors="".join(f"M{places[n]} {HIGH + 1}v3" for n, one in known.items() if one.errors),
        unseen="".join(f"M{place} {HIGH}h1" for n, place in places.items() if n not in known),
        total_found=sum(one.found for one in known.values()),
        total_new=sum(one.new for one in known.values()),
        failed=sum(one.errors > 0 for one in known.values()),
        days=days,
    )


def _columns(heights: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{place} {HIGH}v-{height}" for place, height in heights if height)


def _height(value: int, most: int) -> int:
    """At least one unit for whatever is not nothing."""
    return max(round(HIGH * sqrt(value / most)), 1) if value else 0

"""How the visits that a source may have are spent on its cadence. Pure.

What is promised is that nineteen of twenty notices are found as soon as may be. Each visit is put as late as that
allows: `within` after the moment since the last one at which something is to be expected, that is when what is
expected to have come adds up to `spared`. So nobody comes for the little that a night, a Sunday or the last minutes of
an office day bring; whatever comes then is found within a day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from hub.records import Find
from hub.watch.cadence import SLOT, SLOTS, Cadence, Slot, Weekday, slots_between

LONGEST = timedelta(days=1)
SOONEST = timedelta(minutes=2)
_LOOKED_AT = 28 * SLOTS  # half-hours
_ENOUGH = 7 * SLOTS  # of them: before, an office's week is looked at
_PROMISED = 0.95
_COVERED = (1.0, 0.98, 0.96, 0.92, 0.88)  # of what is expected, by half-hours worth coming for
_SPARED = (0.0, 0.04, 0.08)  # of what is expected between two visits
_NEARLY = 1.1  # times as long as the quickest
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Pace:
    """A visit comes `within` after `spared` notices are to be expected, of half-hours with `least` a day and more."""

    least: float
    spared: float
    within: timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """The visits that may be made, with no more than `longest` between two of them."""

    visits_a_day: float
    longest: timedelta = LONGEST


def pace_for(
    cadence: Cadence, seen: Sequence[Slot], allowed: Allowance, now: datetime, weekday: Weekday = date.weekday
) -> Pace:
    """The quickest pace that takes no more visits; `seen` are the half-hours the cadence was learned from."""
    is_enough = len(seen) >= _ENOUGH
    recent = seen[-_LOOKED_AT:] if is_enough else list(slots_between(now, now + 7 * LONGEST, (), weekday))
    likely = [cadence.patient(slot) for slot in recent]
    visits_a_day, longest = allowed.visits_a_day, allowed.longest / SLOT
    tried = []
    for least in sorted({_least(likely, share) for share in _COVERED}):
        come = _added_up(cadence, recent, least)
        for spared in _SPARED:
            pace = _pace(come, least, spared * sum(likely) / len(recent) / visits_a_day, allowed)
            visits = _visits(come, pace.spared, pace.within / SLOT, longest)
            tried.append((_foretold(visits, likely), pace))
    best = min(foretold for foretold, _ in tried)
    # the widest of those that are nearly as quick: what was seen is little beside what may come
    return next(pace for foretold, pace in tried if foretold <= best * _NEARLY)


def next_visit(
    cadence: Cadence, pace: Pace, finds: Sequence[Find], now: datetime, weekday: Weekday = date.weekday
) -> datetime:
    """When to come again after a visit at `now`: never later than in a day."""
    ahead = list(slots_between(now, now + LONGEST, finds[-1:], weekday))
    begun = (now - ahead[0].at) / SLOT
    first = ahead[0].at + SLOT * _expected_from(_added_up(cadence, ahead, pace.least), begun, pace.spared)
    return min(max(first, now) + pace.within, now + LONGEST)


def _added_up(cadence: Cadence, slots: Sequence[Slot], least: float) -> list[float]:
    """What is expected to have come by the beginning of each half-hour, and by the end, in those that are worth it."""
    rates = (cadence.expected(slot) for slot in slots)
    return list(accumulate((rate / SLOTS if rate >= least else 0.0 for rate in rates), initial=0.0))


def _least(expected: Sequence[float], share: float) -> float:
    """The rate above which this share of all arrivals lies."""
    left = sum(expected) * share
    for rate in sorted(expected, reverse=True):
        left -= rate
        if left <= 0:
            return rate
    return 0.0


def _expected_from(come: Sequence[float], place: float, spared: float) -> float:
    """The place from which on more than that is expected since another; the end where it never is."""
    whole = int(place)
    wanted = come[whole] + (place - whole) * (come[whole + 1] - come[whole]) + spared
    found = bisect_right(come, wanted, whole)
    if found == len(come):
        return float(len(come) - 1)
    return max(place, found - 1 + (wanted - come[found - 1]) / (come[found] - come[found - 1]))


def _pace(come: Sequence[float], least: float, spared: float, allowed: Allowance) -> Pace:
    most = allowed.visits_a_day * (len(come) - 1) / SLOTS
    low, high = SOONEST / SLOT, float(SLOTS)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        visits = _visits(come, spared, middle, allowed.longest / SLOT)
        low, high = (low, middle) if len(visits) <= most else (middle, high)
    return Pace(least, spared, SLOT * high)


def _visits(come: Sequence[float], spared: float, within: float, longest: float) -> list[float]:
    """When such a time is visited at this pace, in half-hours; the last one lies behind its end."""
    visits, place, end = [], 0.0, len(come) - 1
    while place < end:
        place = min(_expected_from(come, place, spared) + within, place + longest)
        visits.append(place)
    return visits


def _foretold(visits: Sequence[float], likely: Sequence[float]) -> float:
    """The half-hours within which nineteen of twenty notices are found by such visits."""
    delays = [(visits[bisect_left(visits, place)] - place, weight) for place, weight in enumerate(likely)]
    late = sum(likely) * (1 - _PROMISED)
    for delay, weight in sorted(delays, reverse=True):
        late -= weight
        if late <= 0:
            return delay
    return 0.0

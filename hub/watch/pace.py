"""How the visits that a source may have are spent on its cadence. Pure.

What is promised is that nineteen of twenty notices are found within `within` of coming. A visit keeps that promise to
whatever came up to `within` before it, so each is put as late as it may be: `within` after the first moment, since
the last visit, at which something is to be expected. Of the moments at which little is expected as many are given up
as hold a twentieth of what comes at the most; whatever comes then is found within a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.records import Find
from hub.watch.cadence import SLOT, SLOTS, Cadence, Slot, Weekday, slots_between

LONGEST = timedelta(days=1)
SOONEST = timedelta(minutes=2)
_LOOKED_AT = 28 * SLOTS  # half-hours
_ENOUGH = 7 * SLOTS  # of them: before, an office's week is looked at
_PROMISED = 0.95
_COVERED = (0.96, 0.97, 0.98, 0.99, 1.0)
_SPENT = 0.95  # of the visits; the rest is for what no week foretells
_HALVINGS = 18


@dataclass(frozen=True, slots=True)
class Pace:
    """Where at least `least` notices a day are expected, one is found `within` this time."""

    least: float
    within: timedelta


def pace_for(
    cadence: Cadence, seen: Sequence[Slot], visits_a_day: float, now: datetime, weekday: Weekday = date.weekday
) -> Pace:
    """The quickest pace that takes no more visits; `seen` are the half-hours the cadence was learned from."""
    is_enough = len(seen) >= _ENOUGH
    recent = seen[-_LOOKED_AT:] if is_enough else list(slots_between(now, now + 7 * LONGEST, (), weekday))
    allowed = visits_a_day * _SPENT * len(recent) / SLOTS
    paces = [(_pace(cadence, recent, share, allowed), share) for share in _COVERED]
    best = min(pace.within * (_PROMISED / share) for pace, share in paces)
    # the widest of those that are nearly as quick: what was seen is little beside what may come
    return next(pace for pace, share in reversed(paces) if pace.within * (_PROMISED / share) <= best * 1.03)


def next_visit(
    cadence: Cadence, pace: Pace, finds: Sequence[Find], now: datetime, weekday: Weekday = date.weekday
) -> datetime:
    """When to come again after a visit at `now`: never later than in a day."""
    ahead = slots_between(now, now + LONGEST, finds[-1:], weekday)
    first = next((slot.at for slot in ahead if cadence.expected(slot) >= pace.least), now + LONGEST)
    return min(max(first, now) + pace.within, now + LONGEST)


def _pace(cadence: Cadence, recent: Sequence[Slot], share: float, allowed: float) -> Pace:
    least = _least([cadence.patient(slot) for slot in recent], share)
    coming = _next_places([cadence.expected(slot) >= least for slot in recent])
    low, high = SOONEST / SLOT, float(SLOTS)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _visits(coming, middle) <= allowed else (middle, high)
    return Pace(least, SLOT * high)


def _least(expected: Sequence[float], share: float) -> float:
    """The rate above which this share of all arrivals lies."""
    left = sum(expected) * share
    for rate in sorted(expected, reverse=True):
        left -= rate
        if left <= 0:
            return rate
    return 0.0


def _next_places(wanted: Sequence[bool]) -> list[int]:
    """For each place the next one that is wanted, itself included; behind the end where there is none."""
    places = [len(wanted)] * len(wanted)
    for place in reversed(range(len(wanted))):
        following = places[place + 1] if place + 1 < len(wanted) else len(wanted)
        places[place] = place if wanted[place] else following
    return places


def _visits(coming: Sequence[int], within: float) -> int:
    """How many visits such a time takes at this pace, in half-hours."""
    place, visits = 0.0, 0
    while place < len(coming):
        place = min(max(coming[int(place)], place) + within, place + SLOTS)
        visits += 1
    return visits

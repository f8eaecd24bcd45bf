"""When a source publishes, learned from what its visits found. Pure.

A source's week is a product of three things, each learned with the usual week of an office as its prior: how much it
publishes a day, the share of each weekday, and the share of each half-hour. What is expected falls where a silence
lasts longer than the source's own silences did: a source that has ended is left alone, one that pauses over Tết is
waited for. The old counts ever less (a half-life of four weeks).

A visit does not see when something came, only that it came since the visit before: it is spread over that time as the
source's week has it. A day counts little more for thirty notices than for two, for they come together.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.records import Find
from hub.vietnamese.dates import VIETNAM

SLOT = timedelta(minutes=30)
SLOTS = 48
NEWEST = timedelta(days=60)  # what is older weighs a quarter and less, and is left out
_HALF_LIFE = timedelta(days=28)
_PRIOR = 4.0  # days of an office's usual week that stand against what was seen
_SILENT = 3.0  # expected arrivals that must fail to come before a silence says something
_DAY_COUNTS = 1.5  # arrivals at most that a day stands for
_KERNEL = ((-2, 0.1), (-1, 0.2), (0, 0.4), (1, 0.2), (2, 0.1))
_SILENCES = tuple(timedelta(hours=hours) for hours in (0.5, 1, 2, 4, 8, 16, 32, 72, 168, 336, 720))


def _shares(weights: Sequence[float]) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(weight / total for weight in weights)


OFFICE_WEEK = _shares((1, 1, 1, 1, 1, 0.2, 0.1))
OFFICE_DAY = _shares([1.0 if 7 * 2 <= slot < 18 * 2 else 0.04 for slot in range(SLOTS)])


@dataclass(frozen=True, slots=True)
class Cadence:
    """What is expected of a source: notices a day, the shares of weekdays and half-hours, and by length of silence."""

    a_day: float = 1.0
    weekdays: tuple[float, ...] = OFFICE_WEEK
    slots: tuple[float, ...] = OFFICE_DAY
    after_silence: tuple[float, ...] = (1.0,) * (len(_SILENCES) + 1)

    def usual(self, slot: "Slot") -> float:
        """Notices a day at the rate of this half-hour of the week."""
        return self.a_day * 7 * self.weekdays[slot.weekday] * SLOTS * self.slots[slot.place]

    def expected(self, slot: "Slot") -> float:
        """Likewise, after this silence."""
        return self.usual(slot) * self.after_silence[slot.stillness]

    def patient(self, slot: "Slot") -> float:
        """Likewise, as if a notice just found promised no others: they would hide when the first one comes."""
        return self.usual(slot) * min(1.0, self.after_silence[slot.stillness])


@dataclass(frozen=True, slots=True)
class Slot:
    """A half-hour of a source's time: where in the week, and how long the source has been silent by then."""

    at: datetime
    weekday: int
    place: int
    stillness: int


Weekday = Callable[[date], int]
"""The weekday of a date from Monday, 0; a public holiday is to count as the Sunday it resembles."""


def slots_between(start: datetime, end: datetime, finds: Sequence[Find], weekday: Weekday) -> Iterator[Slot]:
    """The half-hours from `start` on in Vietnamese time; `finds`, oldest first, say when the source was last heard."""
    moment = start.astimezone(VIETNAM).replace(minute=start.minute // 30 * 30, second=0, microsecond=0)
    heard, coming = moment, 0
    while moment < end:
        while coming < len(finds) and finds[coming].by <= moment:
            heard, coming = finds[coming].by, coming + 1
        place = moment.hour * 2 + moment.minute // 30
        yield Slot(moment, weekday(moment.date()), place, bisect_right(_SILENCES, moment - heard))
        moment += SLOT


def learn_cadence(
    finds: Sequence[Find], since: datetime, now: datetime, weekday: Weekday = date.weekday
) -> tuple[Cadence, list[Slot]]:
    """The cadence of a source collected since then, and the half-hours it was learned from."""
    seen = list(slots_between(max(since, now - NEWEST), now, finds, weekday))
    cadence = Cadence()
    for _ in range(2):  # what was spread by the week of an office is spread again by the source's own
        cadence = _fitted(seen, _arrivals(finds, seen, cadence), now)
    return cadence, seen


def _arrivals(finds: Sequence[Find], seen: Sequence[Slot], cadence: Cadence) -> list[float]:
    """What came in each half-hour, as likely."""
    came = [0.0] * len(seen)
    for find in finds:
        if not seen or find.by < seen[0].at:
            continue
        first, last = (_place(seen, moment) for moment in (find.after, find.by))
        shares = _shares([cadence.usual(slot) for slot in seen[first : last + 1]])
        for place, share in enumerate(shares, first):
            came[place] += find.count * share
    by_day: defaultdict[date, float] = defaultdict(float)
    for slot, count in zip(seen, came, strict=True):
        by_day[slot.at.date()] += count
    weights = {day: min(1.0, _DAY_COUNTS / count) for day, count in by_day.items() if count}
    return [count * weights.get(slot.at.date(), 1.0) for slot, count in zip(seen, came, strict=True)]


def _place(seen: Sequence[Slot], moment: datetime) -> int:
    return min(max((moment - seen[0].at) // SLOT, 0), len(seen) - 1)


def _fitted(seen: Sequence[Slot], came: Sequence[float], now: datetime) -> Cadence:
    weights = [0.5 ** ((now - slot.at) / _HALF_LIFE) for slot in seen]
    weekdays, days, places = [0.0] * 7, [0.0] * 7, [0.0] * SLOTS
    for slot, weight, count in zip(seen, weights, came, strict=True):
        weekdays[slot.weekday] += weight * count
        days[slot.weekday] += weight / SLOTS
        places[slot.place] += weight * count
    total, watched = sum(weekdays), sum(days)
    even = [_PRIOR + total * 7 * day / watched if watched else _PRIOR for day in days]
    smooth = [sum(share * places[(place + by) % SLOTS] for by, share in _KERNEL) for place in range(SLOTS)]
    cadence = Cadence(
        (total + 0.5) / (watched + 0.5),
        _shares([(weekdays[day] + _PRIOR * OFFICE_WEEK[day]) / even[day] for day in range(7)]),
        _shares([smooth[place] + _PRIOR * OFFICE_DAY[place] for place in range(SLOTS)]),
    )
    return Cadence(cadence.a_day, cadence.weekdays, cadence.slots, _by_silence(cadence, seen, weights, came))


def _by_silence(
    cadence: Cadence, seen: Sequence[Slot], weights: Sequence[float], came: Sequence[float]
) -> tuple[float, ...]:
    """For each length of silence, how much more or less came after it than the week alone says."""
    found, expected = ([_SILENT] * (len(_SILENCES) + 1) for _ in range(2))
    for slot, weight, count in zip(seen, weights, came, strict=True):
        found[slot.stillness] += weight * count
        expected[slot.stillness] += weight * cadence.usual(slot) / SLOTS
    return tuple(some / all_ for some, all_ in zip(found, expected, strict=True))

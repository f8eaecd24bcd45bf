"""Which sources are due, and which due times a wrong clock or a long sleep has led astray. Pure.

A source that was slept over (the clock was put forward, the machine slept, nobody worked) is not late in
its hundreds at once: a few are visited now, the others are spread over an interval, each at a place of its
own, so that the rate stays the usual one and nobody waits longer than an interval more. A due time that
lies further off than the source ever waits was planned by a clock that was ahead: it is planned anew likewise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.records import SourceState
from hub.watch.health import LONGEST_WAIT, share_of, wait_after

FEW = 8  # visits at once that are no burst whatever the size of the hub
SKEW = timedelta(minutes=1)  # by which the clocks of two workers may differ
_PART = 30  # of all sources, which may be visited at once
_LATE, _LEAST_LATE = 0.15, 60.0  # share of an interval by which a visit may be late, and seconds it may in any case


@dataclass(frozen=True, slots=True)
class Moves:
    """The sources to visit now, in order, and for those gone astray the due time they get in place of theirs."""

    due: tuple[str, ...] = ()
    astray: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)


def plan(standings: Iterable[tuple[SourceState, float]], now: datetime, sources: int) -> Moves:
    """What follows for these of so many sources, each with the seconds between two visits of it.

    The longest overdue come first.
    """
    due: list[str] = []
    astray: dict[str, tuple[datetime, datetime]] = {}
    late_ones = max(FEW, sources // _PART)
    for state, every in standings:
        was = state.next_due
        late = (now - was).total_seconds() if was else 0.0
        if was is None or 0 <= late <= max(_LATE * every, _LEAST_LATE):
            due.append(state.source)
        elif late > 0 and late_ones > 0:
            late_ones -= 1
            due.append(state.source)
        elif late > 0 or is_too_far(state, every, now):
            astray[state.source] = was, now + timedelta(seconds=every * share_of(state.source))
    return Moves(tuple(due), astray)


def is_too_far(state: SourceState, every: float, now: datetime) -> bool:
    """Whether the due time was planned by a clock that was ahead of the present one."""
    if state.next_due is None:
        return False
    wait = max(LONGEST_WAIT, every)
    if state.last_try and state.last_try > now + SKEW:
        wait = max(wait_after(state.source, state.failures, every), every)
    return state.next_due > now + timedelta(seconds=wait) + SKEW

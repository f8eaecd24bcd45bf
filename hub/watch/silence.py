"""When a source that answers has been silent for too long, by its own rhythm. Pure.

Silence is counted in days on which offices work. A source may be silent three times as long as it ever was, longer
where few silences of it are known, and a week of work in any case; where it has been known for weeks alone, it may
have a rhythm of months.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from hub.records import Finding, SourceState
from hub.vietnamese.dates import vietnamese_day

IsBusy = Callable[[date], bool]
"""Whether a source is to be expected to publish on a day: no weekend, no holiday."""

REMEMBERED = timedelta(days=400)
_TIMES = 3.0  # as long as the longest silence so far
_LEAST = 5  # days of work
_STRANGE = 300.0  # days of work, squared: who is known for sixty may be silent for five more than the least
_DOUBT = 4.0  # silences that stand for what was not seen of a source yet
_FEWEST = 4  # silences by which a rhythm can be told
_HEARD = timedelta(days=7)
_MOST = timedelta(days=730)  # beyond which nobody waits for anything


def silent_from(days: Sequence[date], is_busy: IsBusy) -> date | None:
    """The day from which on a source is silent that has published on these days, oldest first, if nothing more comes.

    None where too little is known of its rhythm.
    """
    silences = [_work_between(earlier, later, is_busy) for earlier, later in pairwise(days)]
    if len(silences) < _FEWEST:
        return None
    least = _LEAST + _STRANGE / sum(silences)
    patience = round(max(least, _TIMES * (1 + _DOUBT / len(silences)) * max(silences)))
    day, end = days[-1], days[-1] + _MOST
    while patience > 0 and day < end:
        day += timedelta(days=1)
        patience -= is_busy(day)
    return day + timedelta(days=1)


def _work_between(earlier: date, later: date, is_busy: IsBusy) -> int:
    """The days of work from one day to the other, the later one counted; 1 at least."""
    between = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    return max(sum(map(is_busy, between)), 1)


def silence(begins: date, state: SourceState, today: date) -> Finding | None:
    """The finding where a source is silent from a day on and that day has come; never within a week of anything new,
    be it of an older date."""
    if today < begins or was_heard(state, today):
        return None
    last = f"; the last notice came {vietnamese_day(state.last_new)}" if state.last_new else ""
    return Finding("silent", "silent", None, f"by its own rhythm something was to be expected before {begins}{last}")


def was_heard(state: SourceState, today: date) -> bool:
    """Whether anything new came of a source within a week, so that it is not silent, whatever its rhythm."""
    return state.last_new is not None and today - vietnamese_day(state.last_new) <= _HEARD

"""A source's rhythm: learned from its ledger, and what it means for the next visit. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hub.records import Find, Rhythm, SourceState
from hub.vietnamese.workdays import office_weekday
from hub.watch.cadence import Cadence, Weekday, learn_cadence
from hub.watch.health import share_of
from hub.watch.pace import LONGEST, SOONEST, Pace, next_visit, pace_for

LEARNED_ANEW = timedelta(days=1)
_WATCHED = timedelta(days=1)  # at the usual interval, before an office's week is taken for a source's own
_INTERVALS = 10  # at most between two visits: what is announced at an odd hour is a storm, or a flood
_SPARED = 0.94  # of the visits; the others are those of odd hours, and what comes of keeping sources apart
_FOLLOWED = frozenset({"healthy", "late", "silent", "moved"})  # whoever owes us the rest of something is asked soon
_STAGGER, _MOST_STAGGER = 0.5, timedelta(minutes=5)  # of `within`: sources that wake at the same hour are set apart
_DAY_SECONDS = 86_400.0
_A_DAY = LONGEST - timedelta(minutes=5)  # a visit begins late and takes its time


def learn_rhythm(
    source: str, finds: Sequence[Find], since: datetime, now: datetime, every: float, weekday: Weekday = office_weekday
) -> Rhythm | None:
    """The rhythm of a source collected since then, at no more visits than one in `every` seconds needs.

    None where it is known for too short a time, or visited more often than any rhythm would; the finds oldest first,
    without those of the first collection.
    """
    longest = min(_INTERVALS * every, _A_DAY.total_seconds())
    if now - since < _WATCHED or every < SOONEST.total_seconds():
        return None
    cadence, seen = learn_cadence(finds, since, now, weekday)
    pace = pace_for(cadence, seen, _DAY_SECONDS / every * _SPARED, now, weekday)
    return Rhythm(
        source,
        now,
        cadence.a_day,
        cadence.weekdays,
        cadence.slots,
        cadence.after_silence,
        pace.least,
        within=pace.within.total_seconds(),
        longest=longest,
    )


def cadence_of(rhythm: Rhythm) -> Cadence:
    """What is expected of a source of this rhythm."""
    return Cadence(rhythm.a_day, rhythm.weekdays, rhythm.slots, rhythm.after_silence)


def in_rhythm(
    state: SourceState, rhythm: Rhythm | None, asked: float | None = None, weekday: Weekday = office_weekday
) -> SourceState:
    """The state after a visit that did not fail, its next one planned by the rhythm; never sooner than `asked`.

    `asked` is the number of seconds for which servers wished to be left alone.
    """
    at = state.last_try
    if rhythm is None or at is None or state.failures or state.state not in _FOLLOWED:
        return state
    pace = Pace(rhythm.least, timedelta(seconds=rhythm.within))
    heard = (Find(state.last_new, state.last_new, 1),) if state.last_new else ()
    planned = next_visit(cadence_of(rhythm), pace, heard, at, weekday)
    apart = min(pace.within * _STAGGER, _MOST_STAGGER) if planned > at + pace.within else timedelta()
    wished = at + min(timedelta(seconds=asked or 0.0), LONGEST)
    latest = at + timedelta(seconds=rhythm.longest)
    return replace(state, next_due=max(min(planned - apart * share_of(state.source), latest), wished))

"""A source's rhythm: learned from its ledger, and what it means for the next visit. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.records import Find, Rhythm, SourceState, Visited
from hub.vietnamese.workdays import office_weekday
from hub.watch.cadence import Cadence, Weekday, learn_cadence
from hub.watch.health import share_of
from hub.watch.pace import LONGEST, SOONEST, Allowance, Pace, next_visit, pace_for

LEARNED_ANEW = timedelta(days=1)
COUNTED = timedelta(days=14)  # for which it is counted how many visits were made
_WATCHED = timedelta(days=1)  # at the usual interval, before an office's week is taken for a source's own
_INTERVALS = 10  # at most between two visits: what is announced at an odd hour is a storm, or a flood
_SPENT = 0.97  # of the visits; the rest is for what no week foretells
_SETTLED = timedelta(days=7)  # in which what was spent too much is saved, and what was saved is spent
_LEAST_SPENT, _MOST_SPENT = 0.5, 1.3  # of the visits, whatever was spent before
_FOLLOWED = frozenset({"healthy", "late", "silent", "moved"})  # whoever owes us the rest of something is asked soon
_STAGGER, _MOST_STAGGER = 0.5, timedelta(minutes=5)  # of `within`: sources that wake at the same hour are set apart
_A_DAY = LONGEST - timedelta(minutes=5)  # a visit begins late and takes its time


def learn_rhythm(
    source: str, visited: Visited, now: datetime, every: timedelta, weekday: Weekday = office_weekday
) -> Rhythm | None:
    """The rhythm of a source visited so, `lately` being `COUNTED`: at no more visits than one in `every` needs.

    None where it is known for too short a time, where it is visited more often than any rhythm would, and where once
    a day, which leaves no choice.
    """
    if now - visited.since < _WATCHED or not SOONEST <= every < LONGEST:
        return None
    cadence, seen = learn_cadence(visited.finds, visited.since, now, weekday)
    allowed = Allowance(_allowed(visited, now, LONGEST / every), min(_INTERVALS * every, _A_DAY))
    pace = pace_for(cadence, seen, allowed, now, weekday)
    return Rhythm(
        source,
        now,
        cadence.a_day,
        cadence.weekdays,
        cadence.slots,
        cadence.after_silence,
        pace.least,
        within=pace.within.total_seconds(),
        longest=allowed.longest.total_seconds(),
        spared=pace.spared,
    )


def _allowed(visited: Visited, now: datetime, visits_a_day: float) -> float:
    """Visits a day from now on, so that with those made lately there are no more than so many."""
    counted = min(now - visited.since, COUNTED) / LONGEST
    saved = _SPENT * visits_a_day * counted - visited.lately
    wanted = _SPENT * visits_a_day + saved / (_SETTLED / LONGEST)
    return min(max(wanted, _LEAST_SPENT * visits_a_day), _MOST_SPENT * visits_a_day)


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
    pace = Pace(rhythm.least, rhythm.spared, timedelta(seconds=rhythm.within))
    heard = (Find(state.last_new, state.last_new, 1),) if state.last_new else ()
    planned = next_visit(cadence_of(rhythm), pace, heard, at, weekday)
    apart = min(pace.within * _STAGGER, _MOST_STAGGER) if planned > at + pace.within else timedelta()
    wished = at + min(timedelta(seconds=asked or 0.0), LONGEST)
    latest = at + timedelta(seconds=rhythm.longest)
    return replace(state, next_due=max(min(planned - apart * share_of(state.source), latest), wished))

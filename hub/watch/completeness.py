"""The ledger of completeness by Vietnamese day, and when in the night a source is compared with what it lists. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from hub.records import DayCount, Holding, Reconciliation
from hub.vietnamese.dates import VIETNAM, vietnamese_day
from hub.watch.health import share_of

NIGHT_ENDS = time(5)
_SPREAD = timedelta(hours=3)  # of the night, over which the sources begin
_AGAIN = timedelta(minutes=30)
MOST_PASSES = 6


def ledger(
    holdings: Iterable[Holding], missing: Mapping[str, datetime], today: date, days: int
) -> tuple[DayCount, ...]:
    """A count for each of the last days, today first; what is missing counts for the day on which it was first listed.

    What is listed and stored, and what is missing, is all that is listed.
    """
    by_day: defaultdict[date, list[Holding]] = defaultdict(list)
    for holding in holdings:
        by_day[vietnamese_day(holding.published)].append(holding)
    lost: defaultdict[date, list[str]] = defaultdict(list)
    for url, listed_at in sorted(missing.items()):
        lost[vietnamese_day(listed_at)].append(url)
    wanted = [today - timedelta(days=back) for back in range(days)]
    return tuple(_count(day, by_day[day], tuple(lost[day])) for day in wanted)


def _count(day: date, holdings: list[Holding], missing: tuple[str, ...]) -> DayCount:
    listed = sum(holding.is_listed for holding in holdings) + len(missing)
    return DayCount(day, listed, len(holdings), sum(holding.is_published for holding in holdings), missing)


def is_night(now: datetime) -> bool:
    """Whether it is the part of the night, in Vietnam, in which sources are compared."""
    return now.astimezone(VIETNAM).time() < NIGHT_ENDS


def is_to_be_compared(source: str, last: Reconciliation | None, now: datetime) -> bool:
    """Whether all that the source lists is to be read now: once a night, each source at its own minute of it.

    Where it could not be read it is tried again while the night lasts.
    """
    local = now.astimezone(VIETNAM)
    if not is_night(now):
        return False
    if last and last.night == local.date():
        return last.passes == 0 and now >= last.at + _AGAIN
    return local - datetime.combine(local.date(), time(), VIETNAM) >= _SPREAD * share_of(source)


def is_to_be_looked_at_again(last: Reconciliation | None, now: datetime) -> bool:
    """Whether a source of which a page may be gone is to be visited once more tonight: it takes two sightings, in two
    collections, to believe it."""
    if last is None or last.night != vietnamese_day(now) or not is_night(now):
        return False
    return 0 < last.passes < MOST_PASSES and now >= last.at + _AGAIN


def after_pass(source: str, last: Reconciliation | None, now: datetime, *, went_well: bool) -> Reconciliation:
    """How far the night has come for a source that was visited now."""
    night = vietnamese_day(now)
    before = last.passes if last and last.night == night else 0
    return Reconciliation(source, night, before + went_well, now)

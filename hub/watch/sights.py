"""Whether what an address shows is as usual, and what is usual. Pure.

Whoever answers 200 may still be broken. What is learned of an address is what it shows when nothing is wrong with it;
each judgement compares one sight with that, and says nothing where it is not known.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b

from hub.records import AddressRead, Finding, Sight, Usual
from hub.vietnamese.dates import vietnamese_day
from hub.watch.lengths import pages_with_rows, shortage

SHOWN = 40  # rows of an address that are known again
_FEW = 4  # times less than usual is much less
_LEAST_ROWS = 4  # of which much less can be told
_SPREADS = 4  # mean deviations that a list may be shorter than usual
_LEAST_TOLD = 5  # rows that say something of titles and dates
_SLOW, _FIRST = 0.2, 1.0  # how much a sight counts for what is usual
_NOTICES = 2  # in a row whose files cannot be had
_LEAST_LOST = 2  # rows that are gone from the top: one is taken back as a rule

IsGone = Callable[[], Collection[str]]
"""The fingerprints of rows whose pages have been seen to be gone."""


def judge(usual: Usual | None, read: AddressRead, today: date, is_gone: IsGone = tuple) -> Finding | None:
    """What is wrong with an address that was read anew, None where nothing is; the gravest first."""
    sight = read.sight
    if sight is None:
        return None
    if usual is None:
        return _garbled(sight) or shortage(None, sight, read)
    return (
        _few(usual, read, sight, today)
        or _garbled(sight)
        or _undated(usual, sight)
        or _same_titles(usual, sight)
        or _all_today(usual, sight, today)
        or _stale(usual, read, is_gone)
        or shortage(usual, sight, read)
    )


def _few(usual: Usual, read: AddressRead, sight: Sight, today: date) -> Finding | None:
    """Much less than usual, at once: a list of what is young grows shorter step by step, or as its rows come of age;
    others never do."""
    most = max(usual.last, usual.rows)
    least = min(usual.last, usual.rows)
    is_sudden = least >= _LEAST_ROWS and sight.first * _FEW <= least
    if not is_sudden or sight.first >= usual.rows - _SPREADS * usual.spread or _is_of_age(usual, read, today):
        return None
    evidence = f"{_rows(sight.first)} where {most:.0f} are usual"
    if sight.first:
        return Finding("few_rows", "partial", "truncated", evidence, "void")
    return Finding("no_rows", "failing", "empty", evidence, "void")


def _is_of_age(usual: Usual, read: AddressRead, today: date) -> bool:
    """Whether the youngest row that is gone is as old as any the list ever showed: it shows the last days alone."""
    now = set(_names(read))
    lost = [day for name, day in usual.shown if name not in now]
    return bool(lost) and all(lost) and (today - date.fromisoformat(max(lost))).days >= usual.span


def _garbled(sight: Sight) -> Finding | None:
    if sight.garbled < 3 or 2 * sight.garbled < sight.told:
        return None
    return Finding("garbled", "partial", "bad_encoding", f"{sight.garbled} of {sight.told} titles", "odd")


def _undated(usual: Usual, sight: Sight) -> Finding | None:
    if sight.told < _LEAST_TOLD or usual.dated < 0.5 or 10 * sight.dated > sight.told:
        return None
    evidence = f"{sight.dated} of {sight.told} rows have a date, where {usual.dated:.0%} are usual"
    return Finding("no_dates", "partial", "layout_changed", evidence, "odd")


def _same_titles(usual: Usual, sight: Sight) -> Finding | None:
    if sight.told < _LEAST_TOLD or usual.titles < 0.5 or 5 * sight.titles > sight.told:
        return None
    evidence = f"{sight.told} rows have {sight.titles} titles, where {usual.titles:.0%} are usual"
    return Finding("same_titles", "partial", "layout_changed", evidence, "odd")


def _all_today(usual: Usual, sight: Sight, today: date) -> Finding | None:
    """Rows that had another day the last time: many notices of one day are a good day, not a fault."""
    if sight.today < 3 or 10 * sight.today < 9 * sight.dated or usual.today > 0.5:
        return None
    before = dict(usual.shown)
    known = [(before[name], day) for row, day in sight.days.items() if before.get(name := fingerprint(row))]
    moved = sum(was != day.isoformat() and day == today for was, day in known)
    if moved < 3 or 2 * moved < len(known):
        return None
    evidence = f"{sight.today} of {sight.dated} rows are dated {today}, {moved} of them had another date before"
    return Finding("all_today", "partial", "layout_changed", evidence, "odd")


def _stale(usual: Usual, read: AddressRead, is_gone: IsGone) -> Finding | None:
    """The newest rows are gone, the rest stands as it stood, and nothing is new: what follows them are older rows."""
    before, now = [name for name, _ in usual.shown], _names(read)
    lost = [place for place, name in enumerate(before) if name not in set(now)]
    shared = [name for name in now if name in set(before)]
    if len(lost) < _LEAST_LOST or lost[-1] >= len(lost) + _LEAST_LOST or len(shared) < 3:
        return None
    is_in_order = shared == [name for name in before if name in set(shared)]
    if not is_in_order or now[: len(shared)] != shared:
        return None
    gone = set(is_gone())
    missing = [before[place] for place in lost if before[place] not in gone]
    if len(missing) < _LEAST_LOST:
        return None
    newest = max((day for _, day in usual.shown if day), default="")
    evidence = f"the {len(missing)} newest rows are gone, nothing is new" + (
        f"; it had come to {newest}" * bool(newest)
    )
    return Finding("stale", "partial", "truncated", evidence, "odd")


# --- what is usual -------------------------------------------------------------------------


def after_sight(usual: Usual | None, read: AddressRead, source: str, at: datetime, finding: Finding | None) -> Usual:
    """What is usual after one more sight. One in doubt teaches how much there is only where it shows something new:
    the list lives then, and may have grown shorter for good."""
    sight = read.sight or Sight()
    if usual is None:
        first = Usual(source, read.address, at, sight.first, last=sight.first)
        return first if finding and finding.doubt else _taught(first, read, sight, at, _FIRST)
    if finding is None:
        return _taught(usual, read, sight, at, _SLOW)
    known = {name for name, _ in usual.shown}
    if known.issuperset(_names(read)):
        return usual
    if finding.name == "few_rows":
        return replace(usual, at=at, rows=_nearer(usual.rows, sight.first, _SLOW))
    if finding.name == "cut_short":
        return replace(usual, at=at, whole=round(_nearer(usual.whole, sight.rows, _SLOW)))
    return usual


def _taught(usual: Usual, read: AddressRead, sight: Sight, at: datetime, weight: float) -> Usual:
    learned = _lengths(usual, sight, at) if weight < _FIRST else usual
    days = {fingerprint(row): day.isoformat() for row, day in sight.days.items()}
    before = dict(usual.shown)
    if sight.days:
        learned = replace(learned, span=max(usual.span, (vietnamese_day(at) - min(sight.days.values())).days))
    learned = replace(learned, shown=tuple((name, days.get(name) or before.get(name, "")) for name in _names(read)))
    if read.complete and sight.rows:
        learned = replace(learned, whole=sight.rows, pages=pages_with_rows(sight))
    if sight.told < _LEAST_TOLD and weight < _FIRST:
        return learned
    told = max(sight.told, 1)
    return replace(
        learned,
        titles=_nearer(usual.titles, sight.titles / told, weight),
        dated=_nearer(usual.dated, min(sight.dated / told, 1.0), weight),
        today=_nearer(usual.today, sight.today / told, weight),
    )


def _lengths(usual: Usual, sight: Sight, at: datetime) -> Usual:
    return replace(
        usual,
        at=at,
        rows=_nearer(usual.rows, sight.first, _SLOW),
        spread=_nearer(usual.spread, abs(sight.first - usual.rows), _SLOW),
        last=sight.first,
    )


def _nearer(before: float, now: float, weight: float) -> float:
    return before + weight * (now - before)


def _names(read: AddressRead) -> list[str]:
    """The rows of the first page."""
    return [fingerprint(url) for url in read.listed[: min(SHOWN, read.sight.first if read.sight else 0)]]


def fingerprint(name: str) -> str:
    """A row's name, short."""
    return blake2b(name.encode(), digest_size=6).hexdigest()


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


# --- files ---------------------------------------------------------------------------------


def after_files(usual: Usual, *, came: bool, at: datetime) -> Usual:
    """What is known of the files of a source after those of one more notice were asked for."""
    return replace(usual, at=at, failed=0 if came else usual.failed + 1)


def dead_files(usual: Usual, reason: str, codes: Collection[str]) -> Finding | None:
    """Whether the files of new notices cannot be had: those of two in a row could not, the last for this reason."""
    if usual.failed < _NOTICES:
        return None
    evidence = f"the files of the last {usual.failed} notices that have any could not be had" + f": {reason}" * bool(
        reason
    )
    return Finding("dead_files", "partial", reason if reason in codes else "parse_failed", evidence)

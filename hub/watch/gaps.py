"""When a gap is tried again, and what became of it when the archive was walked. Pure.

A gap is filled when everything was read back to something that was known before it. A list that ends before it
comes so far leaves the gap open, however full it is: what it does not hold nobody can have.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hub.records import Backfill, Gap

_WAITS = (timedelta(), timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))


def is_to_be_filled(gap: Gap, now: datetime) -> bool:
    """Whether the archive is to be walked for it now; what a visit merely left over comes with the next ones."""
    if gap.closed or gap.reason == "budget":
        return False
    return gap.tried is None or now >= gap.tried + _WAITS[min(gap.tries, len(_WAITS) - 1)]


def after_walks(gap: Gap, walks: Sequence[Backfill], now: datetime, *, meets_known: bool) -> Gap:
    """The gap after these walks through the archive back to its first day; `meets_known`: they came to something that
    was known before it."""
    tried = replace(gap, tries=gap.tries + 1, tried=now, found=gap.found + sum(walk.found for walk in walks))
    stopped = next((walk for walk in walks if not walk.is_over), None)
    if stopped:
        return replace(tried, error=stopped.error or "internal", detail=stopped.detail)
    if meets_known:
        return replace(tried, closed=now, error=None, detail="")
    oldest = min((walk.oldest for walk in walks if walk.oldest), default=None)
    how_far = f"goes back to {oldest}" if oldest else "bears no dates"
    return replace(tried, error="archive_short", detail=f"The list {how_far} and shows nothing that was known before.")


def without_archive(gap: Gap, code: str, detail: str, now: datetime) -> Gap:
    """The gap where nothing could be found to walk through, or the way there failed."""
    error = "no_archive" if code == "not_a_listing" else code
    return replace(gap, tries=gap.tries + 1, tried=now, error=error, detail=detail)

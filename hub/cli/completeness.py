"""What a source may have shown while nobody looked, and its last days counted, as `daumoi source show` tells them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from hub.records import DayCount, Gap

WHY_OPEN = {"no_archive": "no list of older notices was found", "archive_short": "the list does not go back so far"}


def gap_lines(gaps: Sequence[Gap]) -> Iterator[str]:
    """A line for each gap that is not closed."""
    for gap in gaps:
        if gap.closed is None:
            why = WHY_OPEN.get(gap.error or "", gap.error or "not tried yet")
            days = f"from {gap.since} to {gap.until}" if gap.since else f"up to {gap.until}"
            opened = f"{gap.reason}, open since {gap.opened:%Y-%m-%d %H:%M}"
            yield f"gap {days} ({opened}): {why}; {gap.found} found"


def table_lines(counts: Sequence[DayCount]) -> Iterator[str]:
    """The days on which anything was listed or stored, as a table; then the addresses of what is missing."""
    filled = [count for count in counts if count.listed or count.stored]
    if filled:
        yield f"{'day':<12}{'listed':>8}{'stored':>8}{'published':>11}{'missing':>9}"
    for count in filled:
        yield f"{count.day!s:<12}{count.listed:>8}{count.stored:>8}{count.published:>11}{len(count.missing):>9}"
    for count in filled:
        yield from (f"missing {url}" for url in count.missing)


def as_json(gaps: Sequence[Gap], counts: Sequence[DayCount]) -> dict[str, Any]:
    """The same for a script."""
    return {"gaps": [asdict(gap) for gap in gaps], "days": [asdict(count) for count in counts]}

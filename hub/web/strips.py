"""Thirty days of a source as a strip of bars: what came of each. Pure; drawn in paths, one a kind of bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.records import SourceDay

DAYS, STEP, HEIGHT = 30, 4, 16
WIDTH = DAYS * STEP
# where a bar begins and how tall it is: told apart by height and place, not by colour alone
_BARS = {"found": (2, 14), "read": (11, 5), "bad": (0, 5)}


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars of each kind as SVG paths, and what they come to: new notices, and days with errors."""

    paths: tuple[tuple[str, str], ...]
    new: int
    bad: int


def strips(days: Mapping[str, Sequence[SourceDay]], today: date) -> dict[str, Strip]:
    """A strip for each source that was collected on one of the thirty days that end today."""
    return {source: strip(of_source, today) for source, of_source in days.items()}


def strip(days: Sequence[SourceDay], today: date) -> Strip:
    """One source's strip; the newest day is the rightmost."""
    bars: dict[str, list[str]] = {kind: [] for kind in _BARS}
    new = bad = 0
    for day in days:
        x = (DAYS - 1 - (today - day.day).days) * STEP
        if not 0 <= x < WIDTH:
            continue
        new, bad = new + day.new, bad + bool(day.errors)
        if day.errors < day.collections:
            bars["found" if day.new else "read"].append(_bar("found" if day.new else "read", x))
        if day.errors:
            bars["bad"].append(_bar("bad", x))
    return Strip(tuple((kind, "".join(drawn)) for kind, drawn in bars.items() if drawn), new, bad)


def _bar(kind: str, x: int) -> str:
    top, height = _BARS[kind]
    return f"M{x} {top}h3v{height}h-3z"

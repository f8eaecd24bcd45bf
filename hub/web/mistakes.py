"""What could not be understood of a query, shown with a caret under it and a way on. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from hub.records import Misread
from hub.web.words import WORDS

_BEFORE, _AFTER = 40, 20


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a query is wrong: the part around it, the caret's line, the advice, and queries that may be meant."""

    at: int
    shown: str
    caret: str
    advice: str
    repairs: tuple[str, ...]


def read_mistakes(query: str, told: Iterable[Misread]) -> list[Mistake]:
    """The mistakes as the page shows them."""
    return [_shown(query, one) for one in told]


def _shown(query: str, told: Misread) -> Mistake:
    """One of them; `advice` is a key of the words."""
    at = min(max(told.at, 0), len(query))
    start = max(at - _BEFORE, 0)
    shown = ("…" if start else "") + query[start : at + _AFTER] + ("…" if at + _AFTER < len(query) else "")
    lead = shown[: at - start + (1 if start else 0)]
    advice = f"mistake.{told.problem}"
    return Mistake(
        at=at,
        shown=shown,
        caret=" " * width(lead) + "^",
        advice=advice if advice in WORDS else "mistake.other",
        repairs=told.repairs,
    )


def width(text: str) -> int:
    """How many columns a text takes in a fixed-width font.

    >>> width("đất"), width("e\\u0301")
    (3, 1)
    """
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)

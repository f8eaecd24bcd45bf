"""Faults that feeds of Vietnamese portals have, by name, found in what was read (DOMAIN 2.3)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from hub.records import Item

_RFC_822 = re.compile(r"\d{1,2}\s+([A-Za-z]{3})[a-z]*\s+\d{2,4}\s+\d{1,2}:(\d{2})")
_ISO = re.compile(r"\d{4}-(\d{2})-\d{2}[T ]\d{2}:(\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUKEVIET_NAME = re.compile(r"[a-z][a-z-]*_\d+")
_ENOUGH = 3  # three entries whose minutes are their months by chance: 1 in 216,000
_ESCAPED = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]{2,31});")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-z]+[^<>]{0,200}&gt;", re.I)


def minutes_are_months(dates: Iterable[str], names: Sequence[str], generator: str) -> bool:
    """Whether the feed's times have the month where the minutes belong.

    NukeViet formats them with `H:m:s` (includes/core/theme_functions.php, four places). One
    entry whose minutes are not its month acquits the feed. Else it must say that NukeViet made
    it, or name its entries as NukeViet does (`news_12`), or be long enough to exclude chance.
    """
    clocks = [clock for date in dates if (clock := _month_and_minute(date))]
    if not clocks or any(month != minute for month, minute in clocks):
        return False
    is_nukeviet = "nukeviet" in generator.lower() or all(_NUKEVIET_NAME.fullmatch(name) for name in names)
    return is_nukeviet or len(clocks) >= _ENOUGH


def _month_and_minute(date: str) -> tuple[int, int] | None:
    if words := _RFC_822.search(date):
        name = words[1].lower()
        return (_MONTHS.index(name) + 1, int(words[2])) if name in _MONTHS else None
    digits = _ISO.search(date)
    return (int(digits[1]), int(digits[2])) if digits else None


def find_defects(items: Iterable[Item]) -> tuple[str, ...]:
    """The names of the faults that any of these items shows."""
    items = tuple(items)
    return tuple(name for name, shows in _DEFECTS if any(shows(item) for item in items))


def _has_local_date(item: Item) -> bool:
    return any(_RFC_822.search(date.raw) is None and not re.match(r"\d{4}-\d{2}", date.raw) for date in item.dates)


def _is_decomposed(item: Item) -> bool:
    return not all(unicodedata.is_normalized("NFC", text) for text in (item.title, item.summary))


def _has_eth(item: Item) -> bool:
    return any(letter in item.title + item.summary for letter in "\u00d0\u00f0")


def _is_double_escaped(item: Item) -> bool:
    return bool(_ESCAPED.search(item.title) or _ESCAPED_TAG.search(item.summary))


_DEFECTS: tuple[tuple[str, Callable[[Item], bool]], ...] = (
    ("local_dates", _has_local_date),
    ("missing_dates", lambda item: not item.dates),
    ("missing_links", lambda item: not item.url),
    ("decomposed_unicode", _is_decomposed),
    ("eth_letter", _has_eth),
    ("double_escaped", _is_double_escaped),
)

"""Document numbers as people type them into a search: `1234 qd ubnd`, or half of one, `1234/QĐ`.

In a text these would be taken for words; in a query they are tried as numbers and, side by side,
as words too, so a wrong guess loses nothing that stands together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hub.vietnamese.document_types import type_of_symbol
from hub.vietnamese.numbers import find_numbers
from hub.vietnamese.syllables import is_syllable

_HEAD = re.compile(
    r"(?<![\w/])(?P<num>\d{1,6})(?P<joint>\s*[/_\-–]\s*|\s+)"
    r"(?:(?P<year>(?:19|20)\d\d)\s*[/_\-–\s]\s*)?(?P<type>[^\W\d_]{2,5})(?!\w)"
)
_GROUP = re.compile(r"(?P<joint>\s*[/_\-–&]\s*|\s+)(?P<name>[^\W\d_]{2,10}\d{0,2})(?!\w)")


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number in its canonical spelling, and its place in the query (in NFC)."""

    text: str
    start: int
    end: int


def typed_numbers(text: str) -> tuple[TypedNumber, ...]:
    """The numbers in a query, in order.

    >>> [number.text for number in typed_numbers("1234 qd ubnd tinh, 12/2010/NQ-HĐND")]
    ['1234/QD-UBND', '12/2010/NQ-HĐND']
    >>> [number.text for number in typed_numbers("56/QĐ hoặc 5 đa, 12 tỉnh")]
    ['56/QĐ']
    """
    strict = [TypedNumber(number.canonical, number.start, number.end) for number in find_numbers(text)]
    loose = [number for number in _loose_numbers(text) if not any(_overlap(number, other) for other in strict)]
    return tuple(sorted([*strict, *loose], key=lambda number: number.start))


def _loose_numbers(text: str) -> Iterator[TypedNumber]:
    text = text.replace("Ð", "Đ").replace("ð", "đ")
    for head in _HEAD.finditer(text):
        if type_of_symbol(head["type"]) and _says_symbol(head["joint"], head["type"]):
            groups, end = _groups(text, head.end())
            parts = [head["num"].lstrip("0") or "0", head["year"], "-".join([head["type"], *groups])]
            yield TypedNumber("/".join(part for part in parts if part).upper(), head.start(), end)


def _groups(text: str, place: int) -> tuple[list[str], int]:
    """The groups after the type, and where they end."""
    groups = []
    while (found := _GROUP.match(text, place)) and _says_symbol(found["joint"], found["name"]):
        groups.append(found["name"])
        place = found.end()
    return groups, place


def _says_symbol(joint: str, name: str) -> bool:
    # Behind a blank only what is no syllable: "5 QĐ" but not "5 đa", "qd ubnd" but not "qd tinh".
    return bool(joint.strip()) or not is_syllable(name)


def _overlap(one: TypedNumber, other: TypedNumber) -> bool:
    return one.start < other.end and other.start < one.end

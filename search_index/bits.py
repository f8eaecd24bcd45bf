"""Sets of documents as whole numbers: bit n stands for document n of a segment, 0 its newest.

Python works on such numbers in C: AND, OR, NOT and counting take microseconds for a hundred
thousand documents, and the lowest set bits are the newest matches.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

_NOT_EMPTY = re.compile(rb"[^\0]")
_ONE = ord("1")
_CROWDED = 32  # with more than one in so many it is quicker to write a number out and read it (measured)


def bits_of(numbers: Iterable[int]) -> int:
    """The set that holds these numbers.

    >>> bin(bits_of([0, 3]))
    '0b1001'
    """
    known = [*numbers]
    if not known:
        return 0
    highest = max(known)
    if len(known) * _CROWDED < highest:
        flags = bytearray((highest >> 3) + 1)
        for number in known:
            flags[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(flags, "little")
    digits = bytearray(b"0") * (highest + 1)
    for number in known:
        digits[highest - number] = _ONE
    return int(digits, 2)


def numbers_of(bits: int) -> Iterator[int]:
    """The numbers in a set, lowest (newest) first, as far as they are asked for.

    >>> list(numbers_of(0b1001))
    [0, 3]
    """
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for found in _NOT_EMPTY.finditer(data):
        place = found.start()
        byte, place = data[place], place * 8
        while byte:
            yield place + (byte & -byte).bit_length() - 1
            byte &= byte - 1


def first_of(bits: int, count: int) -> int:
    """The lowest of the numbers in a set, as many as asked for, as a set.

    >>> bin(first_of(0b11010, 2))
    '0b1010'
    """
    if bits.bit_count() <= count:
        return bits
    enough, too_few = bits.bit_length(), 0
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if (bits & (1 << middle) - 1).bit_count() < count:
            too_few = middle
        else:
            enough = middle
    return bits & (1 << enough) - 1


def span(first: int, end: int) -> int:
    """The set of the numbers from `first` up to, but not including, `end`.

    >>> bin(span(1, 3))
    '0b110'
    """
    return (1 << end) - (1 << first) if end > first else 0


def at_least(sets: Sequence[int]) -> list[int]:
    """For every k from 1: the numbers that are in k or more of the sets.

    >>> [bin(level) for level in at_least([0b011, 0b110])]
    ['0b111', '0b10']
    """
    levels = [0] * len(sets)
    for count, members in enumerate(sets):
        for k in range(count, 0, -1):
            levels[k] |= levels[k - 1] & members
        levels[0] |= members
    return levels

"""Sets of documents as whole numbers: bit n stands for document n of a segment, 0 its newest.

Python works on such numbers in C: AND, OR, NOT and counting take microseconds for a hundred
thousand documents, and the lowest set bits are the newest matches.
"""

from collections.abc import Iterable, Iterator, Sequence


def bits_of(numbers: Iterable[int]) -> int:
    """The set that holds these numbers.

    >>> bin(bits_of([0, 3]))
    '0b1001'
    """
    flags = bytearray()
    for number in numbers:
        if number >> 3 >= len(flags):
            flags.extend(bytes(1 + (number >> 2) - len(flags)))
        flags[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(flags, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """The numbers in a set, lowest (newest) first, as far as they are asked for.

    >>> list(numbers_of(0b1001))
    [0, 3]
    """
    for place, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        while byte:
            yield place * 8 + (byte & -byte).bit_length() - 1
            byte &= byte - 1


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

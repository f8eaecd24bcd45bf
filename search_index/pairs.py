"""Which documents may hold two syllables side by side: a sieve, so that few sequences need be read.

Every two neighbours of a document, as characters of `search_index.sequences`, are hashed to two of a segment's rows;
a row is the set of the documents that have a pair there. Who holds a pair is in both of its rows. Of those that do not
some six in a hundred are (a Bloom filter of each document, kept row by row: a bit-sliced signature file), so what a
sieve lets through is looked at.

Numbers of any length are what Python reckons with in C, so a block of documents is hashed at once: a text in UTF-32 is
a number of 32-bit lanes, and shifted by a lane it has each character's neighbour in the same place.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import log2

from search_index.sequences import BLOCK

_ROWS_FOR_A_PAIR = 6  # with two rows for each: a quarter of the bits are set
_FEWEST, _MOST = 64, 16_384
_LANE = 32
# Two ways to mix a character with the next. Characters have 21 bits and factors 10: no lane runs into the next.
_FACTORS = ((619, 797), (997, 433))
_SHIFT = 5
_EIGHT = 8


def sieve(texts: Sequence[str]) -> Iterator[bytes]:
    """The rows of these documents, each of as many bits as there are documents, in whole bytes; the lowest first."""
    rows = _rows_for(texts)
    blocks = (texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK))
    groups = b"".join(group for block in blocks for group in _groups(block, rows))
    return (groups[row::rows] for row in range(rows))


def _rows_for(texts: Sequence[str]) -> int:
    wanted = _ROWS_FOR_A_PAIR * sum(map(len, texts)) // max(len(texts), 1)
    return min(max(1 << round(log2(max(wanted, 1))), _FEWEST), _MOST)


def _groups(texts: Sequence[str], rows: int) -> Iterator[bytes]:
    """Of each eight documents a byte for every row: bit n is whether document n has a pair there."""
    first, second = _places("".join(texts), rows)
    spans = [*pairwise(accumulate(map(len, texts), initial=0))]
    for eight in range(0, len(spans), _EIGHT):
        group = 0
        for bit, (start, end) in enumerate(spans[eight : eight + _EIGHT]):
            flags = bytearray(rows)
            for place in first[start : end - 1]:
                flags[place] = 1
            for place in second[start : end - 1]:
                flags[place] = 1
            group |= int.from_bytes(flags, "little") << bit
        yield group.to_bytes(rows, "little")


def _places(text: str, rows: int) -> list[memoryview]:
    """The two rows of every pair in a text, by where the pair begins."""
    lanes = len(text)
    here = int.from_bytes(text.encode("utf-32-le"), "little")
    beside = here >> _LANE
    mask = int.from_bytes((rows - 1).to_bytes(4, "little") * lanes, "little")
    mixed = ((here * left + beside * right) >> _SHIFT & mask for left, right in _FACTORS)
    return [memoryview(places.to_bytes(4 * lanes, "little")).cast("I") for places in mixed]


class Pairs:
    """The sieve of a segment of so many documents, in a file of so many bytes; `read(position, length)` gives some."""

    def __init__(self, size: int, length: int, read: Callable[[int, int], bytes]) -> None:
        self._width = (size + 7) // 8
        self._rows, self._read = length // self._width, read

    def may_hold(self, pair: str) -> int:
        """All documents that hold a pair of characters, and a few that do not."""
        first, second = (self._row(places[0]) for places in _places(pair, self._rows))
        return first & second

    def _row(self, row: int) -> int:
        return int.from_bytes(self._read(row * self._width, self._width), "little")

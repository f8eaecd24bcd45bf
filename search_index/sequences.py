"""The syllables of every document in their order, a character each: what phrases and neighbours are read from.

Each syllable of a segment, without its marks, has a character; a document is a text of these, its title, text and
number each ended by BORDER, which no phrase reaches over. So "these syllables one after the other" is `in`, which
Python does in C. Documents stand in blocks, and a block is read whole:

    the length of each of its documents in characters (32 bits each, little endian), then their characters
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from sys import byteorder, getsizeof

BLOCK = 256
BORDER = "\0"
_SURROGATES = range(0xD800, 0xE000)  # no characters: UTF-16 makes pairs of them


def character(number: int) -> str:
    """The character of the syllable with this number, from 0; never BORDER.

    >>> character(0), character(0xD7FF) == chr(0xE000)
    ('\\x01', True)
    """
    code = number + 1
    return chr(code if code < _SURROGATES.start else code + len(_SURROGATES))


class Block:
    """Some documents in one text."""

    def __init__(self, texts: str, starts: Sequence[int]) -> None:
        self.texts, self.starts = texts, starts

    def __sizeof__(self) -> int:
        return getsizeof(self.texts) + getsizeof(self.starts)

    def holding(self, phrase: str) -> Iterator[int]:
        """The places of the documents that hold a phrase."""
        at = self.texts.find(phrase)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            yield place
            at = self.texts.find(phrase, self.starts[place + 1])


def packed(texts: Sequence[str]) -> bytes:
    """A block as it is kept.

    >>> unpacked(packed(["ab\\0", "\\U00010000\\0"]), 2).texts
    'ab\\x00𐀀\\x00'
    """
    encoded = [text.encode("utf-16-le") for text in texts]
    lengths = array("I", map(len, texts))
    return _little(lengths).tobytes() + b"".join(encoded)


def unpacked(data: bytes, count: int) -> Block:
    """The block of so many documents in these bytes."""
    lengths = _little(array("I", data[: 4 * count]))
    return Block(data[4 * count :].decode("utf-16-le"), array("I", accumulate(lengths, initial=0)))


class Sequences:
    """The sequences of a segment. `read(position, length)` gives bytes of their file, `cached` keeps blocks."""

    def __init__(
        self, size: int, offsets: Sequence[int], read: Callable[[int, int], bytes],
        cached: Callable[[int, Callable[[], Block]], Block],
    ) -> None:  # fmt: skip
        self._size, self._offsets, self._read, self._cached = size, offsets, read, cached
        self._last: tuple[int, Block] = -1, Block("", ())

    def document(self, number: int) -> tuple[str, int, int]:
        """The text in which a document stands, and from where to where."""
        last, block = self._last  # who asks for one asks for its neighbours: this saves a look into the cache
        if last != number // BLOCK:
            block = self._block(number // BLOCK)
            self._last = number // BLOCK, block
        place = number % BLOCK
        return block.texts, block.starts[place], block.starts[place + 1]

    def holding(self, phrase: str, among: int) -> int:
        """Those of a set of documents that hold a phrase."""
        found = bytearray((self._size + 7) // 8)
        for number in range(len(self._offsets) - 1):
            if among >> number * BLOCK & _ALL:
                for place in self._block(number).holding(phrase):
                    found[number * BLOCK + place >> 3] |= 1 << (place & 7)
        return int.from_bytes(found, "little") & among

    def _block(self, number: int) -> Block:
        return self._cached(number, lambda: self._unpacked(number))

    def _unpacked(self, number: int) -> Block:
        start, end = self._offsets[number : number + 2]
        return unpacked(self._read(start, end - start), min(BLOCK, self._size - number * BLOCK))


_ALL = (1 << BLOCK) - 1


def _little(numbers: "array[int]") -> "array[int]":
    if byteorder == "big":
        numbers.byteswap()
    return numbers

"""The syllables of every document in their order, a character each: what phrases and neighbours are read from.

Each syllable of a segment, without its marks, has a character; a document is a text of these, its title, text and
number each ended by BORDER, which no phrase reaches over. So "these syllables one after the other" is `in`, which
Python does in C. Documents stand one after the other in UTF-16 (little endian), the length in bytes of each (32 bits,
little endian) in a file beside them: one is read by itself, or many together where many are looked through.
"""

from array import array
from bisect import bisect_right
from codecs import utf_16_le_decode
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from sys import byteorder

BLOCK = 256  # documents that are worked on together
BORDER = "\0"
_SURROGATES = range(0xD800, 0xE000)  # no characters: UTF-16 makes pairs of them
_FEW = 8  # of the documents of a block are read one by one


def character(number: int) -> str:
    """The character of the syllable with this number, from 0; never BORDER.

    >>> character(0), character(0xD7FF) == chr(0xE000)
    ('\\x01', True)
    """
    code = number + 1
    return chr(code if code < _SURROGATES.start else code + len(_SURROGATES))


def packed(texts: Sequence[str]) -> tuple[bytes, bytes]:
    """Documents as they are kept, and their lengths.

    >>> packed(["ab" + BORDER])
    (b'a\\x00b\\x00\\x00\\x00', b'\\x06\\x00\\x00\\x00')
    """
    encoded = [text.encode("utf-16-le") for text in texts]
    return b"".join(encoded), little(array("I", map(len, encoded))).tobytes()


def little(numbers: "array[int]") -> "array[int]":
    """Numbers as they are kept in a file, or were."""
    if byteorder == "big":
        numbers.byteswap()
    return numbers


class Sequences:
    """The sequences of a segment of documents of these lengths; `read(position, length)` gives bytes of their file."""

    def __init__(self, lengths: bytes, read: Callable[[int, int], bytes]) -> None:
        self._starts = array("Q", accumulate(little(array("I", lengths)), initial=0))
        self._read = read

    def document(self, number: int) -> str:
        """The sequence of a document."""
        return utf_16_le_decode(self._bytes(number, number + 1))[0]  # what `decode` looks up each time

    def holding(self, phrase: str, among: int) -> int:
        """Those of a set of documents that hold a phrase."""
        size = len(self._starts) - 1
        found = bytearray((size + 7) // 8)
        for first in range(0, size, BLOCK):
            wanted = among >> first & _ALL
            for number in self._holding(phrase, wanted, first, min(first + BLOCK, size)) if wanted else ():
                found[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(found, "little") & among

    def _holding(self, phrase: str, wanted: int, first: int, end: int) -> Iterator[int]:
        if wanted.bit_count() > _FEW:
            yield from self._held(phrase, first, end)
            return
        while wanted:
            number = first + (wanted & -wanted).bit_length() - 1
            if phrase in self.document(number):
                yield number
            wanted &= wanted - 1

    def _held(self, phrase: str, first: int, end: int) -> Iterator[int]:
        """The documents from one up to, not including, another that hold a phrase."""
        content = self._bytes(first, end)
        texts = content.decode("utf-16-le")
        starts = self._starts_in(texts, content, first, end)
        at = texts.find(phrase)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            yield first + place
            at = texts.find(phrase, starts[place + 1])

    def _starts_in(self, texts: str, content: bytes, first: int, end: int) -> Sequence[int]:
        """Where each of some documents begins in the text of all."""
        starts = self._starts[first : end + 1]
        if 2 * len(texts) == len(content):
            return [(start - starts[0]) // 2 for start in starts]
        return [*accumulate((len(self.document(number)) for number in range(first, end)), initial=0)]

    def _bytes(self, first: int, end: int) -> bytes:
        start = self._starts[first]
        return self._read(start, self._starts[end] - start)


_ALL = (1 << BLOCK) - 1

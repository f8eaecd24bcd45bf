"""Flat postings inside Whoosh's own files: a term's documents as a bitmap or as sixteen-bit numbers.

Whoosh's blocks are pickled lists of Python numbers, written and read one posting at a time. A segment here has at most
65,535 documents, nothing is weighed, and places stand in `search_index.sequences`; so a posting list is written in one
piece and becomes a set in one call. A stock Whoosh searcher reads the same segment through `postings_reader`.
"""

from array import array
from collections.abc import Iterable, Iterator
from sys import byteorder
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo, W3TermsReader
from whoosh.matching import ListMatcher

from search_index.bits import bits_of, numbers_of


class Posting(NamedTuple):
    """A term with all its documents, as a writer takes it; `size` is how many documents the segment has."""

    field: str
    term: bytes
    documents: "array[int]"
    size: int


class FlatCodec(W3Codec):  # type: ignore[misc]
    """The stock codec but for the postings. Its writer takes `Posting`s, sorted by field and term."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "FlatFieldWriter":
        """As Whoosh's."""
        return FlatFieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: W3TermInfo, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """As Whoosh's: every document once, with a weight of one."""
        numbers = list(numbers_of(documents_of(dbfile, terminfo)))
        weights, values = [1.0] * len(numbers), [b""] * len(numbers)
        return ListMatcher(numbers, weights, values, format_, scorer=scorer, term=term, terminfo=terminfo)


class FlatFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes postings a term at a time."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posting]) -> None:
        """As Whoosh's, of whole postings."""
        for field, term, documents, size in items:
            if field != self._fieldname:
                self.start_field(field, schema[field])
            data = _encoded(documents, size)
            info = W3TermInfo(len(documents), len(documents), 1, 1, 1.0, documents[0], documents[-1])
            info.set_extent(self._postfile.tell(), len(data))
            self._postfile.write(data)
            self._btext = term
            self._tindex.add(self._fieldid.to_bytes(2, "big") + term, info.to_bytes())


def documents_of(postings: Any, terminfo: W3TermInfo) -> int:
    """The set of the documents of a term, read from the file of the postings."""
    offset, length = terminfo.extent()
    length = length[0] if isinstance(length, tuple) else length  # Whoosh 2.7.4 leaves what unpack gives
    data = postings.get(offset, length)
    if length != 2 * terminfo.doc_frequency():
        return int.from_bytes(data, "little")
    numbers = array("H", data)
    if byteorder == "big":
        numbers.byteswap()
    return bits_of(numbers)


def spellings(terms: W3TermsReader, field: str, beginning: bytes) -> Iterator[W3TermInfo]:
    """What is known of every term of a field that begins so."""
    for (name, term), info in terms.items_from(field, beginning):
        if name != field or not term.startswith(beginning):
            return
        yield info


def _encoded(documents: "array[int]", size: int) -> bytes:
    """The shorter of two: a bitmap, or two bytes a document; the length tells them apart."""
    if (size + 7) // 8 < 2 * len(documents):
        return bits_of(documents).to_bytes((size + 7) // 8, "little")
    numbers = array("H", documents)
    if byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()

"""Flat postings inside Whoosh's own files: a term's documents as a bitmap or as sixteen-bit numbers.

Whoosh's blocks are pickled lists of Python numbers, written and read one posting at a time. A segment here has at most
65,535 documents, nothing is weighed, and places stand in `search_index.sequences`; so a posting list is written in one
piece and becomes a set in one call. A stock Whoosh searcher reads the same segment through `postings_reader`.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from struct import Struct
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo, W3TermsReader
from whoosh.matching import ListMatcher

from hub.errors import IndexDamaged
from search_index.bits import bits_of, numbers_of
from search_index.inverting import Group
from search_index.sequences import little
from search_index.whoosh_terms import Known, TermsWriter

_HEADER = Struct("<I")


class FlatCodec(W3Codec):  # type: ignore[misc]
    """The stock codec but for the postings. Its writer takes `Group`s, sorted by field and term."""

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
    """Writes postings a group at a time."""

    def __init__(self, codec: FlatCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._tindex.dbfile.close()
        self._tindex: Any = TermsWriter(self._create_file(W3Codec.TERMS_EXT))
        self._fieldmap: dict[str, int] = {}
        self._tindex.extras["fieldmap"] = self._fieldmap
        self._position = self._postfile.tell()

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Group]) -> None:
        """As Whoosh's, of whole groups, sorted."""
        for field, terms, size, syllable in items:
            if field != self._fieldname:
                self.start_field(field, schema[field])
            prefix = self._fieldid.to_bytes(2, "big")
            known = [self._written(documents, size) for _, documents in terms]
            if syllable:
                self._tindex.add(prefix + syllable, _of_all(known).to_bytes())
            for (term, _), of_term in zip(terms, known, strict=True):
                self._tindex.add(prefix + term, of_term.to_bytes())

    def _written(self, documents: "array[int]", size: int) -> Known:
        data, position = _encoded(documents, size), self._position
        self._postfile.write(data)
        self._position += len(data)
        return Known(len(documents), documents[0], documents[-1], position, len(data))


def _of_all(terms: Sequence[Known]) -> Known:
    """What is known of terms together: no more documents than this, their postings one after the other."""
    counts, firsts, lasts, positions, lengths = zip(*terms, strict=True)
    return Known(sum(counts), min(firsts), max(lasts), positions[0], sum(lengths))


def documents_of(postings: Any, terminfo: W3TermInfo) -> int:
    """The set of the documents of a term, or of all spellings of a syllable, read from the file of the postings."""
    offset, length = terminfo.extent()
    length = length[0] if isinstance(length, tuple) else length  # Whoosh 2.7.4 leaves what unpack gives
    found, numbers = 0, array("H")
    for is_bitmap, piece in _pieces(postings.get(offset, length), length):
        if is_bitmap:
            found |= int.from_bytes(piece, "little")
        else:
            numbers.frombytes(piece)
    return found | bits_of(little(numbers))


def _pieces(data: bytes, length: int) -> Iterator[tuple[int, bytes]]:
    if len(data) < length:
        raise IndexDamaged("postings end too early")
    at = 0
    while at < length:
        (header,) = _HEADER.unpack_from(data, at)
        start, at = at + _HEADER.size, at + _HEADER.size + (header >> 1)
        yield header & 1, data[start:at]


def beginning_with(terms: W3TermsReader, field: str, beginning: bytes) -> Iterator[W3TermInfo]:
    """What is known of every term of a field that begins so."""
    for (name, term), info in terms.items_from(field, beginning):
        if name != field or not term.startswith(beginning):
            return
        yield info


def _encoded(documents: "array[int]", size: int) -> bytes:
    """The shorter of two, a bitmap or two bytes a document, and before it how long it is, and which."""
    is_bitmap = (size + 7) // 8 < 2 * len(documents)
    if is_bitmap:
        data = bits_of(documents).to_bytes((size + 7) // 8, "little")
    else:
        data = little(array("H", documents)).tobytes()
    return _HEADER.pack(len(data) << 1 | is_bitmap) + data

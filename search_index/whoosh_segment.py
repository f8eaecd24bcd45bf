"""One segment of a Whoosh index, asked for sets of documents.

Whoosh's matchers and collectors take microseconds of Python for every posting they pass (240 ms for
a common term in 100,000 documents), so a posting list is read once into a set, and the set is kept.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from functools import reduce
from operator import add, and_, or_
from sys import getsizeof
from threading import Lock

from whoosh.codec.whoosh3 import W3Segment, W3TermsReader
from whoosh.filedb.filetables import HashReader

from hub.errors import IndexDamaged
from search_index.bits import bits_of, numbers_of, span
from search_index.cache import Cache, Key
from search_index.pairs import Pairs
from search_index.sequences import BORDER, Sequences
from search_index.whoosh_codec import beginning_with, documents_of
from search_index.whoosh_pieces import OneFile
from search_index.whoosh_schema import SCHEMA
from search_index.whoosh_writing import CHARACTERS, LENGTHS, PAIRS, SEQUENCES

COLUMNS = ("name", "published", "version")


class _Facet(tuple[tuple[str, int], ...]):
    """Values and their documents, which a cache is to count."""

    def __sizeof__(self) -> int:
        return super().__sizeof__() + sum(getsizeof(bits) for _, bits in self)


@contextmanager
def reading() -> Iterator[None]:
    """Turns whatever Whoosh raises into IndexDamaged.

    What damaged files raise cannot be listed: Whoosh raises bare Exception, unpickling nearly anything.
    """
    try:
        yield
    except IndexDamaged:
        raise
    except Exception as error:
        raise IndexDamaged(f"the index cannot be read: {error!r}") from error


class Segment:
    """A segment, which never changes: which of its documents were removed later is not its business."""

    def __init__(self, storage: OneFile, segment: W3Segment, cache: Cache) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._cache = cache
        # Whoosh's files have one reading position for everybody: one thread at a time.
        self._lock = Lock()
        files = segment.open_compound_file(storage)
        self._terms: W3TermsReader = segment.codec().terms_reader(files, segment)
        columns = segment.codec().per_document_reader(files, segment)
        names, published, versions = (columns.column_reader(name, SCHEMA[name].column_type) for name in COLUMNS)
        self._ids: tuple[str, ...] = tuple(names[number].decode() for number in range(self.size))
        # Negative, for bisecting: documents stand newest first.
        self._ages: array[int] = array("q", (-published[number] for number in range(self.size)))
        self.versions: array[int] = array("q", (versions[number] for number in range(self.size)))
        self._characters = HashReader.open(files, segment.make_filename(CHARACTERS))
        open_file = files.open_file
        sequences, pairs = open_file(segment.make_filename(SEQUENCES)), open_file(segment.make_filename(PAIRS))
        self._sequences = Sequences(open_file(segment.make_filename(LENGTHS)).read(), sequences.get)
        self._pairs = Pairs(self.size, files.file_length(segment.make_filename(PAIRS)), pairs.get)
        self.sequence = self._sequences.document  # As Postings.sequence.

    @property
    def newest(self) -> int:
        """As Postings.newest."""
        return -self._ages[0]

    def term(self, field: str, key: str) -> int:
        """As Postings.term."""
        return self._cache.get((self.name, field, key), self._read_term)

    def spelled(self, field: str, folded: str) -> int:
        """As Postings.spelled."""
        return self._cache.get((self.name, field, folded), self._read_term)

    def side_by_side(self, letters: str) -> int:
        """As Postings.side_by_side."""
        return self._cache.get((self.name, "pair", letters), self._read_pair)

    def beginning(self, field: str, key: str) -> int:
        """As Postings.beginning."""
        return self._cache.get((self.name, field, f"{key}-"), self._read_beginning)

    def phrase(self, field: str, keys: Sequence[str]) -> int:
        """As Postings.phrase."""
        return self._cache.get((self.name, f"phrase {field}", " ".join(keys)), lambda _: self._verified(field, keys))

    def character(self, folded: str) -> str:
        """As Postings.character."""
        return self._cache.get((self.name, "character", folded), self._read_character)

    def between(self, first: int | None, end: int | None) -> int:
        """As Postings.between."""
        newest = bisect_left(self._ages, 1 - end) if end is not None else 0
        oldest = bisect_left(self._ages, 1 - first) if first is not None else self.size
        return span(newest, oldest)

    def older_than(self, moment: int) -> int:
        """As Postings.older_than."""
        return bisect_left(self._ages, -moment)

    def facet(self, field: str) -> Sequence[tuple[str, int]]:
        """As Postings.facet."""
        return self._cache.get((self.name, "facet", field), self._read_facet)

    def id(self, number: int) -> str:
        """As Postings.id."""
        return self._ids[number]

    def numbers(self, ids: Set[str]) -> Iterator[int]:
        """The documents of these ids."""
        if not ids.isdisjoint(self._ids):
            yield from (number for number, id in enumerate(self._ids) if id in ids)

    def published(self, number: int) -> int:
        """As Postings.published."""
        return -self._ages[number]

    # --- what is read --------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, reading():
            yield

    def _read_term(self, asked: Key) -> int:
        _, field, term = asked
        with self._reading():
            return self._documents(field, term.encode())

    def _read_beginning(self, asked: Key) -> int:
        _, field, beginning = asked
        with self._reading():
            infos = beginning_with(self._terms, field, beginning.encode())
            longer = reduce(or_, (documents_of(self._terms._postfile, info) for info in infos), 0)
            return longer | self._documents(field, beginning.removesuffix("-").encode())

    def _documents(self, field: str, term: bytes) -> int:
        if (field, term) not in self._terms:
            return 0
        return documents_of(self._terms._postfile, self._terms.term_info(field, term))

    def _read_pair(self, asked: Key) -> int:
        with reading():
            return self._pairs.may_hold(asked[2])

    def _read_character(self, asked: Key) -> str:
        with self._reading():
            return next(self._characters.all(asked[2].encode()), b"").decode()

    def _read_facet(self, asked: Key) -> _Facet:
        with self._reading():
            return _Facet(self._facet(asked[2]))

    def _facet(self, field: str) -> Iterator[tuple[str, int]]:
        for (name, term), info in self._terms.items_from(field, b""):
            if name != field:
                return
            yield term.decode(), documents_of(self._terms._postfile, info)

    def _verified(self, field: str, keys: Sequence[str]) -> int:
        """The documents where syllables stand one after the other, of those that have them all."""
        letters = [self.character(key) for key in keys]
        if not all(letters):
            return 0
        candidates = reduce(and_, (self.spelled(field, key) for key in keys))
        candidates = reduce(and_, map(self.side_by_side, map(add, letters, letters[1:])), candidates)
        phrase = "".join(letters)
        if field == "title":
            return bits_of(number for number in numbers_of(candidates) if self._is_titled(number, phrase))
        return self._sequences.holding(phrase, candidates)

    def _is_titled(self, number: int, phrase: str) -> bool:
        text = self.sequence(number)
        return text.find(phrase, 0, text.index(BORDER)) >= 0

"""One segment of a Whoosh index, asked for sets of documents.

Whoosh's matchers and collectors take microseconds of Python for every posting they pass (240 ms for
a common term in 100,000 documents), so a posting list is read once into a set, and the set is kept.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import reduce
from operator import and_
from threading import Lock

from whoosh.codec.whoosh3 import W3Segment, W3TermsReader
from whoosh.matching import Matcher

from hub.errors import IndexDamaged
from search_index.analysis import pairs
from search_index.bits import bits_of, numbers_of, span
from search_index.cache import BitCache
from search_index.whoosh_pieces import OneFile
from search_index.whoosh_schema import KEYWORDS, SCHEMA

COLUMNS = ("name", "published", "version")
Places = Mapping[int, frozenset[int]]


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

    def __init__(self, storage: OneFile, segment: W3Segment, cache: BitCache) -> None:
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
        self._values = {field: tuple(self._lexicon(field)) for field in KEYWORDS}

    def term(self, field: str, key: str) -> int:
        """As Postings.term."""
        return self._cache.get((self.name, field, key), lambda: self._locked(self._read_term, field, key))

    def phrase(self, keys: Sequence[str]) -> int:
        """As Postings.phrase."""
        if len(keys) == 1:
            return self.term("words", keys[0])
        if len(keys) == 2:
            return self.term("pairs", "_".join(keys))
        return self._cache.get((self.name, "phrase", " ".join(keys)), lambda: self._verified(keys))

    def between(self, first: int | None, end: int | None) -> int:
        """As Postings.between."""
        newest = bisect_left(self._ages, 1 - end) if end is not None else 0
        oldest = bisect_left(self._ages, 1 - first) if first is not None else self.size
        return span(newest, oldest)

    def values(self, field: str) -> Sequence[str]:
        """As Postings.values."""
        return self._values[field]

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

    def _locked(self, read: Callable[[str, str], int], field: str, key: str) -> int:
        with self._lock, reading():
            return read(field, key)

    def _read_term(self, field: str, key: str) -> int:
        return bits_of(matcher.id() for matcher in self._postings(field, key))

    def _postings(self, field: str, key: str) -> Iterator[Matcher]:
        """Whoosh's matcher of a term, standing on one of its documents after the other."""
        term = (field, key.encode())
        if term not in self._terms:
            return
        matcher = self._terms.matcher(*term, SCHEMA[field].format)
        while matcher.is_active():
            yield matcher
            matcher.next()

    def _lexicon(self, field: str) -> Iterator[str]:
        for name, term in self._terms.terms_from(field, b""):
            if name != field:
                return
            yield term.decode()

    def _verified(self, keys: Sequence[str]) -> int:
        """The documents where the pairs of a phrase stand one after the other, every second pair sufficing."""
        links = pairs(keys)
        candidates = reduce(and_, (self.term("pairs", link) for link in links))
        steps = [*range(0, len(links), 2), len(links) - 1] if candidates else []
        with self._lock, reading():
            found = [self._beginnings(links[step], step, candidates) for step in steps]
        return bits_of(number for number in numbers_of(candidates) if _meet(places[number] for places in found))

    def _beginnings(self, link: str, step: int, candidates: int) -> Places:
        """Where the phrase would begin, judging by the pair that is its link number `step`."""
        return {
            matcher.id(): frozenset(place - step for place in matcher.value_as("positions"))
            for matcher in self._postings("pairs", link)
            if candidates >> matcher.id() & 1
        }


def _meet(places: Iterator[frozenset[int]]) -> bool:
    return bool(frozenset.intersection(*places))

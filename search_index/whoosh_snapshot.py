"""The state of a Whoosh index at one commit: what a search works on, whatever is written meanwhile."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from hub.errors import IndexDamaged
from search_index.bits import bits_of, numbers_of
from search_index.cache import Cache
from search_index.whoosh_files import Seal, Stamp, folder_in_force, open_checked, read_checked, read_seal, stamp
from search_index.whoosh_pieces import OneFile
from search_index.whoosh_schema import INDEX_NAME, SCHEMA
from search_index.whoosh_segment import Segment, reading

# A commit or rebuild of another process may take files away between two steps of ours.
ATTEMPTS = 5
PAUSE = 0.02


def _no_limit() -> None:
    """For those who may take their time."""


@dataclass(frozen=True, slots=True)
class View:
    """A segment as one snapshot sees it: less the documents removed since. These are Postings.

    `check` is called before every look into the segment and may raise, to end a search.
    """

    segment: Segment
    everything: int
    stamp: Stamp = frozenset()
    check: Callable[[], None] = _no_limit

    @property
    def newest(self) -> int:
        """As Postings.newest."""
        return self.segment.newest

    def term(self, field: str, key: str) -> int:
        """As Postings.term."""
        self.check()
        return self.segment.term(field, key)

    def spelled(self, field: str, folded: str) -> int:
        """As Postings.spelled."""
        self.check()
        return self.segment.spelled(field, folded)

    def beginning(self, field: str, key: str) -> int:
        """As Postings.beginning."""
        self.check()
        return self.segment.beginning(field, key)

    def phrase(self, field: str, keys: Sequence[str]) -> int:
        """As Postings.phrase."""
        self.check()
        return self.segment.phrase(field, keys)

    def character(self, folded: str) -> str:
        """As Postings.character."""
        return self.segment.character(folded)

    def side_by_side(self, letters: str) -> int:
        """As Postings.side_by_side."""
        return self.segment.side_by_side(letters)

    @property
    def sequence(self) -> Callable[[int], str]:
        """As Postings.sequence."""
        return self.segment.sequence

    def between(self, first: int | None, end: int | None) -> int:
        """As Postings.between."""
        return self.segment.between(first, end)

    def older_than(self, moment: int) -> int:
        """As Postings.older_than."""
        return self.segment.older_than(moment)

    def facet(self, field: str) -> Sequence[tuple[str, int]]:
        """As Postings.facet."""
        self.check()
        return self.segment.facet(field)

    def id(self, number: int) -> str:
        """As Postings.id."""
        return self.segment.id(number)

    def published(self, number: int) -> int:
        """As Postings.published."""
        return self.segment.published(number)

    def watched(self, check: Callable[[], None]) -> "View":
        """The same, with a check."""
        return View(self.segment, self.everything, self.stamp, check)

    @property
    def count(self) -> int:
        """How many of its documents are still there."""
        return self.everything.bit_count()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Views in the order of Whoosh's table of contents; without a folder there is no index yet."""

    folder: Path | None = None
    generation: int = -1
    stamp: Stamp = frozenset()
    seal: Seal = field(default_factory=dict)
    views: tuple[View, ...] = ()

    def numbers(self, ids: Set[str]) -> Iterator[int]:
        """Where Whoosh's writer finds the documents of these ids."""
        base = 0
        for view in self.views:
            found = bits_of(view.segment.numbers(ids)) & view.everything
            yield from (base + number for number in numbers_of(found))
            base += view.segment.size


def load(home: Path, known: Snapshot, cache: Cache) -> Snapshot:
    """The index as it is now; what has not changed since `known` is not read again. Raises IndexDamaged."""
    missing: FileNotFoundError | None = None
    for _ in range(ATTEMPTS):
        try:
            return _load(home, known, cache)
        except FileNotFoundError as error:
            missing = error
            sleep(PAUSE)
    raise IndexDamaged(f"the index has lost a file: {missing}") from missing


def _load(home: Path, known: Snapshot, cache: Cache) -> Snapshot:
    folder = folder_in_force(home)
    if folder is None:
        return Snapshot()
    now = stamp(folder)
    if folder == known.folder and now == known.stamp:
        return known
    sums = read_seal(folder)
    generation, segments = _table_of_contents(folder, now, sums)
    read = _Reader(folder, now, sums, cache, known if known.folder == folder else Snapshot())
    return Snapshot(folder, generation, now, sums, tuple(read.view(segment) for segment in segments))


def _table_of_contents(folder: Path, now: Stamp, sums: Seal) -> tuple[int, list[W3Segment]]:
    tables = [name for name, _, _ in now if name.endswith(".toc")]
    if not tables:
        raise FileNotFoundError(f"{folder}: no table of contents")
    name = max(tables, key=_generation)
    storage = RamStorage()
    storage.files[name] = read_checked(folder, name, sums)
    with reading():
        return _generation(name), TOC.read(storage, INDEX_NAME, schema=SCHEMA).segments


def _generation(table: str) -> int:
    digits = table.removesuffix(".toc").rpartition("_")[2]
    return int(digits) if digits.isdigit() else -1


@dataclass(frozen=True, slots=True)
class _Reader:
    folder: Path
    now: Stamp
    sums: Seal
    cache: Cache
    known: Snapshot

    def view(self, segment: W3Segment) -> View:
        name = segment.make_filename(segment.COMPOUND_EXT)
        mark = frozenset(entry for entry in self.now if entry[0] == name)
        read = self._known(segment, mark) or self._read(segment, name)
        with reading():
            return View(read, (1 << read.size) - 1 & ~bits_of(segment.deleted_docs()), mark)

    def _known(self, segment: W3Segment, mark: Stamp) -> Segment | None:
        same = (view for view in self.known.views if view.segment.name == segment.segment_id() and view.stamp == mark)
        return next((view.segment for view in same), None)

    def _read(self, segment: W3Segment, name: str) -> Segment:
        storage = OneFile(open_checked(self.folder, name, self.sums))
        with reading():
            return Segment(storage, segment, self.cache)

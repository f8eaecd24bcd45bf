"""The index on stock Whoosh 2.7.4.

Each commit leaves one new segment whose documents stand newest first, and merges nothing: merging
would mix the dates, and the texts needed to write documents again are in the store (`worn` asks for
them). Replacing a document removes it by its number in its segment, because Whoosh's own
`update_document` opens a searcher for each (17.6 s for fifty in 100,000).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, chain
from pathlib import Path
from threading import Lock
from time import monotonic

from hub.errors import IndexDamaged, StoreError
from hub.records import Document, Filters, Found, Sort
from hub.settings import Checkpoint, go_on
from search_index.answering import answer, answer_ids
from search_index.base import NO_FILTERS, Today, no_day
from search_index.bits import numbers_of
from search_index.cache import Cache
from search_index.finding import Wanted
from search_index.lexing import mistake
from search_index.whoosh_files import dispel, doubt, is_doubted, seal
from search_index.whoosh_rebuilding import rebuild
from search_index.whoosh_snapshot import Snapshot, View, load
from search_index.whoosh_writing import BATCH, write, writing

# More segments of about one size than this, and they are worn. Each costs a search some 20 µs.
MOST_ALIKE = 8
SECONDS_FOR_SEARCH = 3.0


class WhooshIndex:
    """An Index in a folder. Any number of processes read it; one writes at a time (the store's lease).

    `processes` is how many may write a rebuild of it, this one among them only where it is one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = SECONDS_FOR_SEARCH,
        checkpoint: Checkpoint = go_on,
        processes: int = 1,
        today: Today = no_day,
    ) -> None:
        self._home, self._checkpoint, self._today = folder, checkpoint, today
        self._seconds, self._processes = seconds, processes
        self._cache = Cache()
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def add(self, documents: Iterable[Document]) -> None:
        """As Index.add."""
        first = next(remaining := iter(documents), None)
        if first is not None:
            self._commit((), chain([first], remaining))

    def remove(self, ids: Iterable[str]) -> None:
        """As Index.remove."""
        gone = frozenset(ids)
        if gone and any(True for _ in self._current().numbers(gone)):
            self._commit(gone, ())

    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 20,
        facets: bool = False,
        exact: bool = True,
    ) -> Found:
        """As Index.search."""
        wanted = Wanted(sort, offset, limit, facets, exact)
        return answer(query, filters, wanted, self._watched(), self._today())

    def ids(self, query: str, filters: Filters = NO_FILTERS) -> Iterator[str]:
        """As Index.ids."""
        return answer_ids(query, filters, self._watched(), self._today())

    def count(self) -> int:
        """As Index.count."""
        return sum(view.count for view in self._current().views)

    def versions(self) -> Mapping[str, int]:
        """As Index.versions."""
        return _versions(self._current().views)

    def rebuild(self, documents: Iterable[Document]) -> None:
        """As Index.rebuild."""
        rebuild(self._home, documents, self._checkpoint, self._processes)
        self.refresh()

    def worn(self) -> Mapping[str, int]:
        """As Index.worn: segments more than half empty, and those of one size when they have become many."""
        views = self._current().views
        joined = _joined(views)
        return _versions(_as_many_as_fit(v for v in views if v in joined or v.count * 2 < v.segment.size))

    def refresh(self) -> None:
        """As Index.refresh."""
        with self._lock:
            if self._snapshot and is_doubted(self._home):
                raise IndexDamaged("the index is in doubt, until its writer has looked into it")
            self._snapshot = self._load(self._snapshot or Snapshot())

    def examine(self) -> None:
        """As Index.examine."""
        if is_doubted(self._home):
            with self._lock:
                self._snapshot = self._load(Snapshot())
                dispel(self._home)
        self.refresh()

    def close(self) -> None:
        """As Index.close: no file is open, only memory is let go."""
        self._snapshot = None
        self._cache = Cache()

    def _watched(self) -> list[View]:
        """All there is, for a search that ends in time."""
        check = _time_limit(self._seconds)
        return [view.watched(check) for view in self._current().views]

    def _current(self) -> Snapshot:
        if self._snapshot is None:
            self.refresh()
        return self._snapshot or Snapshot()

    def _load(self, known: Snapshot) -> Snapshot:
        try:
            fresh = load(self._home, known, self._cache)
            if fresh.folder is None and self._snapshot and self._snapshot.folder:
                raise IndexDamaged("the index has been deleted")
        except IndexDamaged:
            doubt(self._home)
            raise
        return fresh

    def _commit(self, removed: Iterable[str], added: Iterable[Document]) -> None:
        self.refresh()
        if not self._current().folder:
            self.rebuild(())
        before = self._current()
        if not before.folder:
            return
        with writing(before.folder) as writer:
            if writer.generation != before.generation + 1:
                raise StoreError("another process has written to the index; it takes one writer at a time")
            for number in before.numbers(write(writer, added) | frozenset(removed)):
                writer.delete_document(number)
            self._checkpoint("before_index_commit")
        self._checkpoint("after_index_commit")  # a commit counts from here on, sealed or not
        seal(before.folder, before.seal)
        self.refresh()


def _versions(views: Iterable[View]) -> dict[str, int]:
    return {view.id(n): view.segment.versions[n] for view in views for n in numbers_of(view.everything)}


def _joined(views: Iterable[View]) -> list[View]:
    """The first segments of about one size that have become too many, as many as make a full one.

    So a document is written again a few times at most: sizes go up by eight.
    """
    by_size: defaultdict[int, list[View]] = defaultdict(list)
    for view in sorted(views, key=lambda view: view.count):
        by_size[view.count.bit_length() // 3].append(view)
    for alike in by_size.values():
        if len(alike) > MOST_ALIKE and alike[0].count * 2 < BATCH:
            return _as_many_as_fit(alike)
    return []


def _as_many_as_fit(views: Iterable[View]) -> list[View]:
    """The first of them, as many as one segment can hold again."""
    views = list(views)
    sums = accumulate(view.count for view in views)
    return [view for view, total in zip(views, sums, strict=True) if total <= BATCH]


def _time_limit(seconds: float) -> Callable[[], None]:
    end = monotonic() + seconds

    def check() -> None:
        if monotonic() > end:
            raise mistake("too_slow", 0)

    return check

"""What an index promises, whatever engine keeps it. The contract test holds every engine to this page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol, runtime_checkable

from hub.records import Document, Filters, Found, Sort

NO_FILTERS = Filters()
Today = Callable[[], date | None]


def no_day() -> None:
    """For who is not told what day it is: then `tuần trước` and its like are no dates."""


@runtime_checkable
class Divisible(Protocol):
    """Documents, none twice and newest first, of which other processes can read a part for themselves."""

    def __len__(self) -> int:
        """How many there are at most."""

    def __iter__(self) -> Iterator[Document]:
        """All of them."""

    def part(self, first: int, end: int) -> Iterable[Document]:
        """Those from `first` on and before `end`; small as a pickle, which says only where to read them."""


class Index(Protocol):
    """Finds notices as Vietnamese people type. It is disposable: everything in it comes from the store.

    Marks are optional, either tone placement, i/y, đ/d, NFC/NFD and upper case are one; there are no
    stop words and no word segmentation. A query with marks puts its own marks first. All plain words
    must be there; when no notice has them all, those that have the most of them (at least half) are
    found instead. Better matches stand above lesser ones, and among equals the newest stands first:
    own number, own marks, together in the title, in the title, together in the text, anywhere.

    Eight and more plain words (ủy ban nhân dân is one) are a question or a pasted title. By relevance
    rare words and words side by side count most (`search_index.partial`), and where fewer than twenty
    notices hold all its words, those are found that hold half of their weight, or a third where
    none holds half. A word that h of n documents hold weighs log(1 + (n - h + .5) / (h + .5)), rounded
    to fifteenths of the query's heaviest.

    A query that is badly written is read as far as it can be, and the mistakes are told.

    Agency, section, type and source are compared as slugs (`type="QĐ"` and `type="qd"` are the same),
    and facets give slugs. Every method may raise IndexDamaged: then `rebuild` makes it whole again.
    """

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents, or replace those of equal id, all in one step; readers see all or none."""

    def remove(self, ids: Iterable[str]) -> None:
        """Remove documents; ids that are not there are no mistake."""

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
        """One page of what a person typed, and how many there are in all.

        Where this need not be `exact`, no more is counted than the page told by the way: so many there are at least.
        `facets` counts all matches by agency, section, type, year, files and withdrawal ("yes"), most
        frequent first, and by month where the filters narrow to a year. An empty query finds everything
        the filters let through. Scores are 0 where the sort is "newest".
        QueryError ("too_slow") says that it takes too long; other mistakes are told in the answer.
        """

    def ids(self, query: str, filters: Filters = NO_FILTERS) -> Iterable[str]:
        """The ids of all that `search` finds, newest first, in one state of the index; to be read at once."""

    def count(self) -> int:
        """How many documents there are."""

    def versions(self) -> Mapping[str, int]:
        """The version of every document, by id."""

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Begin again with these documents only; the old index answers until the new one is complete.

        Works on a damaged index and reads nothing of it. Quickest where newest come first, and where they are
        Divisible: then several processes may write at once.
        """

    def worn(self) -> Mapping[str, int]:
        """Documents, by id with their versions, that should be added again so that search stays quick; mostly none.

        Every `add` leaves a fragment. The texts are in the store, so only the caller can mend.
        """

    def refresh(self) -> None:
        """Take up what another process has committed; cheap when there is nothing new."""

    def examine(self) -> None:
        """`refresh`, and look through all of the index where anybody has found it damaged since."""

    def close(self) -> None:
        """Let go of everything; the index is not used afterwards."""

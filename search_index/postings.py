"""What the search asks of a segment: a run of documents, newest first, and who holds which term."""

from collections.abc import Iterable, Sequence
from typing import Protocol


class Postings(Protocol):
    """A segment. Sets of documents are whole numbers, see `search_index.bits`."""

    @property
    def everything(self) -> int:
        """All its documents that are still there."""

    def term(self, field: str, key: str) -> int:
        """The documents that hold this term; removed ones may be among them."""

    def phrase(self, keys: Sequence[str]) -> int:
        """The documents that hold these folded syllables one after the other."""

    def between(self, first: int | None, end: int | None) -> int:
        """The documents published from `first` up to, not including, `end` (microseconds UTC)."""

    def values(self, field: str) -> Iterable[str]:
        """The terms of a keyword field."""

    def id(self, number: int) -> str:
        """The id of a document."""

    def published(self, number: int) -> int:
        """When a document was published, in microseconds UTC."""

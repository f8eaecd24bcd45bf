"""What the search asks of a segment: a run of documents, newest first, and who holds which term."""

from collections.abc import Iterable, Sequence
from typing import Protocol


class Postings(Protocol):
    """A segment. Sets of documents are whole numbers, see `search_index.bits`."""

    @property
    def everything(self) -> int:
        """All its documents that are still there."""

    @property
    def newest(self) -> int:
        """When its first document was published; a segment has one at least."""

    def term(self, field: str, key: str) -> int:
        """The documents that hold this term; removed ones may be among them."""

    def spelled(self, field: str, folded: str) -> int:
        """The documents that hold this syllable, with whatever marks, in the title or anywhere ("words")."""

    def beginning(self, field: str, key: str) -> int:
        """The documents that hold a term that is this key, or begins with it and a dash."""

    def phrase(self, field: str, keys: Sequence[str]) -> int:
        """The documents that hold these folded syllables one after the other, in the title or anywhere ("words")."""

    def character(self, folded: str) -> str:
        """The character of a syllable in this segment's sequences, nothing where it knows no such syllable."""

    def side_by_side(self, letters: str) -> int:
        """All documents that hold these two characters one after the other, and maybe others."""

    def sequence(self, number: int) -> str:
        """The syllables of a document, as characters (`search_index.sequences`)."""

    def between(self, first: int | None, end: int | None) -> int:
        """The documents published from `first` up to, not including, `end` (microseconds UTC)."""

    def older_than(self, moment: int) -> int:
        """The first document that was published then or before."""

    def facet(self, field: str) -> Iterable[tuple[str, int]]:
        """The terms of a keyword field, and the documents of each."""

    def id(self, number: int) -> str:
        """The id of a document."""

    def published(self, number: int) -> int:
        """When a document was published, in microseconds UTC."""

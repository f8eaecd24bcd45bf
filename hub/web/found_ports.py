"""What the pages are handed of what was found out of notices, and of what proves them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from hub.records import DocumentKey, Edited, EvidenceLine, LastEdit, Likeness, Notice, Reference


class Clusters(Protocol):
    """Which notices are the same announcement, and why."""

    def of_notice(self, notice: str) -> Sequence[Likeness]:
        """What says that others are the same announcement as this one."""


class References(Protocol):
    """Which documents notices name, from either side; see `hub.records.Reference`."""

    def of_notice(self, notice: str) -> Sequence[Reference]: ...

    def bearers(self, document: DocumentKey, limit: int = ...) -> Sequence[Reference]: ...

    def named_by(self, document: DocumentKey, relation: str | None = ..., limit: int = ...) -> Sequence[Reference]: ...

    def counts(self, document: DocumentKey) -> Mapping[str, int]: ...

    def said_to_do(self, document: DocumentKey, limit: int = ...) -> Sequence[Reference]: ...


class Versions(Protocol):
    """The states that edited notices went through."""

    def edited(self, before: tuple[datetime, str] | None = ..., limit: int = ...) -> Sequence[Edited]:
        """Newest `updated` first, then by id downwards; `before` is the (updated, id) the portion begins after."""

    def last_edits(self, notices: Sequence[Notice]) -> Mapping[str, LastEdit]:
        """By id what the last edit of each of these did; those never edited have none."""


class Bundle(Protocol):
    """What proves a notice."""

    @property
    def notice(self) -> str: ...


class Evidence(Protocol):
    """The log of evidence."""

    def head(self) -> EvidenceLine | None: ...

    def after(self, n: int, limit: int) -> Sequence[EvidenceLine]: ...

    def bundle(self, notice: str, *, version: int | None, until: int | None) -> Bundle | None:
        """What proves a notice up to a line of the log; None where the log does not know it."""

    def packed(self, bundle: Any, about: Mapping[str, Any]) -> Iterator[bytes]:
        """The same as a file, piece by piece."""

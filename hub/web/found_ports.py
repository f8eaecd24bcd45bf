"""What the pages are handed of what was found out of notices, and of what proves them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from hub.records import DocumentKey, Edited, EvidenceLine, LastEdit, Likeness, Locality, Named, Notice, Reference


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


class Localities(Protocol):
    """The communes, wards and districts of this province, and how they came out of each other."""

    @property
    def by_slug(self) -> Mapping[str, Locality]: ...

    def present(self, today: date) -> Sequence[Locality]: ...

    def predecessors(self, of: Locality) -> Sequence[Locality]: ...

    def successors(self, of: Locality) -> Sequence[Locality]: ...

    def inside(self, district: Locality) -> Sequence[Locality]: ...


class Mentions(Protocol):
    """Of which localities notices are."""

    def of_notice(self, notice: str) -> Sequence[Named]:
        """Those that it names, in its order, then those that these have become."""

    def of_place(self, place: str, notices: Sequence[str]) -> frozenset[str]:
        """Those of these notices that are of the locality."""

    def counts(self, places: Sequence[str], since: datetime | None = ...) -> Mapping[str, int]:
        """How many notices each locality has, new or changed since then, or ever."""


class Months(Protocol):
    """When notices were published."""

    def counts(self, agency: str | None = ...) -> Mapping[date, int]:
        """How many notices each month has, by its first day, without a gap; of all agencies, or of one."""
        ...


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

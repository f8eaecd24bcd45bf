"""What the pages about sources are handed by the roof: how they are doing, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from hub.records import Fetch, Gap, Incident, Rhythm, Scorecard, SourceDay


class Rhythms(Protocol):
    """When sources publish."""

    def all(self) -> Mapping[str, Rhythm]:
        """Of the sources of which it is known."""
        ...


class Lags(Protocol):
    """How long after their publication notices were first seen."""

    def within(self, since: datetime, bounds: Sequence[float]) -> Mapping[str, Sequence[int]]:
        """By source, how many came within each bound and not within the one before; the last number: later."""
        ...


class Incidents(Protocol):
    """What is, and was, wrong with sources."""

    def open(self) -> tuple[Incident, ...]: ...

    def closed_since(self, then: datetime) -> tuple[Incident, ...]: ...

    def get(self, id: str) -> Incident | None: ...

    def newest(self, limit: int) -> tuple[Incident, ...]:
        """Newest `updated` first."""
        ...

    def listed(self, limit: int, after: tuple[bool, datetime, str] | None = None) -> tuple[Incident, ...]:
        """Open ones first, then those that are over; `after`: whether the last one met is open, since or until when,
        and its id."""
        ...


class Activity(Protocol):
    """What came of the collections of each source, day by day."""

    def days(self, since: date, source: str | None = None) -> Mapping[str, tuple[SourceDay, ...]]: ...


class Gaps(Protocol):
    """What sources may have shown while nobody looked."""

    def open_gaps(self) -> tuple[Gap, ...]:
        """Those of all sources that are not closed, by source, the oldest first."""
        ...

    def gaps_of(self, source: str) -> tuple[Gap, ...]:
        """Open and closed, the youngest first."""
        ...


class Ledger(Protocol):
    """What was asked of the sites, and what it came to."""

    def fetches(self, source: str, limit: int, offset: int = 0) -> Sequence[Fetch]: ...


class Scorecards(Protocol):
    """What the months of agencies came to."""

    def months(self) -> tuple[date, ...]:
        """The first days of those of which anything is kept, the newest first."""
        ...

    def of_month(self, month: date) -> tuple[Scorecard, ...]: ...

    def of_agency(self, agency: str) -> tuple[Scorecard, ...]:
        """Every month's, the oldest first."""
        ...

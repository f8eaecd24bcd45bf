"""What the operators' pages are handed by the roof, beside what everybody's are (`hub.web.ports`)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from hub.records import (
    Act,
    CorrectedField,
    Correction,
    Errand,
    ErrandKind,
    ListPage,
    ListPageKind,
    Move,
    Operator,
    SignIn,
    Source,
    SourceStatus,
)


class Sessions(Protocol):
    """Who is signed in."""

    def sign_in(self, name: str, password: str, place: str, now: datetime) -> SignIn: ...

    def sign_out(self, key: str, now: datetime) -> None: ...

    def of_session(self, key: str, now: datetime) -> Operator | None: ...

    def of_token(self, token: str) -> Operator | None: ...


class Acts(Protocol):
    """What operators do to sources; each is a line of the audit log."""

    def save_source(self, who: str, source: Source, was: Source | None, now: datetime) -> bool:
        """Insert, or replace what it `was`; False where it is otherwise by now."""
        ...

    def set_status(self, who: str, slug: str, status: SourceStatus, now: datetime) -> None: ...

    def make_due(self, who: str, slug: str, now: datetime) -> None: ...

    def set_deadlines(self, who: str, deadlines: Mapping[str, int], was: Mapping[str, int], now: datetime) -> None: ...

    def set_topics(self, who: str, topics: Mapping[str, Any], was: Mapping[str, Any], now: datetime) -> None: ...

    def own_incident(self, who: str, id: str, owner: str, now: datetime) -> None: ...

    def note_incident(self, who: str, id: str, text: str, now: datetime) -> None: ...


class Moves(Protocol):
    """Where addresses of sources send on to, and what operators say to it."""

    def of_source(self, source: str) -> Sequence[Move]: ...

    def accept(self, who: str, source: str, address: str, now: datetime) -> bool: ...

    def refuse(self, who: str, source: str, address: str, now: datetime) -> bool: ...


class Corrections(Protocol):
    """What operators set of notices."""

    def of_notice(self, notice: str) -> Sequence[Correction]: ...

    def topics(self, notice: str) -> Sequence[str]:
        """The topics of a notice, as they stand in addresses."""
        ...

    def said_of_topics(self, notice: str) -> Sequence[str]:
        """The topics that it is of by hand, and with a dash before them those it is not."""
        ...

    def refused(self, topic: str, limit: int) -> frozenset[str]:
        """The notices that are not of a topic, by hand."""
        ...

    def has_topic(self, topic: str) -> bool:
        """Whether any notice has it, or once had it."""
        ...

    def correct(self, who: str, notice: str, field: CorrectedField, value: Any, now: datetime) -> bool: ...

    def undo(self, who: str, notice: str, field: CorrectedField, now: datetime) -> bool: ...


class Audit(Protocol):
    """Who did what, newest first."""

    def acts(self, limit: int, offset: int = 0, subject: str | None = None) -> Sequence[Act]: ...


class Errands(Protocol):
    """What the worker is asked to do: nobody else asks sites."""

    def ask(
        self, who: str, kind: ErrandKind, now: datetime, *, source: str = "", url: str = "", since: date | None = None
    ) -> int: ...

    def get(self, id: int) -> Errand | None: ...

    def of_source(self, source: str, limit: int) -> Sequence[Errand]: ...


class SourceText(Protocol):
    """A source as an operator writes it: TOML, or the same as plain values. SettingsError says what is wrong where."""

    def write(self, source: Source) -> str: ...

    def read(self, text: str, agencies: Collection[str]) -> Source: ...

    def digest(self, source: Source) -> str: ...

    def values(self, source: Source) -> dict[str, Any]: ...

    def read_values(self, values: Mapping[str, Any], agencies: Collection[str]) -> Source: ...


class ListPages(Protocol):
    """Pages of lists as they were answered."""

    def moments(self, source: str) -> Mapping[tuple[str, ListPageKind], datetime]: ...

    def get(self, source: str, address: str, kind: ListPageKind) -> ListPage | None: ...

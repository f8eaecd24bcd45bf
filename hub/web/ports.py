"""What the web is handed by the roof: the store, the index, the clock, a few settings.

These are the faces the pages use and no more; `hub.store.Store` and the indexes of `search_index` have them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from hub.records import (
    Act,
    Agency,
    Attachment,
    AttachmentState,
    Backfill,
    Change,
    DaySum,
    Errand,
    ErrandKind,
    Fetch,
    Filters,
    Found,
    Notice,
    Operator,
    Revision,
    Rhythm,
    SignIn,
    Sort,
    Source,
    SourceState,
    SourceStatus,
)

Clock = Callable[[], datetime]
Snippet = Callable[..., tuple[tuple[str, bool], ...]]
CountedField = Literal["agency", "section", "type"]


class Catalogue(Protocol):
    """Who publishes, where we collect, and how each source is doing."""

    def agencies(self) -> tuple[Agency, ...]: ...

    def agency(self, slug: str) -> Agency | None: ...

    def sources(self) -> tuple[Source, ...]: ...

    def source(self, slug: str) -> Source | None: ...

    def states(self) -> Mapping[str, SourceState]: ...

    def backfills(self, source: str) -> Sequence[Backfill]: ...


class Rhythms(Protocol):
    """When sources publish."""

    def all(self) -> Mapping[str, Rhythm]:
        """Of the sources of which it is known."""
        ...


class Notices(Protocol):
    """The notices as they are now, and the states they went through."""

    def get(self, id: str) -> Notice | None: ...

    def many(self, ids: Sequence[str]) -> list[Notice]:
        """The notices of these ids, in this order; unknown ids are left out."""
        ...

    def newest(
        self,
        filters: Filters,
        *,
        since: datetime | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Notice]:
        """Newest `updated` first, then by id downwards; `before` is the (updated, id) the page begins after."""
        ...

    def count(self, filters: Filters) -> int: ...

    def counts(self, field: CountedField, since: datetime | None) -> Mapping[str, int]:
        """How many notices each agency, section or type has, new or changed since then, or ever."""
        ...

    def revisions(self, id: str) -> Sequence[Revision]:
        """Every state, the first (n = 0) at the front."""
        ...

    def file_counts(self) -> Mapping[str, Mapping[tuple[AttachmentState, str | None], int]]:
        """By source, how many files are in each state, and for which reason."""
        ...

    def file(self, sha256: str) -> Attachment | None:
        """An attachment with these bytes, if some notice links one."""
        ...


class Changes(Protocol):
    """The change log."""

    def after(self, cursor: int, limit: int = 500) -> Sequence[Change]: ...

    def newest(self) -> int: ...

    def consumed(self, consumer: str) -> int:
        """How far this consumer has worked the log off."""
        ...


class Blobs(Protocol):
    """Kept bytes by digest."""

    def path(self, sha256: str) -> Path:
        """Where these bytes are, if they are kept."""
        ...


class Ledger(Protocol):
    """What was asked of the sites, and what it came to."""

    def fetches(self, source: str, limit: int, offset: int = 0) -> Sequence[Fetch]: ...

    def days(self, first: date, source: str | None = None) -> Sequence[DaySum]: ...


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


class Store(Protocol):
    """The store: read by everybody, written to by what operators do."""

    @property
    def sources(self) -> Catalogue: ...

    @property
    def rhythms(self) -> Rhythms: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def blobs(self) -> Blobs: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def acts(self) -> Acts: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def errands(self) -> Errands: ...

    def meta(self, name: str) -> str | None: ...


class Index(Protocol):
    """Finds notices; an empty query finds all that the filters let through. Raises QueryError."""

    def search(
        self, query: str, filters: Filters, *, sort: Sort = ..., offset: int = ..., limit: int = ..., facets: bool = ...
    ) -> Found: ...

    def count(self) -> int: ...

    def refresh(self) -> None:
        """Take up what the worker has committed; cheap when there is nothing new."""
        ...


class Settings(Protocol):
    """The settings that matter to a page."""

    @property
    def base_url(self) -> str: ...

    @property
    def allow_networks(self) -> tuple[str, ...]: ...

    @property
    def clock(self) -> str: ...

    @property
    def contact(self) -> str: ...

    @property
    def lang(self) -> Literal["vi", "en"]: ...

    @property
    def every(self) -> float: ...

    @property
    def metrics(self) -> bool: ...


class Parts(Protocol):
    """What `make_app` is given; `public` is the folder of published files, `snippet` marks a text's found words."""

    @property
    def store(self) -> Store: ...

    @property
    def index(self) -> Index: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def public(self) -> Path: ...

    @property
    def snippet(self) -> Snippet: ...

    @property
    def source_text(self) -> SourceText: ...

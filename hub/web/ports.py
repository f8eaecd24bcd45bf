"""What the web is handed by the roof: the store, the index, the clock, a few settings.

These are the faces the pages use and no more; `hub.store.Store` and the indexes of `search_index` have them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from hub.records import (
    Agency,
    Backfill,
    DayCount,
    Filters,
    Found,
    Judged,
    Sort,
    Source,
    SourceState,
)
from hub.web.found_ports import Clusters, Evidence, Localities, Mentions, Months, References, Versions
from hub.web.kept_pages import Commits
from hub.web.notice_ports import Blobs, Changes, Notices
from hub.web.operator_ports import Acts, Audit, Corrections, Errands, ListPages, Moves, Sessions, SourceText
from hub.web.push_ports import Subscribers, Subscriptions
from hub.web.watch_ports import Activity, Gaps, Incidents, Lags, Ledger, Rhythms, Scorecards

Clock = Callable[[], datetime]
Snippet = Callable[..., tuple[tuple[str, bool], ...]]
Signs = Callable[[str, str, str, str], tuple[str, ...]]
Outline = Callable[[str, date | None], tuple[tuple[int, str, str], ...]]


class Catalogue(Protocol):
    """Who publishes, where we collect, and how each source is doing."""

    def agencies(self) -> tuple[Agency, ...]: ...

    def agency(self, slug: str) -> Agency | None: ...

    def sources(self) -> tuple[Source, ...]: ...

    def source(self, slug: str) -> Source | None: ...

    def states(self) -> Mapping[str, SourceState]: ...

    def backfills(self, source: str) -> Sequence[Backfill]: ...


class Store(Protocol):
    """The store: read by everybody, written to by what operators do."""

    @property
    def sources(self) -> Catalogue: ...

    @property
    def rhythms(self) -> Rhythms: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def months(self) -> Months: ...

    @property
    def references(self) -> References: ...

    @property
    def mentions(self) -> Mentions: ...

    @property
    def versions(self) -> Versions: ...

    @property
    def lags(self) -> Lags: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def incidents(self) -> Incidents: ...

    @property
    def activity(self) -> Activity: ...

    @property
    def gaps(self) -> Gaps: ...

    @property
    def scorecards(self) -> Scorecards: ...

    @property
    def blobs(self) -> Blobs: ...

    @property
    def commits(self) -> Commits: ...

    @property
    def evidence(self) -> Evidence: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def acts(self) -> Acts: ...

    @property
    def moves(self) -> Moves: ...

    @property
    def clusters(self) -> Clusters: ...

    @property
    def corrections(self) -> Corrections: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def errands(self) -> Errands: ...

    @property
    def subscribers(self) -> Subscribers: ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def list_pages(self) -> ListPages: ...

    def meta(self, name: str) -> str | None: ...


class Index(Protocol):
    """Finds notices; an empty query finds all that the filters let through. Raises QueryError."""

    def search(
        self, query: str, filters: Filters, *, sort: Sort = ..., offset: int = ..., limit: int = ..., facets: bool = ...
    ) -> Found: ...

    def ids(self, query: str, filters: Filters) -> Iterable[str]:
        """All that `search` finds, newest first; to be read at once."""
        ...

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
    def trusted_proxies(self) -> tuple[str, ...]: ...

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
    """What `make_app` is given; `public` is the folder of published files, `snippet` marks a text's found words.

    `signs` tells by which a title, a text and a number are a good answer, `outline` what was understood of a query.
    """

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
    def signs(self) -> Signs: ...

    @property
    def outline(self) -> Outline: ...

    def day_counts(self, source: str) -> tuple[DayCount, ...]:
        """The ledger of completeness of a source for its last days, today first."""
        ...

    @property
    def localities(self) -> Localities: ...

    @property
    def deadlines(self) -> Mapping[str, int]:
        """Within how many days of work notices are to be published."""
        ...

    def judged(self, agency: Agency, month: date, deadlines: Mapping[str, int], kind: str) -> Sequence[Judged]:
        """The notices of a month that a figure is about, beside these deadlines; the slowest first."""
        ...

    @property
    def source_text(self) -> SourceText: ...

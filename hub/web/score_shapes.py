"""The shapes of scorecards in the API."""

from collections.abc import Mapping

from typing_extensions import TypedDict


class ScorecardItem(TypedDict):
    """What an agency's month came to: docs/decisions/0019-what-the-scorecard-counts.md. Lags are days of work, `shares`
    what is as it should be, between 0 and 1, null where there is nothing to count."""

    agency: str
    name: str
    counted: str
    deadlines: Mapping[str, int]
    notices: int
    in_time: int
    late: int
    undated: int
    no_deadline: int
    median: float | None
    p90: float | None
    seen_median: float | None
    seen_p90: float | None
    visits: int
    answered: int
    files: int
    broken_files: int
    pages: int
    broken_pages: int
    metadata_complete: int
    metadata_missing: Mapping[str, int]
    feeds: int
    faulty_feeds: int
    feed_defects: Mapping[str, int]
    listed: int
    stored: int
    missing: int
    open_gaps: int
    shares: Mapping[str, float | None]


class ScorecardList(TypedDict):
    """The agencies of a month, and the months that were counted."""

    month: str
    months: list[str]
    items: list[ScorecardItem]

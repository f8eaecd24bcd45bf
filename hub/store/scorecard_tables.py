"""The tables of the scorecard: what past months came to, and what was found in feeds."""

from sqlalchemy import Index

from hub.store.columns import DayOfKey, Id, Instant, Json, Row


class FeedReadingRow(Row, table=True):
    """A feed was read in the month that begins on this day, the last time at `last`: with no code that it was, with
    one that it had this defect."""

    source: Id
    address: Id
    month: DayOfKey
    code: Id
    last: Instant


class ScorecardRow(Row, table=True):
    """What an agency's month came to; `figures` is everything of the record but the columns here. It outlives both."""

    agency: Id
    month: DayOfKey
    at: Instant
    figures: Json

    __table_args__ = (Index(None, "month"),)

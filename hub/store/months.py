"""How many notices were published in each month of Vietnam."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select, true

from hub.store.columns import UtcDateTime, table
from hub.store.database import Database
from hub.store.filters import day_begins
from hub.store.tables import NoticeRow
from hub.vietnamese.dates import vietnamese_day

NOTICE = table(NoticeRow)
SPAN = select(func.min(NOTICE.c.published), func.max(NOTICE.c.published))
IN_MONTH = (
    select(func.count())
    .select_from(NOTICE)
    .where(
        NOTICE.c.published >= bindparam("begin", type_=UtcDateTime),
        NOTICE.c.published < bindparam("end", type_=UtcDateTime),
    )
)


class Months:
    """Counts by the month of publication. It reads one entry of an index a notice, and no row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, agency: str | None = None) -> dict[date, int]:
        """How many notices each month has, by its first day, from the first month to the last; of an agency, or all."""
        whose = NOTICE.c.agency == agency if agency else true()
        span, in_month = SPAN.where(whose), IN_MONTH.where(whose)
        with self._database.reading() as connection:
            first, last = connection.execute(span).one()
            asked = ((month, _bounds(month)) for month in _months(first, last)) if first else ()
            return {month: connection.scalar(in_month, bounds) or 0 for month, bounds in asked}


def _months(first: datetime, last: datetime) -> Iterator[date]:
    month, end = vietnamese_day(first).replace(day=1), vietnamese_day(last)
    while month <= end:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _bounds(month: date) -> dict[str, datetime]:
    return {"begin": day_begins(month), "end": day_begins(_next(month))}

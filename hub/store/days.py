"""What collections came to day by day: a sum is kept as they end, so that months of many sources are quickly read."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from hub.records import DaySum, Tally
from hub.store.bulk import inserting
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.log_tables import CollectionDayRow
from hub.vietnamese.dates import VIETNAM

DAYS = table(CollectionDayRow)
SUMMED = ("collections", "found", "new", "errors")
SINCE = select(DAYS).where(DAYS.c.day >= bindparam("first")).order_by(DAYS.c.source, DAYS.c.day)


def add_days(transaction: Transaction, tallies: Iterable[Tally]) -> None:
    """Add what these collections came to, to the sums of their days."""
    rows = [_day_row(tally) for tally in tallies]
    if rows:
        insert = inserting(transaction.connection.dialect.name, DAYS)
        more = {name: DAYS.c[name] + insert.excluded[name] for name in SUMMED}
        adding = insert.on_conflict_do_update(index_elements=["source", "day"], set_=more)
        # in one order, so that two who add never wait for each other
        transaction.connection.execute(adding, sorted(rows, key=lambda row: (row["source"], row["day"])))


def days_since(connection: Connection, first: date, source: str | None = None) -> Sequence[DaySum]:
    """The sums from a day on, of all sources or of one, by source and day."""
    wanted = SINCE.where(DAYS.c.source == source) if source is not None else SINCE
    return [DaySum(*row) for row in connection.execute(wanted, {"first": first})]


def prune_days(transaction: Transaction, before: date) -> None:
    """Forget the days before that one."""
    transaction.connection.execute(delete(DAYS).where(DAYS.c.day < before))


def _day_row(tally: Tally) -> dict[str, Any]:
    return {
        "source": tally.source,
        "day": tally.at.astimezone(VIETNAM).date(),
        "collections": 1,
        "found": tally.new + tally.edited + tally.restored + tally.unchanged,
        "new": tally.new,
        "errors": int(tally.error is not None),
    }

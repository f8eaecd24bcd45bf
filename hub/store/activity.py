"""What came of the collections of each source, day by day: counted as they end, for the journal of them is long.

Three months of five hundred sources are four million collections, of which no page could make a sum while somebody
waits; they are 45,000 days of a source.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Delete, Select, delete, func, select

from hub.records import SourceDay, Tally
from hub.store.bulk import inserting
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.log_tables import SourceDayRow
from hub.vietnamese.dates import VIETNAM

DAY = table(SourceDayRow)
COUNTED = ("collections", "found", "new", "edited", "errors")


class Activity:
    """The days that are kept, read and forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self, since: date, source: str | None = None) -> Mapping[str, tuple[SourceDay, ...]]:
        """By source, of all or of one, its Vietnamese days since then on which it was collected, the oldest first."""
        wanted = select(DAY).where(DAY.c.day >= since).order_by(DAY.c.source, DAY.c.day)
        wanted = wanted if source is None else wanted.where(DAY.c.source == source)
        found: defaultdict[str, list[SourceDay]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(wanted):
                found[row.source].append(SourceDay(*row))
        return {source: tuple(days) for source, days in found.items()}

    def prune(self, before: date) -> int:
        """Forget the days before then; how many lines.

        A day at a time, so that nobody waits long for a turn, were there years of them.
        """
        oldest, pruned = select(func.min(DAY.c.day)), 0
        while (first := self._oldest(oldest)) is not None and first < before:
            pruned += self._forget(delete(DAY).where(DAY.c.day == first))
        return pruned

    def _oldest(self, day: Select[Any]) -> date | None:
        with self._database.reading() as connection:
            found: date | None = connection.scalar(day)
            return found

    def _forget(self, lines: Delete) -> int:
        with self._database.writing() as transaction:
            return int(transaction.connection.execute(lines).rowcount)


def count_in(transaction: Transaction, tallies: Iterable[Tally]) -> None:
    """Add collections to the days they were made on."""
    counts: defaultdict[tuple[str, date], list[int]] = defaultdict(lambda: [0] * len(COUNTED))
    for tally in tallies:
        day = counts[tally.source, tally.at.astimezone(VIETNAM).date()]
        found = tally.new + tally.edited + tally.restored + tally.unchanged
        for n, more in enumerate((1, found, tally.new, tally.edited, tally.error is not None)):
            day[n] += more
    rows = [{"source": source, "day": day, **dict(zip(COUNTED, n, strict=True))} for (source, day), n in counts.items()]
    if rows:
        insert = inserting(transaction.connection.dialect.name, DAY)
        added = {name: DAY.c[name] + insert.excluded[name] for name in COUNTED}
        statement = insert.on_conflict_do_update(index_elements=["source", "day"], set_=added)
        transaction.connection.execute(statement, sorted(rows, key=lambda row: (row["source"], row["day"])))

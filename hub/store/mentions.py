"""Which localities notices name, found from either side.

The rows are made from notices by a consumer of the change log; they can be made anew at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from hub.records import Named
from hub.store.columns import table
from hub.store.database import Database
from hub.store.found_tables import NoticePlaceRow
from hub.store.portions import among, run
from hub.store.tables import NoticeRow

PLACE = table(NoticePlaceRow)
NOTICE = table(NoticeRow)

DELETE = delete(PLACE).where(among(PLACE.c.notice))
OF_PLACE = select(PLACE.c.notice).where(among(PLACE.c.notice), PLACE.c.place == bindparam("of_place"))
UPDATED = select(NOTICE.c.id, NOTICE.c.updated).where(among(NOTICE.c.id), NOTICE.c.redacted.is_(False))


class Mentions:
    """What notices name. Of redacted notices nothing is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, named: Mapping[str, Sequence[Named]]) -> None:
        """All the localities of these notices now, by notice: in place of those of before."""
        with self._database.writing() as transaction:
            transaction.wait_turn()
            run(transaction.connection, DELETE, list(named))
            updated = {row.id: row.updated for row in run(transaction.connection, UPDATED, list(named))}
            kept = ((notice, places, updated[notice]) for notice, places in named.items() if notice in updated)
            transaction.insert(PLACE, [row for one in kept for row in _rows(*one)])

    def of_notice(self, notice: str) -> tuple[Named, ...]:
        """The localities of a notice: those that it names in their order, then those that these have become."""
        wanted = select(PLACE).where(PLACE.c.notice == notice).order_by(PLACE.c.position)
        with self._database.reading() as connection:
            return tuple(Named(row["place"], row["itself"]) for row in connection.execute(wanted).mappings())

    def of_place(self, place: str, notices: Sequence[str]) -> frozenset[str]:
        """Those of these notices that are of the locality."""
        with self._database.reading() as connection:
            return frozenset(row.notice for row in run(connection, OF_PLACE, list(notices), of_place=place))

    def counts(self, places: Sequence[str], since: datetime | None = None) -> dict[str, int]:
        """How many notices each of these localities has, new or changed since then, or ever."""
        counted = select(PLACE.c.place, func.count()).where(among(PLACE.c.place)).group_by(PLACE.c.place)
        if since:
            counted = counted.where(PLACE.c.updated >= since)
        with self._database.reading() as connection:
            return {place: count for place, count in run(connection, counted, list(places))}


def _rows(notice: str, places: Sequence[Named], updated: datetime) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(places):
        row = {"notice": notice, "place": one.place, "position": position, "itself": one.itself, "updated": updated}
        yield row

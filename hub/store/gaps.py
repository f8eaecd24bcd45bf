"""Gaps: what the addresses of sources may have shown while nobody looked, and whether it was found since."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, update

from hub.records import Gap
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.keys import storable
from hub.store.log_tables import GapRow, PageRow
from hub.store.portions import among, in_portions, run
from hub.store.sources import STATE
from hub.store.tables import NoticeRow, SightingRow
from hub.vietnamese.dates import vietnamese_day

GAP = table(GapRow)
NOTICE = table(NoticeRow)
PAGE = table(PageRow)
SIGHTING = table(SightingRow)
NAMES = tuple(field.name for field in fields(Gap) if field.name not in ("source", "address", "opened"))

OPEN = select(GAP).where(GAP.c.closed.is_(None)).order_by(GAP.c.source, GAP.c.opened, GAP.c.address)
OF_SOURCE = GAP.c.source == bindparam("of_source")
NEWEST_FIRST = select(GAP).where(OF_SOURCE).order_by(GAP.c.opened.desc(), GAP.c.address)
LEFTOVER = OF_SOURCE & (GAP.c.address == bindparam("of_address")) & GAP.c.closed.is_(None) & (GAP.c.reason == "budget")
HELD = SIGHTING.c.source == bindparam("of_source")
OF_SIGHTING = (
    select(func.max(NOTICE.c.published))
    .join(SIGHTING, SIGHTING.c.notice == NOTICE.c.id)
    .where(HELD, SIGHTING.c.first_seen < bindparam("at"), NOTICE.c.published <= bindparam("at"))
)
OLDEST_SHOWN = (
    select(func.min(NOTICE.c.published))
    .join(SIGHTING, SIGHTING.c.notice == NOTICE.c.id)
    .where(HELD, SIGHTING.c.first_seen >= bindparam("at"), among(NOTICE.c.url))
)
KNOWN_BEFORE = select(PAGE.c.url).where(
    PAGE.c.source == bindparam("of_source"),
    among(PAGE.c.url),
    exists().where(SIGHTING.c.notice == PAGE.c.notice, HELD, SIGHTING.c.first_seen < bindparam("at")),
)
HAS_FAILED = select(STATE.c.failures).where(STATE.c.source == bindparam("of_source"))


class Gaps:
    """The reading side for all, and the writing side for those who fill them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_gaps(self) -> tuple[Gap, ...]:
        """The gaps of all sources that are not closed, by source, the oldest first."""
        with self._database.reading() as connection:
            return tuple(Gap(**row) for row in connection.execute(OPEN).mappings())

    def gaps_of(self, source: str) -> tuple[Gap, ...]:
        """All gaps of a source, open and closed, the youngest first."""
        with self._database.reading() as connection:
            rows = connection.execute(NEWEST_FIRST, {"of_source": source}).mappings()
            return tuple(Gap(**row) for row in rows)

    def save(self, gap: Gap) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            save_gap(transaction, gap)

    def any_known_before(self, source: str, urls: Sequence[str], at: datetime) -> bool:
        """Whether one of these addresses is of a notice that the source was known to have before then."""
        with self._database.reading() as connection:
            return any(_known(connection, source, portion, at) for portion in in_portions(urls))


def save_gap(transaction: Transaction, gap: Gap) -> None:
    """Insert or replace."""
    row: dict[str, Any] = asdict(gap) | {"detail": storable(gap.detail)}
    transaction.upsert(GAP, [row], *NAMES)


def open_gap(transaction: Transaction, gap: Gap, shown: Sequence[str]) -> None:
    """Note a gap of an address that shows these pages since, with the days it reaches over.

    After visits that failed its reason is the outage. What was left over already is left over still.
    """
    connection, of_source = transaction.connection, {"of_source": gap.source, "at": gap.opened}
    known = connection.scalar(OF_SIGHTING, of_source)
    oldest = [row[0] for row in run(connection, OLDEST_SHOWN, shown, **of_source) if row[0]]
    since, until = (vietnamese_day(known) if known else None), vietnamese_day(min(oldest, default=gap.opened))
    if gap.reason == "budget" and connection.scalar(select(GAP.c.opened).where(LEFTOVER), _address_of(gap)):
        return
    if gap.reason == "window" and connection.scalar(HAS_FAILED, {"of_source": gap.source}):
        gap = replace(gap, reason="outage")
    save_gap(transaction, replace(gap, since=min(since, until) if since else None, until=max(since or until, until)))


def close_leftover(transaction: Transaction, source: str, address: str, at: datetime, found: int) -> None:
    """What was left over of an address is here by now."""
    closing = update(GAP).where(LEFTOVER).values(closed=bindparam("at"), found=GAP.c.found + bindparam("more"))
    transaction.connection.execute(closing, {"of_source": source, "of_address": address, "at": at, "more": found})


def _address_of(gap: Gap) -> dict[str, str]:
    return {"of_source": gap.source, "of_address": gap.address}


def _known(connection: Connection, source: str, urls: Sequence[str], at: datetime) -> bool:
    return any(True for _ in run(connection, KNOWN_BEFORE, urls, of_source=source, at=at))

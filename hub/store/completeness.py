"""What the ledger of completeness counts, and how far each source was compared with what it lists."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, select

from hub.records import Holding, Reconciliation
from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import ChangeRow, FetchRow, ListingRow, PageRow, ReconciliationRow
from hub.store.memory import LEFT
from hub.store.pages import leave_within
from hub.store.portions import among, run
from hub.store.tables import NoticeRow, SightingRow

RECONCILIATION = table(ReconciliationRow)
NOTICE = table(NoticeRow)
SIGHTING = table(SightingRow)
PAGE = table(PageRow)
LISTING = table(ListingRow)
CHANGE = table(ChangeRow)
FETCH = table(FetchRow)

HAS_LEFT = exists().where(PAGE.c.source == SIGHTING.c.source, PAGE.c.notice == NOTICE.c.id, PAGE.c.left_at.is_not(None))
WAITS = exists().where(CHANGE.c.cursor > bindparam("done"), CHANGE.c.notice == NOTICE.c.id)
HOLDINGS = (
    select(
        NOTICE.c.published,
        (NOTICE.c.withdrawn.is_(False) & ~HAS_LEFT).label("is_listed"),
        (NOTICE.c.redacted.is_(False) & ~WAITS).label("is_published"),
    )
    .join(SIGHTING, SIGHTING.c.notice == NOTICE.c.id)
    .where(SIGHTING.c.source == bindparam("of_source"), NOTICE.c.published >= bindparam("since"))
    .order_by(NOTICE.c.published)
)
IS_KNOWN = exists().where(PAGE.c.source == LISTING.c.source, PAGE.c.url == LISTING.c.url)
UNKNOWN = (
    select(LISTING.c.url, func.min(LISTING.c.listed_at).label("listed_at"))
    .where(LISTING.c.source == bindparam("of_source"), LISTING.c.left_at.is_(None), ~IS_KNOWN)
    .group_by(LISTING.c.url)
    .order_by(LISTING.c.url)
)
ANSWERED = (
    select(FETCH.c.url)
    .where(FETCH.c.source == bindparam("of_source"), FETCH.c.status.in_((200, 404, 410)), among(FETCH.c.url))
    .distinct()
)
SEEN_GONE = (PAGE.c.gone > 0) & (PAGE.c.gone < bindparam("sightings")) & NOTICE.c.withdrawn.is_(False)
DOUBTFUL = (
    select(PAGE.c.source)
    .join(NOTICE, NOTICE.c.id == PAGE.c.notice)
    .where(among(PAGE.c.source), NOTICE.c.redacted.is_(False), LEFT | SEEN_GONE)
    .distinct()
)


class Completeness:
    """Reads what is counted; keeps the nights."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def holdings(self, source: str, since: datetime, done: int) -> tuple[Holding, ...]:
        """The notices of a source published since then; index and feeds have what changed up to the cursor `done`."""
        asked = {"of_source": source, "since": since, "done": done}
        with self._database.reading() as connection:
            rows = connection.execute(HOLDINGS, asked)
            return tuple(Holding(row.published, bool(row.is_listed), bool(row.is_published)) for row in rows)

    def missing(self, source: str) -> dict[str, datetime]:
        """The addresses that the source lists and that no notice is known of, with when they were first listed there.

        One that answered, and turned out to be there no more or to tell of no notice, is not missed.
        """
        with self._database.reading() as connection:
            unknown = {row.url: row.listed_at for row in connection.execute(UNKNOWN, {"of_source": source})}
            answered = _answered(connection, source, list(unknown))
        return {url: at for url, at in unknown.items() if url not in answered}

    def doubtful(self, sources: Sequence[str], sightings: int) -> frozenset[str]:
        """Those of the sources of which a page has left its list and was not looked at since, or was seen to be gone
        fewer than so many times."""
        with self._database.reading() as connection:
            return frozenset(row.source for row in run(connection, DOUBTFUL, sources, sightings=sightings))

    def note_left(self, source: str, addresses: Sequence[str], at: datetime) -> None:
        """These lists were just read as far as they are ever read: see `hub.store.pages.leave_within`."""
        with self._database.writing() as transaction:
            for address in addresses:
                leave_within(transaction, source, address, at)

    def reconciliations(self) -> dict[str, Reconciliation]:
        """The last night of each source, by slug."""
        with self._database.reading() as connection:
            rows = connection.execute(select(RECONCILIATION)).mappings()
            return {row["source"]: Reconciliation(**row) for row in rows}

    def save(self, reconciliation: Reconciliation) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            transaction.upsert(RECONCILIATION, [asdict(reconciliation)], "night", "passes", "at")


def _answered(connection: Connection, source: str, urls: Sequence[str]) -> frozenset[str]:
    return frozenset(row.url for row in run(connection, ANSWERED, urls, of_source=source))

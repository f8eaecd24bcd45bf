"""Which pages an address shows, which it showed before, and how often a page was found gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, update

from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.log_tables import ListingRow, PageRow
from hub.store.portions import among, run
from hub.store.tables import NoticeRow

PAGE = table(PageRow)
LISTING = table(ListingRow)
NOTICE = table(NoticeRow)

OF_ADDRESS = (LISTING.c.source == bindparam("of_source")) & (LISTING.c.address == bindparam("of_address"))
OF_LISTED = LISTING.c.source == bindparam("of_source")
OF_SOURCE = PAGE.c.source == bindparam("of_source")
SHOWN = select(LISTING.c.url).where(OF_ADDRESS, LISTING.c.left_at.is_(None))
DROP = update(LISTING).where(OF_ADDRESS, among(LISTING.c.url)).values(left_at=bindparam("at"))
LEAVE = update(PAGE).where(OF_SOURCE, among(PAGE.c.url)).values(left_at=bindparam("at"))
HAD_SHOWN = exists().where(OF_ADDRESS, LISTING.c.url == PAGE.c.url, LISTING.c.left_at.is_not(None))
IS_SHOWN = exists().where(OF_LISTED, LISTING.c.url == PAGE.c.url, LISTING.c.left_at.is_(None))
LEAVE_LATE = (
    update(PAGE).where(OF_SOURCE, PAGE.c.left_at.is_(None), HAD_SHOWN, ~IS_SHOWN).values(left_at=bindparam("at"))
)
STANDING = PAGE.alias()
OLDEST_SHOWN = (
    select(func.min(NOTICE.c.published))
    .join(STANDING, STANDING.c.notice == NOTICE.c.id)
    .join(LISTING, (LISTING.c.source == STANDING.c.source) & (LISTING.c.url == STANDING.c.url))
    .where(OF_ADDRESS, LISTING.c.left_at.is_(None))
    .scalar_subquery()
)
LEAVE_WITHIN = LEAVE_LATE.where(PAGE.c.notice.in_(select(NOTICE.c.id).where(NOTICE.c.published > OLDEST_SHOWN)))
COME_BACK = update(PAGE).where(OF_SOURCE, among(PAGE.c.url), PAGE.c.left_at.is_not(None)).values(left_at=None)


def gone_so_far(transaction: Transaction, source: str, url: str) -> int:
    """On how many looks in a row the page was gone."""
    wanted = select(PAGE.c.gone).where(PAGE.c.source == source, PAGE.c.url == url)
    return transaction.connection.scalar(wanted) or 0


def leave_within(transaction: Transaction, source: str, address: str, at: datetime) -> None:
    """A list too long to be read whole shows no more what is younger than the oldest it shows: that has left it."""
    transaction.connection.execute(LEAVE_WITHIN, {"of_source": source, "of_address": address, "at": at})


class Listing:
    """What an address of a source shows at a moment. Where it shows what it showed before, nothing is written."""

    def __init__(self, transaction: Transaction, source: str, address: str, at: datetime) -> None:
        self._transaction, self._connection = transaction, transaction.connection
        self._source, self._address, self._at = source, address, at

    def show(self, urls: Sequence[str], *, is_all: bool) -> None:
        """These pages are shown and no others; the others have left the source if this is all there is."""
        known = frozenset(self._connection.scalars(SHOWN, {"of_source": self._source, "of_address": self._address}))
        key = {"source": self._source, "address": self._address, "listed_at": self._at, "left_at": None}
        rows = [{**key, "url": url} for url in dict.fromkeys(urls) if url not in known]
        self._transaction.upsert(LISTING, rows, "listed_at", "left_at")
        run(self._connection, COME_BACK, urls, of_source=self._source)
        self._drop(sorted(known.difference(urls)), have_left=is_all)

    def _drop(self, urls: Sequence[str], *, have_left: bool) -> None:
        run(self._connection, DROP, urls, of_source=self._source, of_address=self._address, at=self._at)
        if have_left:
            run(self._connection, LEAVE, urls, of_source=self._source, at=self._at)
            # what readings that stopped early showed no more was not said to have left: it is now
            late = {"of_source": self._source, "of_address": self._address, "at": self._at}
            self._connection.execute(LEAVE_LATE, late)

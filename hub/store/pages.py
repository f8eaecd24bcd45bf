"""Which pages an address shows, which it showed before, and how often a page was found gone."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update

from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.log_tables import ListingRow, PageRow
from hub.store.parts import PORTION, in_portions

PAGE = table(PageRow)
LISTING = table(ListingRow)


def gone_so_far(transaction: Transaction, source: str, url: str) -> int:
    """On how many looks in a row the page was gone."""
    wanted = select(PAGE.c.gone).where(PAGE.c.source == source, PAGE.c.url == url)
    return transaction.connection.scalar(wanted) or 0


class Listing:
    """What an address of a source shows at a moment. Where it shows what it showed before, nothing is written."""

    def __init__(self, transaction: Transaction, source: str, address: str, at: datetime) -> None:
        self._connection, self._transaction, self._at = transaction.connection, transaction, at
        self._key = {"source": source, "address": address}
        self._of_address = (LISTING.c.source == source) & (LISTING.c.address == address)
        self._of_source = PAGE.c.source == source

    def show(self, urls: Sequence[str]) -> None:
        """These pages are shown: none of them has left."""
        known = self._shown()
        new = [url for url in dict.fromkeys(urls) if url not in known]
        rows = [{**self._key, "url": url, "listed_at": self._at, "left_at": None} for url in new]
        self._transaction.upsert(LISTING, rows, "listed_at", "left_at")
        for portion in in_portions(urls, PORTION):
            back = self._of_source & PAGE.c.url.in_(portion) & PAGE.c.left_at.is_not(None)
            self._connection.execute(update(PAGE).where(back).values(left_at=None))

    def drop(self, shown: Collection[str], *, have_left: bool) -> None:
        """Others than these are shown no more; whether they have left the source is another matter."""
        dropped = [url for url in self._shown() if url not in shown]
        for portion in in_portions(dropped, PORTION):
            rows = self._of_address & LISTING.c.url.in_(portion)
            self._connection.execute(update(LISTING).where(rows).values(left_at=self._at))
            if have_left:
                pages = self._of_source & PAGE.c.url.in_(portion)
                self._connection.execute(update(PAGE).where(pages).values(left_at=self._at))

    def _shown(self) -> frozenset[str]:
        wanted = select(LISTING.c.url).where(self._of_address, LISTING.c.left_at.is_(None))
        return frozenset(self._connection.scalars(wanted))

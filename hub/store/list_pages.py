"""Pages of lists as they were answered: the last that was read well, and what an operator was shown since.

One of each an address, replaced; of a list that works a day's is near enough. They are looked at by who mends a rule
and are no evidence of any notice, so they are rows and no blobs.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from zlib import compress, decompress

from sqlalchemy import delete, select

from hub.records import ListPage, ListPageKind
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.keys import storable
from hub.store.tables import ListPageRow, SightingRow

LIST_PAGE = table(ListPageRow)
SIGHTING = table(SightingRow)
NAMES = ("at", "url", "media_type", "body")
# larger than any list for people
LARGEST = 2 * 1024 * 1024
NEAR_ENOUGH = timedelta(days=1)


class ListPages:
    """The kept pages of lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def moments(self, source: str) -> Mapping[tuple[str, ListPageKind], datetime]:
        """When each that is kept of a source was answered, by address and kind."""
        wanted = select(LIST_PAGE.c.address, LIST_PAGE.c.kind, LIST_PAGE.c.at).where(LIST_PAGE.c.source == source)
        with self._database.reading() as connection:
            return {(address, cast(ListPageKind, kind)): at for address, kind, at in connection.execute(wanted)}

    def get(self, source: str, address: str, kind: ListPageKind) -> ListPage | None:
        """The page, None where none is kept."""
        this = (LIST_PAGE.c.source == source, LIST_PAGE.c.address == address, LIST_PAGE.c.kind == kind)
        with self._database.reading() as connection:
            row = connection.execute(select(LIST_PAGE).where(*this)).mappings().first()
        return ListPage(**{**row, "body": decompress(b64decode(row["body"]))}) if row else None

    def save(self, page: ListPage) -> None:
        """Insert or replace; one that is larger than any list for people is left out."""
        with self._database.writing() as transaction:
            save_list_page(transaction, page)


def save_list_page(transaction: Transaction, page: ListPage) -> None:
    """See `ListPages.save`."""
    if len(page.body) <= LARGEST:
        transaction.upsert(LIST_PAGE, [_row(page)], *NAMES)


def keep_good_page(transaction: Transaction, page: ListPage) -> None:
    """`save_list_page`, unless one is kept already that is less than a day older."""
    this = (LIST_PAGE.c.source == page.source, LIST_PAGE.c.address == page.address, LIST_PAGE.c.kind == page.kind)
    known = transaction.connection.scalar(select(LIST_PAGE.c.at).where(*this))
    if known is None or abs(page.at - known) >= NEAR_ENOUGH:
        save_list_page(transaction, page)


def forget_list_pages_of(transaction: Transaction, notice: str) -> None:
    """Lists say the titles of what they lead to: those that may have said the notice's go."""
    sources = select(SIGHTING.c.source).where(SIGHTING.c.notice == notice)
    transaction.connection.execute(delete(LIST_PAGE).where(LIST_PAGE.c.source.in_(sources)))


def _row(page: ListPage) -> dict[str, Any]:
    body = b64encode(compress(page.body)).decode()
    told = {"source": page.source, "address": page.address, "kind": page.kind, "at": page.at}
    return {**told, "url": storable(page.url), "media_type": storable(page.media_type), "body": body}

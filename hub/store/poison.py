"""Answers that harm who reads them: how often each was tried, and since when it is set aside with its bytes.

One row an address of a source. Of what is set aside the bytes are kept, like a page's or a file's.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import cached_property

from sqlalchemy import Connection, bindparam, delete, exists, select

from hub.records import Poison
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.evidence import Size
from hub.store.keys import storable
from hub.store.log_tables import BlobRow, BlobUseRow, PageRow, PoisonRow

POISON = table(PoisonRow)
POISON_NAMES = ("sha256", "tries", "reason", "since")
BLOB = table(BlobRow)
BLOB_USE = table(BlobUseRow)
PAGE = table(PageRow)
OF_SOURCE = select(POISON).where(POISON.c.source == bindparam("of_source"))

Reading = Callable[[], AbstractContextManager[Connection]]


class KnownPoison(Mapping[str, Poison]):
    """The poison of a source by its URL, asked for when first looked into: most visits read nothing."""

    def __init__(self, reading: Reading, source: str) -> None:
        self._reading, self._source = reading, source

    @cached_property
    def _found(self) -> dict[str, Poison]:
        with self._reading() as connection:
            rows = connection.execute(OF_SOURCE, {"of_source": self._source}).mappings()
            return {row["url"]: Poison(**row) for row in rows}

    def __getitem__(self, url: str) -> Poison:
        return self._found[url]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def all_poison(connection: Connection) -> tuple[Poison, ...]:
    """All there is, by source and URL."""
    rows = connection.execute(select(POISON).order_by(POISON.c.source, POISON.c.url)).mappings()
    return tuple(Poison(**row) for row in rows)


def save_poison(transaction: Transaction, poison: Poison, size: Size) -> None:
    """Insert or replace; the bytes of what is set aside are among those kept from now on."""
    row = asdict(poison) | {"reason": storable(poison.reason)}
    transaction.upsert(POISON, [row], *POISON_NAMES)
    if poison.is_set_aside:
        kept = {"sha256": poison.sha256, "bytes": size(poison.sha256), "created": poison.since}
        transaction.upsert(BLOB, [kept | {"media_type": None, "removed": None}])


def forget_poison(transaction: Transaction, source: str, url: str) -> None:
    """The address can be read again; bytes that nothing else rests on are nobody's from now on."""
    this = (POISON.c.source == source) & (POISON.c.url == url)
    digest = transaction.connection.scalar(select(POISON.c.sha256).where(this))
    transaction.connection.execute(delete(POISON).where(this))
    others = [select(place.c.sha256).where(place.c.sha256 == digest) for place in (POISON, BLOB_USE)]
    lonely = [BLOB.c.sha256.not_in(other) for other in others]
    transaction.connection.execute(delete(BLOB).where(BLOB.c.sha256 == digest, BLOB.c.removed.is_(None), *lonely))


def take_poison_of(transaction: Transaction, notice: str) -> list[str]:
    """Forget what the pages of a notice gave; the digests of the bytes, which say what the notice said."""
    of_notice = exists().where(PAGE.c.notice == notice, PAGE.c.source == POISON.c.source, PAGE.c.url == POISON.c.url)
    digests = transaction.connection.scalars(select(POISON.c.sha256).where(of_notice)).all()
    transaction.connection.execute(delete(POISON).where(of_notice))
    return list(digests)

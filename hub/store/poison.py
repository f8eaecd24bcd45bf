"""Answers that harm who reads them: how often each was tried, and since when it is set aside with its bytes.

One row an address of a source. Of what is set aside the bytes are kept, like a page's or a file's.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, exists, select

from hub.records import Poison
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.evidence import Size
from hub.store.keys import storable
from hub.store.log_tables import BlobRow, BlobUseRow, PageRow, PoisonRow
from hub.store.portions import among, run

POISON = table(PoisonRow)
POISON_NAMES = ("sha256", "tries", "reason", "since")
BLOB = table(BlobRow)
BLOB_USE = table(BlobUseRow)
PAGE = table(PageRow)
OF_SOURCES = select(POISON).where(among(POISON.c.source))


def poison_of(connection: Connection, sources: Sequence[str]) -> dict[str, dict[str, Poison]]:
    """The poison of these sources, of each by its URL; sources without any are left out. There is hardly ever any."""
    found: defaultdict[str, dict[str, Poison]] = defaultdict(dict)
    for row in run(connection, OF_SOURCES, sources):
        found[row.source][row.url] = Poison(**row._mapping)
    return dict(found)


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

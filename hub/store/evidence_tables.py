"""The table of the log of evidence."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from hub.store.columns import Instant, Key, MaybeKey, Row


class EvidenceLineRow(Row, table=True):
    """A line of the log of evidence; what it covers of other lines is known from their digests.

    No foreign key: the log outlives what it speaks of. `fetch` is the line of the ledger that a record is made of.
    """

    n: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: Instant
    kind: Key
    notice: Key
    version: int | None
    sha256: MaybeKey
    record: Key
    fetch: int | None = Field(sa_type=BigInteger)
    digest: Key

    __table_args__ = (Index(None, "notice", "n"), Index(None, "sha256"))

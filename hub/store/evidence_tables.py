"""The table of the log of evidence."""

from sqlalchemy import BigInteger, Index, column
from sqlmodel import Field

from hub.store.columns import BigSerial, Instant, Key, MaybeKey, Row

OF_NOTICES, OF_BYTES = column("fetch").is_(None), column("fetch").is_not(None)


class EvidenceLineRow(Row, table=True):
    """A line of the log of evidence; what it covers of other lines is known from their digests.

    No foreign key: the log outlives what it speaks of. `fetch` is the line of the ledger that a record is made of;
    lines with one are found by their bytes, those without by their notice.
    """

    n: int = Field(sa_type=BigSerial, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: Instant
    kind: Key
    notice: Key
    version: int | None
    sha256: MaybeKey
    record: Key
    fetch: int | None = Field(sa_type=BigInteger)
    digest: Key

    __table_args__ = (
        Index(None, "notice", "n", sqlite_where=OF_NOTICES, postgresql_where=OF_NOTICES),
        Index(None, "sha256", sqlite_where=OF_BYTES, postgresql_where=OF_BYTES),
    )

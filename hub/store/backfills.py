"""How far walks through archives have come: one row an address of a source."""

from dataclasses import asdict, fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select

from hub.records import Backfill
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.keys import storable
from hub.store.log_tables import BackfillRow

BACKFILL = table(BackfillRow)
AS_BACKFILL = TypeAdapter(Backfill)
NAMES = tuple(field.name for field in fields(Backfill) if field.name not in ("source", "address"))
OF_SOURCE = select(BACKFILL).where(BACKFILL.c.source == bindparam("of_source")).order_by(BACKFILL.c.address)


def backfills_of(connection: Connection, source: str) -> tuple[Backfill, ...]:
    """The walks of a source, by address."""
    rows = connection.execute(OF_SOURCE, {"of_source": source}).mappings()
    return tuple(AS_BACKFILL.validate_python(dict(row)) for row in rows)


def save_backfill(transaction: Transaction, backfill: Backfill) -> None:
    """Insert or replace."""
    row: dict[str, Any] = asdict(backfill) | {"detail": storable(backfill.detail)}
    transaction.upsert(BACKFILL, [row], *NAMES)

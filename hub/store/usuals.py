"""What the addresses of sources usually show: a row an address, written only where one was read anew."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select

from hub.records import Usual
from hub.store.columns import table
from hub.store.database import Database
from hub.store.tables import NoticeRow, UsualRow
from hub.vietnamese.dates import vietnamese_day

USUAL = table(UsualRow)
NOTICE = table(NoticeRow)
AS_USUAL = TypeAdapter(Usual)
OF_SOURCE = select(USUAL).where(USUAL.c.source == bindparam("of_source"))
PUBLISHED = select(NOTICE.c.published).where(
    NOTICE.c.source == bindparam("of_source"), NOTICE.c.updated >= bindparam("since")
)
NAMES = ("source", "address", "at")


class Usuals:
    """What is usual, as far as it was learned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source: str) -> dict[str, Usual]:
        """By address."""
        with self._database.reading() as connection:
            rows = connection.execute(OF_SOURCE, {"of_source": source}).mappings().all()
        return {
            row["address"]: AS_USUAL.validate_python({**row["shape"], **{name: row[name] for name in NAMES}})
            for row in rows
        }

    def days_of(self, source: str, since: datetime) -> list[date]:
        """The Vietnamese days since then on which the source published something by its own dates, oldest first."""
        with self._database.reading() as connection:
            moments = connection.scalars(PUBLISHED, {"of_source": source, "since": since}).all()
        return sorted({vietnamese_day(moment) for moment in moments if moment >= since})


def usual_row(usual: Usual) -> dict[str, Any]:
    """The row of what is usual."""
    told = {field.name: getattr(usual, field.name) for field in fields(usual)}
    return {**{name: told.pop(name) for name in NAMES}, "shape": told}

"""When sources publish, as it was learned: one row a source."""

from collections.abc import Sequence
from dataclasses import asdict

from pydantic import TypeAdapter
from sqlalchemy import select

from hub.records import Rhythm
from hub.store.columns import table
from hub.store.database import Database
from hub.store.tables import RhythmRow

RHYTHM = table(RhythmRow)
AS_RHYTHM = TypeAdapter(Rhythm)


class Rhythms:
    """The rhythms of the sources of which one is known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Rhythm]:
        """By source."""
        with self._database.reading() as connection:
            rows = connection.execute(select(RHYTHM)).mappings().all()
        return {
            row["source"]: AS_RHYTHM.validate_python({**row["shape"], "source": row["source"], "at": row["at"]})
            for row in rows
        }

    def save(self, rhythms: Sequence[Rhythm]) -> None:
        """Insert or replace."""
        rows = [{"source": rhythm.source, "at": rhythm.at, "shape": _shape(rhythm)} for rhythm in rhythms]
        if rows:
            with self._database.writing() as transaction:
                transaction.upsert(RHYTHM, rows, "at", "shape")


def _shape(rhythm: Rhythm) -> dict[str, object]:
    return {name: value for name, value in asdict(rhythm).items() if name not in ("source", "at")}

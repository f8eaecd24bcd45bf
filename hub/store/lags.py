"""How long after their publication notices were first seen, by source."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import CollectionRow
from hub.store.tables import NoticeRow

NOTICE = table(NoticeRow)
COLLECTION = table(CollectionRow)
TOLD_TO_THE_HOUR = NOTICE.c.published_precision.in_(("minute", "hour")) & (NOTICE.c.published_from != "first_seen")


class Lags:
    """The delays of the hub's own notices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def within(self, since: datetime, bounds: Sequence[float]) -> Mapping[str, Sequence[int]]:
        """By source, how many notices first seen since then came within each bound (seconds, ascending) and not
        within the one before it; the last number counts the later ones.

        Only notices whose hour of publication is told count, and only what was published after the first visit
        that the ledger knows: what was there before, the hub could not have seen sooner.
        """
        counts: dict[str, list[int]] = {}
        with self._database.reading() as connection:
            for source, place, count in connection.execute(_counted(since, tuple(bounds))):
                counts.setdefault(source, [0] * (len(bounds) + 1))[place] = count
        return counts


def _counted(since: datetime, bounds: tuple[float, ...]) -> Select[Any]:
    lag = seconds_between(NOTICE.c.published, NOTICE.c.first_seen)
    place: ColumnElement[int] = case(*((lag <= bound, n) for n, bound in enumerate(bounds)), else_=len(bounds))
    first = select(func.min(COLLECTION.c.at)).where(COLLECTION.c.source == NOTICE.c.source).scalar_subquery()
    # what was first seen since then was changed since then, and of changes there is an index
    seen = (NOTICE.c.updated >= since) & (NOTICE.c.first_seen >= since) & TOLD_TO_THE_HOUR
    counted = select(NOTICE.c.source, place.label("place"), func.count())
    return counted.where(seen, NOTICE.c.published >= first).group_by(NOTICE.c.source, "place")


class seconds_between(FunctionElement[float]):
    """Seconds from one instant of a row to another."""

    type = Float()
    inherit_cache = True
    name = "seconds_between"


@compiles(seconds_between, "sqlite")
def _in_sqlite(element: seconds_between, compiler: Any, **how: Any) -> str:
    early, late = (compiler.process(each, **how) for each in element.clauses)
    return f"((julianday({late}) - julianday({early})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _in_postgresql(element: seconds_between, compiler: Any, **how: Any) -> str:
    early, late = (compiler.process(each, **how) for each in element.clauses)
    return f"extract(epoch from {late} - {early})"

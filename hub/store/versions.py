"""The states that edited notices went through, read newest edit first, a portion at a time."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import literal, literal_column, select, tuple_

from hub.records import Edited
from hub.store.columns import KeyText, UtcDateTime, table
from hub.store.database import Database
from hub.store.portions import among, run
from hub.store.rows import revision_from
from hub.store.tables import NoticeRow, RevisionRow

NOTICE = table(NoticeRow)
REVISION = table(RevisionRow)
STATES = select(REVISION).where(among(REVISION.c.notice)).order_by(REVISION.c.notice, REVISION.c.n)


class Versions:
    """Former states. Most notices have none, so what was edited is a small part of all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def edited(self, before: tuple[datetime, str] | None = None, limit: int = 100) -> Sequence[Edited]:
        """Notices that were edited, with all their states, by (`updated`, id) downwards from `before`; no redacted."""
        # the partial index is used only where its condition stands in the statement itself
        is_edited = (NOTICE.c.revisions > literal_column("0")) & NOTICE.c.redacted.is_(False)
        order = (NOTICE.c.updated.desc(), NOTICE.c.id.desc())
        wanted = select(NOTICE.c.id, NOTICE.c.updated).where(is_edited).order_by(*order).limit(limit)
        if before:
            place = tuple_(literal(before[0], UtcDateTime), literal(before[1], KeyText))
            wanted = wanted.where(tuple_(NOTICE.c.updated, NOTICE.c.id) < place)
        with self._database.reading() as connection:
            found = [(row.id, row.updated) for row in connection.execute(wanted)]
            rows = [row._mapping for row in run(connection, STATES, [id for id, _ in found])]
        states = {id: tuple(map(revision_from, of)) for id, of in groupby(rows, key=lambda row: row["notice"])}
        return [Edited(id, updated, states.get(id, ())) for id, updated in found]

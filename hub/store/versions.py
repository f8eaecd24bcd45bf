"""The states that edited notices went through: all of them, newest edit first, or the last two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import RowMapping, literal, literal_column, select, tuple_

from hub.records import Attachment, Edited, LastEdit, Notice
from hub.store.columns import KeyText, UtcDateTime, table
from hub.store.database import Database
from hub.store.portions import among, run
from hub.store.rows import revision_from
from hub.store.tables import NoticeRow, RevisionRow

NOTICE = table(NoticeRow)
REVISION = table(RevisionRow)
STATES = select(REVISION).where(among(REVISION.c.notice)).order_by(REVISION.c.notice, REVISION.c.n)
BEFORE = REVISION.alias("before")
LAST_EDITS = (
    select(REVISION.c.notice, REVISION.c.seen, REVISION.c.changed, BEFORE.c.title, BEFORE.c.text, BEFORE.c.state)
    .join(NOTICE, (NOTICE.c.id == REVISION.c.notice) & (NOTICE.c.revisions == REVISION.c.n))
    .join(BEFORE, (BEFORE.c.notice == REVISION.c.notice) & (BEFORE.c.n == REVISION.c.n - 1))
    .where(among(REVISION.c.notice))
)


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

    def last_edits(self, notices: Sequence[Notice]) -> Mapping[str, LastEdit]:
        """By id what the last edit of each of these notices did; those never edited, or redacted, have none.

        One statement, and none where nothing was edited.
        """
        edited = {one.id: one for one in notices if one.revisions and not one.redacted}
        with self._database.reading() as connection:
            rows = (row._mapping for row in run(connection, LAST_EDITS, list(edited)))
            return {row["notice"]: _last_edit(edited[row["notice"]], row) for row in rows if row["state"]}


def _last_edit(now: Notice, row: RowMapping) -> LastEdit:
    state = row["state"]
    files = tuple(Attachment(**file) for file in state["attachments"])
    before = replace(
        now, title=row["title"], text=row["text"], doc_number=state["doc_number"], attachments=files, html=""
    )
    return LastEdit(row["seen"], tuple(row["changed"]), before)

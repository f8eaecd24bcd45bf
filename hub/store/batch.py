"""What a write transaction has been told and not yet written: one statement per table for all of it.

An item costs some ten rows in as many tables; one by one they cost ten times what they cost together.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from hub.errors import StoreError
from hub.records import Item, Notice
from hub.store.changes import Log
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.evidence import Evidence, Size, save_evidence
from hub.store.keys import alias_key
from hub.store.portions import among, run
from hub.store.rows import attachment_rows, citation_rows, notice_row, revision_row
from hub.store.sealing import Seals
from hub.store.tables import AliasRow, AttachmentRow, CitationRow, NoticeRow, RevisionRow, SightingRow

NOTICE = table(NoticeRow)
REVISION = table(RevisionRow)
ALIAS = table(AliasRow)
FILE = table(AttachmentRow)
CITATION = table(CitationRow)
SIGHTING = table(SightingRow)

STANDING = select(NOTICE.c.id, NOTICE.c.redacted).where(among(NOTICE.c.id))
CARRIED = select(SIGHTING.c.notice, SIGHTING.c.source).where(among(SIGHTING.c.notice))

Added = tuple[Notice, Sequence[str]]
Sightings = dict[tuple[str, str], tuple[Item | None, datetime]]


@dataclass(slots=True)
class Batch:
    """Notices to add, sightings, and rows that only have to be put somewhere (insert or replace columns)."""

    log: Log
    size: Size
    seals: Seals
    notices: dict[str, Added] = field(default_factory=dict)
    sightings: Sightings = field(default_factory=dict)
    rows: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, notice: Notice, aliases: Sequence[str]) -> None:
        """A notice never seen before."""
        if notice.id in self.notices:
            raise StoreError(f"notice {notice.id} was added a moment ago")
        self.notices[notice.id] = (notice, aliases)
        for source in notice.sources or (notice.source,):
            self.sightings.setdefault((notice.id, source), (None, notice.first_seen))

    def sight(self, notice: str, source: str, row: Item | None, at: datetime) -> None:
        """A source carries the notice; without a row the one it last said stays."""
        self.sightings[notice, source] = (row, at)

    def put(self, table: Table, row: dict[str, Any], *replace: str) -> None:
        """A row to insert, or to replace these columns of the one with its key."""
        self.rows.setdefault((table, replace), []).append(row)

    def bears(self, names: Set[str]) -> bool:
        """Whether a notice that is to be added has one of these aliases."""
        return any(not names.isdisjoint(aliases) for _, aliases in self.notices.values())

    def touches(self, ids: Set[str]) -> bool:
        """Whether something is to be written of one of these notices."""
        return any(id in ids for id, _ in self.sightings)

    def flush(self, transaction: Transaction) -> None:
        """Write all of it; the batch is empty then."""
        added, seen, rows = self.notices, self.sightings, self.rows
        self.notices, self.sightings, self.rows = {}, {}, {}
        fresh = self._save_notices(transaction, added)
        self._save_sightings(transaction, seen, fresh)
        for (into, replace), waiting in rows.items():
            transaction.upsert(into, waiting, *replace)

    def _save_notices(self, transaction: Transaction, added: dict[str, Added]) -> set[str]:
        redacted = _redacted(transaction, list(added))
        if clash := next((id for id in redacted if not redacted[id]), None):
            raise StoreError(f"notice {clash} is known already")
        fresh = [pair for id, pair in added.items() if id not in redacted]
        _insert_notices(transaction, fresh, self.seals)
        save_evidence(transaction, self.log, self.size, [_evidence(notice) for notice, _ in fresh])
        self.log.extend("new", ((notice.id, notice.updated) for notice, _ in fresh))
        return {notice.id for notice, _ in fresh}

    def _save_sightings(self, transaction: Transaction, seen: Sightings, fresh: set[str]) -> None:
        known = list({notice for notice, _ in seen} - fresh)
        redacted = _redacted(transaction, known)
        carried = {tuple(row) for row in run(transaction.connection, CARRIED, known)}
        kept = {key: said for key, said in seen.items() if not redacted.get(key[0], False)}
        rows = list(_sighting_rows(kept))
        transaction.upsert(SIGHTING, [row for row in rows if row["row"] is not None], "row", "last_seen")
        transaction.upsert(SIGHTING, [row for row in rows if row["row"] is None], "last_seen")
        # one more source is part of what mirrors and the source's own channel show
        joined = [(key[0], at) for key, (_, at) in kept.items() if key not in carried and not self.log.mentions(key[0])]
        self.log.extend("edited", joined)


def _redacted(transaction: Transaction, ids: Sequence[str]) -> dict[str, bool]:
    """Of those that are known, whether they are redacted."""
    return {row.id: row.redacted for row in run(transaction.connection, STANDING, ids)}


def _insert_notices(transaction: Transaction, fresh: Sequence[Added], seals: Seals) -> None:
    notices = [notice for notice, _ in fresh]
    transaction.insert(NOTICE, [notice_row(notice) for notice in notices])
    states = [revision_row(notice, 0, notice.first_seen) for notice in notices]
    transaction.insert(REVISION, states)
    transaction.upsert(ALIAS, [row for notice, aliases in fresh for row in alias_rows(notice.id, aliases)])
    transaction.insert(FILE, [row for notice in notices for row in attachment_rows(notice.id, notice.attachments)])
    transaction.insert(CITATION, [row for notice in notices for row in citation_rows(notice)])
    for state in states:
        seals.add(state)


def _evidence(notice: Notice) -> Evidence:
    return Evidence(notice.id, notice.page_sha256, notice.attachments, notice.first_seen)


def alias_rows(notice: str, aliases: Sequence[str]) -> Iterator[dict[str, str]]:
    """The names of a notice; one that another notice has already stays with that one."""
    return ({"alias": alias_key(alias), "notice": notice} for alias in aliases)


def _sighting_rows(seen: Sightings) -> Iterator[dict[str, Any]]:
    return (
        {"notice": notice, "source": source, "row": row, "first_seen": at, "last_seen": at}
        for (notice, source), (row, at) in seen.items()
    )

"""Notices as the store gives them out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal, select, tuple_

from hub.errors import StoreDamaged
from hub.records import Attachment, AttachmentState, Document, Filters, Memory, Notice, Revision
from hub.store.columns import KeyText, UtcDateTime, table
from hub.store.corrections import former_sections
from hub.store.filters import conditions
from hub.store.found_tables import NoticePlaceRow
from hub.store.keys import alias_digest, alias_key
from hub.store.log_tables import ChangeRow
from hub.store.memory import read_memories
from hub.store.parts import TEXT_OF_FILE, parts_of
from hub.store.portions import PORTION, among, in_portions, run
from hub.store.progress import Report, silent
from hub.store.rows import NOTICE_NAMES, PAGE_BREAK, attachment_from, document_from, notice_from, revision_from
from hub.store.tables import AliasRow, AttachmentRow, NoticeRow, RevisionRow

NOTICE = table(NoticeRow)
REVISION = table(RevisionRow)
ALIAS = table(AliasRow)
FILE = table(AttachmentRow)
CHANGE = table(ChangeRow)
PLACE = table(NoticePlaceRow)

PRESENT = select(*(NOTICE.c[name] for name in NOTICE_NAMES), REVISION.c.text, REVISION.c.html).join(
    REVISION, (REVISION.c.notice == NOTICE.c.id) & (REVISION.c.n == NOTICE.c.revisions)
)

BEGAN = (
    select(CHANGE.c.cursor, CHANGE.c.notice)
    .where(CHANGE.c.kind == "new", CHANGE.c.cursor < bindparam("before"))
    .order_by(CHANGE.c.cursor.desc())
    .limit(bindparam("most"))
)
STATES = select(REVISION.c.notice, REVISION.c.n, REVISION.c.state).where(among(REVISION.c.notice))
BY_ID = PRESENT.where(among(NOTICE.c.id))
KNOWN_AS = select(ALIAS.c.alias, ALIAS.c.notice).where(among(ALIAS.c.alias))

MOMENTS = 5_000

Order = Literal["updated", "published"]
Cursor = tuple[datetime, str]
Reading = Callable[[], AbstractContextManager[Connection]]

# more than any database holds
MOST_COUNTED = 2**40


class Notices:
    """The reading side of notices. Redacted ones are among them, emptied and marked `redacted`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def get(self, id: str) -> Notice | None:
        """The notice of this id."""
        return next(iter(self.many([id])), None)

    def many(self, ids: Sequence[str]) -> list[Notice]:
        """The notices of these ids in their order; unknown ids are left out."""
        with self._reading() as connection:
            found = {notice.id: notice for notice in _by_ids(connection, ids)}
        return [found[id] for id in ids if id in found]

    def find(self, aliases: Sequence[str]) -> Notice | None:
        """The notice known under the first of these aliases that is known at all."""
        return self.find_each([aliases])[0]

    def find_each(self, groups: Sequence[Sequence[str]]) -> list[Notice | None]:
        """`find` for many at once, a whole listing with the cost of one."""
        with self._reading() as connection:
            known = _known_aliases(connection, [alias for aliases in groups for alias in aliases])
            ids = [next((known[alias] for alias in aliases if alias in known), None) for aliases in groups]
            found = {notice.id: notice for notice in _by_ids(connection, sorted({id for id in ids if id}))}
        return [found.get(id) if id else None for id in ids]

    def in_cluster(self, cluster: str) -> list[Notice]:
        """The notices that are the same announcement, the oldest first."""
        wanted = PRESENT.where(NOTICE.c.cluster == cluster).order_by(NOTICE.c.first_seen, NOTICE.c.id)
        with self._reading() as connection:
            return _notices(connection, connection.execute(wanted))

    def newest(
        self,
        filters: Filters,
        *,
        by: Order = "updated",
        since: datetime | None = None,
        before: Cursor | None = None,
        limit: int = 50,
    ) -> list[Notice]:
        """A page of notices, newest first by (`by`, id); `before` is the last one of the page above.

        `since` keeps those that changed (`updated`) at that instant or later.
        """
        moment, id, found = _ordered(filters, by)
        page = found.order_by(moment.desc(), id.desc()).limit(limit)
        if since:
            page = page.where(NOTICE.c.updated >= since)
        if before:
            page = page.where(tuple_(moment, id) < _cursor(before))
        with self._reading() as connection:
            return _notices(connection, connection.execute(_whole(page)))

    def oldest_first(self, filters: Filters) -> Iterator[Cursor]:
        """When each notice last changed, with its id, the oldest (`updated`, id) first; read in portions."""
        after: Cursor | None = None
        while portion := self._moments(filters, after):
            yield from portion
            after = portion[-1]

    def learnt_before(self, cursor: int, limit: int) -> list[tuple[int, Notice]]:
        """The notices that began before a line of the change log, the last first, each with the line it began with.

        However they change meanwhile, a walk from line to line meets each of them once.
        """
        with self._reading() as connection:
            began = {id: line for line, id in connection.execute(BEGAN, {"before": cursor, "most": limit})}
            found = {notice.id: notice for notice in _by_ids(connection, list(began))}
        return [(line, found[id]) for id, line in began.items()]

    def count(self, filters: Filters) -> int:
        """How many notices the filters leave."""
        with self._reading() as connection:
            counted = connection.execute(select(func.count()).select_from(NOTICE).where(*conditions(filters)))
            return int(counted.scalar_one())

    def counts(
        self, field: Literal["agency", "section", "type"], since: datetime | None, agency: str | None = None
    ) -> dict[str, int]:
        """How many notices each value has, among those that changed since, of an agency or of all; withdrawn and
        redacted ones left out."""
        column = NOTICE.c["doc_type" if field == "type" else field]
        shown = select(column).where(NOTICE.c.withdrawn.is_(False), NOTICE.c.redacted.is_(False), column != "")
        if agency:
            shown = shown.where(NOTICE.c.agency == agency)
        if since:  # a limit that is none: without it SQLite walks the whole index of the field, of all years
            shown = shown.where(NOTICE.c.updated >= since).order_by(NOTICE.c.updated.desc()).limit(MOST_COUNTED)
        (value,) = shown.subquery().c
        counted = select(value, func.count()).group_by(value)
        with self._reading() as connection:
            return {value: count for value, count in connection.execute(counted)}

    def revisions(self, id: str) -> tuple[Revision, ...]:
        """All states of a notice, the first first."""
        wanted = select(REVISION).where(REVISION.c.notice == id).order_by(REVISION.c.n)
        with self._reading() as connection:
            return tuple(map(revision_from, connection.execute(wanted).mappings()))

    def former(self, ids: Sequence[str]) -> list[Notice]:
        """These notices as lists had them before each of their edits and corrections: with that section and type, all
        else as now."""
        with self._reading() as connection:
            now = {notice.id: notice for notice in _by_ids(connection, ids)}
            states = list(run(connection, STATES, [id for id, notice in now.items() if notice.revisions]))
            corrected = [replace(now[id], section=section) for id, section in former_sections(connection, list(now))]
        return corrected + [
            replace(now[row.notice], section=row.state["section"], doc_type=row.state["doc_type"])
            for row in states
            if row.state and row.n < now[row.notice].revisions
        ]

    def aliases(self, id: str) -> tuple[str, ...]:
        """The names of a notice, in their own order; of a redacted one only their digests."""
        wanted = select(ALIAS.c.alias).where(ALIAS.c.notice == id).order_by(ALIAS.c.alias)
        with self._reading() as connection:
            return tuple(connection.scalars(wanted))

    def files(self, id: str) -> tuple[Attachment, ...]:
        """The files of a notice, without their texts; () for an unknown one."""
        wanted = select(FILE).where(FILE.c.notice == id).order_by(FILE.c.position)
        with self._reading() as connection:
            return tuple(attachment_from(row, ()) for row in connection.execute(wanted).mappings())

    def file_counts(self) -> dict[str, dict[tuple[AttachmentState, str | None], int]]:
        """By source, how many files of its notices are in each state, and for which reason."""
        kind = (NOTICE.c.source, FILE.c.state, FILE.c.reason)
        counted = select(*kind, func.count()).join(NOTICE, NOTICE.c.id == FILE.c.notice).group_by(*kind)
        counts: defaultdict[str, dict[tuple[AttachmentState, str | None], int]] = defaultdict(dict)
        with self._reading() as connection:
            for source, state, reason, count in connection.execute(counted.order_by(*kind)):
                counts[source][state, reason] = count
        return dict(counts)

    def file_totals(self) -> dict[tuple[AttachmentState, str | None], int]:
        """`file_counts` of all sources together, for a quarter of the cost."""
        kind = (FILE.c.state, FILE.c.reason)
        with self._reading() as connection:
            counted = connection.execute(select(*kind, func.count()).group_by(*kind))
            return {(state, reason): count for state, reason, count in counted}

    def file(self, sha256: str) -> Attachment | None:
        """A file of these bytes that some notice links, without its text; what it is called and what it is."""
        wanted = select(FILE).where(FILE.c.sha256 == sha256).order_by(FILE.c.notice, FILE.c.position).limit(1)
        with self._reading() as connection:
            row = connection.execute(wanted).mappings().first()
        return attachment_from(row, ()) if row else None

    def file_text(self, sha256: str) -> str:
        """What was read in a file of these bytes, its pages with form feeds between them; "" where that is nothing."""
        with self._reading() as connection:
            return PAGE_BREAK.join(connection.scalars(TEXT_OF_FILE, {"of_sha256": sha256}))

    def documents(self, ids: Sequence[str]) -> Iterator[Document]:
        """What an index needs of these ids in their order, redacted ones left out; read in portions."""
        portions = map(self.many, in_portions(ids))
        return (document_from(notice) for portion in portions for notice in portion if not notice.redacted)

    def count_documents(self) -> int:
        """How many notices there are, less those redacted."""
        with self._reading() as connection:
            counted = connection.scalar(select(func.count()).select_from(NOTICE).where(NOTICE.c.redacted.is_(False)))
        return counted or 0

    def unreadable(self, report: Report = silent) -> list[str]:
        """The ids of notices that a damaged database cannot give any more; StoreDamaged if not even the ids."""
        with self._reading() as connection:
            ids = list(connection.scalars(select(NOTICE.c.id).order_by(NOTICE.c.id)))
        lost: list[str] = []
        for n, portion in enumerate(in_portions(ids), 1):
            lost += portion if not self._can_read(portion) else ()
            report("reading notices", min(n * PORTION, len(ids)), len(ids))
        return [id for id in lost if not self._can_read([id])]

    def memory(self, source: str, now: datetime, budget: int) -> Memory:
        """What is known of a source's addresses and pages, and at most `budget` pages to look at again now.

        Due are pages whose time has come and pages that left their listing and were not looked at since:
        the latter first, then those that wait longest.
        """
        return self.memories([source], now, budget)[source]

    def memories(self, sources: Sequence[str], now: datetime, budget: int) -> dict[str, Memory]:
        """`memory` of many sources at the price of one, by source."""
        return read_memories(self._reading, sources, now, budget)

    def _moments(self, filters: Filters, after: Cursor | None) -> list[Cursor]:
        wanted = select(NOTICE.c.updated, NOTICE.c.id).where(*conditions(filters))
        if after:
            wanted = wanted.where(tuple_(NOTICE.c.updated, NOTICE.c.id) > _cursor(after))
        with self._reading() as connection:
            found = connection.execute(wanted.order_by(NOTICE.c.updated, NOTICE.c.id).limit(MOMENTS))
            return [(moment, id) for moment, id in found]

    def _can_read(self, ids: Sequence[str]) -> bool:
        try:
            return len(self.many(ids)) == len(ids)
        except StoreDamaged:
            return False


def _ordered(filters: Filters, by: Order) -> tuple[Any, Any, Select[Any]]:
    """The moment and the id that a list is in the order of, and the notices in it.

    Those of a place are read in the order in which they stand there: a city's need not be sorted for each page.
    """
    if filters.place is None or by != "updated":
        moment, id = NOTICE.c[by], NOTICE.c.id
        return moment, id, select(id, moment).where(*conditions(filters))
    moment, id = PLACE.c.updated, PLACE.c.notice
    found = select(id.label("id"), moment).join(NOTICE, NOTICE.c.id == id).where(PLACE.c.place == filters.place)
    return moment, id, found.where(*conditions(replace(filters, place=None)))


def _whole(page: Select[tuple[str, datetime]]) -> Select[Any]:
    """The notices of a page: where it takes sorting to find them, they are sorted without their texts."""
    chosen = page.subquery()
    id, moment = chosen.c
    return PRESENT.join(chosen, id == NOTICE.c.id).order_by(moment.desc(), id.desc())


def _cursor(before: Cursor) -> ColumnElement[Any]:
    return tuple_(literal(before[0], UtcDateTime), literal(before[1], KeyText))


def _known_aliases(connection: Connection, aliases: Sequence[str]) -> dict[str, str]:
    spelled = {spelling: alias for alias in aliases for spelling in (alias_key(alias), alias_digest(alias))}
    return {spelled[alias]: notice for alias, notice in run(connection, KNOWN_AS, list(spelled))}


def _by_ids(connection: Connection, ids: Sequence[str]) -> list[Notice]:
    return _notices(connection, run(connection, BY_ID, ids))


def _notices(connection: Connection, found: Iterable[Any]) -> list[Notice]:
    rows = [row._mapping for row in found]
    parts = parts_of(connection, [row["id"] for row in rows])
    return [notice_from(row, parts[row["id"]]) for row in rows]

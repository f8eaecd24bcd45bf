"""What operators have set of notices, which nothing that sources say or programs find out takes back.

The newest correction of a field that was not undone holds. It keeps what the field would be without it, so that
undoing it brings back what is found out by then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from hub.catalogue.topics import REFUSED, chosen
from hub.records import CorrectedField, Correction, Notice
from hub.store.audit import write_act
from hub.store.changes import Log
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.filters import names_topic, of_topic
from hub.store.operator_tables import CorrectionRow
from hub.store.portions import among, run
from hub.store.tables import NoticeRow

NOTICE = table(NoticeRow)
CORRECTION = table(CorrectionRow)
NAMES = tuple(field.name for field in fields(Correction))
OF_NOTICE = select(*(CORRECTION.c[name] for name in NAMES)).where(CORRECTION.c.notice == bindparam("of_notice"))
HOLDING = OF_NOTICE.where(CORRECTION.c.field == bindparam("of_field"), CORRECTION.c.undone.is_(None)).order_by(
    CORRECTION.c.id.desc()
)
SECTIONS_OF = select(CORRECTION.c.notice, CORRECTION.c.before, CORRECTION.c.after).where(
    among(CORRECTION.c.notice), CORRECTION.c.field == "section"
)
HELD = select(CORRECTION.c.notice).where(
    among(CORRECTION.c.notice), CORRECTION.c.field == bindparam("of_field"), CORRECTION.c.undone.is_(None)
)


class Corrections:
    """What operators set and undo, each with its line of the audit log and of the change log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_notice(self, notice: str) -> tuple[Correction, ...]:
        """All corrections of a notice, the last one first, those that were undone among them."""
        with self._database.reading() as connection:
            rows = connection.execute(OF_NOTICE.order_by(CORRECTION.c.id.desc()), {"of_notice": notice})
            return tuple(Correction(*row) for row in rows)

    def topics(self, notice: str) -> tuple[str, ...]:
        """The topics that a hand has given a notice, as they stand in addresses."""
        with self._database.reading() as connection:
            held = holding(connection, notice, "topics")
            return chosen(held.after) if held else ()

    def said_of_topics(self, notice: str) -> tuple[str, ...]:
        """What a hand says of the topics of a notice: those it is of, and with a dash before them those it is not."""
        with self._database.reading() as connection:
            held = holding(connection, notice, "topics")
            return tuple(held.after) if held else ()

    def refused(self, topic: str, limit: int) -> frozenset[str]:
        """The notices that are not of a topic, by hand; the last of them where there are more."""
        wanted = of_topic(f"{REFUSED}{topic}").order_by(CORRECTION.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(wanted))

    def has_topic(self, topic: str) -> bool:
        """Whether any notice has this topic, or once had it."""
        with self._database.reading() as connection:
            return connection.execute(select(CORRECTION.c.id).where(names_topic(topic)).limit(1)).first() is not None

    def held(self, field: CorrectedField, notices: Sequence[str]) -> frozenset[str]:
        """Those of these notices whose field an operator has set: whoever assigns it goes around them."""
        with self._database.reading() as connection:
            return frozenset(row.notice for row in run(connection, HELD, notices, of_field=field))

    def correct(self, who: str, notice: str, field: CorrectedField, value: Any, now: datetime) -> bool:
        """Set a field by hand: a section's code, topics, or the notice to form a cluster with (None: with none).

        False for an unknown or redacted notice, and where it says so already.
        """
        with self._database.writing() as transaction:
            transaction.wait_turn()
            hand, log = _Hand(transaction, who, now), Log()
            changed = hand.join(notice, value) if field == "cluster" else hand.set(notice, field, value)
            _log(log, changed, field, now)
            log.write(transaction)
        return bool(changed)

    def undo(self, who: str, notice: str, field: CorrectedField, now: datetime) -> bool:
        """Leave the field to what is found out; False where no operator has set it."""
        with self._database.writing() as transaction:
            transaction.wait_turn()
            log = Log()
            changed = _Hand(transaction, who, now).undo(notice, field)
            _log(log, changed, field, now)
            log.write(transaction)
        return bool(changed)


class _Hand:
    """An operator at work in one transaction; each deed tells which notices changed."""

    def __init__(self, transaction: Transaction, who: str, now: datetime) -> None:
        self._transaction, self._who, self._now = transaction, who, now

    def set(self, notice: str, field: CorrectedField, value: Any) -> list[str]:
        """The field is this from now on."""
        row = self._notice(notice)
        if row is None or row.redacted:
            return []
        held = holding(self._transaction.connection, notice, field)
        present = held.after if held else getattr(row, field, None)
        if held and present == value:
            return []
        line = {"notice": notice, "field": field, "before": held.before if held else present, "after": value}
        line |= {"who": self._who, "at": self._now, "undone": None, "undone_by": ""}
        self._transaction.insert(CORRECTION, [line])
        self._put(notice, field, value)
        self._tell(f"notice.{field}", notice, field, present, value)
        return [notice]

    def join(self, notice: str, other: str | None) -> list[str]:
        """The notice is of the other's cluster, or of none."""
        row = self._notice(notice)
        if other is None:
            left = row.cluster if row else None
            return self.set(notice, "cluster", None) + self._dissolve(left)
        target = self._notice(other)
        if row is None or target is None or row.redacted or target.redacted or notice == other:
            return []
        cluster = target.cluster or target.id
        joined = self.set(notice, "cluster", cluster) + (self._dissolve(row.cluster) if row.cluster != cluster else [])
        return joined + (self.set(other, "cluster", cluster) if target.cluster is None else [])

    def undo(self, notice: str, field: CorrectedField) -> list[str]:
        """The field is what it would be without any hand."""
        connection = self._transaction.connection
        held = holding(connection, notice, field)
        if held is None:
            return []
        these = (CORRECTION.c.notice == notice) & (CORRECTION.c.field == field) & CORRECTION.c.undone.is_(None)
        connection.execute(update(CORRECTION).where(these).values(undone=self._now, undone_by=self._who))
        self._put(notice, field, held.before)
        self._tell("notice.undo", notice, field, held.after, held.before)
        return [notice] + (self._dissolve(held.after) if field == "cluster" else [])

    def _dissolve(self, cluster: str | None) -> list[str]:
        """A cluster of which one notice is left is none."""
        if cluster is None:
            return []
        members = list(self._transaction.connection.scalars(select(NOTICE.c.id).where(NOTICE.c.cluster == cluster)))
        if len(members) != 1:
            return []
        if holding(self._transaction.connection, members[0], "cluster"):
            return self.undo(members[0], "cluster")
        self._put(members[0], "cluster", None)
        return members

    def _notice(self, id: str) -> Any:
        wanted = select(NOTICE.c.id, NOTICE.c.section, NOTICE.c.cluster, NOTICE.c.redacted).where(NOTICE.c.id == id)
        return self._transaction.connection.execute(wanted).first()

    def _put(self, notice: str, field: CorrectedField, value: Any) -> None:
        if field in NOTICE.c:  # topics stand in their corrections alone
            self._transaction.connection.execute(update(NOTICE).where(NOTICE.c.id == notice).values({field: value}))

    def _tell(self, what: str, notice: str, field: str, before: Any, after: Any) -> None:
        write_act(self._transaction, self._now, self._who, what, notice, {field: before}, {field: after})


def holding(connection: Connection, notice: str, field: CorrectedField) -> Correction | None:
    """The correction of a notice's field that holds."""
    row = connection.execute(HOLDING, {"of_notice": notice, "of_field": field}).first()
    return Correction(*row) if row else None


def as_corrected(transaction: Transaction, notice: Notice) -> Notice:
    """A new state of a notice, with what an operator has set; what the source says is kept for who undoes it."""
    held = holding(transaction.connection, notice.id, "section")
    if held is None:
        return notice
    if held.before != notice.section:
        these = (CORRECTION.c.notice == notice.id) & (CORRECTION.c.field == "section") & CORRECTION.c.undone.is_(None)
        transaction.connection.execute(update(CORRECTION).where(these).values(before=notice.section))
    return replace(notice, section=held.after)


def former_sections(connection: Connection, notices: Sequence[str]) -> Iterator[tuple[str, str]]:
    """These notices with each section that they were shown in before somebody corrected or undid it."""
    for row in run(connection, SECTIONS_OF, notices):
        yield from ((row.notice, section) for section in (row.before, row.after) if section)


def _log(log: Log, notices: Sequence[str], field: CorrectedField, at: datetime) -> None:
    log.extend("clustered" if field == "cluster" else "edited", ((id, at) for id in dict.fromkeys(notices)))

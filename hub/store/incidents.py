"""Incidents: what the watch found wrong, who sees to it, and what was written down about it. All of them are kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, or_, select, update

from hub.errors import StoreError
from hub.records import Affected, Incident, IncidentNote
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.keys import storable
from hub.store.log_tables import IncidentNoteRow, IncidentRow, IncidentSourceRow
from hub.store.portions import among, run
from hub.store.tables import NoticeRow

INCIDENT = table(IncidentRow)
AFFECTED = table(IncidentSourceRow)
NOTE = table(IncidentNoteRow)
NOTICE = table(NoticeRow)

WATCHED = ("cause", "updated", "closed", "late")  # what the watch may change of an incident
MEMBERS = select(AFFECTED).where(among(AFFECTED.c.incident)).order_by(AFFECTED.c.joined_at, AFFECTED.c.source)
NOTES = select(NOTE).where(among(NOTE.c.incident)).order_by(NOTE.c.incident, NOTE.c.position)
IS_OPEN = INCIDENT.c.closed.is_(None)
# a date without its hour is within an outage only where all of its day is
WIDTHS = (("minute", timedelta(0)), ("hour", timedelta(hours=1)), ("day", timedelta(days=1)))


# where a part of the list begins: behind the incident of this id that is open (True) since this moment, or closed at it
Place = tuple[bool, datetime, str]


class Incidents:
    """All incidents, and what operators say of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self) -> tuple[Incident, ...]:
        """Those that are not closed, the newest first."""
        return self._found(select(INCIDENT).where(IS_OPEN).order_by(INCIDENT.c.opened.desc(), INCIDENT.c.id.desc()))

    def closed_since(self, then: datetime) -> tuple[Incident, ...]:
        """Those that were closed then or later, the newest first."""
        wanted = select(INCIDENT).where(INCIDENT.c.closed >= then)
        return self._found(wanted.order_by(INCIDENT.c.closed.desc(), INCIDENT.c.id.desc()))

    def newest(self, limit: int) -> tuple[Incident, ...]:
        """Newest `updated` first, as feeds are ordered."""
        return self._found(select(INCIDENT).order_by(INCIDENT.c.updated.desc(), INCIDENT.c.id.desc()).limit(limit))

    def listed(self, limit: int, after: Place | None = None) -> tuple[Incident, ...]:
        """The open ones, the newest first, then those that were closed, the last first; or what stands behind a place.

        Whoever walks through them meets none twice; one that is closed meanwhile may be met at both of its places.
        """
        is_among_open = after is None or after[0]
        found = self._found(_part(INCIDENT.c.opened, IS_OPEN, after, limit)) if is_among_open else ()
        rest = limit - len(found)
        begin = None if is_among_open else after
        return (*found, *(self._found(_part(INCIDENT.c.closed, ~IS_OPEN, begin, rest)) if rest else ()))

    def get(self, id: str) -> Incident | None:
        """The incident of this id."""
        found = self._found(select(INCIDENT).where(INCIDENT.c.id == id))
        return found[0] if found else None

    def late(self, spans: Iterable[Affected]) -> int:
        """How many notices came late because these sources could not be read for so long.

        They were first seen once their source was back, and are dated (wholly) within its absence; or its first
        collection afterwards brought them as news, whatever date they bear.
        """
        with self._database.reading() as connection:
            return sum(_late(connection, span, span.left) for span in spans if span.left)

    def save(self, incidents: Sequence[Incident]) -> None:
        """As the watch has them now; what operators said of them stays."""
        with self._database.writing() as transaction:
            transaction.upsert(INCIDENT, [_row(one) for one in incidents], *WATCHED)
            transaction.upsert(AFFECTED, [row for one in incidents for row in _members(one)], "left_at")

    def own(self, id: str, name: str) -> None:
        """This operator sees to it, nobody where the name is empty; StoreError for an unknown incident."""
        with self._database.writing() as transaction:
            own_in(transaction, id, name)

    def note(self, id: str, author: str, text: str, at: datetime) -> None:
        """An operator writes something down about it; StoreError for an unknown incident."""
        with self._database.writing() as transaction:
            note_in(transaction, id, author, text, at)

    def _found(self, wanted: Select[Any]) -> tuple[Incident, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(wanted).mappings().all()
            ids = [row["id"] for row in rows]
            affected: defaultdict[str, list[Affected]] = defaultdict(list)
            for row in run(connection, MEMBERS, ids):
                affected[row.incident].append(Affected(row.source, row.joined_at, row.left_at))
            notes: defaultdict[str, list[IncidentNote]] = defaultdict(list)
            for row in run(connection, NOTES, ids):
                notes[row.incident].append(IncidentNote(row.at, row.author, row.text))
        return tuple(
            Incident(**row, affected=tuple(affected[row["id"]]), notes=tuple(notes[row["id"]])) for row in rows
        )


def own_in(transaction: Transaction, id: str, name: str) -> None:
    """See `Incidents.own`."""
    _change(transaction, id, owner=storable(name))


def note_in(transaction: Transaction, id: str, author: str, text: str, at: datetime) -> None:
    """See `Incidents.note`."""
    _change(transaction, id, updated=at)
    position = select(func.count()).select_from(NOTE).where(NOTE.c.incident == id)
    written = {"at": at, "author": storable(author), "text": storable(text)}
    row = {"incident": id, "position": transaction.connection.scalar(position), **written}
    transaction.insert(NOTE, [row])


def _part(moment: Column[Any], which: ColumnElement[bool], after: Place | None, limit: int) -> Select[Any]:
    """So many of these with the newest moment first, or of those behind a place."""
    wanted = select(INCIDENT).where(which)
    if after is not None:
        _, at, id = after
        wanted = wanted.where(or_(moment < at, and_(moment == at, INCIDENT.c.id < id)))
    return wanted.order_by(moment.desc(), INCIDENT.c.id.desc()).limit(limit)


def _late(connection: Connection, span: Affected, left: datetime) -> int:
    is_within = [
        and_(NOTICE.c.published_precision == precision, NOTICE.c.published <= left - width)
        for precision, width in WIDTHS
    ]
    is_dated_within = and_(NOTICE.c.published >= span.joined, or_(*is_within))
    # what a source's very first collection brings is old, not late: `updated` is then the date it bears
    is_news_of_return = and_(NOTICE.c.first_seen == left, NOTICE.c.updated >= left)
    wanted = select(func.count()).where(
        NOTICE.c.source == span.source,
        NOTICE.c.updated >= span.joined,  # follows from the rest, and is what the index knows
        NOTICE.c.first_seen >= left,
        or_(is_dated_within, is_news_of_return),
    )
    return connection.scalar(wanted) or 0


def _change(transaction: Transaction, id: str, **values: object) -> None:
    if not transaction.connection.execute(update(INCIDENT).where(INCIDENT.c.id == id).values(values)).rowcount:
        raise StoreError(f"there is no incident {id}")


def _row(incident: Incident) -> dict[str, object]:
    names = ("id", "place", "cause", "opened", "updated", "closed", "late", "owner")
    return {name: getattr(incident, name) for name in names}


def _members(incident: Incident) -> Iterable[dict[str, object]]:
    return (
        {"incident": incident.id, "source": one.source, "joined_at": one.joined, "left_at": one.left}
        for one in incident.affected
    )

"""Agencies, sources and how they are doing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, or_, select, update

from hub.records import Agency, Backfill, Poison, Source, SourceState, SourceStatus
from hub.store.backfills import backfills_of
from hub.store.columns import table
from hub.store.commits import Kept
from hub.store.database import Database, Transaction
from hub.store.keys import storable
from hub.store.poison import all_poison
from hub.store.portions import among, run
from hub.store.tables import AddressRow, AgencyRow, SourceRow, SourceStateRow

AGENCY = table(AgencyRow)
SOURCE = table(SourceRow)
ADDRESS = table(AddressRow)
STATE = table(SourceStateRow)

AS_SOURCE = TypeAdapter(Source)
AGENCY_NAMES = tuple(field.name for field in fields(Agency) if field.name != "slug")
SOURCE_NAMES = ("agency", "homepage", "name", "section", "status", "settings")
SETTINGS = tuple(field.name for field in fields(Source) if field.name not in {"slug", "addresses", *SOURCE_NAMES})
RULES = ("listing", "json", "learned")
STATE_NAMES = tuple(field.name for field in fields(SourceState) if field.name != "source")

STATES = select(STATE).where(among(STATE.c.source)).order_by(STATE.c.source)
REPLAN = (
    update(STATE)
    .where(STATE.c.source == bindparam("slug"), STATE.c.next_due == bindparam("was"))
    .values(next_due=bindparam("will"))
)

_state_values = attrgetter("source", *STATE_NAMES)


class Sources:
    """The catalogue as the hub runs it. Every page asks for all of it, so it is read once between two commits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = Kept(database.commits.now)

    def agencies(self) -> tuple[Agency, ...]:
        """All agencies by slug."""
        return self._kept.get("agencies", self._read_agencies)

    def _read_agencies(self) -> tuple[Agency, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(AGENCY).order_by(AGENCY.c.slug)).mappings()
            return tuple(Agency(**row) for row in rows)

    def agency(self, slug: str) -> Agency | None:
        """The agency of this slug."""
        with self._database.reading() as connection:
            row = connection.execute(select(AGENCY).where(AGENCY.c.slug == slug)).mappings().first()
        return Agency(**row) if row else None

    def save_agency(self, agency: Agency) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            transaction.upsert(AGENCY, [asdict(agency)], *AGENCY_NAMES)

    def sources(self, status: SourceStatus | None = None) -> tuple[Source, ...]:
        """All sources by slug, or those of a status."""
        every = self._kept.get("sources", self._read_sources)
        return tuple(source for source in every if source.status == status) if status else every

    def _read_sources(self) -> tuple[Source, ...]:
        with self._database.reading() as connection:
            return _sources(connection, select(SOURCE).order_by(SOURCE.c.slug))

    def source(self, slug: str) -> Source | None:
        """The source of this slug."""
        with self._database.reading() as connection:
            return source_in(connection, slug)

    def save_source(self, source: Source) -> None:
        """Insert or replace, addresses included; its agency must be known (StoreError)."""
        with self._database.writing() as transaction:
            write_source(transaction, source)

    def states(self, slugs: Sequence[str] | None = None) -> dict[str, SourceState]:
        """How each source is doing that was ever tried, by slug; of these slugs, or of all."""
        if slugs is None:
            return dict(self._kept.get("states", self._read_states))
        with self._database.reading() as connection:
            return {row.source: SourceState(**row._mapping) for row in run(connection, STATES, slugs)}

    def _read_states(self) -> Mapping[str, SourceState]:
        with self._database.reading() as connection:
            rows = connection.execute(select(STATE).order_by(STATE.c.source))
            return {row.source: SourceState(**row._mapping) for row in rows}

    def state(self, slug: str) -> SourceState:
        """How a source is doing; "new" when it was never tried."""
        return self.states([slug]).get(slug) or SourceState(slug)

    def save_state(self, state: SourceState) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            transaction.upsert(STATE, [state_row(state)], *STATE_NAMES)

    def poison(self) -> tuple[Poison, ...]:
        """The answers of all sources that harmed who read them, by source and URL."""
        with self._database.reading() as connection:
            return all_poison(connection)

    def backfills(self, source: str) -> tuple[Backfill, ...]:
        """How far the walks through the archive of a source have come, by address."""
        with self._database.reading() as connection:
            return backfills_of(connection, source)

    def due(self, now: datetime) -> tuple[str, ...]:
        """The active sources whose time has come: those never tried first, then the longest overdue."""
        wanted = (
            select(SOURCE.c.slug)
            .join(STATE, STATE.c.source == SOURCE.c.slug, isouter=True)
            .where(SOURCE.c.status == "active", or_(STATE.c.next_due.is_(None), STATE.c.next_due <= now))
            .order_by(STATE.c.next_due.nulls_first(), SOURCE.c.slug)
        )
        with self._database.reading() as connection:
            return tuple(connection.scalars(wanted))

    def unsettled(self, now: datetime, skew: timedelta, longest: timedelta) -> tuple[SourceState, ...]:
        """As `due`, with the states; and those that were last tried, or are due, where only a wrong clock puts them:
        beyond `skew` in the future, or beyond `longest`."""
        strange = or_(STATE.c.last_try > now + skew, STATE.c.next_due > now + longest)
        wanted = (
            select(SOURCE.c.slug, *(STATE.c[name] for name in STATE_NAMES))
            .join(STATE, STATE.c.source == SOURCE.c.slug, isouter=True)
            .where(SOURCE.c.status == "active", or_(STATE.c.next_due.is_(None), STATE.c.next_due <= now, strange))
            .order_by(STATE.c.next_due.nulls_first(), SOURCE.c.slug)
        )
        with self._database.reading() as connection:
            return tuple(_state(row) for row in connection.execute(wanted).mappings())

    def replan(self, moves: Mapping[str, tuple[datetime, datetime]]) -> frozenset[str]:
        """Move due times from what they were to what they are to be; of two who move the same one, one is heard.

        Those that were moved.
        """
        with self._database.writing() as transaction:
            return frozenset(
                slug
                for slug, (was, will) in sorted(moves.items())  # in one order, so that two never wait for each other
                if transaction.connection.execute(REPLAN, {"slug": slug, "was": was, "will": will}).rowcount
            )


def source_in(connection: Connection, slug: str) -> Source | None:
    """The source of this slug."""
    found = _sources(connection, select(SOURCE).where(SOURCE.c.slug == slug))
    return found[0] if found else None


def write_source(transaction: Transaction, source: Source) -> None:
    """Insert or replace, addresses included."""
    transaction.upsert(SOURCE, [_source_row(source)], *SOURCE_NAMES)
    transaction.connection.execute(delete(ADDRESS).where(ADDRESS.c.source == source.slug))
    transaction.insert(ADDRESS, list(_address_rows(source)))


def state_row(state: SourceState) -> dict[str, Any]:
    """The row of a source's state."""
    return dict(zip(("source", *STATE_NAMES), _state_values(state), strict=True)) | {"detail": storable(state.detail)}


def _state(row: RowMapping) -> SourceState:
    """A source's state from the outer join; "new" when it was never tried."""
    if row["state"] is None:
        return SourceState(row["slug"])
    return SourceState(row["slug"], **{name: row[name] for name in STATE_NAMES})


def _source_row(source: Source) -> dict[str, Any]:
    whole = AS_SOURCE.dump_python(source, mode="json")
    row = {name: whole[name] for name in ("slug", *SOURCE_NAMES) if name in whole}
    return row | {"settings": {name: whole[name] for name in SETTINGS}}


def _address_rows(source: Source) -> Iterator[dict[str, Any]]:
    for position, address in enumerate(AS_SOURCE.dump_python(source, mode="json")["addresses"]):
        rules = {kind: address.pop(kind) for kind in RULES}
        yield {"source": source.slug, "position": position, **address, "rules": rules}


def _sources(connection: Connection, wanted: Select[Any]) -> tuple[Source, ...]:
    rows = connection.execute(wanted).mappings().all()
    addresses: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(select(ADDRESS).order_by(ADDRESS.c.source, ADDRESS.c.position)).mappings():
        addresses[row["source"]].append({"kind": row["kind"], "url": row["url"], **row["rules"]})
    return tuple(_source(row, addresses[row["slug"]]) for row in rows)


def _source(row: RowMapping, addresses: list[dict[str, Any]]) -> Source:
    return AS_SOURCE.validate_python({**row, **row["settings"], "addresses": addresses})

"""Where addresses of sources send on to for good, and sources that are read there since.

What is remembered of an address goes with it; what operators decide is a line of the audit log.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from hub.records import Move, Source
from hub.store.audit import write_act
from hub.store.columns import table
from hub.store.confidential import without_userinfo
from hub.store.database import Database, Transaction
from hub.store.log_tables import AddressMemoryRow, BackfillRow, GapRow, ListingRow
from hub.store.portions import among, run
from hub.store.sources import source_in, write_source
from hub.store.tables import MoveRow

MOVE = table(MoveRow)
NAMES = tuple(field.name for field in fields(Move) if field.name not in ("source", "address"))
OF_SOURCES = select(MOVE).where(among(MOVE.c.source))
MEMORY = table(AddressMemoryRow)
REMEMBERED = ((MEMORY, "url"), *((table(row), "address") for row in (ListingRow, BackfillRow, GapRow)))
"""Where the address stands by which something is remembered."""
HUB = "daumoi"  # who has done what no operator did


class Moves:
    """The moves of sources, and what operators say to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_source(self, source: str) -> tuple[Move, ...]:
        """The moves of a source, the last one met first."""
        with self._database.reading() as connection:
            found = moves_of(connection, [source]).get(source, {})
        return tuple(sorted(found.values(), key=lambda move: move.last, reverse=True))

    def save(self, move: Move) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            save_move(transaction, move)

    def accept(self, who: str, source: str, address: str, now: datetime) -> bool:
        """Read the source at the target from now on, whatever speaks against it; False where no such move is known."""
        return self._decide(who, source, address, now, is_right=True)

    def refuse(self, who: str, source: str, address: str, now: datetime) -> bool:
        """Read the source at its address, as before, whatever it says; False where no such move is known."""
        return self._decide(who, source, address, now, is_right=False)

    def _decide(self, who: str, source: str, address: str, now: datetime, *, is_right: bool) -> bool:
        with self._database.writing() as transaction:
            transaction.wait_turn()
            move = moves_of(transaction.connection, [source]).get(source, {}).get(address)
            if move is None:
                return False
            decided = replace(move, state="believed" if is_right else "refused", decided=now, who=who)
            save_move(transaction, decided)
            ends = (move.address, move.target) if is_right else (move.target, move.address)
            readdress(transaction, source, *ends)
            told = {"address": without_userinfo(ends[0])}, {"address": without_userinfo(ends[1])}
            write_act(transaction, now, who, "source.move" if is_right else "source.stay", source, *told)
        return True


def moves_of(connection: Connection, sources: Sequence[str]) -> dict[str, dict[str, Move]]:
    """The moves of these sources, of each by its address; sources without any are left out. There are few."""
    found: defaultdict[str, dict[str, Move]] = defaultdict(dict)
    for row in run(connection, OF_SOURCES, sources):
        found[row.source][row.address] = Move(**row._mapping)
    return dict(found)


def save_move(transaction: Transaction, move: Move) -> None:
    """Insert or replace."""
    transaction.upsert(MOVE, [asdict(move)], *NAMES)


def follow_move(transaction: Transaction, move: Move, at: datetime, *, keeps_validators: bool) -> None:
    """From now on the source is read at the target, with a line of the audit log.

    `keeps_validators`: they are the target's own; else they are another's and only what the body was known by stays.
    """
    if readdress(transaction, move.source, move.address, move.target, keeps_validators=keeps_validators):
        evidence = {"since": move.since.isoformat(), "visits": move.visits}
        told = {"address": without_userinfo(move.address)}, {"address": without_userinfo(move.target), **evidence}
        write_act(transaction, at, HUB, "source.move", move.source, *told)


def readdress(
    transaction: Transaction, slug: str, address: str, target: str, *, keeps_validators: bool = False
) -> bool:
    """Read a source at the target in the place of the address; False where it is not read at that."""
    source = source_in(transaction.connection, slug)
    if source is None or address not in {one.url for one in source.addresses}:
        return False
    write_source(transaction, _elsewhere(source, address, target))
    for place, name in REMEMBERED:
        at, of_source = place.c[name], place.c.source == slug
        known = transaction.connection.execute(select(at).where(of_source, at == target).limit(1)).first()
        if known:  # what was read there before counts, of what is left nothing can be said
            transaction.connection.execute(delete(place).where(of_source, at == address))
        else:
            transaction.connection.execute(update(place).where(of_source, at == address).values({name: target}))
    if not keeps_validators:
        _forget_headers(transaction, slug, target)
    return True


def _elsewhere(source: Source, address: str, target: str) -> Source:
    there = [replace(one, url=target) if one.url == address else one for one in source.addresses]
    return replace(source, addresses=tuple({one.url: one for one in there}.values()))


def _forget_headers(transaction: Transaction, slug: str, url: str) -> None:
    this = (MEMORY.c.source == slug) & (MEMORY.c.url == url)
    known = transaction.connection.scalar(select(MEMORY.c.validators).where(this))
    if known:
        unconditional = {**known, "etag": None, "last_modified": None}
        transaction.connection.execute(update(MEMORY).where(this).values(validators=unconditional))

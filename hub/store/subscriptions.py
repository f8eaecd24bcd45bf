"""What we subscribed to at others' hubs: one row an address of a source that names one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, literal, or_, select, update

from hub.records import Subscription
from hub.store.columns import UtcDateTime, table
from hub.store.database import Database, Transaction
from hub.store.portions import among, run
from hub.store.push_tables import SubscriptionRow
from hub.store.sources import STATE
from hub.store.tables import SourceRow

SUBSCRIPTION, SOURCE = table(SubscriptionRow), table(SourceRow)
NAMES = tuple(field.name for field in fields(Subscription) if field.name not in ("source", "address"))
OF_SOURCES = select(SUBSCRIPTION).where(among(SUBSCRIPTION.c.source)).order_by(SUBSCRIPTION.c.address)
THIS = and_(SUBSCRIPTION.c.source == bindparam("of_source"), SUBSCRIPTION.c.address == bindparam("of_address"))
IS_ASKED = and_(SUBSCRIPTION.c.token == bindparam("of_token"), SUBSCRIPTION.c.asked.is_not(None))


class Subscriptions:
    """Ours. What a visit and what the server find out of one at the same time never undo each other: each writes
    columns of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_sources(self, sources: Sequence[str]) -> Mapping[str, tuple[Subscription, ...]]:
        """By source, by address within it; sources without any are not there."""
        found: dict[str, tuple[Subscription, ...]] = {}
        with self._database.reading() as connection:
            for row in run(connection, OF_SOURCES, sources):
                found[row.source] = (*found.get(row.source, ()), Subscription(**row._mapping))
        return found

    def of_token(self, token: str) -> Subscription | None:
        """The one whose callback this is."""
        with self._database.reading() as connection:
            row = connection.execute(select(SUBSCRIPTION).where(SUBSCRIPTION.c.token == token)).mappings().first()
        return Subscription(**row) if row else None

    def due(self, now: datetime, margin: timedelta) -> list[Subscription]:
        """Those of active sources that are to be asked for now: never asked for, or over within the margin."""
        is_over = or_(SUBSCRIPTION.c.expires.is_(None), SUBSCRIPTION.c.expires <= now + margin)
        is_time = or_(SUBSCRIPTION.c.retry.is_(None), SUBSCRIPTION.c.retry <= now)
        wanted = (
            select(SUBSCRIPTION)
            .join(SOURCE, SOURCE.c.slug == SUBSCRIPTION.c.source)
            .where(SOURCE.c.status == "active", is_over, is_time)
            .order_by(SUBSCRIPTION.c.source, SUBSCRIPTION.c.address)
        )
        with self._database.reading() as connection:
            return [Subscription(**row) for row in connection.execute(wanted).mappings()]

    def save_asking(self, subscription: Subscription) -> None:
        """How asking for it stands: `asked`, `tries`, `retry` and `error`."""
        told = {name: getattr(subscription, name) for name in ("asked", "tries", "retry", "error")}
        key = {"of_source": subscription.source, "of_address": subscription.address}
        with self._database.writing() as transaction:
            transaction.connection.execute(update(SUBSCRIPTION).where(THIS).values(told), key)

    def confirm(self, token: str, now: datetime, expires: datetime) -> bool:
        """Its hub asked whether we meant it: it stands until then. False where nothing is asked for (any more)."""
        stood = SUBSCRIPTION.c.expires > now
        since = case((stood, SUBSCRIPTION.c.since), else_=literal(now, UtcDateTime))
        told = {"asked": None, "since": since, "expires": expires, "tries": 0, "retry": None, "error": ""}
        return self._update(token, told)

    def deny(self, token: str, error: str, retry: datetime) -> bool:
        """Its hub will not have it: asked again then."""
        return self._update(token, {"asked": None, "since": None, "expires": None, "retry": retry, "error": error})

    def pushed(self, token: str, now: datetime, due: datetime, late: datetime) -> None:
        """Something was pushed: its source is visited at `due`, unless it is in trouble or to be visited sooner.

        What a visit found before `late` it comes too late for.
        """
        with self._database.writing() as transaction:
            connection = transaction.connection
            missed = SUBSCRIPTION.c.missed + case((SUBSCRIPTION.c.found <= late, 1), else_=0)
            counted = {"pushed": now, "pushes": SUBSCRIPTION.c.pushes + 1, "found": None, "missed": missed}
            told = update(SUBSCRIPTION).where(SUBSCRIPTION.c.token == token).values(counted)
            source = connection.scalar(told.returning(SUBSCRIPTION.c.source))
            sooner = (STATE.c.source == source, STATE.c.error.is_(None), STATE.c.next_due > due)
            connection.execute(update(STATE).where(*sooner).values(next_due=due))

    def _update(self, token: str, told: Mapping[str, Any]) -> bool:
        with self._database.writing() as transaction:
            asked = update(SUBSCRIPTION).where(IS_ASKED).values(told)
            return transaction.connection.execute(asked, {"of_token": token}).rowcount == 1


def offer(transaction: Transaction, subscription: Subscription) -> None:
    """An address names a hub: insert, or replace all of it."""
    transaction.upsert(SUBSCRIPTION, [asdict(subscription)], *NAMES)


def withdraw_offer(transaction: Transaction, source: str, address: str) -> None:
    """The address names no hub any more: what is still pushed to its callback is nobody's."""
    transaction.connection.execute(delete(SUBSCRIPTION).where(THIS), {"of_source": source, "of_address": address})


def heed_push(transaction: Transaction, source: str, begun: datetime, due: datetime) -> None:
    """What was pushed while a visit was under way may have come too late for it: the source is visited again."""
    pushed = select(SUBSCRIPTION.c.token).where(SUBSCRIPTION.c.source == source, SUBSCRIPTION.c.pushed > begun)
    later = (STATE.c.source == source, STATE.c.error.is_(None), STATE.c.next_due > due)
    transaction.connection.execute(update(STATE).where(*later, pushed.exists()).values(next_due=due))


def note_found(
    transaction: Transaction, source: str, address: str, found: datetime | None, missed: int, begun: datetime
) -> None:
    """A visit found what was not pushed, or it is settled that it never was; nothing if it is pushed since it begun."""
    is_silent = or_(SUBSCRIPTION.c.pushed.is_(None), SUBSCRIPTION.c.pushed < begun)
    noted = update(SUBSCRIPTION).where(THIS, is_silent).values(found=found, missed=missed)
    transaction.connection.execute(noted, {"of_source": source, "of_address": address})

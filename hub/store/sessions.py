"""Signing in: how often one may try, and by what a browser or a program is known afterwards.

Of whatever lets somebody in only a digest is kept: a password's Argon2 hash, and of session keys and tokens, which
are random and long, their SHA-256.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, select, update

from hub.errors import StoreError
from hub.records import Operator, SignIn
from hub.store.audit import write_act
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.keys import storable
from hub.store.operator_tables import SessionRow, SignInRow
from hub.store.operators import KNOWN, OPERATOR, TOKEN, digest_of
from hub.store.passwords import Passwords
from hub.store.throttle import FORGOTTEN, OF_NAME, OF_PLACE, Patience, wait_left

SESSION = table(SessionRow)
TRIES = table(SignInRow)

LASTS = timedelta(days=7)
IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)  # so that looking at a page writes nothing
CROWDED = 1.0  # seconds after which somebody may try again who came into a crowd
ENABLED = OPERATOR.c.disabled.is_(None)
IN_SESSION = KNOWN.add_columns(SESSION.c.seen, SESSION.c.expires).join(SESSION, SESSION.c.operator == OPERATOR.c.name)
WITH_TOKEN = KNOWN.join(TOKEN, TOKEN.c.operator == OPERATOR.c.name)


class Sessions:
    """Who is signed in."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database, self._passwords = database, passwords

    def sign_in(self, name: str, password: str, place: str, now: datetime) -> SignIn:
        """Open a session for who knows the password; `place` is the client it is tried from, "" where it is unknown.

        A try counts as vain before it is known whether it is, so that of many at once no more are heard.
        """
        name = storable(name)
        tried = {f"name:{digest_of(name)}": OF_NAME} | ({f"place:{digest_of(place)}": OF_PLACE} if place else {})
        with self._database.writing() as transaction:
            transaction.wait_turn()  # a first try leaves no row that a second could wait for
            wait = _count_try(transaction, tried, now)
        if wait:
            return SignIn(wait=wait)
        known = select(OPERATOR.c.hash).where(OPERATOR.c.name == name, ENABLED)
        with self._database.reading() as connection:
            kept = connection.scalar(known) or ""
        fits = self._passwords.fits(kept, password)
        if not fits:
            return SignIn(wait=CROWDED if fits is None else 0.0)
        key = token_urlsafe(32)
        with self._database.writing() as transaction:
            if transaction.connection.scalar(known) != kept:  # removed, or another password meanwhile
                return SignIn()
            _open(transaction, key, name, now)
            transaction.connection.execute(delete(TRIES).where(TRIES.c.subject.in_(tried)))
        return SignIn(key)

    def sign_out(self, key: str, now: datetime) -> None:
        """End a session."""
        mine = SESSION.c.digest == digest_of(key)
        with self._database.writing() as transaction:
            name = transaction.connection.scalar(select(SESSION.c.operator).where(mine))
            if name is not None:
                transaction.connection.execute(delete(SESSION).where(mine))
                write_act(transaction, now, name, "sign_out", name)

    def of_session(self, key: str, now: datetime) -> Operator | None:
        """Whose session this is, unless it is over."""
        digest = digest_of(key)
        with self._database.reading() as connection:
            row = connection.execute(IN_SESSION.where(SESSION.c.digest == digest, ENABLED)).first()
        if row is None or now >= row.expires or now - row.seen >= IDLE:
            return None
        if now - row.seen >= SEEN_EVERY:
            self._note_seen(digest, now)
        return Operator(*row[:-2])

    def of_token(self, token: str) -> Operator | None:
        """Whose token this is."""
        with self._database.reading() as connection:
            row = connection.execute(WITH_TOKEN.where(TOKEN.c.digest == digest_of(token), ENABLED)).first()
        return Operator(*row) if row else None

    def prune(self, now: datetime) -> None:
        """Forget sessions that are over and tries long past."""
        with self._database.writing() as transaction:
            is_over = (SESSION.c.expires <= now) | (SESSION.c.seen <= now - IDLE)
            transaction.connection.execute(delete(SESSION).where(is_over))
            transaction.connection.execute(delete(TRIES).where(TRIES.c.last < now - FORGOTTEN))

    def _note_seen(self, digest: str, now: datetime) -> None:
        seen = update(SESSION).where(SESSION.c.digest == digest).values(seen=now)
        # a full disk ends a session early, and keeps nobody out
        with suppress(StoreError), self._database.writing() as transaction:
            transaction.connection.execute(seen)


def _open(transaction: Transaction, key: str, name: str, now: datetime) -> None:
    row = {"digest": digest_of(key), "operator": name, "created": now, "seen": now, "expires": now + LASTS}
    transaction.insert(SESSION, [row])
    write_act(transaction, now, name, "sign_in", name)


def _count_try(transaction: Transaction, tried: Mapping[str, Patience], now: datetime) -> float:
    """Count one more try, unless it comes too soon: then the seconds to wait, and nothing is counted."""
    rows = transaction.connection.execute(
        select(TRIES).where(TRIES.c.subject.in_(tried), TRIES.c.last >= now - FORGOTTEN).with_for_update()
    )
    known = {row.subject: row for row in rows}
    wait = max((wait_left(tried[it], row.failures, row.last, now) for it, row in known.items()), default=0.0)
    if not wait:
        counted = [
            {"subject": it, "failures": known[it].failures + 1 if it in known else 1, "last": now} for it in tried
        ]
        transaction.upsert(TRIES, counted, "failures", "last")
    return wait

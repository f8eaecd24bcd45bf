"""Leases: a name is held by one at a time, until it expires; the token tells a late holder from the present one.

Expiry runs on the database's clock: holders on machines that disagree about the time agree about this.
"""

from sqlalchemy import ColumnElement, select, update

from hub.errors import StoreError
from hub.store.columns import table
from hub.store.database import Clock, Database, Transaction, inserting
from hub.store.log_tables import LeaseRow

LEASE = table(LeaseRow)


class Leases:
    """Who holds what. A token grows with every take, so the highest is the one that counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, holder: str, seconds: float) -> int | None:
        """The fencing token of the new holder; None while the name is held, be it by oneself."""
        with self._database.writing() as transaction:
            insert = inserting(transaction.connection.dialect.name, LEASE)
            first = insert.values(name=name, holder=holder, token=1, expires=Clock() + seconds)
            again = {"holder": holder, "token": LEASE.c.token + 1, "expires": insert.excluded.expires}
            free = LEASE.c.expires <= Clock()
            taken = first.on_conflict_do_update(index_elements=["name"], set_=again, where=free)
            token: int | None = transaction.connection.scalar(taken.returning(LEASE.c.token))
            return token

    def renew(self, name: str, holder: str, token: int, seconds: float) -> bool:
        """Hold on for that long from now; False once the lease has expired or is another's."""
        return self._move(name, holder, token, Clock() + seconds)

    def release(self, name: str, holder: str, token: int) -> None:
        """Give the name back at once; nothing where it is another's by now."""
        self._move(name, holder, token, Clock())

    def _move(self, name: str, holder: str, token: int, expires: ColumnElement[float]) -> bool:
        mine = _held(name, token) & (LEASE.c.holder == holder)
        with self._database.writing() as transaction:
            return transaction.connection.execute(update(LEASE).where(mine).values(expires=expires)).rowcount == 1


def require_lease(transaction: Transaction, name: str, token: int) -> None:
    """StoreError unless the token holds the lease; it then cannot be taken before the transaction ends."""
    held = select(LEASE.c.token).where(_held(name, token)).with_for_update()
    if transaction.connection.scalar(held) is None:
        raise StoreError(f"the lease {name!r} is lost: token {token} holds it no more")


def _held(name: str, token: int) -> ColumnElement[bool]:
    return (LEASE.c.name == name) & (LEASE.c.token == token) & (LEASE.c.expires > Clock())

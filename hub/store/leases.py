"""Leases: a name is held by one at a time, until it expires; the token tells a late holder from the present one.

Expiry runs on the database's clock: holders on machines that disagree about the time agree about this.
An end that lies further off than any lease reaches was written by a clock that was wrong, or before the machine
was started anew, and counts as past.

The end of a lease only lets others take it. While nobody does it is still its holder's, who may write under it and
renew it: a process that was starved for a minute would otherwise throw away whatever it had in hand, for nobody.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Executable, Float, bindparam, select, update

from hub.errors import LeaseLost
from hub.records import Lease
from hub.store.bulk import inserting
from hub.store.columns import table
from hub.store.database import Clock, Database, Transaction
from hub.store.log_tables import LeaseRow
from hub.store.portions import among, run

LEASE = table(LeaseRow)
LONGEST = 300.0  # seconds a lease may be taken for
FREE = (LEASE.c.expires <= Clock()) | (LEASE.c.expires > Clock() + LONGEST)
UNTIL = Clock() + bindparam("seconds", type_=Float)
GIVEN_BACK = 0.0  # the end of a lease that is nobody's
TAKEN = (LEASE.c.name == bindparam("of_name")) & (LEASE.c.token == bindparam("of_token"))
HELD = TAKEN & (LEASE.c.expires > GIVEN_BACK)
OF_HOLDER = update(LEASE).where(HELD, LEASE.c.holder == bindparam("of_holder"))
MOVE = OF_HOLDER.values(expires=UNTIL)
GIVE_BACK = OF_HOLDER.values(expires=GIVEN_BACK)
LOOK = select(LEASE.c.token).where(HELD).with_for_update()
NOW = select(Clock())
STANDING = select(LEASE.c.holder, LEASE.c.token).where(LEASE.c.name == bindparam("of_name"))
LOOK_EACH = (
    select(LEASE.c.name, LEASE.c.holder, LEASE.c.token)
    .where(among(LEASE.c.name), LEASE.c.expires > GIVEN_BACK)
    .order_by(LEASE.c.name)
    .with_for_update()
)


class Leases:
    """Who holds what, LONGEST at most. A token grows with every take, so the highest is the one that counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, holder: str, seconds: float) -> int | None:
        """The fencing token of the new holder; None while the name is held, be it by oneself."""
        lease = self.take_each([name], holder, seconds).get(name)
        return lease.token if lease else None

    def take_each(self, names: Iterable[str], holder: str, seconds: float) -> dict[str, Lease]:
        """`take` for many at the price of one: the leases that were free, by name."""
        wanted = set(names)
        if not wanted:
            return {}
        with self._database.writing() as transaction:
            return take_free(transaction, wanted, holder, seconds)

    def renew(self, name: str, holder: str, token: int, seconds: float) -> bool:
        """Hold on for that long from now; False once the lease is given back or another's."""
        with self._database.writing() as transaction:
            moving = {**_of(Lease(name, holder, token)), "seconds": seconds}
            return transaction.connection.execute(MOVE, moving).rowcount == 1

    def holders(self) -> tuple[str, ...]:
        """Who holds anything now."""
        held = select(LEASE.c.holder).where(LEASE.c.expires > Clock()).distinct().order_by(LEASE.c.holder)
        with self._database.reading() as connection:
            return tuple(connection.scalars(held))

    def end_all_of(self, holder: str) -> int:
        """Give back at once all that this holder has, who cannot do it any more; how many leases that were.

        When it last asked a host nobody knows any more: what it owes the host is counted from now.
        """
        of_holder = update(LEASE).where(LEASE.c.holder == holder, LEASE.c.expires > Clock())
        ending = of_holder.values(expires=GIVEN_BACK, asked=Clock())
        with self._database.writing() as transaction:
            return transaction.connection.execute(ending).rowcount

    def release(self, name: str, holder: str, token: int) -> None:
        """Give the name back at once; nothing where it is another's by now."""
        with self._database.writing() as transaction:
            release_each(transaction, [Lease(name, holder, token)])


def take_free(transaction: Transaction, names: Iterable[str], holder: str, seconds: float) -> dict[str, Lease]:
    """Take those of the leases that are free, of which there must be some to try; by name."""
    expires = transaction.connection.execute(NOW).scalar_one() + seconds
    # in one order, so that two who take many never wait for each other
    rows = [{"name": name, "holder": holder, "token": 1, "expires": expires} for name in sorted(names)]
    found = transaction.connection.execute(_taking(transaction.connection.dialect.name), rows)
    return {name: Lease(name, holder, token) for name, token in found}


@cache
def _taking(dialect: str) -> Executable:
    insert = inserting(dialect, LEASE)
    again = {"holder": insert.excluded.holder, "token": LEASE.c.token + 1, "expires": insert.excluded.expires}
    taking = insert.on_conflict_do_update(index_elements=["name"], set_=again, where=FREE)
    return taking.returning(LEASE.c.name, LEASE.c.token)


def release_each(transaction: Transaction, leases: Sequence[Lease]) -> None:
    """Give these leases back, but for those that are another's by now."""
    if leases:
        transaction.connection.execute(GIVE_BACK, [_of(lease) for lease in leases])


def _of(lease: Lease) -> dict[str, object]:
    return {"of_name": lease.name, "of_holder": lease.holder, "of_token": lease.token}


def still_held(transaction: Transaction, leases: Sequence[Lease]) -> frozenset[Lease]:
    """Those of the leases that are held; they cannot be taken before the transaction ends."""
    names = sorted(lease.name for lease in leases)
    held = frozenset(Lease(*row) for row in run(transaction.connection, LOOK_EACH, names))
    return held.intersection(leases)


def require_lease(transaction: Transaction, name: str, token: int) -> None:
    """LeaseLost unless the token holds the lease; it then cannot be taken before the transaction ends."""
    if transaction.connection.scalar(LOOK, {"of_name": name, "of_token": token}) is None:
        raise LeaseLost(f"the lease {name!r} is lost: token {token} holds it no more ({_standing(transaction, name)})")


def _standing(transaction: Transaction, name: str) -> str:
    """Who has the lease now, in words for a log."""
    row = transaction.connection.execute(STANDING, {"of_name": name}).first()
    return f"{row.holder} had it last, by token {row.token}" if row else "nobody ever had it"

"""Leases of hosts: one process at a time asks a host, and hands on to the next what the host is owed."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Float, RowMapping, bindparam, case, null, select, update

from hub.records import Lease, Manners
from hub.store.columns import table
from hub.store.database import Clock, Database, Transaction
from hub.store.leases import TAKEN, UNTIL, take_free
from hub.store.log_tables import LeaseRow

LEASE = table(LeaseRow)
WISH_SECONDS = 2.0  # for which somebody who could not have a host is taken to wait for it
LONGEST_REST = 86_400.0
OF_NAME = LEASE.c.name == bindparam("of_name")
WISH = update(LEASE).where(OF_NAME).values(wanted=Clock() + WISH_SECONDS)
OWED = select((Clock() - LEASE.c.asked).label("asked"), (LEASE.c.rest - Clock()).label("rest"), LEASE.c.code)
HAND_ON = (
    update(LEASE)
    .where(TAKEN, LEASE.c.expires > Clock(), LEASE.c.holder == bindparam("of_holder"))
    .values(
        expires=UNTIL,
        asked=case((bindparam("ago", type_=Float) < 0, null()), else_=Clock() - bindparam("ago", type_=Float)),
        rest=Clock() + bindparam("rest_left", type_=Float),
        code=bindparam("rest_code"),
    )
    .returning((LEASE.c.wanted > Clock()).label("wanted"))
)


class HostLeases:
    """Which process may ask a host (`host:port`), and what the host is owed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, hosts: Iterable[str], holder: str, seconds: float) -> dict[str, tuple[Lease, Manners]]:
        """Those that were free, by host; of the others their holder learns that somebody waits."""
        names = {lease_name(host): host for host in hosts}
        with self._database.writing() as transaction:
            leases = take_free(transaction, names, holder, seconds) if names else {}
            for name in sorted(names.keys() - leases.keys()):
                transaction.connection.execute(WISH, {"of_name": name})
            return {names[name]: (lease, _owed(transaction, name)) for name, lease in leases.items()}

    def hand_on(self, held: Mapping[str, tuple[Lease, Manners]], seconds: Mapping[str, float]) -> dict[str, bool]:
        """Hold on to these hosts for as many seconds from now (0: give them back), and write down what they are owed.

        By host, whether somebody waits for it; those that are held no more are not in it.
        """
        waited_for = {}
        with self._database.writing() as transaction:
            for host in sorted(held):
                wanted = transaction.connection.execute(HAND_ON, _said(*held[host], seconds[host])).first()
                if wanted is not None:
                    waited_for[host] = bool(wanted.wanted)
        return waited_for


def lease_name(host: str) -> str:
    """The name under which a host is held."""
    return f"host:{host}"


def _owed(transaction: Transaction, name: str) -> Manners:
    found = transaction.connection.execute(OWED.where(OF_NAME), {"of_name": name}).mappings().one()
    return _manners(found)


def _manners(row: RowMapping) -> Manners:
    """What is absurd was written by a clock that was wrong, or before the machine was started anew."""
    asked = row["asked"] if row["asked"] is not None and row["asked"] >= 0 else None
    rest = row["rest"] if row["rest"] is not None and 0 < row["rest"] <= LONGEST_REST else 0.0
    return Manners(asked, rest, row["code"]) if row["code"] else Manners(asked, rest)


def _said(lease: Lease, manners: Manners, seconds: float) -> dict[str, object]:
    return {
        "of_name": lease.name,
        "of_token": lease.token,
        "of_holder": lease.holder,
        "seconds": seconds,
        "ago": -1.0 if manners.asked is None else manners.asked,
        "rest_left": manners.rest,
        "rest_code": manners.code,
    }

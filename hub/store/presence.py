"""Which workers there are: each has a lease in its own name, renewed while it lives.

On SQLite leases run on the uptime of a machine (`hub.store.uptime`), so one whose end is absurdly far away was
written by another machine, or by this one before its last start; a worker that starts forgets all that have run out.
"""

from sqlalchemy import delete, select

from hub.records import Presence
from hub.store.columns import table
from hub.store.database import Database
from hub.store.leases import FREE, NOW
from hub.store.log_tables import LeaseRow

LEASE = table(LeaseRow)
WORKER = "worker:"
OF_WORKERS = LEASE.c.name.startswith(WORKER, autoescape=True)
ALL = select(LEASE.c.holder, LEASE.c.expires).where(OF_WORKERS).order_by(LEASE.c.holder)


class Presences:
    """The workers that said they are there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(self, holder: str, seconds: float) -> None:
        """Be there, and forget those that are no more."""
        with self._database.writing() as transaction:
            transaction.connection.execute(delete(LEASE).where(OF_WORKERS, FREE))
        self.stay(holder, seconds)

    def stay(self, holder: str, seconds: float) -> None:
        """Be there for so many seconds from now."""
        with self._database.writing() as transaction:
            ends = transaction.connection.execute(NOW).scalar_one() + seconds
            row = {"name": f"{WORKER}{holder}", "holder": holder, "token": 1, "expires": ends}
            transaction.upsert(LEASE, [row], "expires")

    def leave(self, holder: str) -> None:
        """Be there no more."""
        with self._database.writing() as transaction:
            transaction.connection.execute(delete(LEASE).where(LEASE.c.name == f"{WORKER}{holder}"))

    def all(self) -> tuple[Presence, ...]:
        """All that are known, those that have run out among them."""
        with self._database.reading() as connection:
            now = connection.execute(NOW).scalar_one()
            return tuple(Presence(row.holder, row.expires - now) for row in connection.execute(ALL))

"""A hub from the database it is in to another, of the other kind or the same: nobody can tell afterwards."""

from contextlib import closing

from sqlalchemy import Connection, select

from hub.errors import StoreError
from hub.store import schema
from hub.store.columns import table
from hub.store.contents import Contents, tables_in_order
from hub.store.copying import copy_rows, require_empty, require_equal, resume_counting
from hub.store.database import Database
from hub.store.leases import FREE
from hub.store.log_tables import LeaseRow
from hub.store.progress import Report
from hub.store.trouble import Troubles

LEASE = table(LeaseRow)
AT_WORK = select(LEASE.c.name, LEASE.c.holder).where(~FREE).order_by(LEASE.c.name).limit(1)


def move(source: Database, url: str, troubles: Troubles, report: Report) -> dict[str, Contents]:
    """Copy everything but leases into the empty database at `url`, compare both, and say what they hold.

    StoreError, and nothing is kept, where somebody is at work or the target holds a hub already. Nobody
    can write meanwhile; the source is left as it is.
    """
    with closing(Database(url, troubles)) as target:
        with target.migrating() as connection:
            schema.migrate(connection)
            require_empty(connection)
        with source.frozen(tables_in_order()) as reading, target.migrating() as connection:
            _require_idle(reading)
            copy_rows(reading, connection, report)
            resume_counting(connection)
            return require_equal(reading, connection, report)


def _require_idle(source: Connection) -> None:
    busy = source.execute(AT_WORK).first()
    if busy:
        raise StoreError(f"{busy.holder} is at work ({busy.name}): stop the worker, or wait a minute if it was killed")

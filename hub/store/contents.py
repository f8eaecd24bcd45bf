"""What a database holds, table by table, in words that are the same on every database."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from hub.store import (
    evidence_tables,
    found_tables,
    log_tables,
    operator_tables,
    push_tables,
    scorecard_tables,
    tables,
)
from hub.store.columns import Row as AnyRow
from hub.store.engine import dump_json
from hub.store.progress import Report

# to import them is to describe the tables
DESCRIBED_IN = (tables, found_tables, log_tables, evidence_tables, operator_tables, scorecard_tables, push_tables)
PORTION = 1000
# who holds what at the moment belongs to the processes, not to the hub
TRANSIENT = "lease"


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows a table has, and the SHA-256 of them in the order of their keys."""

    rows: int
    sha256: str


def tables_in_order() -> list[Table]:
    """The tables that make up a hub, each after those it points to."""
    return [table for table in AnyRow.metadata.sorted_tables if table.name != TRANSIENT]


def size(connection: Connection) -> int:
    """How many rows there are in all tables."""
    counts = (connection.scalar(select(func.count()).select_from(table)) for table in tables_in_order())
    return sum(count or 0 for count in counts)


def contents(connection: Connection, report: Report) -> dict[str, Contents]:
    """The contents of every table as this connection sees it."""
    total, done, found = size(connection), 0, {}
    for table in tables_in_order():
        digest, rows = sha256(), 0
        for portion in portions(connection, table):
            digest.update("".join(f"{dump_json(list(row))}\n" for row in portion).encode())
            rows += len(portion)
            report("comparing", done + rows, total)
        found[table.name] = Contents(rows, digest.hexdigest())
        done += rows
    return found


def portions(connection: Connection, table: Table) -> Iterator[list[Row[Any]]]:
    """All rows of a table in the order of its key, some at a time."""
    everything = select(table).order_by(*table.primary_key).execution_options(yield_per=PORTION)
    with connection.execute(everything) as rows:
        yield from map(list, rows.partitions())

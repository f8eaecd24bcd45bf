"""Many rows into a table at once, by SQLAlchemy's own statements and types but without its work for every row.

For each row it builds a dictionary of parameters, looks for defaults and makes a list again: half of what a row
costs. The statement is compiled once for a table and its columns, the rows are handed to the driver as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite

from hub.errors import StoreError

Row = Mapping[str, Any]


class Plan(NamedTuple):
    """A compiled statement, and for each of its parameters the column it comes from and what the driver is given."""

    sql: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    positional: bool

    def values(self, row: Row) -> Any:
        """A row as the driver wants it."""
        if self.positional:
            return tuple([given(row[name]) if given else row[name] for name, given in self.columns])
        return {name: given(row[name]) if given else row[name] for name, given in self.columns}


def write_rows(connection: Connection, table: Table, rows: Sequence[Row], replace: tuple[str, ...] | None) -> None:
    """Insert rows of the same columns; `replace`: these columns of those that are there, None where none may be."""
    plan = _plan(connection.dialect, table, tuple(rows[0]), replace)
    try:
        values = [plan.values(row) for row in rows]
    except (TypeError, ValueError) as error:
        raise StoreError(f"a row of {table.name} cannot be kept: {error}") from error
    connection.exec_driver_sql(plan.sql, values)


@lru_cache(maxsize=256)
def _plan(dialect: Dialect, table: Table, columns: tuple[str, ...], replace: tuple[str, ...] | None) -> Plan:
    statement = inserting(dialect.name, table) if replace is None else _upsert(dialect.name, table, replace)
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    names = compiled.positiontup or columns
    given = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns}
    return Plan(str(compiled), tuple((name, given[name]) for name in names), compiled.positional)


def inserting(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT; the databases agree on the words, SQLAlchemy has one each."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _upsert(dialect: str, table: Table, replace: tuple[str, ...]) -> sqlite.Insert | postgresql.Insert:
    insert = inserting(dialect, table)
    key = [column.name for column in table.primary_key]
    if not replace:
        return insert.on_conflict_do_nothing(index_elements=key)
    return insert.on_conflict_do_update(index_elements=key, set_={name: insert.excluded[name] for name in replace})

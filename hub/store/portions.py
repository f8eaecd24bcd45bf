"""Statements about many values at once; databases limit how many a statement may carry.

The statements are made once (`among`) and run often: making one costs as much as running it.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, CursorResult, Executable, bindparam

PORTION = 500
T = TypeVar("T")


def in_portions(values: Sequence[T], size: int = PORTION) -> Iterator[Sequence[T]]:
    """The values, at most `size` at a time.

    >>> [list(portion) for portion in in_portions([1, 2, 3], 2)]
    [[1, 2], [3]]
    """
    return (values[start : start + size] for start in range(0, len(values), size))


def among(column: Column[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of the values the statement is run with."""
    return column.in_(bindparam("values", expanding=True))


def run(connection: Connection, statement: Executable, values: Sequence[str], **others: Any) -> list[CursorResult[Any]]:
    """Run a statement that says `among`, a portion of the values at a time."""
    return [connection.execute(statement, {"values": portion, **others}) for portion in in_portions(values)]


def matching(connection: Connection, statement: Executable, values: Sequence[str], **others: Any) -> Iterator[Any]:
    """The rows a statement that says `among` finds for all these values."""
    return chain.from_iterable(run(connection, statement, values, **others))

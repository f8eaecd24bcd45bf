"""Statements about many values at once: the values travel as one parameter.

The statements are made once (`among`) and run often: making one costs as much as running it, and SQLAlchemy's own
IN writes a statement anew for every number of values.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self, TypeVar

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Text,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

from hub.store.engine import dump_json

PORTION = 500
T = TypeVar("T")


def in_portions(values: Sequence[T], size: int = PORTION) -> Iterator[Sequence[T]]:
    """The values, at most `size` at a time.

    >>> [list(portion) for portion in in_portions([1, 2, 3], 2)]
    [[1, 2], [3]]
    """
    return (values[start : start + size] for start in range(0, len(values), size))


class Texts(TypeDecorator[Sequence[str]]):
    """Many texts as one parameter: a JSON list, or an array where the database has them."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text, or an array of it."""
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """To the database."""
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else dump_json(texts)


class is_among(FunctionElement[bool]):
    """Whether the first is one of the values of the second."""

    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """As it is: SQLAlchemy would write `= 1` behind it for SQLite, which then uses no index."""
        return self


@compiles(is_among, "sqlite")
def _sqlite_is_among(element: is_among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(is_among, "postgresql")
def _postgresql_is_among(element: is_among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} = ANY({values})"


def among(column: Column[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of the values the statement is run with."""
    return is_among(column, bindparam("values", type_=Texts()))


def run(connection: Connection, statement: Executable, values: Sequence[str], **others: Any) -> Iterable[Any]:
    """Run a statement that says `among`, unless there are no values: the rows it finds."""
    result = connection.execute(statement, {"values": values, **others}) if values else None
    return result if result and result.returns_rows else ()

"""Indexes of some rows only, on both databases."""

from sqlalchemy import ColumnElement, Index, column


def where(name: str | None, condition: ColumnElement[bool], *columns: str) -> Index:
    """An index of the rows of which something is true."""
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


def of_those_with(name: str, *others: str) -> Index:
    """An index of the rows that have this column: what most rows lack costs them nothing."""
    return where(None, column(name).is_not(None), name, *others)

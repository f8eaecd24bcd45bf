"""Tables for spreadsheets, in which nothing is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless('=HYPERLINK("http://x")')
    '\\'=HYPERLINK("http://x")'
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def table_bytes(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table as CSV; the mark at its front tells spreadsheets that it is UTF-8."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(heads)
    table.writerows([harmless(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")

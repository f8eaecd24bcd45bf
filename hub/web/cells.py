"""Tables for spreadsheets, in which nothing is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

# https://owasp.org/www-community/attacks/CSV_Injection, and the wide forms that Excel takes for the plain ones
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*")
_GUARD = "'"


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; `as_it_was` undoes it.

    What could be one gets an apostrophe in front, and so does what begins with one itself. A number stays one.

    >>> harmless("=1+1"), harmless(" @a"), harmless("'tis")
    ("'=1+1", "' @a", "''tis")
    >>> harmless(-1.5), harmless("-12"), harmless(True), harmless(None), harmless("2010-09-24")
    ('-1.5', '-12', 'true', '', '2010-09-24')
    """
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    may_be_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    is_guarded = text.startswith(_GUARD) or (may_be_formula and not _NUMBER.fullmatch(text))
    return f"{_GUARD}{text}" if is_guarded else text


def as_it_was(cell: str) -> str:
    """The text of which `harmless` made the cell.

    >>> [as_it_was(harmless(text)) for text in ("=1", "'tis", "giá đất")]
    ['=1', "'tis", 'giá đất']
    """
    return cell.removeprefix(_GUARD)


def table_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows of a table as lines of CSV."""
    written = StringIO()
    csv.writer(written).writerows([harmless(value) for value in row] for row in rows)
    return written.getvalue()


def table_bytes(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table as CSV; the mark at its front tells spreadsheets that it is UTF-8."""
    return (table_text([heads]) + table_text(rows)).encode("utf-8-sig", "replace")

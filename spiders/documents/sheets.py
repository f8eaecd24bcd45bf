"""Spreadsheets: a page a sheet, a line a row, values as people write them."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO, StringIO
from zipfile import BadZipFile
from zlib import error as ZlibError

import openpyxl
import xlrd

from spiders.documents.pages import Page, Unread, enough

_MOST_COLUMNS = 1_000  # a sheet may claim 16,384 of them in a million rows


def read_xlsx(data: bytes) -> Iterator[Page]:
    """The sheets as last calculated."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions that have no words
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (BadZipFile, KeyError, ValueError, EOFError, ZlibError) as error:
        raise Unread("damaged") from error
    with closing(book):
        for sheet in book.worksheets:
            yield _sheet(sheet.title, sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS))


def read_xls(data: bytes) -> Iterator[Page]:
    """The sheets of a workbook of Excel 2003 or older."""
    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=StringIO())
    except xlrd.XLRDError as error:
        raise Unread("encrypted" if "encrypted" in str(error) else "damaged") from error
    with book:
        for sheet in book.sheets():
            yield _sheet(sheet.name, ([_value(book, cell) for cell in row] for row in sheet.get_rows()))


def _value(book: xlrd.Book, cell: xlrd.sheet.Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return cell.value
    return cell.value if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else None


def _sheet(title: str, rows: Iterable[Iterable[object]]) -> Page:
    lines = (" ".join(filter(None, map(_shown, row))) for row in rows)
    text = "\n".join(enough(filter(None, lines)))
    return Page(f"{title}\n{text}" if text else "")


def _shown(value: object) -> str:
    """A value as people write it.

    >>> [_shown(value) for value in (12.0, 0.5, date(2010, 9, 24), None, "Tổng cộng")]
    ['12', '0.5', '24/09/2010', '', 'Tổng cộng']
    """
    match value:
        case None | bool():
            return ""
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime() if value.time() != time():
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
    return str(value)

"""Word 97 to 2003, [MS-DOC]: the text lies in pieces all over a stream, and a table tells their order.

Word 6 and 95 keep it in one piece.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from hub.vietnamese.legacy import read_windows_1252
from spiders.documents.pages import Page, Unread

_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200  # bits at 0x0A of the header
_ONE_BYTE = 0x40000000  # a piece of windows-1252; its place is told doubled
_PIECES, _PROPERTIES = 0x02, 0x01
_BREAK = "\x0c"
# the instructions of a field, and marks of pictures and comments; what is kept of a field is what it shows
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_MARKS = str.maketrans(
    {"\x07": "\t", "\x0b": "\n", "\r": "\n", "\x1e": "-"} | dict.fromkeys("\x01\x02\x05\x08\x13\x14\x15\x1f")
)


def read_doc(data: bytes) -> Iterator[Page]:
    """The document, its notes, headers and text boxes; pages where the writer broke them."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            text = _text(ole)
    except (OSError, struct.error, IndexError) as error:
        raise Unread("damaged") from error
    shown = _FIELD.sub("", _FIELD.sub("", text))  # fields stand in fields: a contents list in its entries
    yield from (Page(page) for page in shown.translate(_MARKS).split(_BREAK))


def read_ole(data: bytes) -> Iterator[Page]:
    """Nothing: an OLE file of another kind, or one that hides an Office file under a password."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            raise Unread("encrypted" if ole.exists("EncryptedPackage") else "unknown_type")
    except OSError as error:
        raise Unread("damaged") from error


def _text(ole: olefile.OleFileIO) -> str:
    with ole.openstream("WordDocument") as opened:
        stream = opened.read()
    version, flags = struct.unpack_from("<2xH6xH", stream)
    if flags & _ENCRYPTED:
        raise Unread("encrypted")
    if version < _WORD_97:
        first, end = struct.unpack_from("<II", stream, 0x18)
        return read_windows_1252(stream[first:end])
    with ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table") as opened:
        table = opened.read()
    place, size = struct.unpack_from("<II", stream, 0x01A2)
    return "".join(_pieces(stream, _piece_table(table[place : place + size])))


def _piece_table(complex_part: bytes) -> bytes:
    """What follows the properties that a quick save has put before it."""
    at = 0
    while complex_part[at] == _PROPERTIES:
        at += 3 + struct.unpack_from("<H", complex_part, at + 1)[0]
    if complex_part[at] != _PIECES:
        raise IndexError("no table of pieces")
    (size,) = struct.unpack_from("<I", complex_part, at + 1)
    return complex_part[at + 5 : at + 5 + size]


def _pieces(stream: bytes, table: bytes) -> Iterator[str]:
    """n + 1 places in the text, then n pieces of eight bytes: where each lies and how it is written."""
    count = (len(table) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", table)
    for n in range(count):
        (where,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * n + 2)
        length = max(places[n + 1] - places[n], 0)
        if where & _ONE_BYTE:
            first = (where & ~_ONE_BYTE) // 2
            yield read_windows_1252(stream[first : first + length])
        else:
            yield stream[where : where + 2 * length].decode("utf-16-le", "replace")

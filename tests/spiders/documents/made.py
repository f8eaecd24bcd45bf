"""Small documents made by hand, one way a format: what is in them is known to the letter."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these members."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


# --- PDF ---------------------------------------------------------------------------------


def pdf(*pages: str | None, picture: bool = False, fields: Iterable[str] = (), meaning: bool = True) -> bytes:
    """A PDF of pages of text (None: no text); with a picture over each page, and annotations on the last one.

    Letters are glyphs without meaning but for the map to Unicode, which may be left out.
    """
    codes = {letter: n for n, letter in enumerate(sorted(set("".join(filter(None, (*pages, *fields))))), 1)}
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *_font(codes if meaning else {}), _grey(), b""]
    kids = []
    for text in pages:
        drawn = b"q 595 0 0 842 0 0 cm /I Do Q " * picture
        objects.append(_stream(drawn + _shown(text or "", codes)))
        last = len(kids) == len(pages) - 1
        notes = " ".join(f"{len(objects) + 2 + n} 0 R" for n, _ in enumerate(fields if last else ()))
        resources = f"<</Font<</F 3 0 R>>/XObject<</I {_PICTURE} 0 R>>>>"
        place = f"/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R/Resources {resources}"
        objects.append(f"<</Type/Page{place}/Annots[{notes}]>>".encode())
        kids.append(f"{len(objects)} 0 R")
    stamp = f"<</Type/Annot/Subtype/Stamp/F 4/Rect[50 50 500 100]/AP<</N {_NOTES} 0 R>>>>".encode()
    objects += [stamp for _ in fields]
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    form = "/Type/XObject/Subtype/Form/BBox[0 0 450 50]/Resources<</Font<</F 3 0 R>>>>"
    objects[_NOTES - 1] = _stream(_shown("\n".join(fields), codes, top=40), form)
    return _file(objects)


_PICTURE, _NOTES = 7, 8


def pdf_of_old_font(text: bytes) -> bytes:
    """A PDF in one of the fonts of before Unicode: what its letters mean is known to the font alone."""
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Type/Font/Subtype/TrueType/BaseFont/.VnTime/Encoding/WinAnsiEncoding>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            _stream(b"BT /F 11 Tf 20 800 Td <" + text.hex().encode() + b"> Tj ET"),
        ]
    )


def _font(codes: Mapping[str, int]) -> list[bytes]:
    pairs = "\n".join(f"<{n:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, n in codes.items())
    unicode_map = f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(codes)} beginbfchar\n{pairs}\nendbfchar"
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1000 900]/ItalicAngle 0/Ascent 900/Descent 0>>",
        _stream(f"begincmap {unicode_map} endcmap".encode()),
    ]


def _grey() -> bytes:
    return _stream(
        b"\x80" * 64, "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
    )


def _shown(text: str, codes: Mapping[str, int], top: int = 800) -> bytes:
    lines = (f"<{''.join(f'{codes[letter]:04x}' for letter in line)}> Tj T*" for line in text.split("\n"))
    return f"BT /F 9 Tf 11 TL 20 {top} Td {' '.join(lines)} ET".encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    small = zlib.compress(data)
    return f"<<{entries}/Filter/FlateDecode/Length {len(small)}>>stream\n".encode() + small + b"\nendstream"


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/P -1/O<{'ab' * 32}>/U<{'cd' * 32}>>>/ID[<00><00>]"
    pages = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]
    return _file(pages).replace(b"/Root", lock.encode() + b"/Root")


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for n, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


# --- ZIP and XML -------------------------------------------------------------------------


def paragraphs(*texts: str) -> str:
    """Word's paragraphs."""
    return "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in texts)


def docx(body: str, **more: str | bytes) -> bytes:
    """A Word file of this body; further members by name."""
    document = f'<w:document xmlns:w="{WORD}" xmlns:mc="urn:mc"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": _TYPES, "word/document.xml": document, **more})


def opened(kind: str, body: str) -> bytes:
    """An OpenDocument file of this kind ("text", "spreadsheet")."""
    content = (
        f'<o:document-content xmlns:o="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0" xmlns:table="{OPEN}:table:1.0">'
        f"<o:body>{body}</o:body></o:document-content>"
    )
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def pptx(*slides: str) -> bytes:
    """Slides of a line each."""
    xml = '<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
    members = {f"ppt/slides/slide{n}.xml": xml.format(escape(text)) for n, text in enumerate(slides, 1)}
    return packed({"[Content_Types].xml": _TYPES, **members})


# --- OLE and Word 97 ---------------------------------------------------------------------

_SECTOR, _FREE, _END = 512, 0xFFFFFFFF, 0xFFFFFFFE


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, [MS-CFB]: one table of sectors, streams over 4 KiB."""
    chain: list[int] = [0xFFFFFFFD]
    entries, data = [], b""
    for name, content in streams.items():
        whole = content.ljust(4096, b"\0")
        whole += b"\0" * (-len(whole) % _SECTOR)
        first, count = len(chain), len(whole) // _SECTOR
        chain += [*range(first + 1, first + count), _END]
        entries.append(_entry(name, 2, first, len(whole)))
        data += whole
    directory = _directory(entries)
    first = len(chain)
    count = len(directory) // _SECTOR
    chain += [*range(first + 1, first + count), _END]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, first, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108) + table + data + directory


def _directory(entries: list[bytes]) -> bytes:
    """The root, then its streams as a tree that leans to the right."""
    linked = [
        entry[:72] + struct.pack("<I", n + 2 if n + 1 < len(entries) else _FREE) + entry[76:]
        for n, entry in enumerate(entries)
    ]
    root = _entry("Root Entry", 5, _END, 0)
    root = root[:76] + struct.pack("<I", 1) + root[80:]
    whole = b"".join([root, *linked])
    return whole + bytes(-len(whole) % _SECTOR)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + struct.pack("<HBB3I", len(spelled) + 2, kind, 1, _FREE, _FREE, _FREE)
    return head + bytes(36) + struct.pack("<IQ", first, size)


def doc(*pieces: str | bytes, flags: int = 0) -> bytes:
    """A Word 97 file whose text lies in pieces: str as UTF-16, bytes as windows-1252."""
    stream, places, table = bytearray(2048), [0], b""
    for piece in pieces:
        where = len(stream)
        stream += piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
        places.append(places[-1] + len(piece))
        table += struct.pack("<HIH", 0, where * 2 | 0x40000000 if isinstance(piece, bytes) else where, 0)
    plc = struct.pack(f"<{len(places)}I", *places) + table
    saved_quickly = b"\x01" + struct.pack("<H", 4) + b"\x02\x02\x02\x02"  # properties, to be passed over
    clx = saved_quickly + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<HH6xH", stream, 0, 0xA5EC, 0xC1, flags)
    struct.pack_into("<II", stream, 0x01A2, 0, len(clx))
    return ole({"0Table": clx, "WordDocument": bytes(stream)})


def doc_of_word6(text: bytes) -> bytes:
    """A Word 6 file: its text in one piece, one byte a letter."""
    stream = bytearray(512) + text
    struct.pack_into("<HH6xH", stream, 0, 0xA5DC, 0x65, 0)
    struct.pack_into("<II", stream, 0x18, 512, len(stream))
    return ole({"WordDocument": bytes(stream)})


# --- Excel 97 ----------------------------------------------------------------------------


def xls(*cells: tuple[int, int, str | float], day: float) -> bytes:
    """A sheet of these cells (row, column, value) and, below them, a day, [MS-XLS]."""
    last = max(row for row, _, _ in cells) + 1
    plain, date = (_record(0xE0, struct.pack("<HH16x", 0, form)) for form in (0, 14))
    found = b"".join(_cell(*cell) for cell in cells) + _record(0x0203, struct.pack("<HHHd", last, 0, 1, day))
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + found + _record(0x0A, b"")
    name = "Giá đất"
    size = len(head) + len(plain) + len(date) + 4 + 8 + 2 * len(name) + 4
    bound = _record(0x85, struct.pack("<IHBB", size, 0, len(name), 1) + name.encode("utf-16-le"))
    return ole({"Workbook": head + plain + date + bound + _record(0x0A, b"") + sheet})


def _cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, float):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    said = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHH", row, column, 0) + said)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data

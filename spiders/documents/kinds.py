"""What a file is, by its own bytes: servers and names say something else too often.

`outer_type` looks at the beginning alone and is safe anywhere; `media_type` opens containers
and belongs into a limited child.
"""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

import olefile

UNKNOWN = "application/octet-stream"
PDF, RTF = "application/pdf", "application/rtf"
ZIP, OLE = "application/zip", "application/x-ole-storage"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT, ODS, ODP = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation"))
TEXT, HTML, MHTML, XML = "text/plain", "text/html", "multipart/related", "application/xml"
ARCHIVES = frozenset({ZIP, "application/vnd.rar", "application/x-7z-compressed", "application/gzip"})

_BEGINNINGS = (
    (b"PK\x03\x04", ZIP), (b"PK\x05\x06", ZIP), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE), (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", "application/vnd.rar"), (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"), (b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"), (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"BM", "image/bmp"),
    (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"), (b"OggS", "audio/ogg"), (b"FLV\x01", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"), (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
)  # fmt: skip
# what stands at the eighth byte of a RIFF file, or names the brand of an ISO media file
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {b"heic": "image/heic", b"mif1": "image/heic", b"avif": "image/avif", b"M4A ": "audio/mp4"}
_OFFICE = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
_HEAD = 4096

EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {PDF: ".pdf", RTF: ".rtf", DOC: ".doc", XLS: ".xls", DOCX: ".docx", XLSX: ".xlsx", ODT: ".odt", ZIP: ".zip"}
)


def outer_type(data: bytes) -> str:
    """The type that the beginning shows; a container's where it is one, octet-stream if nothing tells.

    >>> outer_type(b"%PDF-1.7 ..."), outer_type("Thông báo".encode()), outer_type(bytes(9))
    ('application/pdf', 'text/plain', 'application/octet-stream')
    """
    if b"%PDF-" in data[:1024]:  # readers allow for something before it, and some writers need that
        return PDF
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], UNKNOWN)
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    return next((kind for mark, kind in _BEGINNINGS if data.startswith(mark)), None) or _text_type(data[:_HEAD])


def media_type(data: bytes) -> str:
    """The type the bytes have: of a ZIP by its members, of an OLE file by its streams."""
    outer = outer_type(data)
    if outer == ZIP:
        return _zip_type(data)
    return _ole_type(data) if outer == OLE else outer


def _text_type(head: bytes) -> str:
    """Which kind of text, if any: mostly letters, and no zero but in UTF-16."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head)
    if not head.strip() or (controls and not wide):
        return UNKNOWN
    plain = head.replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").lower()
    if b"<html" in plain or plain.startswith(b"<!doctype html"):
        return MHTML if b"mime-version:" in plain.partition(b"<html")[0] else HTML
    if b"mime-version:" in plain:
        return MHTML
    return XML if plain.startswith(b"<?xml") else TEXT


def _zip_type(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as opened:
                    said = opened.read(100).decode("ascii", "replace").strip()
                return said.removesuffix("-template") if said.startswith("application/vnd.oasis.") else ZIP
    except (BadZipFile, NotImplementedError, RuntimeError):  # damaged, or packed or encrypted in an unknown way
        return ZIP
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        return ZIP if "[Content_Types].xml" not in names else UNKNOWN
    return next((kind for folder, kind in _OFFICE if any(name.startswith(folder) for name in names)), ZIP)


def _ole_type(data: bytes) -> str:
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return next((kind for stream, kind in _STREAMS if ole.exists(stream)), OLE)
    except OSError:
        return OLE

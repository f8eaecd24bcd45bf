"""What a fetched file is: its type from its own bytes, its state in words that are counted. Pure."""

from dataclasses import replace

from hub.records import Attachment, Fetch

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
)
_OLE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}


def media_type(data: bytes, name: str) -> str:
    """The type the bytes have, whatever the server or the name says; octet-stream if they do not tell.

    >>> media_type(b"%PDF-1.7 ...", "thong-bao.doc")
    'application/pdf'
    """
    found = next((kind for mark, kind in _SIGNATURES if data.startswith(mark)), "application/octet-stream")
    if found == "application/zip":
        return next((kind for mark, kind in _OFFICE if mark in data), found)
    if found == "application/x-ole-storage":
        return _OLE.get(name.rpartition(".")[2].lower(), found)
    return found


def fetched(file: Attachment, fetch: Fetch) -> Attachment:
    """The attachment after its bytes were asked for: kept, or failed with the error's code."""
    if not fetch.ok or fetch.sha256 is None:
        return replace(file, state="failed", reason=fetch.error or "internal")
    return replace(
        file,
        media_type=media_type(fetch.body, file.name),
        bytes=len(fetch.body),
        sha256=fetch.sha256,
        state="skipped",
        reason="not_read",
    )

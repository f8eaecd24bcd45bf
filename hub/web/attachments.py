"""Files of a notice: how they are named and typed, and how kept bytes are sent without harm."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

from fastapi import Request, Response
from fastapi.responses import FileResponse

from hub.errors import FILE_REASONS
from hub.records import Attachment
from hub.vietnamese.text import clean
from hub.web.answers import FOR_A_DAY, has_it
from hub.web.foreign import web_address
from hub.web.ports import Store
from hub.web.problems import Missing

TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".pdf": "application/pdf",
        ".doc": "application/msword",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xls": "application/vnd.ms-excel",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".ppt": "application/vnd.ms-powerpoint",
        ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".odt": "application/vnd.oasis.opendocument.text",
        ".ods": "application/vnd.oasis.opendocument.spreadsheet",
        ".rtf": "application/rtf",
        ".zip": "application/zip",
        ".rar": "application/vnd.rar",
        ".7z": "application/x-7z-compressed",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".gif": "image/gif",
        ".tif": "image/tiff",
        ".tiff": "image/tiff",
        ".txt": "text/plain; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
    }
)
UNKNOWN = "application/octet-stream"
# beginnings of files that are certain whatever the name says; ZIP and OLE hold several types each
_SIGNATURES = ((b"%PDF-", ".pdf"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"))
# shown in the window; everything else is saved, for a browser runs what is inside a page or a drawing
_HARMLESS = frozenset({"image/jpeg", "image/png", "image/gif"})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')
# 255 bytes is what file systems take; Vietnamese letters are up to three bytes each
_LONGEST_NAME = 80
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a page lists it: where the source has it, where our copy is, and a key of the words to remark."""

    name: str
    original: str | None
    kind: str
    size: int | None
    kept: str | None
    remark: str | None


def shown_file(attachment: Attachment, unnamed: str) -> ShownFile:
    """The attachment as a page lists it."""
    name = clean(attachment.name) or clean(_last_part(attachment.url)) or unnamed
    saved = f"/files/{attachment.sha256}/{quote(safe_name(name, _extension(attachment)), safe='')}"
    return ShownFile(
        name=name,
        original=web_address(attachment.url),
        kind=_extension(attachment).removeprefix(".").upper(),
        size=attachment.bytes,
        kept=saved if attachment.sha256 else None,
        remark=_remark(attachment),
    )


def _remark(attachment: Attachment) -> str | None:
    """Why the words of the file, or some of them, are not to be found."""
    if attachment.reason in FILE_REASONS:
        return f"file.{attachment.reason}"
    if attachment.state == "failed":
        return "file.failed" if attachment.sha256 else "file.not_fetched"
    return "file.no_text" if attachment.state == "no_text" else None


def safe_name(name: str, extension: str = "") -> str:
    """A name that any system can store and any header carry.

    >>> safe_name('../..\\r\\n"QĐ 12/2010".pdf'), safe_name("Tải về", ".pdf")
    ('QĐ 12 2010.pdf', 'Tải về.pdf')
    """
    plain = clean(_UNSAFE.sub(" ", name)).strip(". ") or "file"
    suffix = PurePosixPath(plain).suffix.lower()
    if suffix in TYPES:
        plain, extension = plain[: -len(suffix)], plain[-len(suffix) :]
    return plain[:_LONGEST_NAME].rstrip(". ") + extension


def kept_file(request: Request, store: Store, sha256: str, name: str) -> Response:
    """The kept bytes of an attachment, for saving under the name; Missing for all other bytes that are kept."""
    attachment = store.notices.file(sha256) if _SHA256.fullmatch(sha256) else None
    path = store.blobs.path(sha256) if attachment else None
    if attachment is None or path is None or not path.is_file():
        raise Missing
    media_type = _media_type(path, attachment)
    headers = {
        "Content-Disposition": _disposition(safe_name(name), media_type),
        "Content-Security-Policy": _SANDBOX,
        "Cache-Control": FOR_A_DAY,
        "ETag": f'"{sha256}"',
    }
    if has_it(request, headers["ETag"], None):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=path.stat())


def _media_type(path: Path, attachment: Attachment) -> str:
    """What the bytes are, as far as we know it; what a server or a visitor calls them does not count."""
    with path.open("rb") as opened:
        beginning = opened.read(16)
    certain = next((extension for magic, extension in _SIGNATURES if beginning.startswith(magic)), None)
    return TYPES.get(certain or _extension(attachment), UNKNOWN)


def _disposition(name: str, media_type: str) -> str:
    """RFC 6266: an ASCII name for old clients, the real one for all others."""
    kind = "inline" if media_type in _HARMLESS else "attachment"
    plain = name.encode("ascii", "replace").decode("ascii").replace("?", "_").replace("%", "_")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _extension(attachment: Attachment) -> str:
    """The file's extension by its name, its address or its type; empty where none says."""
    named = (PurePosixPath(part).suffix.lower() for part in (attachment.name, _last_part(attachment.url)))
    typed = (extension for extension, media_type in TYPES.items() if media_type == attachment.media_type)
    return next((extension for extension in (*named, *typed) if extension in TYPES), "")


def _last_part(url: str) -> str:
    try:
        return unquote(PurePosixPath(urlsplit(url).path).name)
    except ValueError:
        return ""

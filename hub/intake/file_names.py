"""What a file is called: as its server says (RFC 6266), as the link to it says, or as its address does. Pure."""

import re
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import unquote_to_bytes

from hub.vietnamese.encodings import decode, repair
from hub.vietnamese.text import clean

_PARAMETER = re.compile(r';\s*(filename\*?)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))', re.IGNORECASE)
_ESCAPED_SIGN = re.compile(r'\\(["\\])')
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_IN_ADDRESS = re.compile(
    r"[^/\\?&=#;]+\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z|txt|csv)(?![\w.])", re.IGNORECASE
)
_LONGEST = 255
_LONGEST_END = 2_000  # of an address that is looked at: finding a name takes the square of it
_SAYS_NOTHING = frozenset({
    "pdf", "doc", "docx", "xls", "xlsx", "download", "here", "file", "view", "xem", "xem chi tiết", "chi tiết",
    "tại đây", "tải về", "tải xuống", "tải file", "tệp đính kèm", "file đính kèm", "văn bản đính kèm",
})  # fmt: skip


def file_name(said: str, url: str, headers: Mapping[str, str]) -> str:
    """The server's name for it, else the link's text (`said`), else what the address ends with.

    >>> file_name("Tải về", "https://a.vn/f?id=7", {"content-disposition": "inline; filename*=UTF-8''C%C3%B4ng.pdf"})
    'Công.pdf'
    >>> file_name("Tải về", "https://a.vn/img/132%20BC%20gi%C3%A1.pdf?x=1", {})
    '132 BC giá.pdf'
    """
    return name_in_disposition(headers.get("content-disposition", "")) or linked_name(said, url)


def linked_name(said: str, url: str) -> str:
    """The link's text, unless it says nothing, as "Tải về", and the address does."""
    said = clean(said)
    return said if said and said.lower() not in _SAYS_NOTHING else name_in_address(url) or said


def name_in_disposition(header: str) -> str:
    """The file name of a Content-Disposition, without folders; "" if it has none.

    Understood are `filename*`, quotes, raw letters in any encoding, percent escapes and encoded words.

    >>> name_in_disposition('attachment; filename="C:\\\\\\\\vb\\\\\\\\Quyết định 12.pdf"; size=3')
    'Quyết định 12.pdf'
    """
    given = {found[1].lower(): (found[2], found[3]) for found in _PARAMETER.finditer(";" + header)}
    for name, read in (("filename*", _extended), ("filename", _plain)):
        quoted, bare = given.get(name, (None, None))
        value = _ESCAPED_SIGN.sub(r"\1", quoted) if quoted is not None else (bare or "").strip().strip('"')
        called = clean(read(value)).replace("\\", "/").rpartition("/")[2].strip()
        if called.strip(". "):
            return called[:_LONGEST]
    return ""


def name_in_address(url: str) -> str:
    """The last thing in an address that is named as documents are, else the end of its path."""
    plain = clean(decode(unquote_to_bytes(url[-_LONGEST_END:])).text)
    named = _IN_ADDRESS.findall(plain)
    return (named[-1] if named else plain.partition("?")[0].rpartition("/")[2])[:_LONGEST]


def _extended(value: str) -> str:
    """RFC 8187, `UTF-8''C%C3%B4ng.pdf`; the letters tell their encoding better than the label."""
    return decode(unquote_to_bytes(value.rpartition("'")[2])).text


def _plain(value: str) -> str:
    if "=?" in value:
        return _encoded_words(value)
    if _PERCENT.search(value):
        return decode(unquote_to_bytes(value)).text
    return repair(value)


def _encoded_words(value: str) -> str:
    """RFC 2047, which mail programs write here though it does not belong."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(decode(part, charset).text if isinstance(part, bytes) else part for part, charset in parts)

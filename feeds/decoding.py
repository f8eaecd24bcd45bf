"""Feed bytes -> text that an XML or JSON parser can be given, with the faults found on the way."""

import codecs
import re
from dataclasses import dataclass

from hub.errors import ReadError
from hub.vietnamese.encodings import decode

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (b"<\0\0\0", "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0", "utf-16-le"),
    (b"\0\0\0<", "utf-32-be"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_PROLOG = re.compile(r"<\?xml\s")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
# What XML 1.0 forbids, and lone surrogates, which no UTF-8 writer accepts.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKED_AT = 4096  # how far into a feed a prolog may hide behind warnings of the server's own scripts


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed as text that starts with its prolog, its root element or its brace."""

    text: str
    defects: tuple[str, ...] = ()


def decode_feed(body: bytes, content_type: str = "") -> FeedText:
    """The text of a feed whatever its bytes claim to be; ReadError("not_a_feed") if there is none."""
    text, defects = _decode(body, content_type)
    start = _start(text)
    if start and text[:start].strip("\ufeff") != "":
        defects += ("junk_before_xml",)
    legal = without_illegal(text[start:])
    if len(legal) != len(text) - start:
        defects += ("control_characters",)
    if not legal.strip():
        raise ReadError("not_a_feed", "The answer is empty.")
    return FeedText(legal, defects)


def without_illegal(text: str) -> str:
    """The text without characters that may not stand in XML or cannot be written as UTF-8."""
    return _ILLEGAL.sub("", text)


def _decode(body: bytes, content_type: str) -> tuple[str, tuple[str, ...]]:
    if wide := next((codec for mark, codec in _WIDE if body.startswith(mark)), None):
        return body.decode(wide, "replace"), ()
    stated = _stated(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode(body, stated)
        return decoded.text, ("legacy_charset" if _same(stated, decoded.encoding) else "wrong_charset",)
    # Bytes that are valid UTF-8 with letters beyond ASCII are UTF-8, whatever the prolog says.
    is_misnamed = stated is not None and not body.isascii() and not _same(stated, "utf-8")
    return text, ("wrong_charset",) if is_misnamed else ()


def _stated(body: bytes, content_type: str) -> str | None:
    if in_prolog := _ENCODING.search(body[:_LOOKED_AT]):
        return in_prolog[1].decode("ascii")
    in_header = _CHARSET.search(content_type)
    return in_header[1] if in_header else None


def _same(stated: str | None, encoding: str) -> bool:
    try:
        return stated is not None and codecs.lookup(stated) == codecs.lookup(encoding)
    except LookupError:
        return False


def _start(text: str) -> int:
    """Where the prolog is, or else the first character that is no blank."""
    if prolog := _PROLOG.search(text, 0, _LOOKED_AT):
        return prolog.start()
    return len(text) - len(text.lstrip("\ufeff \t\r\n\x00"))

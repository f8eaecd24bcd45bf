"""Feed bytes -> text that an XML or JSON parser can be given, with the faults found on the way."""

import re
from dataclasses import dataclass

from hub.errors import ReadError
from hub.vietnamese.encodings import decode

_PROLOG = re.compile(r"<\?xml\s")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
# What XML 1.0 forbids, and lone surrogates, which no UTF-8 writer accepts.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKED_AT = 4096  # how far into a feed a prolog may hide behind warnings of the server's own scripts


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed as text that starts with its prolog, its root element or its brace."""

    text: str
    defects: tuple[str, ...] = ()

    def legal(self) -> "FeedText":
        """The feed without characters that may not stand in XML; few have any, and looking takes as long as parsing."""
        text = without_illegal(self.text)
        return self if text == self.text else FeedText(text, (*self.defects, "control_characters"))


def decode_feed(body: bytes, content_type: str = "") -> FeedText:
    """The text of a feed whatever its bytes claim to be; ReadError("not_a_feed") if there is none."""
    text, defects = _decode(body, content_type)
    start = _start(text)
    if start and text[:start].strip("\ufeff") != "":
        defects += ("junk_before_xml",)
    if text[start:].isspace() or start == len(text):
        raise ReadError("not_a_feed", "The answer is empty.")
    found = FeedText(text[start:], defects)
    return found.legal() if found.text.startswith("{") else found


def without_illegal(text: str) -> str:
    """The text without characters that may not stand in XML or cannot be written as UTF-8."""
    return _ILLEGAL.sub("", text)


def _decode(body: bytes, content_type: str) -> tuple[str, tuple[str, ...]]:
    in_header = _CHARSET.search(content_type)
    decoded = decode(body, in_header[1] if in_header else None)
    is_legacy = not decoded.encoding.startswith(("utf", "us-ascii"))
    faults = (("legacy_charset", is_legacy), ("wrong_charset", decoded.repaired))
    return decoded.text, tuple(name for name, holds in faults if holds)


def _start(text: str) -> int:
    """Where the prolog is, or else the first character that is no blank."""
    if prolog := _PROLOG.search(text, 0, _LOOKED_AT):
        return prolog.start()
    return len(text) - len(text.lstrip("\ufeff \t\r\n\x00"))

"""Text as an editor of 2003 saved it: Vietnamese in windows-1258, tone marks as letters of their own."""

from unicodedata import normalize

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def encode_1258(text: str) -> bytes:
    """Bytes in windows-1258; what that page has no letter for becomes an HTML reference.

    >>> encode_1258("Ủy ban ≥")
    b'U\\xd2y ban &#8805;'
    """
    return b"".join(map(_letter, normalize("NFC", text)))


def _letter(letter: str) -> bytes:
    for spelled in (letter, _spread(letter)):
        try:
            return spelled.encode("cp1258")
        except UnicodeEncodeError:
            continue
    return letter.encode("ascii", "xmlcharrefreplace")


def _spread(letter: str) -> str:
    """The letter with its tone mark set apart: ế is ê and an acute."""
    parts = normalize("NFD", letter)
    base = normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return base + "".join(part for part in parts if part in _TONES)

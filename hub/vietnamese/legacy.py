"""The encodings of before Unicode, as ways to read text that was taken for windows-1252.

Old sites keep Vietnamese in bytes whose meaning lies in a font or a code page. Taken for
windows-1252 (as browsers take whatever claims to be Latin-1) no byte is lost, so that each
of them is a function from that reading to the right one.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from hub.vietnamese.text import composed

_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_BYTES = {ord(letter): byte for byte, letter in _WINDOWS.items()}


def read_windows_1252(body: bytes) -> str:
    """The bytes as windows-1252; the five it does not use stay control characters."""
    return body.decode("latin-1").translate(_WINDOWS)


# --- TCVN3 (ABC fonts such as .VnTime): one byte for a letter, TCVN 5712:1993 ------------

# 0xA0 to 0xFF. ABC fonts use the 67 letters of VN3; the capitals with a tone between them and
# the five combining tones are those of VN1, which shares all other places.
_TCVN = (
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_FROM_TCVN = dict(enumerate(_TCVN, start=0xA0))


def read_tcvn3(latin: str) -> str:
    """TCVN3 text that was read as windows-1252.

    >>> read_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    return composed(latin.translate(_FROM_TCVN))


# --- VNI (VNI-Times): a letter, then a second one for its marks --------------------------

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _CIRCUMFLEX, _BREVE = "\u0300\u0301\u0309\u0303\u0323\u0302\u0306"
_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_ROOFED = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_BOWED = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_MARKS = {
    **_TONES,
    **{letter: _CIRCUMFLEX + tone for letter, tone in _ROOFED.items()},
    **{letter: _BREVE + tone for letter, tone in _BOWED.items()},
}
_VNI_SINGLES = dict(zip("ôöñìíæóòî", "ơưđìíỉĩịỵ", strict=True))
_VNI_TAKES = {"a": _VNI_MARKS, "e": {**_TONES, **_ROOFED}, "o": {**_TONES, **_ROOFED}}
_VNI = re.compile(
    "|".join(f"{letter}[{''.join(_VNI_TAKES.get(letter, _TONES))}]" for letter in "aeouyôö")
    + f"|[{''.join(_VNI_SINGLES)}]",
    re.IGNORECASE,
)


def read_vni(latin: str) -> str:
    """VNI text that was read as windows-1252.

    >>> read_vni("Uûy ban nhaân daân, Quyeát ñònh, ngöôøi, NGÖÔØI")
    'Ủy ban nhân dân, Quyết định, người, NGƯỜI'
    """
    return composed(_VNI.sub(_vni_letter, latin))


def _vni_letter(found: re.Match[str]) -> str:
    pair = found[0].lower()
    letter = _VNI_SINGLES.get(pair[0], pair[0]) + _VNI_MARKS.get(pair[1:], "")
    return letter.upper() if found[0][0].isupper() else letter


# --- code pages --------------------------------------------------------------------------

_FROM_1258 = {
    byte: letter
    for byte in range(0xA0, 0x100)
    if (letter := bytes([byte]).decode("cp1258", "ignore")) and letter != chr(byte)
}
_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def read_windows_1258(latin: str) -> str:
    """windows-1258 text that was read as windows-1252: a tone follows its vowel there.

    >>> read_windows_1258("Quôìc khaình")
    'Quốc khánh'
    """
    return composed(latin.translate(_FROM_1258))


def read_utf8(latin: str) -> str:
    """UTF-8 text that was read as windows-1252, where it still makes UTF-8.

    >>> read_utf8("Quá»‘c khÃ¡nh – nghá»‰")
    'Quốc khánh – nghỉ'
    """
    return composed(_RUN.sub(_utf8_run, latin))


def _utf8_run(found: re.Match[str]) -> str:
    try:
        return found[0].translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return found[0]


READINGS: Mapping[str, Callable[[str], str]] = MappingProxyType({
    "windows-1258": read_windows_1258,
    "tcvn3": read_tcvn3,
    "vni": read_vni,
    "utf-8": read_utf8,
})  # fmt: skip
"""What text taken for windows-1252 may really be, by the name of the encoding."""

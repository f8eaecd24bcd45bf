"""Bytes to text on sites that say one encoding and send another. Never silent mojibake.

What is valid UTF-8 is UTF-8, whatever the headers say. For the rest every reading is tried
and judged by the words with marks in it: in the right encoding they are Vietnamese syllables
(`hub.vietnamese.quality`), in a wrong one hardly ever. A claim is overruled only by much
better Vietnamese, so that English and French pages stay as they are declared.
"""

import codecs
import re
from dataclasses import dataclass
from typing import NamedTuple

from hub.vietnamese.legacy import READINGS, read_windows_1252
from hub.vietnamese.quality import gauge, words_of
from hub.vietnamese.syllables import is_syllable


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it turned out to be in, and how that was found.

    `repaired`: the bytes were damaged or not in the encoding they claim (a fault to report).
    `doubtful`: no reading looks right, this is the best one; or letters were lost.
    """

    text: str
    encoding: str
    repaired: bool = False
    doubtful: bool = False


class _Reading(NamedTuple):
    encoding: str
    text: str
    words: int
    fit: float


_GOOD_FIT, _CLEARLY_BETTER = 0.6, 0.25
_SNIFFED, _JUDGED = 4096, 1 << 20
"""How much of a body is looked at for claims, and how much of a text for its words."""


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """The text of a page or feed; `declared` is the charset of its Content-Type, where it has one.

    >>> decode("Quốc khánh".encode(), "iso-8859-1")
    Decoded(text='Quốc khánh', encoding='utf-8', repaired=True, doubtful=False)
    >>> decode("Th«ng b¸o cña Së Y tÕ".encode("latin-1"), "iso-8859-1").text
    'Thông báo của Sở Y tế'
    """
    wide = _wide_encoding(body)
    if wide:
        return _in_unicode(body, wide)
    claims = _claims(body, declared)
    text = _strict(body, "utf-8")
    if text is not None:
        return _from_utf8(text.removeprefix("\ufeff"), claims)
    if _is_mostly_utf8(body):
        text = body.decode("utf-8", "replace").removeprefix("\ufeff")
        return Decoded(text, "utf-8", repaired=True, doubtful=text.count("\ufffd") * 100 > len(text))
    return _in_foreign(body, claims) or _in_legacy(read_windows_1252(body), claims)


def repair(text: str) -> str:
    """Text that someone decoded wrongly, read again where that makes it Vietnamese; else as it is.

    To be called before `clean`, which takes away letters of TCVN3. Lines are looked at one by
    one where the whole is mixed: old articles stand in new pages.

    >>> repair("Céng hßa x· héi chñ nghÜa ViÖt Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    >>> repair("Café Zürich, 24/09/2010")
    'Café Zürich, 24/09/2010'
    """
    best = _reread(text)
    if best:
        return best.text
    if "\n" not in text and "\r" not in text:
        return text
    lines = text.splitlines(keepends=True)
    return "".join(found.text if (found := _reread(line)) else line for line in lines)


# --- UTF-8 and its relatives -------------------------------------------------------------

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def _wide_encoding(body: bytes) -> str | None:
    """UTF-16 or UTF-32 by its byte order mark, or UTF-16 by the NULs of its Latin letters."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    head = body[:_SNIFFED]
    least = len(head) // 5
    if head.count(0) <= least or len(head) < 4:
        return None
    return "utf-16-le" if head[1::2].count(0) > least else "utf-16-be" if head[::2].count(0) > least else None


def _in_unicode(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    lost = "\ufffd" in text
    return Decoded(text, encoding, repaired=lost, doubtful=lost)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeError:
        return None


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether letters of two bytes and more outnumber what cannot be read ten to one.

    One bad byte must not turn a page to mojibake; no legacy text comes near this by chance.
    """
    text = body.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return foreign - lost >= 10 * lost


def _from_utf8(text: str, claims: tuple[str, ...]) -> Decoded:
    """Valid UTF-8; but someone may have decoded it wrongly before it was made UTF-8."""
    best = None if text.isascii() else _reread(text)
    if best:
        return Decoded(best.text, best.encoding, repaired=True)
    return Decoded(text, "utf-8", repaired=bool(claims) and "utf-8" not in claims and not text.isascii())


# --- what the page claims ----------------------------------------------------------------

_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
# (a sign that is quickly looked for in a whole body, what it must stand in, the encoding it names)
_FONTS = (
    (b".Vn", re.compile(rb"[\"':,\s=]\.Vn[A-Z]"), "tcvn3"),
    (b"VNI-", re.compile(rb"\bVNI-[A-Z]"), "vni"),
)
_OURS = {
    "tcvn": "tcvn3", "tcvn3": "tcvn3", "tcvn5712": "tcvn3", "tcvn57121": "tcvn3", "xviettcvn5712": "tcvn3",
    "vni": "vni", "xvietvni": "vni", "ascii": "windows-1252", "usascii": "windows-1252",
    "iso88591": "windows-1252", "latin1": "windows-1252", "cp1252": "windows-1252", "cp1258": "windows-1258",
}  # fmt: skip
_FOREIGN = re.compile(
    r"cp(?:125[0134567]|874|932|949|950)|iso8859-(?:[2-9]|1\d)|koi8-[ru]|gb(?:2312|k|18030)|big5|euc_(?:jp|kr)|shift_jis"
)


def _claims(body: bytes, declared: str | None) -> tuple[str, ...]:
    """The encodings named by fonts, headers and markup, most to be believed first, by our names."""
    head = body[:_SNIFFED]
    fonts = [name for sign, pattern, name in _FONTS if sign in body and pattern.search(body)]
    stated = [found[1].decode("ascii", "ignore") for pattern in (_CHARSET, _PROLOG) if (found := pattern.search(head))]
    known = [name for label in (declared, *stated) if label and (name := _known(label))]
    return tuple(dict.fromkeys(fonts + known))


def _known(label: str) -> str | None:
    """Our name of an encoding we may use. A label is a stranger's word: Python has codecs that are none."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        name = label
    ours = _OURS.get(re.sub(r"[^a-z0-9]", "", name.lower()))
    return ours or (name if name == "utf-8" or _FOREIGN.fullmatch(name) else None)


def _in_foreign(body: bytes, claims: tuple[str, ...]) -> Decoded | None:
    """What claims to be in an encoding of another script and is so without a fault."""
    for name in filter(_FOREIGN.fullmatch, claims):
        text = _strict(body, name)
        if text is not None and _best_vietnamese(read_windows_1252(body)) is None:
            return Decoded(text, name)
    return None


# --- judging -----------------------------------------------------------------------------

# Letters of Vietnamese alone: text that has them was decoded rightly.
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9\u01a0\u01a1\u01af\u01b0\u0300\u0301\u0303\u0309\u0323]")
_PROGRAM = re.compile(r"<(/?)(?:script|style)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def _reading(encoding: str, text: str) -> _Reading:
    """How well the words with marks fit Vietnamese; plain words say nothing."""
    words = [word for word in words_of(text[:_JUDGED]) if not word.isascii()]
    return _Reading(encoding, text, len(words), sum(map(is_syllable, words)) / len(words) if words else 0.0)


def _best_vietnamese(latin: str) -> _Reading | None:
    readings = [_reading(name, read(latin)) for name, read in READINGS.items()]
    best = max(readings, key=lambda reading: reading.fit)
    return best if best.words >= 2 and best.fit >= _GOOD_FIT else None


def _in_legacy(latin: str, claims: tuple[str, ...]) -> Decoded:
    """One byte for a letter, in the claimed reading or the one that is clearly better."""
    first = next((name for name in claims if name in READINGS and name != "utf-8"), "windows-1252")
    claimed = _reading(first, READINGS[first](latin) if first in READINGS else latin)
    best = _best_vietnamese(latin)
    chosen = best if best and best.fit >= claimed.fit + _CLEARLY_BETTER else claimed
    doubtful = chosen.words >= 2 and chosen.fit < _GOOD_FIT
    return Decoded(chosen.text, chosen.encoding, bool(claims) and chosen.encoding not in claims, doubtful)


def _reread(text: str) -> _Reading | None:
    """A better reading of text that was once taken for windows-1252, if there is one.

    All its words must look Vietnamese then, not the marked ones alone: an English text may
    have two words with marks that happen to make syllables.
    """
    if text.isascii() or _VIETNAMESE.search(text):
        return None
    best = _best_vietnamese(text)
    if best is None or best.fit < _reading("", text).fit + _CLEARLY_BETTER:
        return None
    return best if gauge(_without_markup(best.text[:_JUDGED])).syllables >= _GOOD_FIT else None


def _without_markup(text: str) -> str:
    pieces = _PROGRAM.split(text)
    shown = [pieces[0], *(piece for slash, piece in zip(pieces[1::2], pieces[2::2], strict=True) if slash)]
    return _TAG.sub(" ", " ".join(shown))

"""How much a text looks like Vietnamese: tells good text from mojibake and from broken PDF text.

Measured by DOMAIN 2.4 (well-formed syllables / words with a diacritic): good .965/.85, TCVN3
read as Latin .335/.69, UTF-8 read as windows-1252 .54/.70, lost PDF letters .81/.59,
lost blanks .03/.94, unaccented .81/0, English .23/0. No dictionary is needed.
"""

import re
from dataclasses import dataclass

from hub.vietnamese.syllables import is_syllable, split_tone
from hub.vietnamese.text import composed

# Words end at ASCII signs and at the usual typographic ones, not at ¸ or ®: in text that was
# decoded wrongly those stand for letters.
_WORD = re.compile(r"[^\s\x00-@\[-`{-~“”‘’–—…•]+")
_ABBREVIATION = re.compile(r"[A-ZĐƯƠÔÂÊĂ]{1,8}")
_VOWEL = re.compile("[aeiouyăâêôơư]", re.IGNORECASE)
_UNITS = frozenset({
    "kg", "km", "mm", "cm", "dm", "ml", "mg", "kw", "kv", "kwh", "tr", "tp", "tx", "đvt", "vnđ", "vnd", "stt",
})  # fmt: skip
# letters that stand for nothing: lost in decoding, or a font's own (private use); alone they are bullets
_LOST = "\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff"
_MEANINGLESS = re.compile(rf"(?<=[\w{_LOST}])[{_LOST}]")
_FOREIGN = re.compile(
    "[^\x00-\x7f\xa0ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ“”‘’–—…•]"
)  # what no Vietnamese line has, composed
_ADDRESS = re.compile(r"(?<!\S)\S*(?:://|@|www\.|\.vn\b|\.com\b)\S*", re.IGNORECASE)
_RUN_OF_SIGNS = re.compile(r"([^\w\s])(?:\s*\1)+")
_JUDGED = 200_000  # characters: more of a text tells no more of it
_VIETNAMESE_MARKS = 0.3  # no other language has so many words with marks


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1: words that are well-formed syllables, and words with a diacritic."""

    syllables: float
    marks: float

    @property
    def is_good(self) -> bool:
        """Whether this is Vietnamese one can index without a second look."""
        return self.syllables >= 0.9 and self.marks >= 0.5


def gauge(text: str) -> Quality:
    """The quality of a text; nothing without words is of any quality.

    >>> gauge("Ủy ban nhân dân tỉnh quyết định").is_good, gauge("Uû ban nh©n d©n tØnh quyÕt ®Þnh").is_good
    (True, False)
    """
    words = [word for word in words_of(text) if not _is_abbreviation(word)]
    if not words:
        return Quality(0.0, 0.0)
    return Quality(sum(map(is_syllable, words)) / len(words), sum(not word.isascii() for word in words) / len(words))


def is_garbled(text: str) -> bool:
    """Whether what is read of a document is not its text: letters or blanks were lost, or stand for others.

    Other languages, tables of codes and texts without marks are none of that; nor is what says nothing.

    >>> is_garbled("CăncNghịđịnhsố64/2007/NĐ-CPngày10tháng4năm2007"), is_garbled("Price list of 2010: cement, 12 kg")
    (True, False)
    """
    judged = _ADDRESS.sub(" ", text[:_JUDGED])
    words = [word for word in words_of(judged) if not _is_abbreviation(word)]
    if len(_MEANINGLESS.findall(judged)) * 50 > len("".join(words)) or _is_mostly_signs(judged):
        return True
    marked = [word for word in words if not word.isascii()]
    if len(marked) < _VIETNAMESE_MARKS * len(words) or not marked:
        return False
    sound = sum(map(is_syllable, marked)) / len(marked)
    torn = sum(map(_is_torn, words))
    return sound < 0.75 or (torn > 0.04 * len(words) and not gauge(judged).is_good)


def is_misread(line: str) -> bool:
    """Whether a cleaned line, as a title, was read by a wrong table of letters: as `is_garbled`, at a tenth of its cost
    where all its letters are Vietnamese.

    >>> is_misread("Th\ufffdng b\ufffdo"), is_misread("QuyÕt ®Þnh cña Uû ban"), is_misread("Thông báo")
    (True, True, False)
    """
    return bool(_FOREIGN.search(line)) and is_garbled(line)


def _is_torn(word: str) -> bool:
    """Whether a word has lost its vowel; units and points of a list never had one."""
    return len(word) > 1 and word.lower() not in _UNITS and not _VOWEL.search(split_tone(word)[0])


def _is_mostly_signs(text: str) -> bool:
    """Whether signs outnumber letters and figures, the dotted lines of a form counted once."""
    plain = "".join(_RUN_OF_SIGNS.sub(r"\1", text).split())
    return sum(map(str.isalnum, plain)) * 2 < len(plain)


def words_of(text: str) -> list[str]:
    """The words, with whatever stands in them that is not ASCII."""
    return _WORD.findall(composed(text))


def _is_abbreviation(word: str) -> bool:
    return bool(_ABBREVIATION.fullmatch(word)) and not is_syllable(word)

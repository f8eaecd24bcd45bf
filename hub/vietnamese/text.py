"""Vietnamese text made comparable: cleaned once at the door, then two keys to find it by.

`clean` repairs what machines did to a text and changes no word of it; tone placement
(hòa, hoà) and i or y (lí, lý) are a matter of the keys alone, for both spellings are right.
Legacy bytes are to be decoded before (`hub.vietnamese.encodings`): TCVN3 writes ư as the
soft hyphen and é as the letter Eth, both of which `clean` takes away.
"""

import html
import re
import unicodedata
from functools import lru_cache

from hub.vietnamese.places import LONGEST_NAME, is_place
from hub.vietnamese.syllables import TONES, is_syllable, split_tone

_MEMO = 1 << 18
"""Raw words remembered by each key: a province writes some 50,000 different ones."""

# --- cleaning ----------------------------------------------------------------------------

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\ufeff"
    + "".join(map(chr, range(0x200B, 0x2010)))
    + "".join(map(chr, range(0x202A, 0x202F)))
    + "".join(map(chr, range(0x2060, 0x2070)))
)
# Tab, line feed, form feed and their like are blanks; the other controls are not allowed in XML.
_DROPPED = re.compile(
    "[" + re.escape(_INVISIBLE) + "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Whatever is not surely right as it is: neither a mark, nor dropped, nor mended. Looking for it costs a
# twentieth of mending, and nearly always finds mending needless.
_UNUSUAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\xac\xae-\xcf\xd1-\xef\xf1-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e]")

# `&amp;amp;lt;` of a feed that was escaped at every stage; a whole chain goes at once.
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0*38(?![0-9])|#[xX]0*26(?![0-9a-fA-F]));?)+")
_LONG_NUMBER = re.compile(r"&#([0-9]{8,})")
# `phograve;ng`, `ldquo;Đẩy mạnh`: seen where a CMS lost the ampersand (DOMAIN F6).
_LOST_AMPERSAND = re.compile(
    r"(?<!&)(?:[AEIOUYaeiouy](?:acute|grave)|[AEIOUaeiou]circ|[AIOUaiou]tilde"
    r"|[lr][sd]quo|[nm]dash|hellip|nbsp|quot);"
)
_PASSES = 3
# A run of marks is put in order by sorting that is quadratic: 250 KB of them take 12 s. No script needs
# more than a few on one letter; UAX 15 lets streams stop at 30.
_MOST_MARKS = 30
_MAY_BE_MARKS = re.compile(rf"[^\w\x00-\x7f]{{{_MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    """The text on one line as it was meant: entities, invisible letters, Eth and form mended.

    Idempotent, the same for composed and decomposed input, and safe to write into XML.

    >>> clean(" Qu&amp;#7889;c\\u00a0kh&aacute;nh\\n phograve;ng QÐ-UBND\\u200b ")
    'Quốc khánh phòng QĐ-UBND'
    """
    return " ".join(_until_stable(text).split())


def is_flawless(text: str) -> bool:
    """Whether `clean` has nothing to do on a text, nor on any part of it, but to level its blanks.

    >>> is_flawless("Quốc\\n khánh"), is_flawless("QÐ-UBND"), is_flawless("phograve;ng")
    (True, False, False)
    """
    return "&" not in text and ";" not in text and not _UNUSUAL.search(text)


def clean_lines(text: str) -> str:
    """`clean` for a text of several lines: the lines stay, empty ones are left out.

    >>> clean_lines("Điều 1.\\u00a0 Phạm vi \\r\\n\\n\\n Điều 2. ")
    'Điều 1. Phạm vi\\nĐiều 2.'
    """
    lines = (" ".join(line.split()) for line in _until_stable(text).splitlines())
    return "\n".join(line for line in lines if line)


def composed(text: str) -> str:
    """The text in NFC, without the marks of a letter beyond the thirtieth."""
    return unicodedata.normalize("NFC", _MAY_BE_MARKS.sub(_fewer_marks, text))


def _fewer_marks(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for letter in found[0]:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def mend(markup: str) -> str:
    """`clean` for markup: letters alone are made right, entities and blanks stay as they are.

    >>> mend("<pre>QÐ  &lt;1&gt;\u200b</pre>")
    '<pre>QĐ  &lt;1&gt;</pre>'
    """
    if not _UNUSUAL.search(markup):
        return markup
    return composed(_DROPPED.sub("", markup).replace("Ð", "Đ").replace("ð", "đ"))


def unescape(text: str) -> str:
    """HTML entities resolved until nothing changes, in three passes at most, lost ampersands found.

    What still changes after that was made to (no page nests deeper): it loses its `&` and `;`.

    >>> unescape("&amp;amp;lt;b&amp;gt; ngh&ograve; ldquo;x&rdquo;")
    '<b> nghò “x”'
    """
    for _ in range(_PASSES):
        once = _unescape_once(text)
        if once == text:
            return text
        text = once
    return text if _unescape_once(text) == text else _defused(text)


def _until_stable(text: str) -> str:
    for _ in range(_PASSES):
        if "&" not in text and ";" not in text:
            return mend(text)
        text = _one_pass(text)
    return text if _one_pass(text) == text else _one_pass(_defused(text))


def _one_pass(text: str) -> str:
    return mend(unescape(composed(_DROPPED.sub("", text))))


def _unescape_once(text: str) -> str:
    if "&" in text:
        text = _LONG_NUMBER.sub(_short_number, _AMPERSANDS.sub("&", text))
        text = html.unescape(text)
    return _LOST_AMPERSAND.sub(lambda found: html.unescape(f"&{found[0]}"), text) if ";" in text else text


def _short_number(found: re.Match[str]) -> str:
    """A number of eight digits is no letter any more; thousands of digits would be an error."""
    return f"&#{found[1].lstrip('0')[:8] or '0'}"


def _defused(text: str) -> str:
    return text.replace("&", "").replace(";", "")


# --- keys --------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+")
_OPEN_I = re.compile(r"(b|ch|d|đ|g|h|k|kh|l|m|n|ngh|nh|ph|qu|r|s|t|th|tr|v|x)i")
# The horn is often typed once for both letters or on the wrong one: nưóc, nuơc for nước.
_HALF_HORN = re.compile(r"ưo|uơ(?=[a-z])")
_TONE_DIGITS = str.maketrans(TONES, "12345")


def fold(text: str) -> str:
    """The fold key: lower case, đ to d, no marks at all, single blanks; the rest stays.

    >>> fold("Ủy ban nhân dân  tỉnh ĐẮK LẮK, số 12/QĐ-UBND")
    'uy ban nhan dan tinh dak lak, so 12/qd-ubnd'
    """
    return " ".join(filter(None, map(_fold_word, text.split())))


def tone_key(text: str) -> str:
    """The accent key: letters with their marks, the tone behind as a digit, one key per syllable.

    Tone placement, i or y in open syllables, Eth and a misplaced horn make no difference.
    Anything but letters and digits divides.

    >>> tone_key("Hoà Bình, QUÍ hai: nưóc")
    'hoa2 binh2 quy1 hai nươc1'
    >>> tone_key("hòa") == tone_key("hoà"), tone_key("lí") == tone_key("lý"), tone_key("túi") == tone_key("túy")
    (True, True, False)
    """
    return " ".join(filter(None, map(_tone_word, text.split())))


def slug(text: str) -> str:
    """Folded, with one `-` for anything that is no Latin letter or digit: for addresses.

    >>> slug("Sở Lao động - Thương binh & Xã hội")
    'so-lao-dong-thuong-binh-xa-hoi'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


@lru_cache(maxsize=_MEMO)
def _fold_word(word: str) -> str:
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.lower().replace("đ", "d").replace("ð", "d"))
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


@lru_cache(maxsize=_MEMO)
def _tone_word(word: str) -> str:
    word = unicodedata.normalize("NFC", word.lower().replace("ð", "đ"))
    return " ".join(map(_syllable_key, _TOKEN.findall(word)))


def _syllable_key(token: str) -> str:
    letters, tones = split_tone(token)
    letters = _HALF_HORN.sub("ươ", letters)
    if _OPEN_I.fullmatch(letters):
        letters = f"{letters[:-1]}y"
    return letters + tones.translate(_TONE_DIGITS)


# --- showing -----------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_ROMAN = re.compile(r"[IVX]+")
_COUNTED = re.compile(r"(?:quý|kh[oó][aá]|thứ|hạng|kỳ|kì|chương|phần|loại|cấp|vùng|khu vực|đợt)\s+\Z", re.IGNORECASE)


def sentence_case(title: str) -> str:
    """A cleaned title set in capitals throughout, in sentence case; any other title as it is.

    Abbreviations, document numbers, Roman numerals and names of provinces keep their capitals.

    >>> sentence_case("THÔNG BÁO TUYỂN DỤNG CỦA UBND TỈNH KHÁNH HOÀ QUÝ II NĂM 2010 (QĐ 12/QĐ-UBND)")
    'Thông báo tuyển dụng của UBND tỉnh Khánh Hoà quý II năm 2010 (QĐ 12/QĐ-UBND)'
    >>> sentence_case("Thông báo của UBND")
    'Thông báo của UBND'
    """
    words = [found[0] for found in _WORD.finditer(title)]
    if not _is_shouted(title, words):
        return title
    return _capitalised(_with_names(_WORD.sub(_lowered, title)))


def _is_shouted(title: str, words: list[str]) -> bool:
    small, great = sum(map(str.islower, title)), sum(map(str.isupper, title))
    return great > 9 * small and sum(map(is_syllable, words)) >= 3


def _lowered(found: re.Match[str]) -> str:
    """A word (a syllable, or with a tone) in small letters, but not a number: VI in `khóa VI`, not in `phạm vi`."""
    word = found[0]
    before = found.string[max(found.start() - 12, 0) : found.start()]
    is_number = _ROMAN.fullmatch(word) and _COUNTED.search(before)
    is_word = is_syllable(word) or split_tone(word)[1]
    return word.lower() if is_word and not is_number else word


def _with_names(text: str) -> str:
    spans = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    pieces, done, place = [], 0, 0
    while place < len(spans):
        count = _name_length(text, spans[place : place + LONGEST_NAME])
        start, end = spans[place][0], spans[place + max(count, 1) - 1][1]
        pieces += [text[done:start], text[start:end].title() if count else text[start:end]]
        done, place = end, place + max(count, 1)
    return "".join(pieces) + text[done:]


def _name_length(text: str, spans: list[tuple[int, int]]) -> int:
    """How many of these words make a name of the list."""
    for count in range(len(spans), 1, -1):
        phrase = text[spans[0][0] : spans[count - 1][1]]
        if phrase.islower() and is_place(phrase):
            return count
    return 0


def _capitalised(text: str) -> str:
    place = next((place for place, letter in enumerate(text) if letter.isalpha()), 0)
    return text[:place] + text[place : place + 1].upper() + text[place + 1 :]

"""What came out of a keyboard whose Vietnamese was off: `ddaats ddai` (Telex) and `d9a61t d9ai` (VNI) are `đất đai`."""

import re
from functools import lru_cache
from unicodedata import normalize

from hub.vietnamese.syllables import TONES, is_syllable

_WORD = re.compile(r"[^\W_]+")
_TELEX_TONES = dict(zip("sfrxj", TONES, strict=True))
_VNI_TONES = dict(zip("12345", TONES, strict=True))
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_VOWELS = "aăâeêioôơuưy"
_LONGEST = 12  # nghieengj, with room


def as_meant(text: str) -> str:
    """The text with every word that is no syllable but the keys of one put right; else as it is.

    >>> as_meant("Uyr ban nhaan daan tinhr"), as_meant("quyeets ddinhj 12/QD-UBND"), as_meant("nha1 trang")
    ('Uỷ ban nhân dân tỉnh', 'quyết định 12/QD-UBND', 'nhá trang')
    """
    return _WORD.sub(lambda found: read_keys(found[0]) or found[0], normalize("NFC", text))


@lru_cache(maxsize=4096)
def read_keys(word: str) -> str | None:
    """The syllable whose keys, in Telex or VNI, make up a word that is none itself.

    >>> read_keys("dduwowngf"), read_keys("d9uo7ng2"), read_keys("ban"), read_keys("UBND")
    ('đường', 'đường', None, None)
    """
    if len(word) > _LONGEST or not word.isascii() or (len(word) > 1 and word.isupper()):
        return None
    if is_syllable(word) and "oo" not in word.lower():  # xoong and boong are rare, the keys of ông are not
        return None
    read = _vni(word.lower()) if any(map(str.isdigit, word)) else _telex(word.lower())
    if not read or not is_syllable(read):
        return None
    return read[0].upper() + read[1:] if word[0].isupper() else read


def _telex(word: str) -> str | None:
    letters, tone = "", ""
    for key in word:
        has_vowel = any(letter in _VOWELS for letter in letters)
        if key in _TELEX_TONES and has_vowel:
            tone = _TELEX_TONES[key]
        elif key == "w":
            letters = _horned(letters) or _changed(letters, _BREVE) or f"{letters}ư"
        elif key == "d" and letters[:1] == "d":
            letters = f"đ{letters[1:]}"
        else:
            # The second of two equal letters may come late: tiengse.
            doubled = _changed(letters, {key: _CIRCUMFLEX[key]}) if key in _CIRCUMFLEX else None
            letters = doubled or letters + key
    return _toned(letters, tone)


def _vni(word: str) -> str | None:
    letters, tone = "", ""
    for key in word:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
            continue
        tables = {"6": _CIRCUMFLEX, "8": _BREVE}
        if key == "7":
            changed = _horned(letters)
        elif key == "9":
            changed = f"đ{letters[1:]}" if letters[:1] == "d" else None
        else:
            changed = _changed(letters, tables[key]) if key in tables else letters + key
        if changed is None or key == "0":
            return None
        letters = changed
    return _toned(letters, tone)


def _horned(letters: str) -> str | None:
    return letters.replace("uo", "ươ") if "uo" in letters else _changed(letters, _HORN)


def _changed(letters: str, table: dict[str, str]) -> str | None:
    """The letters with the last of their vowels changed; None where it is none of the table."""
    for place in reversed(range(len(letters))):
        if letters[place] in table:
            return letters[:place] + table[letters[place]] + letters[place + 1 :]
        if letters[place] in _VOWELS and letters[place] not in "iyu":
            return None
    return None


def _toned(letters: str, tone: str) -> str:
    """The syllable with its tone where it is written: on a marked vowel, else before the last or on the only one."""
    start = 2 if letters[:2] in ("qu", "gi") and any(letter in _VOWELS for letter in letters[2:]) else 0
    vowels = [place for place in range(start, len(letters)) if letters[place] in _VOWELS]
    if not tone or not vowels:
        return letters
    marked = [place for place in vowels if letters[place] in "ăâêôơư"]
    is_open = vowels[-1] == len(letters) - 1
    usual = vowels[-2] if is_open and len(vowels) > 1 else vowels[-1]
    if is_open and len(vowels) == 2 and letters[vowels[0] : vowels[0] + 2] in ("oa", "oe", "uy"):
        usual = vowels[-1]
    place = marked[-1] if marked else usual
    return normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])

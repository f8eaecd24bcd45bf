"""What a Vietnamese syllable may look like: onset, rime and tone, by structure and without a dictionary.

A syllable is `[onset] rime` with at most one tone. That is enough to tell Vietnamese from
text in the wrong encoding, from text that lost its blanks, and from abbreviations.
"""

import re
import unicodedata
from functools import lru_cache

TONES = "\u0301\u0300\u0309\u0303\u0323"
"""The combining tone marks sắc, huyền, hỏi, ngã, nặng, in this order."""

_SHORT_TONES = frozenset("\u0300\u0309\u0303")

_RIMES = """
a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu  i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot ooc oong  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt
oe oem oen oeo oet  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uênh  uôc uôi uôm uôn uông uôt  uơ uy uya uych uyên uyêt
uyn uynh uyp uyt uyu  ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
"""
_AFTER_QU = """
a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  ân âng ât âu ây  e en eng eo et  ê êch ên ênh êt
i ich in inh it iu  y ych yên yêt yn ynh yt  ơ ôc
"""
_BEFORE_FRONT = r"(?=[eêiy])"
_BEFORE_BACK = r"(?![eêiy])"


def _one_of(rimes: str) -> str:
    return "|".join(sorted(rimes.split(), key=len, reverse=True))


_SYLLABLE = re.compile(
    rf"(?:(?:k|gh|ngh){_BEFORE_FRONT}|(?:c|ng){_BEFORE_BACK}|g(?![eêy])"
    rf"|b|ch|d|đ|h|kh|l|m|n|nh|ph|r|s|t|th|tr|v|x)?(?:{_one_of(_RIMES)})"
    rf"|qu(?:{_one_of(_AFTER_QU)})"
    rf"|gi(?:{_one_of(_RIMES)})"
    rf"|(?:h|k|l|m|s|t|th|v|b)?y|yêm|yên|yêng|yêt|yêu"
)
_STOPPED = re.compile(r"(?:[ptc]|ch)\Z")


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Whether a word is a well-formed Vietnamese syllable, in any case, form and tone placement.

    >>> [is_syllable(word) for word in ("quyết", "HOÀ", "hoa", "UBND", "ViÖt", "nghịđịnh")]
    [True, True, True, False, False, False]
    """
    letters, tones = split_tone(word.lower())
    if len(tones) > 1 or not _SYLLABLE.fullmatch(letters):
        return False
    return not (tones and tones in _SHORT_TONES and _STOPPED.search(letters))


def split_tone(word: str) -> tuple[str, str]:
    """The word without its tone marks, in NFC, and the tone marks that stood in it.

    >>> split_tone("huyện") == ("huyên", "\u0323")
    True
    """
    if word.isascii():
        return word, ""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in parts if mark in TONES)
    if not tones:
        return unicodedata.normalize("NFC", parts), ""
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES)), tones

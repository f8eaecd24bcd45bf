"""What text becomes before it is searched: syllables, each under two keys.

No word segmentation and no stop words: segmenters reach .17 to .35 precision on queries without
marks, pairs of folded syllables .97; English stop words hit 1.9 % of folded syllables (an toàn, y tế).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from hub.records import Document
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.numbers import parse_number
from hub.vietnamese.text import clean, fold, slug, tone_key

# A letter or digit, then also combining marks and what editors hide inside words (soft hyphen, zero width).
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff])*")
# i and y are one at the end of an open syllable (kỹ = kĩ), without marks as they are with them in `tone_key`.
OPEN_I = re.compile(r"(?:qu|[bcdghklmnprstvx]{1,3})i")
LONGEST_KEY = 48
LONGEST_TEXT = 200_000
LONGEST_NAME = 8
# Between a syllable without its marks and with them, in the term of a spelling.
SPELLED = "\0"
_DAY = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The fields of a document beside its syllables.
KEYWORDS = ("number", "cites", "agency", "section", "type", "source", "year", "withdrawn", "files", "signer")


@dataclass(frozen=True, slots=True)
class Syllable:
    """One word of text: without marks, and with them where it has any (else `marked` is empty)."""

    folded: str
    marked: str = ""

    @property
    def key(self) -> str:
        """The term of this spelling; all spellings of a syllable stand side by side in a sorted list of terms."""
        return f"{self.folded}{SPELLED}{self.marked}"


class Place(NamedTuple):
    """A syllable and where it stands in the text it was read from."""

    syllable: Syllable
    start: int
    end: int


@lru_cache(maxsize=65_536)
def syllable(word: str) -> Syllable:
    """The keys of one word, however it is spelled, encoded or capitalised.

    >>> syllable("ĐẤT").folded, syllable("kĩ") == syllable("kỹ"), syllable("an").marked
    ('dat', True, '')
    """
    plain = clean(word)[:LONGEST_KEY]
    folded = "".join(character for character in fold(plain) if character.isalnum())
    has_marks = folded != plain.lower()
    marked = "".join(tone_key(plain).split()) if has_marks else ""
    return Syllable(_level(folded), marked)


def _level(folded: str) -> str:
    """One spelling for i and y, and for numbers with zeros before them (05/9 = 5/9)."""
    if folded.isdecimal():
        return folded.lstrip("0") or "0"
    return folded[:-1] + "y" if OPEN_I.fullmatch(folded) else folded


def places(text: str) -> Iterator[Place]:
    """The syllables of a text with their offsets in it, whatever its normal form."""
    for match in WORD.finditer(text):
        keys = syllable(match[0])
        if keys.folded:
            yield Place(keys, *match.span())


def syllables(text: str) -> tuple[Syllable, ...]:
    """The syllables of a text (at most LONGEST_TEXT of them, so that one file cannot fill the index)."""
    found = (syllable(match.group()) for match in WORD.finditer(text))
    return tuple(keys for keys, _ in zip(found, range(LONGEST_TEXT), strict=False) if keys.folded)


def folded(words: Iterable[Syllable]) -> tuple[str, ...]:
    """The folded keys."""
    return tuple(word.folded for word in words)


def written(words: Iterable[Syllable]) -> tuple[str, ...]:
    """The keys as written: with marks where there are any."""
    return tuple(word.marked or word.folded for word in words)


def number_key(words: Sequence[Syllable]) -> str:
    """A document number, or its beginning, as one term.

    >>> number_key(syllables("1234/QĐ-UBND"))
    '1234-qd-ubnd'
    """
    return "-".join(folded(words))


def read_number(text: str) -> str:
    """The term of a document number in any spelling, or of its beginning.

    >>> read_number("0012 /QÐ-UBND")
    '12-qd-ubnd'
    """
    number = parse_number(text)
    return number_key(syllables(number.canonical if number else text))


def microseconds(moment: datetime) -> int:
    """A moment as an index keeps it: microseconds since 1970, UTC."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def midnight(day: date) -> int:
    """When a Vietnamese day begins, as an index keeps it."""
    return microseconds(datetime.combine(day, time(), VIETNAM))


def moments_of(first: date | None, last: date | None) -> tuple[int | None, int | None]:
    """From when to before when some Vietnamese days are, both included."""
    return midnight(first) if first else None, midnight(last) + _DAY if last else None


def keywords_of(document: Document) -> Mapping[str, tuple[str, ...]]:
    """The terms of a document beside its syllables, by field (KEYWORDS)."""
    year = str(document.published.astimezone(VIETNAM).year)
    return {
        "number": _number_terms(document.number, year),
        "cites": tuple(term for number in document.numbers for term in _number_terms(number)),
        "agency": _keyword(document.agency),
        "section": _keyword(document.section),
        "type": _keyword(document.type),
        "source": _keyword(document.source),
        "year": (year,),
        "withdrawn": ("yes",) if document.withdrawn else (),
        "files": ("yes",) if document.has_files else (),
        "signer": _names(document.signer) if document.signer else (),
    }


def _number_terms(printed: str, published: str = "") -> tuple[str, ...]:
    """A number without its year and with it; a bare number is found by its notice's year too."""
    number = parse_number(printed)
    words = syllables(number.canonical if number else printed)
    year = str(number.year) if number and number.year else ""
    bare = tuple(word for place, word in enumerate(words) if place != 1 or word.folded != year)
    dated = (*bare[:1], Syllable(year or published), *bare[1:]) if bare and (year or published) else ()
    return tuple(number_key(form) for form in (bare, dated) if form)


@lru_cache(maxsize=4096)
def _names(full: str) -> tuple[str, ...]:
    """A name and all its parts: who knows only the given name finds it too.

    >>> _names("Lê Hữu Hoàng")
    ('hoang', 'huu', 'huu-hoang', 'le', 'le-huu', 'le-huu-hoang')
    """
    words = slug(full).split("-")[:LONGEST_NAME]
    ends = range(1, len(words) + 1)
    return tuple(sorted({"-".join(words[start:end]) for end in ends for start in range(end)} - {""}))


@lru_cache(maxsize=4096)
def _keyword(value: str) -> tuple[str, ...]:
    return (slug(value),) if slug(value) else ()

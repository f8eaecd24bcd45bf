"""Did you mean: queries near one that found nothing, which do find something.

A word that the index has never seen is most likely mistyped; where it knows them all, its rarest ones are tried. Near
is what one letter more, less, another or exchanged makes of a word, or a blank that was left out. Bounded: of a few
words a few hundred spellings are looked up, of those the index knows the most frequent are tried.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_

from hub.records import Filters
from hub.vietnamese.syllables import is_syllable
from hub.vietnamese.text import fold
from search_index.analysis import WORD, Syllable, syllable
from search_index.lexing import QUOTES
from search_index.matching import matches
from search_index.narrowing import allowed, limits_of
from search_index.postings import Postings
from search_index.reading import Reading, read_query
from search_index.tree import Words
from search_index.typed_numbers import typed_numbers

MOST_WORDS = 12
MOST_DOUBTED = 3
MOST_TRIED = 5
MOST_SHOWN = 3
SHORTEST, LONGEST = 2, 24
_LETTERS = "abcdeghiklmnopqrstuvxy"


def suggestions(reading: Reading, filters: Filters, segments: Sequence[Postings]) -> Iterator[str]:
    """Texts near what was read, the likeliest first, each of which finds documents with all its words."""
    words = [word for leaf in reading.query.leaves if isinstance(leaf, Words) for word in leaf.words]
    if not words or len(words) > MOST_WORDS:
        return
    limits = limits_of(filters)
    found = _Words(segments, [allowed(limits, segment) for segment in segments])
    text, unknown = reading.text, [word for word in words if not found.knows(word.folded)]
    for word in unknown[:-1][:MOST_DOUBTED]:
        best = next(iter(found.near(_typed(text, word), ())), None)
        text = _replaced(text, word, best) if best else text
    doubted = unknown[-1:] or found.rarest(words)
    yield from _ranked(found, text, words, doubted)


def looser(reading: Reading, filters: Filters, segments: Sequence[Postings]) -> Iterator[str]:
    """The text without what may be asked too exactly, quotation marks and numbers, where that finds something."""
    without_quotes = re.sub(f"[{QUOTES}]", " ", reading.text)
    without_numbers = reading.text
    for number in reversed(typed_numbers(reading.text)):
        without_numbers = without_numbers[: number.start] + without_numbers[number.end :]
    for text in (" ".join(without_quotes.split()), " ".join(without_numbers.split())):
        query = read_query(text).query
        sets = (matches(query.root, segment) & allowed(limits_of(filters), segment) for segment in segments)
        if query.leaves and text != reading.text and any(sets):
            yield text


def _ranked(found: "_Words", text: str, words: Sequence[Syllable], doubted: Iterable[Syllable]) -> Iterator[str]:
    tried: list[tuple[int, str]] = []
    for word in doubted:
        others = [other.folded for other in words if other != word and found.knows(other.folded)]
        for spelling in found.near(_typed(text, word), others):
            tried.append((found.count([*others, *_folded(spelling)]), _replaced(text, word, spelling)))
    tried.sort(key=lambda one: -one[0])
    yield from dict.fromkeys(new for count, new in tried[:MOST_SHOWN] if count)


class _Words:
    """What the index knows of words."""

    def __init__(self, segments: Sequence[Postings], open_to: Sequence[int]) -> None:
        self._segments, self._open_to = segments, open_to

    def knows(self, folded: str) -> bool:
        return any(segment.character(folded) for segment in self._segments)

    def count(self, folded: Iterable[str]) -> int:
        """How many documents hold all of these."""
        wanted = [*folded]
        together = (
            reduce(and_, (segment.spelled("words", word) for word in wanted), open_to)
            for segment, open_to in zip(self._segments, self._open_to, strict=True)
        )
        return sum(bits.bit_count() for bits in together)

    def rarest(self, words: Iterable[Syllable]) -> list[Syllable]:
        return sorted(dict.fromkeys(words), key=lambda word: self.count([word.folded]))[:MOST_DOUBTED]

    def near(self, typed: str, others: Sequence[str]) -> list[str]:
        """Known spellings near a word, first those that stand most often beside the others."""
        own = syllable(typed).folded
        known = [one for one in _near(typed) if all(map(self.knows, _folded(one))) and _folded(one) != (own,)]
        counts = {one: self.count([*others, *_folded(one)]) for one in known}
        return sorted(known, key=lambda one: -counts[one])[:MOST_TRIED]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(syllable(word).folded for word in text.split())


def _near(word: str) -> Iterator[str]:
    """One letter more, less, another, two exchanged; or syllables without the blanks between them."""
    if not SHORTEST <= len(word) <= LONGEST or any(map(str.isdigit, word)):
        return
    seen: set[str] = set()
    for one in [*_split(word), *_edited(word)]:
        if fold(one) not in seen:
            seen.add(fold(one))
            yield one


def _edited(word: str) -> Iterator[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (left + right[1:] for left, right in cuts if right and len(word) > SHORTEST)
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    yield from (left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS)
    yield from (left + letter + right for left, right in cuts for letter in _LETTERS)


def _split(word: str, most: int = 4) -> Iterator[str]:
    """`nhatrang` as syllables, those with fewer first."""
    if is_syllable(word):
        yield word
    elif most > 1:
        for place in reversed(range(1, len(word))):
            if is_syllable(word[:place]):
                yield from (f"{word[:place]} {rest}" for rest in _split(word[place:], most - 1))


def _typed(text: str, word: Syllable) -> str:
    """How a word stands in the text."""
    return next((found[0].lower() for found in WORD.finditer(text) if syllable(found[0]) == word), word.folded)


def _replaced(text: str, word: Syllable, by: str) -> str:
    return WORD.sub(lambda found: by if syllable(found[0]) == word else found[0], text)

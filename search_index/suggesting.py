"""Did you mean: queries near one that found nothing, which do find something.

A word that the index has never seen is most likely mistyped; where it knows them all, its rarest ones are tried. Near
is what one letter more, less, another or exchanged makes of a word, or a blank that was left out. Bounded: of a few
words a few hundred spellings are looked up, of those the index knows the most frequent are tried.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
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
    limits = limits_of(filters)
    found = _Words(segments, [allowed(limits, segment) for segment in segments])
    words = _plain_words(reading.text)
    if words and len(words) <= MOST_WORDS:
        text, doubted = _doubted(found, reading.text, words)
        near = dict.fromkeys(_ranked(found, text, doubted))
        yield from islice((new for new in near if found.hold(new)), MOST_SHOWN)
    # What may have been asked too exactly: quotation marks and numbers.
    for text in _looser(reading.text):
        if text and text != reading.text and found.hold(text):
            yield text


def _plain_words(text: str) -> list[Syllable]:
    leaves = read_query(text).query.leaves
    return [word for leaf in leaves if isinstance(leaf, Words) for word in leaf.words]


def _doubted(found: "_Words", text: str, words: Sequence[Syllable]) -> tuple[str, list[Syllable]]:
    """The words that may be mistyped; of several that are unknown all but one are put right at once."""
    unknown = [word for word in dict.fromkeys(words) if not found.knows(word.folded)]
    for word in unknown[1:MOST_DOUBTED]:
        best = next(iter(found.near(_typed(text, word), ())), None)
        text = _replaced(text, word, best) if best else text
    return text, unknown[:1] or found.rarest(words)


def _ranked(found: "_Words", text: str, doubted: Iterable[Syllable]) -> Iterator[str]:
    """The text with one of the doubted words said otherwise, first what stands most often beside the others."""
    tried: list[tuple[int, str]] = []
    for word in doubted:
        others = [other.folded for other in _plain_words(text) if other != word]
        for spelling in found.near(_typed(text, word), others):
            tried.append((found.count([*others, *_folded(spelling)]), _replaced(text, word, spelling)))
    return (new for _, new in sorted(tried, key=lambda one: -one[0]))


def _looser(text: str) -> Iterator[str]:
    yield " ".join(re.sub(f"[{QUOTES}]", " ", text).split())
    for number in reversed(typed_numbers(text)):
        text = text[: number.start] + text[number.end :]
    yield " ".join(text.split())


class _Words:
    """What the index knows of words."""

    def __init__(self, segments: Sequence[Postings], open_to: Sequence[int]) -> None:
        self._segments, self._open_to = segments, open_to

    def knows(self, folded: str) -> bool:
        return any(segment.character(folded) for segment in self._segments)

    def hold(self, text: str) -> bool:
        """Whether a document holds all that a text asks for."""
        root = read_query(text).query.root
        pairs = zip(self._segments, self._open_to, strict=True)
        return any(matches(root, segment) & open_to for segment, open_to in pairs)

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

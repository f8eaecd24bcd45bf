"""Questions and pasted titles: many plain words, of which a good answer need not hold all.

Sets again. Each word weighs the more the rarer it is, 1 to 15, and the weights of the words that each document holds
are added up for all documents at once, bit by bit (`planes`); the heaviest few hundred are read off the planes from
the top. Only of these the sequences are read: how often words and neighbours stand in a document, for its length
(BM25), what is in the title counting more. So no query costs more than that, however large the index is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log

from search_index.analysis import Syllable
from search_index.bits import first_of, numbers_of
from search_index.matching import loosened, unit_sets
from search_index.postings import Postings
from search_index.sequences import BORDER
from search_index.tree import Node, Words

MANY = 8  # words from which on a query is a question; ủy ban nhân dân is one
FEW = 20  # as many notices with all the words, and nothing else is wanted
SHARES = (2, 3)
HEAVIEST = 15  # the weight of the rarest word
LOOKED_INTO = 400  # documents, the heaviest, whose sequences are read
MOST_READ = 100_000_000  # characters that are gone through for one query
SATURATION, LENGTH = 1.2, 0.75  # of BM25: what more of a word adds, and how much the length of a document counts
IN_TITLE, TOGETHER, OWN_MARKS = 2.0, 2.0, 0.2  # how much these count beside a word that stands anywhere


def question(root: Node) -> Words | None:
    """The plain words of a query that has many of them; None for others."""
    words, _ = loosened(root)
    return words if len(words.units) >= MANY else None


def planes(sets: Iterable[int], weights: Iterable[int]) -> list[int]:
    """For each bit of the sum of weights, the lowest first: the numbers whose sum has it.

    >>> [bin(plane) for plane in planes([0b011, 0b110], [1, 2])]
    ['0b11', '0b110']
    """
    sums: list[int] = []
    for members, weight in zip(sets, weights, strict=True):
        for bit in range(weight.bit_length()):
            carry, place = members if weight >> bit & 1 else 0, bit
            while carry:
                sums += [0] * (place + 1 - len(sums))
                sums[place], carry = sums[place] ^ carry, sums[place] & carry
                place += 1
    return sums


def reaching(sums: Sequence[int], least: int, among: int) -> int:
    """Those of a set whose sum is so much at least.

    >>> bin(reaching(planes([0b011, 0b110], [1, 2]), 2, 0b111))
    '0b110'
    """
    if least >> len(sums):
        return 0
    more, equal = 0, among
    for place in reversed(range(len(sums))):
        if least >> place & 1:
            equal &= sums[place]
        else:
            more |= equal & sums[place]
            equal &= ~sums[place]
    return more | equal


def heaviest(sums: Sequence[Sequence[int]], among: Sequence[int], count: int) -> list[int]:
    """Of sets in several segments those with the largest sums, so many in all; of equal ones the first.

    >>> heaviest([planes([0b011, 0b110], [1, 2])], [0b111], 2) == [0b110]
    True
    """
    taken, open_to = [0] * len(among), [*among]
    for place in reversed(range(max(map(len, sums), default=0))):
        bearing = [left & plane[place] if place < len(plane) else 0 for left, plane in zip(open_to, sums, strict=True)]
        if _size(bearing) >= count - _size(taken):
            open_to = bearing
        else:
            taken = [one | more for one, more in zip(taken, bearing, strict=True)]
            open_to = [left & ~more for left, more in zip(open_to, bearing, strict=True)]
    return [one | more for one, more in zip(taken, _first(open_to, count - _size(taken)), strict=True)]


def _size(sets: Iterable[int]) -> int:
    return sum(bits.bit_count() for bits in sets)


def _first(sets: Sequence[int], count: int) -> Iterator[int]:
    for bits in sets:
        kept = first_of(bits, count) if count else 0
        count -= kept.bit_count()
        yield kept


@dataclass(frozen=True)
class Question:
    """Many words, asked of all segments of an index."""

    words: Words
    segments: Sequence[Postings]

    @cached_property
    def _count(self) -> int:
        return _size(segment.everything for segment in self.segments)

    @cached_property
    def _sets(self) -> list[list[int]]:
        return [[bits & one.everything for bits in unit_sets(self.words, one)] for one in self.segments]

    @cached_property
    def _weights(self) -> list[int]:
        rarity = [self.rarity(_size(sets)) for sets in zip(*self._sets, strict=True)]
        most = max(rarity, default=0) or 1
        return [round(HEAVIEST * one / most) for one in rarity]

    @cached_property
    def _sums(self) -> list[list[int]]:
        return [planes(sets, self._weights) for sets in self._sets]

    def rarity(self, holders: int) -> float:
        """How much a word says that so many documents hold (BM25's idf)."""
        return log(1 + (self._count - holders + 0.5) / (holders + 0.5)) if holders <= self._count else 0.0

    def partial(self, open_to: Sequence[int]) -> list[int]:
        """Of a set in each segment the documents that hold half of the weight of all words; if none does, a third."""
        for share in SHARES:
            least = -(-sum(self._weights) // share)
            found = [reaching(sums, least, allowed) for sums, allowed in zip(self._sums, open_to, strict=True)]
            if any(found):
                return found
        return [0] * len(self.segments)

    def best(self, hits: Sequence[int]) -> list[tuple[float, int, int]]:
        """(score, place of the segment, document) of the heaviest of these sets, best first."""
        chosen = heaviest(self._sums, hits, LOOKED_INTO)
        candidates = [one for place, bits in enumerate(chosen) for one in self._weighed(place, bits)]
        heavy = sorted(candidates, key=lambda one: -one[0])
        return _Scoring(self, [(place, number) for _, place, number in heavy]).ranked()

    def _weighed(self, place: int, bits: int) -> Iterator[tuple[int, int, int]]:
        """The documents of a set in a segment with the weight of the words that each holds."""
        holding = [*map(_holding, self._sums[place])] if bits else []
        for number in numbers_of(bits):
            yield sum(holds(number) << bit for bit, holds in enumerate(holding)), place, number


class _Scoring:
    """The sequences of some documents, read."""

    def __init__(self, question: Question, candidates: Sequence[tuple[int, int]]) -> None:
        self._question, self._candidates = question, candidates
        words = [*dict.fromkeys(question.words.words)]
        self._rarity = {word: self._rarity_of(word.folded) for word in words}
        pairs = dict.fromkeys(pairwise(question.words.words))
        self._terms = [[*self._terms_of(segment, words, pairs)] for segment in question.segments]
        self._own = [[*self._own_marks(segment, words)] for segment in question.segments]

    def _rarity_of(self, folded: str) -> float:
        holders = (segment.spelled("words", folded) & segment.everything for segment in self._question.segments)
        return self._question.rarity(_size(holders))

    def _terms_of(
        self, segment: Postings, words: Iterable[Syllable], pairs: Iterable[tuple[Syllable, Syllable]]
    ) -> Iterator[tuple[str, float]]:
        """What is counted, as it stands in the sequences of a segment, and how much it counts."""
        for word in {word.folded: word for word in words}.values():
            if letter := segment.character(word.folded):
                yield letter, self._rarity[word]
        for left, right in pairs:
            letters = segment.character(left.folded), segment.character(right.folded)
            if all(letters):
                yield "".join(letters), TOGETHER * min(self._rarity[left], self._rarity[right])

    def _own_marks(self, segment: Postings, words: Iterable[Syllable]) -> Iterator[tuple[Callable[[int], int], float]]:
        for word in words:
            if word.marked:
                yield _holding(segment.term("words", word.key)), OWN_MARKS * self._rarity[word]

    def ranked(self) -> list[tuple[float, int, int]]:
        """The documents, the best first; of equal ones the first."""
        lengths = [self._length(place, number) for place, number in self._candidates]
        usual = sum(lengths) / len(lengths) if lengths else 1.0
        left, scored = MOST_READ, []
        for (place, number), length in zip(self._candidates, lengths, strict=True):
            left -= length * len(self._terms[place])
            score = self._score(place, number, length / usual) if left > 0 else 0.0
            scored.append((score, place, number))
        return sorted(scored, key=lambda one: -one[0])

    def _length(self, place: int, number: int) -> int:
        return len(self._question.segments[place].sequence(number))

    def _score(self, place: int, number: int, length: float) -> float:
        text, level = self._question.segments[place].sequence(number), SATURATION * (1 - LENGTH + LENGTH * length)
        title = text.index(BORDER)
        score = sum(weight for holds, weight in self._own[place] if holds(number))
        for term, weight in self._terms[place]:
            if times := text.count(term):
                often = times + IN_TITLE * text.count(term, 0, title)
                score += weight * often * (SATURATION + 1) / (often + level)
        return score


def _holding(bits: int) -> Callable[[int], int]:
    """Whether a number is in a set, quickly."""
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return lambda number: data[number >> 3] >> (number & 7) & 1 if number >> 3 < len(data) else 0

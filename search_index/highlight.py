"""Which words of a text a query found, and the part of it most worth showing.

Offsets are those of the text as given, in whatever normal form; the pieces joined are a part of it.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from search_index.analysis import Place, Syllable, folded, places
from search_index.reading import read_query
from search_index.tree import Leaf, Words

Pieces = tuple[tuple[str, bool], ...]
# What is looked at of a very long text; a match beyond is found by the search but not shown.
LONGEST = 100_000
# How many characters before the first match help to understand it.
LEAD = 48
# Marked neighbours with no more than this between them become one mark ("đất đai", "12/QĐ-UBND").
GLUE = 2


def mark(query_text: str, text: str) -> Pieces:
    """The whole text in pieces, each with whether it was found. Of a query with a mistake, what was understood.

    >>> mark("dat dai", "Luật Đất đai mới")
    (('Luật ', False), ('Đất đai', True), (' mới', False))
    """
    found = tuple(places(text[:LONGEST]))
    return _pieces(text, 0, len(text), _spans(found, _marked(query_text, found)))


def snippet(query_text: str, text: str, length: int = 240) -> Pieces:
    """At most `length` characters where most different words of the query stand, in pieces as by `mark`.

    Begins and ends between words; where nothing was found, it is the beginning of the text.
    """
    found = tuple(places(text[:LONGEST]))
    marked = _marked(query_text, found)
    start, end = _window(text, found, _best(found, marked, length), length)
    return _pieces(text, start, end, _spans(found, marked))


# --- what is marked ----------------------------------------------------------------------


def _marked(query_text: str, found: Sequence[Place]) -> frozenset[int]:
    """The numbers of the places that a query finds."""
    leaves = read_query(query_text).query.leaves
    by_key: dict[str, list[int]] = {key: [] for leaf in leaves for key in _keys(leaf)}
    for number, (syllable, _, _) in enumerate(found):
        if (numbers := by_key.get(syllable.folded)) is not None:
            numbers.append(number)
    return frozenset(number for leaf in leaves for number in _of_leaf(leaf, found, by_key))


Numbers = Mapping[str, Sequence[int]]


def _keys(leaf: Leaf) -> Iterator[str]:
    """The syllables that places are looked for by."""
    yield from folded(leaf.words)
    for unit in leaf.units if isinstance(leaf, Words) else ():
        for other in unit.others:
            yield from folded(other.words)


def _of_leaf(leaf: Leaf, found: Sequence[Place], by_key: Numbers) -> Iterator[int]:
    if not isinstance(leaf, Words):
        yield from _in_a_row(leaf.words, found, by_key)
        return
    for unit in leaf.units:
        for other in unit.others:
            yield from _in_a_row(other.words, found, by_key)
    yield from _of_words(leaf.words, found, by_key)


def _in_a_row(words: Sequence[Syllable], found: Sequence[Place], by_key: Numbers) -> Iterator[int]:
    keys = folded(words)
    for first in by_key.get(keys[0], ()):
        if folded(place.syllable for place in found[first : first + len(keys)]) == keys:
            yield from range(first, first + len(keys))


def _of_words(words: Sequence[Syllable], found: Sequence[Place], by_key: Numbers) -> Iterator[int]:
    """Each word where it stands beside its neighbour of the query; elsewhere only if it never does."""
    candidates = [_own_first(word, found, by_key.get(word.folded, ())) for word in words]
    beside: list[set[int]] = [set() for _ in words]
    for left, (here, there) in enumerate(pairwise(candidates)):
        joined = {number for number in here if number + 1 in there}
        beside[left] |= joined
        beside[left + 1] |= {number + 1 for number in joined}
    for alone, together in zip(candidates, beside, strict=True):
        yield from together or alone


def _own_first(word: Syllable, found: Sequence[Place], numbers: Sequence[int]) -> frozenset[int]:
    """The places with the word's own marks; those with other marks only if there are none."""
    own = frozenset(number for number in numbers if found[number].syllable.marked == word.marked)
    return own if own and word.marked else frozenset(numbers)


# --- what is shown -----------------------------------------------------------------------


def _best(found: Sequence[Place], marked: frozenset[int], length: int) -> int:
    """The place to begin at: from there most different words are in reach, then most words, then the first."""
    order = sorted(marked)
    scores = [_score(found, order[rank : rank + length], length - _lead(length)) for rank in range(len(order))]
    return order[scores.index(max(scores))] if order else 0


def _lead(length: int) -> int:
    return min(LEAD, length // 4)


def _score(found: Sequence[Place], ahead: Sequence[int], reach: int) -> tuple[int, int]:
    end = found[ahead[0]].start + reach
    keys = []
    for number in ahead:
        if found[number].end > end:
            break
        keys.append(found[number].syllable.folded)
    return len(set(keys)), len(keys)


def _window(text: str, found: Sequence[Place], first: int, length: int) -> tuple[int, int]:
    earliest = min(found[first].start - _lead(length), len(text) - length) if found else 0
    start = next((place.start for place in found if place.start >= earliest), 0) if earliest > 0 else 0
    if start + length >= len(text):
        return start, len(text)
    ends = [place.end for place in found if start < place.end <= start + length]
    return start, ends[-1] if ends else _between_letters(text, start + length)


def _between_letters(text: str, end: int) -> int:
    while end > 0 and end < len(text) and unicodedata.combining(text[end]):
        end -= 1
    return end


def _spans(found: Sequence[Place], marked: frozenset[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in sorted(marked):
        place = found[number]
        if spans and number - 1 in marked and place.start - spans[-1][1] <= GLUE:
            spans[-1] = (spans[-1][0], place.end)
        else:
            spans.append((place.start, place.end))
    return spans


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Pieces:
    pieces, done = [], start
    for first, last in ((max(first, start), min(last, end)) for first, last in spans):
        if first < last:
            pieces += [(text[done:first], False), (text[first:last], True)]
            done = last
    pieces.append((text[done:end], False))
    return tuple(piece for piece in pieces if piece[0])

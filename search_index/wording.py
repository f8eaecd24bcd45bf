"""A run of plain words, with the other ways to say what is in it: UBND, ủy ban nhân dân."""

from collections.abc import Iterable, Iterator, Sequence

from hub.vietnamese.terms import expansions
from search_index.analysis import syllable, syllables
from search_index.tree import Phrase, Unit, Words


def plain_words(words: Iterable[str]) -> Words:
    """The words as units: an abbreviation, or the words it stands for, is one unit with alternatives.

    >>> [(len(unit.words), len(unit.others)) for unit in plain_words(["ủy", "ban", "nhân", "dân", "tỉnh"]).units]
    [(4, 1), (1, 0)]
    """
    return Words(tuple(_units([word for word in words if syllable(word).folded])))


def _units(typed: Sequence[str]) -> Iterator[Unit]:
    done = 0
    for found in expansions(typed):
        yield from _single(typed[done : found.start])
        others = tuple(Phrase(syllables(" ".join(words))) for words in found.alternatives)
        yield Unit(tuple(map(syllable, typed[found.start : found.end])), others)
        done = found.end
    yield from _single(typed[done:])


def _single(typed: Sequence[str]) -> Iterator[Unit]:
    return (Unit((syllable(word),)) for word in typed)

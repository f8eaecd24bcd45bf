"""A run of plain words, with the other ways to say what is in it: UBND, ủy ban nhân dân."""

from collections.abc import Iterable

from search_index.analysis import syllables
from search_index.tree import Unit, Words


def plain_words(words: Iterable[str]) -> Words:
    """The words as units: an abbreviation, or the words it stands for, is one unit with alternatives."""
    return Words(tuple(Unit((word,)) for text in words for word in syllables(text)))

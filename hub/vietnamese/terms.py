"""Abbreviations and what they stand for, for the side of the query: UBND = ủy ban nhân dân.

In one register 314 texts say UBND, 400 say ủy ban nhân dân and only 89 say both (DOMAIN 3.5),
so a query must find either. Texts are indexed as they are; a query asks for the alternatives.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from hub.vietnamese.syllables import is_syllable
from hub.vietnamese.text import fold, tone_key

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words `start` to `end` (excluded) of a query, and the phrases that say the same."""

    start: int
    end: int
    alternatives: tuple[Phrase, ...]


class _Pair(NamedTuple):
    """Two phrases that say the same, the first as it may be typed."""

    typed: Phrase
    alternative: Phrase
    is_short: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Pairs of phrases by the folded words of the first, and how many words the longest has."""

    pairs: Mapping[Phrase, tuple[_Pair, ...]]
    longest: int


class _Word(NamedTuple):
    """A part of a typed word and the word's place in the query: NN&PTNT has two parts."""

    typed: str
    place: int


def read_terms(toml: str) -> Terms:
    """Terms from TOML: a table `terms` of abbreviation = [meanings]."""
    table = {tuple(_parts(short.lower())): longs for short, longs in tomllib.loads(toml)["terms"].items()}
    shorts: dict[Phrase, list[Phrase]] = defaultdict(list)
    for short, longs in table.items():
        for long in longs:
            shorts[tuple(long.split())].append(short)
    pairs: dict[Phrase, list[_Pair]] = defaultdict(list)
    for pair in _pairs(shorts):
        pairs[_folded(pair.typed)].append(pair)
    return Terms({key: tuple(found) for key, found in pairs.items()}, max(map(len, pairs), default=0))


def _pairs(shorts: Mapping[Phrase, Sequence[Phrase]]) -> Iterator[_Pair]:
    """Meaning and abbreviations both ways, and abbreviations of one meaning among each other (GDĐT, GD&ĐT).

    No one is sent from `công an` to `ca`: to an index without marks that is every ca.
    """
    for long, all_short in shorts.items():
        searchable = [short for short in all_short if len(short) > 1 or not is_syllable(fold(short[0]))]
        for short in all_short:
            yield _Pair(short, long, is_short=True)
        for short in searchable:
            yield _Pair(long, short, is_short=False)
            yield from (_Pair(other, short, is_short=True) for other in all_short if other != short)


@lru_cache(maxsize=1)
def shipped_terms() -> Terms:
    """The list that comes with the hub."""
    return read_terms(files("hub.vietnamese").joinpath("terms.toml").read_text("utf-8"))


def expansions(words: Sequence[str], terms: Terms | None = None) -> tuple[Expansion, ...]:
    """What may be searched instead of which words of a query; the longest phrase wins, no two overlap.

    Words may be typed with or without marks, but marks that are typed must agree. What is a
    syllable too (`ca`, `tu`) is an abbreviation only in capitals. Alternatives are lower case.

    >>> expansions(["UBND", "huyện"])
    (Expansion(start=0, end=1, alternatives=(('ủy', 'ban', 'nhân', 'dân'),)),)
    >>> expansions("thong bao cua uy ban nhan dan".split())
    (Expansion(start=3, end=7, alternatives=(('ubnd',),)),)
    """
    parts = [_Word(part, place) for place, word in enumerate(words) for part in _parts(word)]
    return tuple(_expansions(parts, terms or shipped_terms()))


def _expansions(parts: Sequence[_Word], terms: Terms) -> Iterator[Expansion]:
    start = 0
    while start < len(parts):
        found = _longest(parts, start, terms)
        if found:
            end, alternatives = found
            yield Expansion(parts[start].place, parts[end - 1].place + 1, alternatives)
        start = end if found else start + 1


def _longest(parts: Sequence[_Word], start: int, terms: Terms) -> tuple[int, tuple[Phrase, ...]] | None:
    """The end of the longest phrase that begins here, and what else says it."""
    for end in range(min(start + terms.longest, len(parts)), start, -1):
        typed = tuple(part.typed for part in parts[start:end])
        pairs = terms.pairs.get(_folded(typed), ())
        if pairs and _are_whole_words(parts, start, end):
            alternatives = tuple(dict.fromkeys(pair.alternative for pair in pairs if _says(typed, pair)))
            if alternatives:
                return end, alternatives
    return None


def _are_whole_words(parts: Sequence[_Word], start: int, end: int) -> bool:
    """Whether no typed word is cut: not the NN of NN&PTNT."""
    cut_before = start > 0 and parts[start - 1].place == parts[start].place
    cut_behind = end < len(parts) and parts[end - 1].place == parts[end].place
    return not (cut_before or cut_behind)


def _says(typed: Phrase, pair: _Pair) -> bool:
    if pair.is_short and len(typed) == 1 and is_syllable(typed[0]) and not typed[0].isupper():
        return False
    return all(
        word.isascii() or tone_key(word) == tone_key(meant) for word, meant in zip(typed, pair.typed, strict=True)
    )


def _parts(word: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in word).split()


def _folded(phrase: Phrase) -> Phrase:
    return tuple(map(fold, phrase))

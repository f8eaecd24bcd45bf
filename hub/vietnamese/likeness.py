"""How alike two texts are, and whether what tells announcements apart (numbers, dates, names) differs in them.

Offices write by templates: two of their texts may share nine words in ten and be two announcements. So a text is
compared twice: by its shingles (runs of four syllables, without marks), and by its *telling* words, which are those
with a digit and those with a capital inside a sentence, each at its place: behind the same words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from hub.vietnamese.text import fold

SHINGLE = 4
BINS = 8
MOST_READ = 16_000  # letters of a text that are compared: six pages

_TOKEN = re.compile(r"\d[\w.,:/–-]*\w|\w+")
_BEGINS = re.compile(r"(?:[.!?:;\n•“\"(+*–-])\s*\Z")
_PHONE = re.compile(r"0\d{1,3}[.-]?\d{3,4}[.-]?\d{3,4}")  # each office gives its own
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_BEFORE = 3  # words by which a place is known: what follows a name is often a part of it (Sở Y tế, Sở Tư pháp)
_HOLE = "#"  # stands for a telling word among the words before another


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text as they are compared; `telling` has, by the words before it, what stands at a place."""

    words: tuple[str, ...]
    shingles: frozenset[int]
    telling: Mapping[tuple[str, ...], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the telling words of two texts at the same places, how many are the `same` and how many are `other` ones."""

    same: int
    other: int

    @property
    def share(self) -> float:
        """Of those at the same places, how many are others: 0 to 1."""
        return self.other / (self.same + self.other) if self.other else 0.0


def wording(text: str) -> Wording:
    """A text made ready to be compared.

    >>> sorted(wording("Lịch họp tuần 12 của Sở Y tế").telling.values(), key=min)
    [frozenset({'12'}), frozenset({'so y'})]
    """
    tokens = list(_tokens(text[:MOST_READ]))
    words = tuple(word for word, _ in tokens)
    return Wording(words, frozenset(map(_number, _runs(words))), _telling(tokens))


def traces(text: str) -> tuple[int, ...]:
    """Up to BINS numbers by which texts that are much alike find each other: two whose shingles are the same to the
    share s have any given one of them in common with the likelihood s."""
    least: dict[int, tuple[int, str]] = {}
    for shingle in _runs([word for word, _ in _tokens(text[:MOST_READ])]):
        number = _number(shingle)
        place = number * BINS >> 32
        if place not in least or number < least[place][0]:
            least[place] = (number, shingle)
    return tuple(_wide(shingle) for _, (_, shingle) in sorted(least.items()))


def resemblance(one: Wording, other: Wording) -> float:
    """The shingles that both have, of those that any of them has: 0 to 1."""
    both = len(one.shingles & other.shingles)
    return both / (len(one.shingles) + len(other.shingles) - both) if both else 0.0


def containment(one: Wording, other: Wording) -> float:
    """The shingles that both have, of those of the shorter: 0 to 1."""
    both = len(one.shingles & other.shingles)
    return both / min(len(one.shingles), len(other.shingles)) if both else 0.0


def difference(one: Wording, other: Wording) -> Difference:
    """What is told differently at the same places of two texts.

    >>> difference(wording("Lịch họp tuần 12 của Sở Y tế"), wording("Lịch họp tuần 13 của Sở Y tế"))
    Difference(same=1, other=1)
    """
    same = others = 0
    for place, told in one.telling.items():
        if told_there := other.telling.get(place):
            shared = len(told & told_there)
            same += shared
            others += 0 if shared else min(len(told), len(told_there))
    return Difference(same, others)


def shared_words(one: Wording, other: Wording) -> float:
    """The words that both have, of those of the shorter: 0 to 1; for titles, which are too short for shingles."""
    left, right = set(one.words), set(other.words)
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


# --- words -------------------------------------------------------------------------------


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Each word as it is compared, and whether it tells announcements apart."""
    found = list(_TOKEN.finditer(text))
    shouted = 2 * sum(match[0].isupper() for match in found) > len(found)
    for match in found:
        word = match[0]
        if word[0].isdecimal():
            yield _plain_number(word), not _PHONE.fullmatch(word)
        else:
            named = not shouted and word[0].isupper() and not _begins(text, match.start())
            yield fold(word), named


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here, for then every word has a capital."""
    return at == 0 or bool(_BEGINS.search(text[max(at - 3, 0) : at]))


@lru_cache(maxsize=1 << 14)
def _plain_number(word: str) -> str:
    return _ZEROS.sub("", fold(word)).replace("–", "-")


def _runs(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def _number(shingle: str) -> int:
    return crc32(shingle.encode())


def _wide(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big", signed=True)


def _telling(tokens: Sequence[tuple[str, bool]]) -> dict[tuple[str, ...], frozenset[str]]:
    found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    masked = [""] * _BEFORE + [_HOLE if told else word for word, told in tokens]
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end][1]:
            end += 1
        if end > at:
            found[tuple(masked[at : at + _BEFORE])].add(" ".join(word for word, _ in tokens[at:end]))
        at = end + 1
    return {place: frozenset(told) for place, told in found.items()}

"""A query that could not be understood, shown with a caret under the trouble and a way on. Pure."""

import re
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from hub.errors import QueryError
from hub.web.words import WORDS

_BEFORE, _AFTER = 40, 20
# what has a meaning in the query language beside words
_SIGNS = re.compile(r"""["“”„‟«»″():]""")
_HYPHENS = re.compile("[-−–]")
_OPERATOR = re.compile(r"(?<!\w)(?:OR|AND|HOẶC|VÀ)(?!\w)")
# the query language allows 64 syllables
_MOST_WORDS = 32


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a query is wrong: the part around it, the caret's line, the advice, the plain words that remain."""

    at: int
    shown: str
    caret: str
    advice: str
    repaired: str


def read_mistake(query: str, error: QueryError) -> Mistake:
    """The mistake as the page shows it; `advice` is a key of the words."""
    at = min(max(error.at, 0), len(query))
    start = max(at - _BEFORE, 0)
    shown = ("…" if start else "") + query[start : at + _AFTER] + ("…" if at + _AFTER < len(query) else "")
    lead = shown[: at - start + (1 if start else 0)]
    advice = f"mistake.{error.problem}"
    return Mistake(
        at=at,
        shown=shown,
        caret=" " * width(lead) + "^",
        advice=advice if advice in WORDS else "mistake.other",
        repaired=plain_words(query),
    )


def plain_words(query: str) -> str:
    """The query without quotes, parentheses, colons and operators; empty where that changes nothing.

    >>> plain_words('"giá đất OR (nhà')
    'giá đất nhà'
    """
    words = (_plain_word(word) for word in _OPERATOR.sub(" ", _SIGNS.sub(" ", query)).split())
    plain = " ".join([word for word in words if word][:_MOST_WORDS])
    return plain if plain != query else ""


def _plain_word(word: str) -> str:
    """The word without hyphens that nothing stands before or behind, as of `-nhà`."""
    return "-".join(filter(None, _HYPHENS.split(word)))


def width(text: str) -> int:
    """How many columns a text takes in a fixed-width font.

    >>> width("đất"), width("e\\u0301")
    (3, 1)
    """
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)

"""What a person typed, read as far as it can be: a mistake is told with its place, and the rest is searched.

Each mistake is taken out of the text, by blanks, so that places stay what they are; what is left is read again. So
what was understood is itself a query, and can be shown, followed and linked to.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

from hub.errors import QueryError
from hub.records import Misread
from hub.vietnamese.text import fold
from search_index.lexing import FIELD_NAMES, QUOTES
from search_index.query import LONGEST_QUERY, as_typed, parse_query
from search_index.tree import Query

MOST_TOLD = 6
"""More mistakes than this, and nothing in a query is taken for a sign any more."""

NEAR = 0.7  # of the letters of a field's name that must be right

_TO_BLANK = re.compile(r"\S*")
_TO_QUOTE = re.compile(rf"[^{QUOTES}]*[{QUOTES}]?")
_OPERATOR = re.compile(r"[-−–]|\w+")
_FIELD_AND_COLON = re.compile(r"(?:\w+\s+)?\w+\s?:\s*\Z")
_SIGNS = re.compile(rf"[{QUOTES}():]|(?<!\w)[-−–]+|[-−–]+(?!\w)")
_LOUD = re.compile(r"(?<!\w)(?:OR|AND|HOẶC|VÀ)(?!\w)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A query, the mistakes in what was typed, and the text that says what was understood."""

    query: Query
    text: str
    mistakes: tuple[Misread, ...] = ()


@lru_cache(maxsize=512)  # a page of hits, its snippets, the next page and its feed all ask for the same
def read_query(typed: str, today: date | None = None) -> Reading:
    """What was typed, read; never raises. An empty text is a query that everything answers.

    >>> reading = read_query('giá "đất (nhà')
    >>> reading.text, [(mistake.problem, mistake.at) for mistake in reading.mistakes]
    ('giá đất nhà', [('unclosed_quote', 4), ('unclosed_group', 9)])
    """
    composed = normalize("NFC", typed)
    with suppress(QueryError):  # nearly all are right: they are read once
        text = " ".join(composed.split())
        return Reading(parse_query(text, today), text)
    told: list[QueryError] = []
    text = _mended(composed, told, today)
    understood = " ".join(text.split())
    if not _is_right(understood, today):  # a blank was a part of what it meant: `agency: ` is a word
        understood = " ".join(_plain(understood).split())
    return Reading(parse_query(understood, today), understood, _misread(told[:MOST_TOLD], typed, understood))


def _mended(text: str, told: list[QueryError], today: date | None) -> str:
    """The text without its mistakes, which are told in the order in which they were found."""
    while True:
        try:
            parse_query(text, today)
        except QueryError as error:
            told.append(error)
            is_many = len(told) > MOST_TOLD and error.problem != "too_long"
            text = _plain(text) if is_many else _without(error, text)
        else:
            return text


def _misread(told: list[QueryError], typed: str, understood: str) -> tuple[Misread, ...]:
    """The mistakes by their place in what was typed."""
    found = (
        Misread(one.problem, as_typed(one.at, typed), one.hint, _repairs(one, typed, understood))
        for one in sorted(told, key=lambda error: error.at)
    )
    return tuple(found)


# --- taking a mistake out ----------------------------------------------------------------


def _without(error: QueryError, text: str) -> str:
    at = error.at
    match error.problem:
        case "unclosed_quote" | "unclosed_group" | "unopened_group":
            return _blank(text, at, at + 1)
        case "empty_quote" | "empty_group":
            closing = re.compile(rf"[{QUOTES})]").search(text, at + 1)
            return _blank(text, at, closing.end() if closing else at + 1)
        case "too_deep":
            return re.sub("[()]", " ", text)
        case "dangling_operator":
            operator = _OPERATOR.match(text, at)
            return _blank(text, at, operator.end() if operator else at + 1)
        case "unknown_field":
            return _blank(text, text.index(":", at), text.index(":", at) + 1)
        case "too_long":
            return _cut(text, min(at, LONGEST_QUERY))
        case "bad_number":
            return _blank(text, _name_start(text, at), at)
        case _:  # a field without a value, or with one that is no date
            value = (_TO_QUOTE if at and text[at - 1] in QUOTES else _TO_BLANK).match(text, at)
            return _blank(text, _name_start(text, at), value.end() if value else at)


def _cut(text: str, end: int) -> str:
    """The text up to there, or to the blank before."""
    is_within = text[end - 1 : end].strip() and text[end : end + 1].strip()
    return text[:end].rsplit(None, 1)[0] if is_within else text[:end]


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _name_start(text: str, at: int) -> int:
    """Where the name of the field begins whose value stands here."""
    start = at - 1 if at and text[at - 1] in QUOTES else at
    found = _FIELD_AND_COLON.search(text, 0, start)
    if not found:
        return at
    one, two = found[0].rstrip(": ").rpartition(" ")[2], found[0].rstrip(": ")
    name = two if fold(two) in _NAMES else one
    return found.start() + found[0].index(name)


def _plain(text: str) -> str:
    return _LOUD.sub(lambda found: found[0].lower(), _SIGNS.sub(" ", text))


_NAMES = {fold(name) for names in FIELD_NAMES.values() for name in names}


# --- offering repairs --------------------------------------------------------------------


def _repairs(error: QueryError, typed: str, understood: str) -> tuple[str, ...]:
    """Queries without this mistake that may have been meant; the last is what was searched."""
    text = normalize("NFC", typed)
    meant = {"unclosed_quote": _closed(text, '"'), "unclosed_group": _closed(text, ")")}.get(error.problem)
    if error.problem == "unknown_field":
        meant = _with_known_field(text, error.at)
    offered = [meant] if meant and _is_right(meant) else []
    return tuple(dict.fromkeys([*offered, understood])) if understood else tuple(offered)


def _closed(text: str, sign: str) -> str:
    return text.rstrip() + sign


def _with_known_field(text: str, at: int) -> str | None:
    """The text with the name of a field that is near the unknown one, of as many words as it may have."""
    colon = text.index(":", at)
    for word in [*re.finditer(r"[^\W\d_]+", text[:colon])][-3:]:
        near = get_close_matches(fold(text[word.start() : colon]).strip(), sorted(_NAMES), n=1, cutoff=NEAR)
        if near:
            return text[: word.start()] + near[0] + text[colon:]
    return None


def _is_right(text: str, today: date | None = None) -> bool:
    try:
        parse_query(text, today)
    except QueryError:
        return False
    return True

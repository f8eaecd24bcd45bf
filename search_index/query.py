"""`parse_query`: what a person typed becomes a tree, or an error that says where the mistake is.

Plain words must all be there; neighbours that stand together count more. "Quotes" hold words
together, `-` leaves out, OR (HOẶC) and AND (VÀ) in capitals and parentheses combine, `agency:`
(`cơ quan:`) and its like narrow. Document numbers are recognised among plain words.
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import takewhile
from unicodedata import combining, normalize

from hub.errors import QueryError
from search_index.analysis import WORD, number_key, syllables
from search_index.lexing import DATES, Token, TokenKind, lex, mistake
from search_index.tree import And, Days, Exactly, Node, Not, Number, Or, Phrase, Query
from search_index.values import days_of, keyword
from search_index.wording import plain_words

LONGEST_QUERY = 500
MOST_WORDS = 64
DEEPEST = 12


def parse_query(text: str, today: date | None = None) -> Query:
    """Read a query; raises QueryError with one of `search_index.lexing.HINTS` as its `problem`.

    An empty text is a query that everything answers. At most 500 characters and 64 words. `tuần trước` and its like
    are no dates where it is not told what day it is. What need not be right is `search_index.reading`.
    """
    if len(text) > LONGEST_QUERY:
        raise mistake("too_long", LONGEST_QUERY)
    composed = normalize("NFC", text)
    try:
        tokens = tuple(lex(composed, today))
        _limit_words(tokens)
        return Query(_Parser(tokens, today).whole())
    except QueryError as error:
        raise mistake(error.problem, as_typed(error.at, text)) from error


def as_typed(at: int, text: str) -> int:
    """Where the letter at this offset of the NFC form stands in the text."""
    letters = (place for place in range(len(text)) if not combining(text[place]))
    return next((place for place in letters if len(normalize("NFC", text[:place])) >= at), len(text))


def _limit_words(tokens: tuple[Token, ...]) -> None:
    count = 0
    for token in tokens:
        # a value is one term, however many syllables its name has
        count += 1 if token.kind == "field" else len(syllables(token.text))
        if count > MOST_WORDS:
            raise mistake("too_long", token.at)


class _Parser:
    """Recursive descent: any of (all of (not (group, quote, field, number or run of words)))."""

    def __init__(self, tokens: tuple[Token, ...], today: date | None) -> None:
        self._tokens, self._today = tokens, today
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        """The tree of all tokens."""
        if not self._tokens:
            return And()
        node = self._any()
        if not self._at_end():
            raise mistake("unopened_group", self._tokens[self._next].at)
        return node

    def _at_end(self) -> bool:
        return self._next == len(self._tokens)

    def _is(self, *kinds: TokenKind) -> bool:
        return not self._at_end() and self._tokens[self._next].kind in kinds

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _any(self) -> Node:
        parts = [self._all()]
        while self._is("or"):
            self._operator()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Node:
        parts, strict = [self._negated()], False
        while not (self._at_end() or self._is("or", "close")):
            if self._is("and"):
                self._operator()
                strict = True
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts), strict)

    def _operator(self) -> None:
        operator = self._take()
        if self._at_end() or self._is("or", "and", "close"):
            raise mistake("dangling_operator", operator.at)

    def _negated(self) -> Node:
        if not self._is("not"):
            return self._run() if self._is("word") else self._one()
        self._operator()
        return Not(self._one())

    def _run(self) -> Node:
        run = tuple(takewhile(lambda token: token.kind == "word", self._tokens[self._next :]))
        self._next += len(run)
        return plain_words(token.text for token in run)

    def _one(self) -> Node:
        token = self._take()
        if token.kind == "open":
            return self._group(token)
        if token.kind in ("or", "and", "not"):
            raise mistake("dangling_operator", token.at)
        return _field(token, self._today) if token.kind == "field" else _LEAVES[token.kind](token)

    def _group(self, opening: Token) -> Node:
        if self._is("close"):
            raise mistake("empty_group", opening.at)
        self._depth += 1
        if self._depth > DEEPEST:
            raise mistake("too_deep", opening.at)
        if self._at_end():
            raise mistake("unclosed_group", opening.at)
        node = self._any()
        if not self._is("close"):
            raise mistake("unclosed_group", opening.at)
        self._take()
        self._depth -= 1
        return node


def _word(token: Token) -> Node:
    return plain_words([token.text])


def _phrase(token: Token) -> Node:
    words = syllables(token.text)
    if not words:
        raise mistake("empty_quote", token.at)
    return Phrase(words)


def _number(token: Token) -> Node:
    numbers = tuple(map(_as_number, (token.text, *token.others)))
    if not token.beside:
        return numbers[0]
    return Or((*numbers, plain_words(match.group() for match in WORD.finditer(token.beside))))


def _as_number(text: str) -> Number:
    words = syllables(text)
    return Number(words, number_key(words))


def _number_field(token: Token) -> Node:
    words = syllables(token.text)
    if not words or not words[0].folded[0].isdigit():
        raise mistake("bad_number", token.at)
    return Exactly("number", number_key(words))


def _field(token: Token, today: date | None) -> Node:
    if not token.text.strip():
        raise mistake("empty_field", token.at)
    if token.field in DATES:
        first, last = days_of(token, today)
        return Days(None if token.field == "to" else first, None if token.field == "from" else last)
    if token.field == "number":
        return _number_field(token)
    return Exactly(token.field, keyword(token.field, token.text))


def _stray_close(token: Token) -> Node:
    raise mistake("unopened_group", token.at)


_LEAVES: Mapping[TokenKind, Callable[[Token], Node]] = {
    "word": _word,
    "phrase": _phrase,
    "number": _number,
    "close": _stray_close,
}

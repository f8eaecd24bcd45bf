"""The words, quotes, operators and fields in what a person typed, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from hub.errors import QueryError
from hub.vietnamese.periods import read_period
from hub.vietnamese.text import clean, fold
from search_index.analysis import WORD, syllables, written
from search_index.typed_numbers import typed_numbers

TokenKind = Literal["word", "phrase", "number", "field", "open", "close", "and", "or", "not"]

# Stable codes (the web translates them) with what to write instead.
HINTS = {
    "unclosed_quote": 'close the quotation mark: "đất đai"',
    "empty_quote": "write words between the quotation marks",
    "unclosed_group": "close the parenthesis: (nhà OR đất)",
    "unopened_group": "open the parenthesis first: (nhà OR đất)",
    "empty_group": "write words between the parentheses",
    "too_deep": "use fewer parentheses inside each other",
    "dangling_operator": "write words on both sides of OR, AND and after a minus",
    "empty_field": "write the value right after the colon: agency:so-y-te",
    "unknown_field": "use agency: section: type: number: source: signer: date: from: to:, or a blank after the colon",
    "bad_number": "write a document number: number:1234/QĐ-UBND",
    "bad_date": "write a date such as 24/09/2010, 09/2010, 2010, quý 2 năm 2010 or tuần trước",
    "too_long": "use at most 500 characters and 64 words",
    "too_slow": "use fewer or rarer words",
}

FIELD_NAMES = {
    "agency": ("agency", "cơ quan", "đơn vị", "nơi ban hành"),
    "section": ("section", "chuyên mục"),
    "type": ("type", "loại", "loại văn bản"),
    "number": ("number", "số", "số hiệu", "ký hiệu", "số ký hiệu"),
    "source": ("source", "nguồn"),
    "signer": ("signer", "người ký"),
    "from": ("from", "since", "từ", "từ ngày"),
    "to": ("to", "until", "đến", "đến ngày"),
    "date": ("date", "ngày", "ngày đăng", "năm", "tháng", "quý", "year", "month"),
}
# Values that plain words cannot be: with these a blank after the colon is forgiven ("Số: 12/QĐ-UBND").
UNMISTAKABLE = {"number", "from", "to"}
DATES = {"from", "to", "date"}
# Names that belong to the date behind them: `quý:2/2023`.
PARTS_OF_DATES = {"nam", "thang", "quy"}
LONGEST_DATE = 6
OPERATORS: dict[str, TokenKind] = {"OR": "or", "HOẶC": "or", "AND": "and", "VÀ": "and"}
ENGLISH = {"OR", "AND"}
QUOTES = '"“”„‟«»″'
MINUS = "-−–"
_NAME = rf"{WORD.pattern}(?:\s+{WORD.pattern}){{0,2}}"
FIELD = re.compile(rf"(?P<name>{_NAME})\s?:(?P<gap>\s*)(?P<value>[{QUOTES}]|[^\s(){QUOTES}]*)")
TONE = re.compile(r"[\u0300-\u036f\u00c0-\u00cf\u00d2-\u00dd\u1ea0-\u1ef9]")


@dataclass(frozen=True, slots=True)
class Token:
    """One thing typed: `text` is the words or the field's value, `field` the field's English name.

    A number has `others` that it may mean as well, and the words it may be instead (`beside`).
    """

    kind: TokenKind
    at: int
    text: str = ""
    field: str = ""
    others: tuple[str, ...] = ()
    beside: str = ""


def mistake(problem: str, at: int) -> QueryError:
    """The error for one of HINTS at an offset."""
    return QueryError(problem, at=at, hint=HINTS[problem])


def lex(text: str, today: date | None = None) -> Iterator[Token]:
    """The tokens of a text in NFC, in order; punctuation between words is dropped. Raises QueryError."""
    reader = _Reader(text, today)
    at = 0
    while at < len(text):
        token, at = reader.next(at)
        if token:
            yield token


Step = tuple[Token | None, int]


class _Reader:
    def __init__(self, text: str, today: date | None) -> None:
        self._text, self._today = text, today
        self._numbers = {number.start: number for number in typed_numbers(text)}
        self._shouted = _is_shouted(text)

    def next(self, at: int) -> Step:
        for rule in (self._bracket, self._quote, self._minus, self._field, self._number, self._word):
            if step := rule(at):
                return step
        return None, at + 1

    def _bracket(self, at: int) -> Step | None:
        kinds: dict[str, TokenKind] = {"(": "open", ")": "close"}
        kind = kinds.get(self._text[at])
        return (Token(kind, at), at + 1) if kind else None

    def _quote(self, at: int) -> Step | None:
        if self._text[at] not in QUOTES:
            return None
        end = self._closing_quote(at)
        return Token("phrase", at, self._text[at + 1 : end]), end + 1

    def _closing_quote(self, at: int) -> int:
        closing = (place for place in range(at + 1, len(self._text)) if self._text[place] in QUOTES)
        end = next(closing, None)
        if end is None:
            raise mistake("unclosed_quote", at)
        return end

    def _minus(self, at: int) -> Step | None:
        before, after = self._text[at - 1 : at], self._text[at + 1 : at + 2]
        is_span = after.isdigit() and self._text[:at].rstrip()[-1:].isdigit()  # 2021 -2025
        stands_alone = (not before or before.isspace() or before == "(") and not is_span
        leads = bool(after) and not after.isspace() and after not in MINUS
        return (Token("not", at), at + 1) if self._text[at] in MINUS and stands_alone and leads else None

    def _number(self, at: int) -> Step | None:
        number = self._numbers.get(at)
        if number is None:
            return None
        beside = "" if number.is_sure else self._text[at : number.end]
        return Token("number", at, number.text, others=number.others, beside=beside), number.end

    def _word(self, at: int) -> Step | None:
        match = WORD.match(self._text, at)
        if not match:
            return None
        word = clean(match.group())
        is_operator = word in (ENGLISH if self._shouted else OPERATORS)
        # In capitals throughout, DA is no abbreviation: what was shouted is read as if it were said.
        token = (
            Token(OPERATORS[word], at) if is_operator else Token("word", at, word.lower() if self._shouted else word)
        )
        return token, match.end()

    def _field(self, at: int) -> Step | None:
        match = FIELD.match(self._text, at)
        if not match:
            return None
        field = _field_called(match["name"])
        if not field:
            self._refuse_unknown(match)
            return None
        return self._value(field, match)

    def _refuse_unknown(self, match: re.Match[str]) -> None:
        name, value = clean(match["name"]), match["value"]
        if name.isalpha() and len(name) > 1 and not match["gap"] and value and (value[0].isalnum() or value in QUOTES):
            raise mistake("unknown_field", match.start())

    def _value(self, field: str, match: re.Match[str]) -> Step | None:
        start = match.start("value")
        if match["value"] and match["value"] in QUOTES:
            end = self._closing_quote(start)
            return Token("field", start + 1, self._text[start + 1 : end], field), end + 1
        value, end = self._longest_value(field, match)
        if match["gap"] and not (field in UNMISTAKABLE and (value[:1].isdigit() or end > match.end())):
            return None
        part = fold(clean(match["name"])) if value[:1].isdigit() else ""
        return Token("field", start, f"{part} {value}" if part in PARTS_OF_DATES else value, field), end

    def _longest_value(self, field: str, match: re.Match[str]) -> tuple[str, int]:
        """The value that begins here, and its end: a number or a date of several words, else up to the next blank."""
        start = match.start("value")
        number = self._numbers.get(start) if field == "number" else None
        if number:
            return number.text, number.end
        words = [*islice(re.finditer(r"\S+", self._text[start:]), LONGEST_DATE)] if field in DATES else []
        for last in reversed(words[1:]):
            value = self._text[start : start + last.end()].rstrip(",;.)")
            if read_period(value, self._today):
                return value, start + len(value)
        return match["value"].rstrip(",;."), match.end()


def _is_shouted(text: str) -> bool:
    # In a title typed in capitals VÀ and HOẶC are words: "ĐẤT ĐAI VÀ NHÀ Ở".
    words = [word for word in (clean(match.group()) for match in WORD.finditer(text)) if word not in OPERATORS]
    return all(word == word.upper() for word in words) and any(TONE.search(word) for word in words)


def _field_called(name: str) -> str | None:
    return _KNOWN.get(" ".join(written(syllables(name))))


def _spellings() -> Iterator[tuple[str, str]]:
    for field, names in FIELD_NAMES.items():
        for name in names:
            words = syllables(name)
            yield " ".join(written(words)), field
            yield " ".join(word.folded for word in words), field


_KNOWN = dict(_spellings())

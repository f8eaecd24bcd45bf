"""Document numbers as people type them into a search: `1234 qd ubnd`, `QĐ 12 năm 2024`, or half of one, `1234/QĐ`.

Between the parts of a number stands any separator or a blank, the year stands before the symbol or behind it, the
symbol before the number or behind it, and `số` or the name of the type may lead. In a text many of these would be
taken for words; in a query a number whose parts stand in their usual order is looked for side by side as well, and
one that was put in order here is tried beside its plain words, so a wrong guess loses nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hub.vietnamese.document_types import trailing_type, type_of_symbol
from hub.vietnamese.number_forms import find_numbers, is_of_standard
from hub.vietnamese.syllables import is_syllable
from hub.vietnamese.text import fold

_SIGN = r"\s*[/\\_\-–—&]\s*|\.(?=\w)|\s\.\s"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_LETTERS = r"[^\W\d_]"
_ALONE = r"(?<![\w/\\])(?<!\w[.,:\-–])"
_NUM = r"\d{1,6}(?:[a-zđ](?=\s*[/\\_.\-–]))?"
_HEAD = re.compile(
    rf"{_ALONE}(?:(?P<ahead>{_YEAR})[/\-–](?!{_YEAR}))?(?P<num>{_NUM})(?P<joint>{_SIGN}|\s*)"
    rf"(?:(?P<year>{_YEAR})(?P<behind>{_SIGN}|\s*))?(?P<name>{_LETTERS}{{1,10}}\d{{0,2}})(?![^\W_])",
    re.IGNORECASE,
)
_GROUP = re.compile(rf"(?P<joint>{_SIGN}|\s+)(?P<name>{_LETTERS}{{2,10}}\d{{0,2}})(?![^\W_])")
_YEAR_BEHIND = re.compile(rf"(?:\s*[/\-–]\s*|,?\s+(?:n[aă]m\s+)?)(?P<year>{_YEAR})(?![\w/]|[-–.]\d)", re.IGNORECASE)
_DAY_BEHIND = re.compile(
    r",?\s+(?:ng[aà]y|k[yý] ng[aà]y)\s+(?:\d{1,2}[/.\-](?P<month>\d{1,2})[/.\-]|"
    rf"\d{{1,2}}\s+th[aá]ng\s+(?P<named>\d{{1,2}})\s+n[aă]m\s+)(?P<year>{_YEAR})",
    re.IGNORECASE,
)
# `số 12/QĐ`, `so hieu 12/QĐ`; with a colon it is a field.
_CALLED = re.compile(r"\b(?:s[oố](?:\s+hi[eệ]u)?|k[yý]\s+hi[eệ]u|no\.?)\s+\Z", re.IGNORECASE)
_SYMBOL_BEFORE = re.compile(
    rf"(?<!\w)(?P<name>{_LETTERS}{{2,5}})(?:(?:{_SIGN}|\s+){_LETTERS}{{2,10}})?(?:{_SIGN}|\.|\s*)\Z"
)
_OF_YEAR = re.compile(r"\bn[aă]m\s+\Z", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![\d/\\])(?<!\d[.,:\-–])(?P<num>\d{{1,6}})(?:\s*(?P<sign>[/\-.])\s*(?P<year>{_YEAR}))?(?![\w/]|[-–.]\d)"
)
# What may follow a number that is named by its type alone: "nghị định 43 về phí" but not "thông báo 12 vị trí".
_GOES_ON = re.compile(
    r"\s*(?:\Z|[^\w\s]|(?:c[uủ]a|v[eề]|do|theo|ng[aà]y|n[aă]m\s+(?:19|20)\d\d(?!\s*[-–]))\b)", re.IGNORECASE
)
_GLUED = re.compile(r"(N[ĐD]|Q[ĐD]|NQ|CT|TT|TB|KH|C[ĐD]|BC|TTR)(CP|TTG|UBND|UB|H[ĐD]ND|VPCP|TW|TU)", re.IGNORECASE)
_GLUED_ON = re.compile(r"[\w.,:\-–]\Z")
_UNSHOWN = ("CV", "Luật")
_WORD = re.compile(r"\S+")
_LONGEST_NAME = 5
_REACH = 60


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number in its canonical spelling, and its place in the query (in NFC).

    `others` are further numbers that it may mean; `is_sure` is False where its plain words must be tried as well.
    """

    text: str
    start: int
    end: int
    is_sure: bool = True
    others: tuple[str, ...] = ()


def typed_numbers(text: str) -> tuple[TypedNumber, ...]:
    """The numbers in a query, in order.

    >>> [number.text for number in typed_numbers("1234 qd ubnd tinh, 12/2010/NQ-HĐND, 7.TB.SNV")]
    ['1234/QD-UBND', '12/2010/NQ-HĐND', '7/TB-SNV']
    >>> [number.text for number in typed_numbers("QĐ số 12 năm 2024; 5/NQ-CP/2023")]
    ['12/2024/QĐ', '5/2023/NQ-CP']
    >>> [number.text for number in typed_numbers("56/QĐ hoặc 5 đa, 12 tỉnh, 0258 3822 229, ngày 12/3/2024")]
    ['56/QĐ']
    """
    text = text.replace("Ð", "Đ").replace("ð", "đ")
    found: list[TypedNumber] = []
    for number in sorted([*_with_symbol(text), *_printed(text), *_named(text)], key=_breadth):
        if not any(number.start < other.end and other.start < number.end for other in found):
            found.append(number)
    return tuple(sorted(found, key=lambda number: number.start))


def _breadth(number: TypedNumber) -> tuple[int, bool]:
    return number.start - number.end, not number.is_sure


# --- 1234/QĐ-UBND ------------------------------------------------------------------------


def _printed(text: str) -> Iterator[TypedNumber]:
    """Numbers as they stand in texts."""
    return (_completed(text, found.canonical, found.start, found.end) for found in find_numbers(text))


def _with_symbol(text: str) -> Iterator[TypedNumber]:
    """A number and then its symbol."""
    for head in _HEAD.finditer(text):
        groups, end = _groups(text, head)
        if groups and not is_of_standard(text[max(head.start() - _REACH, 0) : head.start()]):
            canonical = _canonical(head["num"], head["year"] or head["ahead"], groups)
            found = _completed(text, canonical, head.start(), end)
            yield replace(found, is_sure=found.is_sure and not head["ahead"] and (len(groups) > 1 or _is_signed(head)))


def _is_signed(head: re.Match[str]) -> bool:
    return bool((head["behind"] if head["year"] else head["joint"]).strip())


def _groups(text: str, head: re.Match[str]) -> tuple[list[str], int]:
    """The groups of a symbol, none where it is no symbol, and where they end."""
    joint = head["behind"] if head["year"] else head["joint"]
    glued = _GLUED.fullmatch(head["name"])
    groups, end = [*glued.groups()] if glued else [head["name"]], head.end()
    while found := _GROUP.match(text, end):
        # Behind a blank the office may stand, and behind that the sentence: 12 QĐ UBND TP Nha Trang.
        is_apart = not found["joint"].strip() and len(groups) > 1
        if is_apart or not _says_symbol(found["joint"], found["name"]):
            break
        groups.append(found["name"])
        end = found.end()
    is_year = _OF_YEAR.search(text, 0, head.start()) and re.fullmatch(_YEAR, head["num"])
    return (groups if _is_symbol(joint, groups) and not is_year else []), end


def _is_symbol(joint: str, groups: list[str]) -> bool:
    """Whether a type leads, or at least a slash and no word: 567/SYT."""
    if not type_of_symbol(groups[0]):
        return "/" in joint and len(groups[0]) > 2 and not is_syllable(groups[0])
    return len(groups) > 1 and "/" in joint if len(groups[0]) == 1 else _says_symbol(joint, groups[0])


def _says_symbol(joint: str, name: str) -> bool:
    # Behind a blank only what is no syllable: "5 QĐ" but not "5 đa", "qd ubnd" but not "qd tinh".
    return joint == joint.strip() != "" or not is_syllable(name) or (bool(joint.strip()) and name.isupper())


def _canonical(num: str, year: str | None, groups: list[str]) -> str:
    parts = [num.lstrip("0") or "0", year, "-".join(groups)]
    return "/".join(part for part in parts if part).upper()


def _completed(text: str, canonical: str, start: int, end: int) -> TypedNumber:
    """With what leads to it and, where it bears none, with the year behind it."""
    num, _, symbol = canonical.partition("/")
    behind = None if re.match(_YEAR, symbol) else _YEAR_BEHIND.match(text, end)
    day = _DAY_BEHIND.match(text, end)
    start = _introduced(text, start, symbol)
    if behind:
        return TypedNumber(f"{num}/{behind['year']}/{symbol}", start, behind.end(), is_sure=False)
    if day and symbol and not re.match(_YEAR, symbol):
        # What is signed in December is published in January.
        years = [int(day["year"]), int(day["year"]) + 1][: 2 if int(day["month"] or day["named"]) == 12 else 1]
        texts = [f"{num}/{year}/{symbol}" for year in years]
        return TypedNumber(texts[0], start, day.end(), is_sure=False, others=tuple(texts[1:]))
    return TypedNumber(canonical, start, day.end() if day else end)


def _introduced(text: str, start: int, symbol: str) -> int:
    """Where `số` before a number begins, or the name of the type that the number itself says: Quyết định số."""
    if called := _CALLED.search(text, max(start - _REACH, 0), start):
        start = called.start()
    type_, length = _type_before(text[max(start - _REACH, 0) : start])
    first = re.split(r"[-/]", re.sub(rf"^{_YEAR}/", "", symbol))[0]
    return start - length if type_ and type_ == type_of_symbol(first) else start


def _type_before(before: str) -> tuple[str, int]:
    """The type whose name stands at the end of a text, blanks behind it, and the length of both."""
    for word in [*_WORD.finditer(before)][-_LONGEST_NAME:] if before[-1:].isspace() else ():
        type_, rest = trailing_type(fold(before[word.start() :]))
        if type_ and not rest:
            return type_, len(before) - word.start()
    return "", 0


# --- QĐ 12 năm 2024 ----------------------------------------------------------------------


def _named(text: str) -> Iterator[TypedNumber]:
    """Numbers behind their type, in full or as a symbol; and numbers with their year alone."""
    for bare in _BARE.finditer(text):
        called = _CALLED.search(text, max(bare.start() - _REACH, 0), bare.start())
        symbol, start = _symbol_named(text, called.start() if called else bare.start())
        behind = None if bare["year"] else _YEAR_BEHIND.match(text, bare.end())
        year = bare["year"] or (behind["year"] if behind else None)
        is_called = called is not None
        told = _says_enough(bare, symbol, is_called=is_called, has_year=year is not None)
        if told and (year or is_called or _GOES_ON.match(text, bare.end())) and not _GLUED_ON.search(text[:start]):
            end = behind.end() if behind else bare.end()
            yield TypedNumber(_canonical(bare["num"], year, [symbol] if symbol else []), start, end, is_sure=False)


def _says_enough(bare: re.Match[str], symbol: str, *, is_called: bool, has_year: bool) -> bool:
    """Whether figures are a number: not a year, a month or a count."""
    if re.fullmatch(_YEAR, bare["num"]) and not is_called and not (symbol and bare["sign"] == "/"):
        return False
    return bool(symbol) or (has_year and (is_called or int(bare["num"]) > 12))


def _symbol_named(text: str, end: int) -> tuple[str, int]:
    """The symbol that a text says up to there, "" for none and for types that numbers do not show; where it begins.

    >>> _symbol_named("theo Nghị định ", 15), _symbol_named("qd-ubnd ", 8), _symbol_named("kế hoạch 5 năm ", 15)
    (('NĐ', 5), ('QD-UBND', 0), ('', 15))
    """
    before = text[max(end - _REACH, 0) : end]
    found = _SYMBOL_BEFORE.search(before)
    for symbol in (found[0], found[0].split()[-1]) if found and found[0].strip() else ():
        groups = [*filter(None, re.split(rf"{_SIGN}|\s+|\.", symbol))]
        if groups and _is_typed_symbol(groups):
            return "-".join(groups).upper(), end - len(before) + before.rindex(symbol)
    type_, length = _type_before(before)
    return ("" if type_ in _UNSHOWN else type_.upper()), end - length


def _is_typed_symbol(groups: Sequence[str]) -> bool:
    first, *others = groups
    is_type = type_of_symbol(first) is not None and (not is_syllable(first) or first.isupper())
    return is_type and not any(is_syllable(group) and group.islower() for group in others)

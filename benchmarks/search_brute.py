"""What a query finds, by looking at every text: the promise of `search_index.base` in naive loops.

Written from that page and from what a person may type, for `benchmarks.search_truth`. Nothing of the search is used:
a query comes as a tree of what was meant, beside the text that says so.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from unicodedata import normalize

from hub.records import Document, Filters
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.terms import expansions
from hub.vietnamese.text import fold, slug

FACETS = ("agency", "section", "type", "year")
MANY, FEW = 8, 20  # words of a question; notices with all of them, from which on no others are wanted


@dataclass(frozen=True, slots=True)
class Plain:
    """Words, all of which must be there."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words side by side."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A document number or its beginning: of the notice, of what it cites, or in its text."""

    typed: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field with this slug; `number` with the beginning of a number."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """From this Vietnamese day up to that."""

    first: date = date.min
    last: date = date.max


@dataclass(frozen=True, slots=True)
class Minus:
    """Without this."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """All of these; `written` where AND stands between them."""

    parts: tuple["Node", ...] = ()
    written: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    """Any of these."""

    parts: tuple["Node", ...]


Node = Plain | Quote | Number | Field | Days | Minus | All | Either


def keys(text: str) -> list[str]:
    """The words of a text without marks: i and y one in an open syllable, no zeros before a number."""
    return [_key(word) for word in re.findall(r"[a-z0-9]+", fold(normalize("NFC", text)))]


def _key(word: str) -> str:
    if word.isdigit():
        return str(int(word))
    return word[:-1] + "y" if re.fullmatch(r"(qu|[bcdghklmnprstvx]+)i", word) else word


class Seen:
    """A document, looked at once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        parts = [keys(part) for part in (document.title, document.text, document.number)]
        self.words = frozenset(word for part in parts for word in part)
        self.lines = [f" {' '.join(part)} " for part in parts]
        self.day = document.published.astimezone(VIETNAM).date()
        self.own = _number_forms(document.number, str(self.day.year))
        self.cited = [form for number in document.numbers for form in _number_forms(number, "")]
        self.values = {
            "agency": slug(document.agency),
            "section": slug(document.section),
            "type": slug(document.type),
            "source": slug(document.source),
            "year": str(self.day.year),
        }

    def has_together(self, words: Sequence[str]) -> bool:
        """Whether these stand side by side in title, text or number."""
        wanted = f" {' '.join(words)} "
        return any(wanted in line for line in self.lines)

    def has_own(self, groups: list[str]) -> bool:
        """Whether its number begins like this."""
        return _begins(self.own, groups)

    def has_number(self, groups: list[str]) -> bool:
        """Whether its number, one that it cites or a place in its text begins like this."""
        return self.has_own(groups) or _begins(self.cited, groups) or self.has_together(groups)


def _number_forms(printed: str, published: str) -> list[list[str]]:
    """A number without its year, and with it: the printed one, else that of publication."""
    groups = keys(printed)
    if not groups:
        return []
    printed_year = groups[1] if len(groups) > 1 and re.fullmatch(r"(19|20)\d\d", groups[1]) else ""
    bare = [groups[0], *groups[2 if printed_year else 1 :]]
    year = printed_year or published
    return [bare, [bare[0], year, *bare[1:]]] if year else [bare]


def _begins(forms: Iterable[list[str]], groups: list[str]) -> bool:
    return any(form[: len(groups)] == groups for form in forms)


Test = Callable[[Seen], bool]


def find(query: Node, filters: Filters, documents: Mapping[str, Seen]) -> tuple[set[str], set[str]]:
    """The ids a query finds, by date and by relevance; where nothing has all plain words, those with the most of them.

    By relevance a query of many words of which few notices have all finds those that have half of their weight,
    or a third where none has half.
    """
    tests = list(_filter_tests(filters))
    allowed = {id: seen for id, seen in documents.items() if all(test(seen) for test in tests)}
    whole = _ids(query, allowed)
    found = whole or _nearest(query, allowed)
    words, _ = _plain_and_rest(query)
    is_question = sum(len(_units(plain)) for plain in words) >= MANY
    return found, _weightiest(query, allowed, documents) if is_question and len(whole) < FEW else found


def _plain_and_rest(query: Node) -> tuple[list[Plain], All]:
    parts = query.parts if isinstance(query, All) and not query.written else (query,)
    plain = [part for part in parts if isinstance(part, Plain)]
    return plain, All(tuple(part for part in parts if not isinstance(part, Plain)))


def _weightiest(query: Node, allowed: Mapping[str, Seen], documents: Mapping[str, Seen]) -> set[str]:
    plain, rest = _plain_and_rest(query)
    units = [unit for part in plain for unit in _units(part)]
    holders = [sum(map(unit, documents.values())) for unit in units]
    raw = [log(1 + (len(documents) - count + 0.5) / (count + 0.5)) for count in holders]
    weights = [round(15 * one / max(raw)) for one in raw]
    held = {
        id: sum(w for w, unit in zip(weights, units, strict=True) if unit(allowed[id])) for id in _ids(rest, allowed)
    }
    half = {id for id, weight in held.items() if 2 * weight >= sum(weights)}
    return half or {id for id, weight in held.items() if 3 * weight >= sum(weights)}


def _nearest(query: Node, allowed: Mapping[str, Seen]) -> set[str]:
    plain, others = _plain_and_rest(query)
    units = [unit for part in plain for unit in _units(part)]
    rest = _ids(others, allowed)
    counts = {id: sum(unit(allowed[id]) for unit in units) for id in rest}
    fewest = 0 if _has_number(query) else -(-len(units) // 2)
    most = max((count for count in counts.values() if count < len(units)), default=-1)
    return {id for id, count in counts.items() if count == most} if most >= fewest else set()


def _ids(node: Node, among: Mapping[str, Seen]) -> set[str]:
    match node:
        case All(parts):
            for part in parts:
                among = {id: among[id] for id in _ids(part, among)}
            return set(among)
        case Either(parts):
            return set().union(*(_ids(part, among) for part in parts))
        case Minus(part):
            return set(among) - _ids(part, among)
        case _:
            test = _test(node)
            return {id for id, seen in among.items() if test(seen)}


def _test(node: Node) -> Test:
    match node:
        case Plain():
            units = _units(node)
            return lambda seen: all(unit(seen) for unit in units)
        case Quote(words):
            quoted = keys(" ".join(words))
            return lambda seen: seen.has_together(quoted)
        case Number(typed):
            groups = keys(typed)
            return lambda seen: seen.has_number(groups)
        case Field("number", value):
            groups = keys(value)
            return lambda seen: seen.has_own(groups)
        case Field(name, value):
            return lambda seen: seen.values[name] == value
        case Days(first, last):
            return lambda seen: first <= seen.day <= last
    raise TypeError(node)


def _units(plain: Plain) -> list[Test]:
    """Each word, or the words that have an abbreviation, or are one, with the other ways to say it."""
    typed = [normalize("NFC", word) for word in plain.words]
    units, done = [], 0
    for found in expansions(typed):
        units += [_unit([word], []) for word in typed[done : found.start]]
        units.append(_unit(typed[found.start : found.end], found.alternatives))
        done = found.end
    return units + [_unit([word], []) for word in typed[done:]]


def _unit(words: Sequence[str], alternatives: Iterable[Sequence[str]]) -> Test:
    own, others = keys(" ".join(words)), [keys(" ".join(other)) for other in alternatives]
    if len(own) == 1 and not others:
        return lambda seen: own[0] in seen.words
    return lambda seen: seen.words.issuperset(own) or any(map(seen.has_together, others))


def _has_number(node: Node) -> bool:
    match node:
        case Number() | Field("number", _):
            return True
        case All(parts) | Either(parts):
            return any(map(_has_number, parts))
    return False


def _filter_tests(filters: Filters) -> Iterator[Test]:
    for name in ("agency", "section", "type", "source"):
        if value := getattr(filters, name):
            yield _test(Field(name, slug(value)))
    if filters.number:
        yield _test(Field("number", filters.number))
    if filters.published_from or filters.published_to:
        yield _test(Days(filters.published_from or date.min, filters.published_to or date.max))
    if filters.withdrawn != "include":
        yield lambda seen: seen.document.withdrawn == (filters.withdrawn == "only")


def facets(ids: Iterable[str], documents: Mapping[str, Seen]) -> dict[str, dict[str, int]]:
    """How many of these there are of each value."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for id in ids:
        for name in FACETS:
            if value := documents[id].values[name]:
                counts[name][value] += 1
    return {name: dict(count) for name, count in counts.items()}

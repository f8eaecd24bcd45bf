"""The tree a query becomes: leaves that stand in the text, fields, and how they combine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from search_index.analysis import Syllable


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other."""

    words: tuple[Syllable, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or several with one abbreviation: its words anywhere, or one of the other ways to say it."""

    words: tuple[Syllable, ...]
    others: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A run of plain words."""

    units: tuple[Unit, ...]

    @property
    def words(self) -> tuple[Syllable, ...]:
        """All words in the order typed."""
        return tuple(word for unit in self.units for word in unit.words)


@dataclass(frozen=True, slots=True)
class Number:
    """A document number or its beginning; `key` is its term."""

    words: tuple[Syllable, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """A keyword field with this value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """Published from the first to the last day, both Vietnamese and both included."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of these; of nothing, everything. `strict` where the person wrote AND."""

    parts: tuple["Node", ...] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple["Node", ...]


Leaf = Words | Phrase | Number
Node = Leaf | Exactly | Days | Not | And | Or


@dataclass(frozen=True)
class Query:
    """What a person typed, read. Every segment asks what it looks for, again and again."""

    root: Node = And()

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """What the text should hold, in the order typed; what is left out with a minus is not among it."""
        return tuple(_leaves(self.root))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The keys of the document numbers asked for."""
        return tuple(_numbers(self.root))


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Words() | Phrase() | Number():
            yield node
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _leaves(part)


def _numbers(node: Node) -> Iterator[str]:
    match node:
        case Number(key=key) | Exactly("number", key):
            yield key
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _numbers(part)

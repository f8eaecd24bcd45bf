"""Why a notice was found, and what was understood of a query: for who asks the search page to explain itself.

The signs are those of `search_index.base`, told from the texts themselves, so they hold for any engine.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from search_index.analysis import WORD, Syllable, folded, number_key, syllable, syllables
from search_index.partial import question
from search_index.reading import read_query
from search_index.tree import And, Days, Exactly, Leaf, Node, Not, Number, Or, Phrase, Query, Unit, Words

Line = tuple[int, str, str]
"""How deep a part of a query stands, a stable code of what it is, and its words."""


def outline(typed: str, today: date | None = None) -> tuple[Line, ...]:
    """What was understood of a query, part by part.

    >>> outline('giá "đất ở" -nhà')
    ((0, 'all', ''), (1, 'words', 'giá'), (1, 'phrase', 'đất ở'), (1, 'not', ''), (2, 'words', 'nhà'))
    """
    reading = read_query(typed, today)
    return tuple(_lines(reading.query.root, 0, _Spellings(reading.text)))


def signs_of(typed: str, title: str, text: str, number: str = "") -> tuple[str, ...]:
    """The signs by which a notice with these texts is a good answer, as stable codes, the weightiest first.

    >>> signs_of("giá đất", "Bảng giá đất năm 2024", "")
    ('own_marks', 'title_together')
    """
    query, own = read_query(typed).query, number_key(syllables(number))
    found = ["number"] if any(own == key or own.startswith(f"{key}-") for key in query.numbers) else []
    return (*found, *_signs(query, syllables(title), syllables(text)))


# --- signs -------------------------------------------------------------------------------


def _signs(query: Query, title: Sequence[Syllable], text: Sequence[Syllable]) -> Iterator[str]:
    wanted = [word for leaf in query.leaves for word in leaf.words]
    marked = {word.marked for word in (*title, *text)}
    if any(word.marked for word in wanted) and all(word.marked in marked for word in wanted if word.marked):
        yield "own_marks"
    if query.leaves:
        yield "question" if question(query.root) else _standing(query.leaves, title, text)


def _standing(leaves: Sequence[Leaf], title: Sequence[Syllable], text: Sequence[Syllable]) -> str:
    for where, words in (("title", title), ("text", text)):
        keys = folded(words)
        if all(_side_by_side(folded(leaf.words), keys) for leaf in leaves):
            return f"{where}_together"
        if all(word.folded in keys for leaf in leaves for word in leaf.words):
            return where
    return "otherwise"


def _side_by_side(wanted: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    return f" {' '.join(wanted)} " in f" {' '.join(keys)} "


# --- what was understood -----------------------------------------------------------------


class _Spellings:
    """How words were typed."""

    def __init__(self, text: str) -> None:
        self._typed = {syllable(found[0]): found[0] for found in WORD.finditer(text)}

    def of(self, words: Sequence[Syllable]) -> str:
        return " ".join(self._typed.get(word, word.folded) for word in words)


def _lines(node: Node, depth: int, spelled: _Spellings) -> Iterator[Line]:
    match node:
        case And(parts=()):
            yield depth, "everything", ""
        case And(parts=parts) | Or(parts=parts):
            yield depth, "any" if isinstance(node, Or) else "all", ""
            for part in parts:
                yield from _lines(part, depth + 1, spelled)
        case Not(part):
            yield depth, "not", ""
            yield from _lines(part, depth + 1, spelled)
        case _:
            yield depth, *_leaf(node, spelled)


def _leaf(node: Words | Phrase | Number | Exactly | Days, spelled: _Spellings) -> tuple[str, str]:
    match node:
        case Words(units):
            code = "question" if question(node) else "words"
            return code, " · ".join(_unit(unit, spelled) for unit in units)
        case Phrase(words):
            return "phrase", spelled.of(words)
        case Number(key=key):
            return "number", key
        case Exactly(field, value):
            return f"field.{field}", value
        case Days(first, last):
            return "days", " – ".join(day.isoformat() if day else "…" for day in (first, last))


def _unit(unit: Unit, spelled: _Spellings) -> str:
    others = [" ".join(word.folded for word in other.words) for other in unit.others]
    return " = ".join([spelled.of(unit.words), *others])

"""Which documents of a segment a query finds, and by which signs one match is better than another.

A reading says what it means that a document holds a leaf: anywhere, in the title, side by side.
The same tree under another reading gives another set of documents. Pure but for the postings asked.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from search_index.analysis import folded, moments_of
from search_index.postings import Postings
from search_index.tree import And, Days, Exactly, Leaf, Node, Not, Number, Or, Phrase, Query, Unit, Words

Reading = Callable[[Leaf, Postings], int]


def matches(node: Node, postings: Postings) -> int:
    """The documents a query finds."""
    return evaluate(node, _anywhere, postings)


def evaluate(node: Node, reading: Reading, postings: Postings) -> int:
    """The documents for which the tree holds under a reading; what is left out, is left out anywhere."""
    match node:
        case And(parts=parts):
            return _all((evaluate(part, reading, postings) for part in parts), postings)
        case Or(parts):
            return _any(evaluate(part, reading, postings) for part in parts)
        case Not(part):
            return postings.everything & ~matches(part, postings)
        case Exactly("number" | "cites" as field, value):
            return postings.beginning(field, value)
        case Exactly(field, value):
            return postings.term(field, value)
        case Days(first, last):
            return postings.between(*moments_of(first, last))
        case Words() | Phrase() | Number():
            return reading(node, postings)


def signs(query: Query, postings: Postings) -> tuple[Callable[[], int], ...]:
    """For ranking: sets of documents, the first outweighing all that follow, each made when it is asked for.

    The numbers asked for; own marks; all in the title.
    """
    found: list[Callable[[], int]] = []
    if query.numbers:
        found.append(lambda: _any(postings.beginning("number", key) for key in query.numbers))
    if any(word.marked for leaf in query.leaves for word in leaf.words):
        found.append(lambda: evaluate(query.root, _own_marks, postings))
    if query.leaves:
        found.append(lambda: evaluate(query.root, _title, postings))
    return tuple(found)


def neighbours(query: Query, postings: Postings) -> list[str]:
    """What should stand together as it was typed, as it would in a sequence; "" where a segment knows no such word.

    Each two neighbours; of a word alone that may be said otherwise, the word.
    """
    return [letters for leaf in query.leaves for letters in _together(leaf, postings)]


def _together(leaf: Leaf, postings: Postings) -> Iterator[str]:
    letters = [postings.character(word.folded) for word in leaf.words]
    if len(letters) == 1:
        return iter(letters if any(unit.others for unit in _units(leaf)) else ())
    return (left + right if left and right else "" for left, right in pairwise(letters))


def loosened(root: Node) -> tuple[Words, Node]:
    """The plain words of a query, of which not all need be there, and what else must hold.

    Who writes AND or OR has said more exactly what they want: then there are no such words.
    """
    parts = root.parts if isinstance(root, And) and not root.strict else (root,)
    runs = [part for part in parts if isinstance(part, Words)]
    rest = tuple(part for part in parts if not isinstance(part, Words))
    return Words(tuple(unit for run in runs for unit in run.units)), And(rest)


def unit_sets(words: Words, postings: Postings) -> list[int]:
    """For each word of a run: the documents that hold it anywhere."""
    return [_unit_anywhere(unit, postings) for unit in words.units]


def _all(sets: Iterable[int], postings: Postings) -> int:
    found = postings.everything
    for members in sets:
        found &= members
        if not found:
            return 0
    return found


def _any(sets: Iterable[int]) -> int:
    found = 0
    for members in sets:
        found |= members
    return found


def _anywhere(leaf: Leaf, postings: Postings) -> int:
    match leaf:
        case Words(units):
            return _all((_unit_anywhere(unit, postings) for unit in units), postings)
        case Phrase(words):
            return postings.phrase("words", folded(words))
        case Number(words, key):
            return (
                postings.beginning("number", key)
                | postings.beginning("cites", key)
                | postings.phrase("words", folded(words))
            )


def _unit_anywhere(unit: Unit, postings: Postings) -> int:
    return _spelled("words", unit, postings) | _said_otherwise(unit, postings)


def _spelled(field: str, unit: Unit, postings: Postings) -> int:
    if len(unit.words) == 1:
        return postings.spelled(field, unit.words[0].folded)
    return _all((postings.spelled(field, word.folded) for word in unit.words), postings)


def _said_otherwise(unit: Unit, postings: Postings) -> int:
    return _any(postings.phrase("words", folded(other.words)) for other in unit.others)


def _own_marks(leaf: Leaf, postings: Postings) -> int:
    if isinstance(leaf, Number):
        return postings.everything
    return _all((_unit_own_marks(unit, postings) for unit in _units(leaf)), postings)


def _unit_own_marks(unit: Unit, postings: Postings) -> int:
    marked = (postings.term("words", word.key) for word in unit.words if word.marked)
    return _all(marked, postings) | _said_otherwise(unit, postings)


def _title(leaf: Leaf, postings: Postings) -> int:
    return _all((_unit_in_title(unit, postings) for unit in _units(leaf)), postings)


def _units(leaf: Leaf) -> tuple[Unit, ...]:
    return leaf.units if isinstance(leaf, Words) else (Unit(leaf.words),)


def _unit_in_title(unit: Unit, postings: Postings) -> int:
    others = (postings.phrase("title", folded(other.words)) for other in unit.others)
    return _spelled("title", unit, postings) | _any(others)

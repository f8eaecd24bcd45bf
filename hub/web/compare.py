"""Two states of a text compared word by word. Pure, and bounded however long the texts are."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Piece = tuple[Literal["same", "added", "removed", "skipped"], str]
Paragraph = tuple[Piece, ...]

# difflib is quadratic at worst (and worse without its heuristic for frequent elements): beyond
# these a paragraph, or a text, is shown as replaced as a whole
MOST_PARAGRAPHS = 2000
MOST_WORDS = 800
MOST_PAIRS = 200
# unchanged paragraphs kept beside a changed one, so that it can be found in the text
CONTEXT = 1
_WORD = re.compile(r"\s+|\w+|[^\w\s]+")


def compared(before: str, after: str) -> tuple[Paragraph, ...]:
    """The paragraphs of both texts with what was added and removed; long unchanged parts are only counted."""
    old, new = _paragraphs(before), _paragraphs(after)
    if len(old) + len(new) > MOST_PARAGRAPHS:
        return tuple(_replaced(old, new, most=0))
    told: list[Paragraph] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        told += _kept(new[j1:j2]) if tag == "equal" else _replaced(old[i1:i2], new[j1:j2], MOST_PAIRS - len(told))
    return tuple(told)


def compared_words(before: str, after: str) -> Paragraph:
    """One paragraph before and after, as pieces.

    >>> compared_words("hạn ngày 20/9", "hạn ngày 30/9")
    (('same', 'hạn ngày '), ('removed', '20'), ('added', '30'), ('same', '/9'))
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return _pieces(before, after, "")
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        same = "".join(new[j1:j2]) if tag == "equal" else ""
        pieces += _pieces("".join(old[i1:i2]), "".join(new[j1:j2]), same)
    return tuple(pieces)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pieces(old: str, new: str, same: str) -> Paragraph:
    if same:
        return (("same", same),)
    both: tuple[Piece, Piece] = ("removed", old), ("added", new)
    return tuple(piece for piece in both if piece[1])


def _whole(kind: Literal["added", "removed", "same"], text: str) -> Paragraph:
    return ((kind, text),)


def _kept(paragraphs: Sequence[str]) -> Iterator[Paragraph]:
    """An unchanged part: its ends, and how many paragraphs lie between."""
    hidden = len(paragraphs) - 2 * CONTEXT
    if hidden <= 1:
        yield from (_whole("same", text) for text in paragraphs)
        return
    yield from (_whole("same", text) for text in paragraphs[:CONTEXT])
    yield (("skipped", str(hidden)),)
    yield from (_whole("same", text) for text in paragraphs[-CONTEXT:])


def _replaced(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[Paragraph]:
    """The paragraphs side by side; after the first `most` pairs their words are not compared any more."""
    for n, (before, after) in enumerate(zip_longest(old, new, fillvalue="")):
        yield compared_words(before, after) if n < most else _pieces(before, after, "")

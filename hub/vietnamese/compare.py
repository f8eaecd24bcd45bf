"""Two states of a text compared word by word. Pure, and bounded however long the texts are (`aligning`).

Whitespace is no change; a number, a date and a document number are one word each.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from hub.vietnamese.aligning import Span, aligned

Kind = Literal["same", "added", "removed", "skipped"]
Piece = tuple[Kind, str]
Paragraph = tuple[Piece, ...]

# unchanged paragraphs kept beside a changed one, so that it can be found in the text
CONTEXT = 1
# with less in common than this, two passages are told as removed and added, not as a mosaic
ALIKE = 0.25
BREAK, LOST_BREAK = "\n", " ¶ "
_WORD = re.compile(
    r"\n|[^\S\n]+"
    r"|\d+[a-zA-Z]?(?:/\d{4})?[/-](?:[A-ZĐ][\wĐđ]*)(?:[-/][\wĐđ]+)*"  # 12/2010/QĐ-UBND
    r"|\d+(?:[.,:/-]\d+)*%?"  # 24/09/2010, 1.234,5, 14:30
    r"|\w+|[^\w\s]"
)


def compared(before: str, after: str) -> tuple[Paragraph, ...]:
    """The paragraphs of both texts with what was added and removed; long unchanged parts are only counted."""
    old, new = _paragraphs(before), _paragraphs(after)
    told: list[Paragraph] = []
    i = j = 0
    for i1, i2, j1, j2 in (*aligned(old, new), (len(old), len(old), len(new), len(new))):
        told += _split(_words_compared(BREAK.join(old[i:i1]), BREAK.join(new[j:j1])))
        told += _kept(new[j1:j2])
        i, j = i2, j2
    return tuple(told)


def compared_words(before: str, after: str) -> Paragraph:
    """One paragraph before and after, as pieces.

    >>> compared_words("hạn ngày 20/9", "hạn  ngày 30/9")
    (('same', 'hạn ngày '), ('removed', '20/9'), ('added', '30/9'))
    """
    return _words_compared(_blanks_levelled(before), _blanks_levelled(after))


def _paragraphs(text: str) -> list[str]:
    lines = (_blanks_levelled(line) for line in text.splitlines())
    return [line for line in lines if line]


def _blanks_levelled(text: str) -> str:
    return " ".join(text.split())


def _words_compared(before: str, after: str) -> Paragraph:
    old, new = _WORD.findall(before), _WORD.findall(after)
    spans = tuple(_slid(old, new, aligned(old, new)))
    alike = sum(_count(old[i1:i2]) for i1, i2, _, _ in spans)
    if alike < ALIKE * min(_count(old), _count(new)):
        spans = ()
    return _joined(_pieces(old, new, spans))


def _count(tokens: Sequence[str]) -> int:
    return sum(token[0].isalnum() for token in tokens)


def _slid(old: Sequence[str], new: Sequence[str], spans: Sequence[Span]) -> Iterator[Span]:
    """The spans, where it makes no difference so that what is put in or left out begins with a line."""
    if not spans:
        return
    i1, i2, j1, j2 = spans[0]
    for a1, a2, b1, b2 in spans[1:]:
        back = _to_line(new, j1, j2, b1) if i2 == a1 else _to_line(old, i1, i2, a1) if j2 == b1 else 0
        yield i1, i2 - back, j1, j2 - back
        i1, i2, j1, j2 = a1 - back, a2, b1 - back, b2
    yield i1, i2, j1, j2


def _to_line(tokens: Sequence[str], least: int, start: int, end: int) -> int:
    """By how much tokens[start:end] can move back to begin with a line and be the same; 0 where it cannot."""
    if end < len(tokens) and tokens[start] == tokens[end] == BREAK:
        return -1
    back = 0
    while start - back > least and tokens[start - back - 1] == tokens[end - back - 1]:
        if tokens[start - back - 1] == BREAK:
            return back
        back += 1
    return 0


def _pieces(old: Sequence[str], new: Sequence[str], spans: Sequence[Span]) -> Iterator[Piece]:
    i = j = 0
    for i1, i2, j1, j2 in (*spans, (len(old), len(old), len(new), len(new))):
        yield "removed", "".join(old[i:i1])
        yield "added", "".join(new[j:j1])
        yield "same", "".join(new[j1:j2])
        i, j = i2, j2


def _joined(pieces: Iterator[Piece]) -> Paragraph:
    """Neighbouring changes as one: a lone blank between two of them belongs to both."""
    changes = [piece for piece in pieces if piece[1]]
    last = len(changes) - 1
    kinds = [
        kind if kind != "same" or text.strip(" ") or not 0 < n < last else "blank"
        for n, (kind, text) in enumerate(changes)
    ]
    told: list[Piece] = []
    for is_same, run in groupby(zip(kinds, changes, strict=True), key=lambda pair: pair[0] == "same"):
        texts = [(kind, text) for kind, (_, text) in run]
        if is_same:
            told.append(("same", "".join(text for _, text in texts)))
            continue
        for side in ("removed", "added"):
            whole = "".join(text for kind, text in texts if kind in (side, "blank"))
            told += [(side, whole)] if any(kind == side for kind, _ in texts) else []
    return tuple(told)


def _split(pieces: Paragraph) -> Iterator[Paragraph]:
    """The pieces as paragraphs, those of the new text whole: within them a line's end that went is a sign."""
    paragraph: list[Piece] = []
    for kind, text in pieces:
        first, *others = text.split(BREAK)
        paragraph += [(kind, first)] if _says(kind, first) else []
        for other in others:
            if kind == "removed" and any(had != "removed" for had, _ in paragraph):
                paragraph += [(kind, f"{LOST_BREAK}{other}")] if _says(kind, other) else []
                continue
            yield from [tuple(paragraph)] if paragraph else []
            paragraph = [(kind, other)] if _says(kind, other) else []
    yield from [tuple(paragraph)] if paragraph else []


def _says(kind: Kind, text: str) -> bool:
    """Whether there is anything: a blank that became the end of a line, or was one, is no change."""
    return bool(text.strip(" ") or (text and kind == "same"))


def _kept(paragraphs: Sequence[str]) -> Iterator[Paragraph]:
    """An unchanged part: its ends, and how many paragraphs lie between."""
    hidden = len(paragraphs) - 2 * CONTEXT
    if hidden <= 1:
        yield from ((("same", text),) for text in paragraphs)
        return
    yield from ((("same", text),) for text in paragraphs[:CONTEXT])
    yield (("skipped", str(hidden)),)
    yield from ((("same", text),) for text in paragraphs[-CONTEXT:])

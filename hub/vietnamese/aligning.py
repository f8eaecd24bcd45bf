"""Which parts of two sequences are the same: what stands in both once leads the way, Myers fills in between.

The cost is bounded however long and however unlike the two are: where finding the shortest way
would take too many steps, a part counts as replaced.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int, int, int]
# steps for the whole of it, about a second; edits in one part, beyond which nobody reads them one by one
MOST_STEPS, MOST_EDITS, LEAST_EDITS = 2_000_000, 300, 100
DEEPEST = 24


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of both: old[i1:i2] beside new[j1:j2]."""

    i1: int
    i2: int
    j1: int
    j2: int

    @property
    def is_one_sided(self) -> bool:
        return self.i1 == self.i2 or self.j1 == self.j2


def aligned(old: Sequence[str], new: Sequence[str]) -> tuple[Span, ...]:
    """The parts (i1, i2, j1, j2) in which old[i1:i2] equals new[j1:j2], in order and as long as can be.

    >>> aligned("abcd", "axcd")
    ((0, 1, 0, 1), (2, 4, 2, 4))
    """
    edits = max(min(MOST_STEPS // (len(old) + len(new) + 1), MOST_EDITS), LEAST_EDITS)
    pairs = _pairs(old, new, _Part(0, len(old), 0, len(new)), edits, DEEPEST)
    spans: list[Span] = []
    for i, j in pairs:
        if spans and spans[-1][1] == i and spans[-1][3] == j:
            spans[-1] = (spans[-1][0], i + 1, spans[-1][2], j + 1)
        else:
            spans.append((i, i + 1, j, j + 1))
    return tuple(spans)


Pairs = Iterator[tuple[int, int]]


def _pairs(old: Sequence[str], new: Sequence[str], part: _Part, edits: int, depth: int) -> Pairs:
    """The equal pairs of a part: its ends, then between what is unique in both."""
    i1, i2, j1, j2 = part.i1, part.i2, part.j1, part.j2
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        yield i1, j1
        i1, j1 = i1 + 1, j1 + 1
    tail = 0
    while i1 < i2 - tail and j1 < j2 - tail and old[i2 - tail - 1] == new[j2 - tail - 1]:
        tail += 1
    yield from _inner(old, new, _Part(i1, i2 - tail, j1, j2 - tail), edits, depth)
    yield from ((i2 - tail + n, j2 - tail + n) for n in range(tail))


def _inner(old: Sequence[str], new: Sequence[str], part: _Part, edits: int, depth: int) -> Pairs:
    if part.is_one_sided:
        return
    anchors = _anchors(old, new, part) if depth else []
    if not anchors:
        yield from _shortest(old, new, part, edits)
        return
    i, j = part.i1, part.j1
    for at, there in (*anchors, (part.i2, part.j2)):
        yield from _pairs(old, new, _Part(i, at, j, there), edits, depth - 1)
        if at < part.i2:
            yield at, there
        i, j = at + 1, there + 1


def _anchors(old: Sequence[str], new: Sequence[str], part: _Part) -> list[tuple[int, int]]:
    """What stands once on either side, as far as it stands in the same order (patience)."""
    here, there = _once(old, part.i1, part.i2), _once(new, part.j1, part.j2)
    pairs = [(at, there[token]) for token, at in here.items() if token in there]
    return _rising(pairs)


def _once(tokens: Sequence[str], start: int, end: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for at in range(start, end):
        places[tokens[at]] = -1 if tokens[at] in places else at
    return {token: at for token, at in places.items() if at >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, sorted by their first, that rises in the second too."""
    pairs = sorted(pairs)
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        rank = bisect_left(ends, there)
        before.append(tops[rank - 1] if rank else -1)
        ends[rank : rank + 1] = [there]
        tops[rank : rank + 1] = [number]
    found, number = [], tops[-1] if tops else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _shortest(old: Sequence[str], new: Sequence[str], part: _Part, edits: int) -> Pairs:
    """Myers' shortest way with at most so many edits; nothing where it takes more."""
    n, m = part.i2 - part.i1, part.j2 - part.j1
    far, trail = {1: 0}, []
    for d in range(min(edits, n + m) + 1):
        trail.append(dict(far))
        for k in range(-d, d + 1, 2):
            x = far[k + 1] if k == -d or (k != d and far[k - 1] < far[k + 1]) else far[k - 1] + 1
            y = x - k
            while x < n and y < m and old[part.i1 + x] == new[part.j1 + y]:
                x, y = x + 1, y + 1
            far[k] = x
            if x >= n and y >= m:
                yield from _walked(trail, part, n, m)
                return


def _walked(trail: Sequence[dict[int, int]], part: _Part, x: int, y: int) -> Pairs:
    """The equal pairs on the way that the trail remembers, from its end back."""
    found: list[tuple[int, int]] = []
    for d in range(len(trail) - 1, -1, -1):
        far, k = trail[d], x - y
        is_down = k == -d or (k != d and far[k - 1] < far[k + 1])
        former = k + 1 if is_down else k - 1
        start_x = far[former]
        start_y = start_x - former
        while x > max(start_x, 0) and y > max(start_y, 0):
            x, y = x - 1, y - 1
            found.append((part.i1 + x, part.j1 + y))
        x, y = start_x, start_y
    return iter(found[::-1])

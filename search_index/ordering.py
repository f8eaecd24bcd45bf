"""The order of hits over all segments: newest first, by classes of equally good matches, or by weight.

In each segment document 0 is the newest. So "newest first" takes the lowest set bits and stops after a page: no date
is read or sorted for the other matches. Segments are asked newest first, and an older one only when its newest
document may come next; late arrivals in a newer segment find their place by their date.

Ranking makes classes of equally good matches, sets again. Which of the newest of a class may have its words side by
side is a set too (`search_index.pairs`), and the sequences of these alone are read, until a page is full.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain, product

from hub.records import Hit
from search_index.bits import first_of, numbers_of, span
from search_index.matching import signs
from search_index.partial import Question
from search_index.parts import BEST, Part
from search_index.tree import Query

# The newest documents of a class, of which it is known whether all their words stand together, and whether some do.
WHOLE, PARTLY = 500, 250

Run = tuple[Part, int]  # documents of one segment


def newest(parts: Sequence[Part]) -> Iterator[Hit]:
    """All that is found, the newest first, without a score."""
    return _unscored(_newest_first(parts, lambda part: part.hits))


def _unscored(runs: Iterator[Run]) -> Iterator[Hit]:
    return (Hit(part.segment.id(number), 0.0) for part, found in runs for number in numbers_of(found))


# One order over all segments, however the documents came into them: how old, then by id.
_Head = tuple[int, str, int, Part, int]  # of the newest of what is left of a segment; the order of the segment


def _newest_first(parts: Sequence[Part], members: Callable[[Part], int]) -> Iterator[Run]:
    """Sets of documents in one order, run after run; a segment is asked only when its newest may come next."""
    waiting = [*reversed(parts)]
    heads: list[_Head] = []
    while waiting or heads:
        while waiting and (not heads or -waiting[-1].segment.newest <= heads[0][0]):
            part = waiting.pop()
            _push(heads, len(waiting), part, members(part))
        if heads:
            _, _, order, part, found = heappop(heads)
            others = [-other.segment.newest for other in waiting[-1:]] + [head[0] for head in heads[:1]]
            run = found & _newer(part, others) or found & -found
            _push(heads, order, part, found & ~run)
            yield part, run


def _newer(part: Part, ages: Sequence[int]) -> int:
    """The documents of a segment that are newer than any other's, as mostly a whole segment is."""
    return span(0, part.segment.older_than(-min(ages))) if ages else -1


def _push(heads: list[_Head], order: int, part: Part, found: int) -> None:
    if found:
        segment, number = part.segment, (found & -found).bit_length() - 1
        heappush(heads, (-segment.published(number), segment.id(number), order, part, found))


def ranked(query: Query, parts: Sequence[Part]) -> Iterator[Hit]:
    """Class after class, best first; in each, those whose words stand together before the others."""
    if not parts:
        return
    many = len(parts[0].neighbours)
    for path in product((True, False), repeat=len(signs(query, parts[0].segment))):
        runs = _newest_first(parts, lambda part, path=path: part.members(path))  # type: ignore[misc]
        score = 0.5 + sum(borne / 2 ** (number + 2) for number, borne in enumerate(path))
        standings = [BEST] * path[-1] + [count / many for count in range(many, 0, -1)] if many else []
        for standing, part, number in _by_standing(runs, standings):
            yield Hit(part.segment.id(number), score + standing / 2**8)


def weighed(asked: Question, parts: Sequence[Part]) -> Iterator[Hit]:
    """Those that answer a question best, then the others."""
    seen = [0] * len(parts)
    for score, place, number in asked.best([part.hits for part in parts]):
        seen[place] |= 1 << number
        yield Hit(parts[place].segment.id(number), score)
    shown = dict(zip(parts, seen, strict=True))
    yield from _unscored(_newest_first(parts, lambda part: part.hits & ~shown[part]))


def _by_standing(runs: Iterator[Run], standings: Sequence[float]) -> Iterator[tuple[float, Part, int]]:
    """The newest of a class, those first whose words stand together, then the others, then all that are older."""
    window = _Window(runs, WHOLE if standings else 0)
    placed: dict[Part, set[int]] = defaultdict(set)
    for standing in standings:
        for part, found in window.first(WHOLE if standing >= 1 else PARTLY):
            for number in part.standing(standing, standings[0], found):
                placed[part].add(number)
                yield standing, part, number
    for part, found in chain(window, window.older):
        yield from ((0.0, part, number) for number in numbers_of(found) if number not in placed[part])


class _Window:
    """The first documents of some runs, to be gone through again and again; `older` are all others.

    No run is asked for before it is needed.
    """

    def __init__(self, runs: Iterator[Run], size: int) -> None:
        self.older, self._left = runs, size
        self._taken: list[Run] = []

    def first(self, count: int) -> Iterator[Run]:
        """So many of them."""
        for part, found in self:
            yield part, first_of(found, count)
            count -= found.bit_count()
            if count <= 0:
                return

    def __iter__(self) -> Iterator[Run]:
        yield from self._taken
        while self._left and (run := next(self.older, None)):
            part, found = run
            taken = first_of(found, self._left)
            self._left -= taken.bit_count()
            self._taken.append((part, taken))
            if taken != found:
                self.older = chain([(part, found & ~taken)], self.older)
            yield part, taken

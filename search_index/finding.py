"""From a query to a page of hits, over the segments of any engine.

In each segment document 0 is the newest. So "newest first" takes the lowest set bits and stops after a page: no date
is read or sorted for the other matches. Segments are asked newest first, and an older one only when its newest
document may come next; late arrivals in a newer segment find their place by their date.

Ranking makes classes of equally good matches, sets again. Whether words stand side by side is read from the sequences
of the newest of a class alone, so that no query costs more than that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain, islice, product
from operator import itemgetter

from hub.records import Filters, Found, Hit, Sort
from search_index.bits import at_least, numbers_of
from search_index.matching import allowed, loosened, matches, neighbours, signs, unit_sets
from search_index.postings import Postings
from search_index.sequences import BORDER
from search_index.tree import Query

FACETS = ("agency", "section", "type", "year")
BEST = 2.0
LOOKED_INTO = 1_000  # documents of a class, the newest, of which it is read how their words stand

Run = tuple["Part", Iterator[int]]  # documents of one segment


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the hits is wanted, and how."""

    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: bool = False

    @property
    def enough(self) -> int:
        """How many of the hits must be known in their order."""
        return self.offset + self.limit


class Part:
    """What a query finds in one segment."""

    def __init__(self, query: Query, filters: Filters, segment: Postings) -> None:
        self._query, self._filters = query, filters
        self.segment = segment

    @cached_property
    def open_to(self) -> int:
        """The documents that the filters let through."""
        return allowed(self._filters, self.segment)

    @cached_property
    def hits(self) -> int:
        """The documents found; of what is nearest, if there are none, see `_nearest`."""
        return matches(self._query.root, self.segment) & self.open_to

    @cached_property
    def _signs(self) -> list[int | Callable[[], int]]:
        return [*signs(self._query, self.segment)]

    @cached_property
    def neighbours(self) -> list[str]:
        """As `matching.neighbours`."""
        return neighbours(self._query, self.segment)

    def standings(self, numbers: Iterable[int], best: float) -> Iterator[tuple[float, int]]:
        """How the neighbours stand in documents: 2 all in the title, 1 all in it, else the share of them that does.

        It need not be known to be better than the best.
        """
        sequence, pairs, many = self.segment.sequence, [*filter(None, self.neighbours)], len(self.neighbours)
        for number in numbers:
            text, start, end = sequence(number)
            together = 0
            for pair in pairs:
                if text.find(pair, start, end) >= 0:
                    together += 1
            is_titled = together == many and best == BEST and _all_in(pairs, text, start, text.index(BORDER, start))
            yield BEST if is_titled else together / many, number

    def members(self, path: Sequence[bool]) -> int:
        """The hits that bear the signs of a class and not the others."""
        found = self.hits
        for number, borne in enumerate(path):
            if not found:
                return 0
            found &= self._sign(number) if borne else ~self._sign(number)
        return found

    def _sign(self, number: int) -> int:
        sign = self._signs[number]
        if not isinstance(sign, int):
            self._signs[number] = sign = sign()
        return sign


def find(query: Query, filters: Filters, wanted: Wanted, segments: Sequence[Postings]) -> Found:
    """One page, the exact total and, where asked for, the facets."""
    ordered = sorted(segments, key=lambda segment: -segment.newest)
    parts = [Part(query, filters, segment) for segment in ordered]
    if not any(part.hits for part in parts):
        _nearest(query, parts)
    order = _newest(parts) if wanted.sort == "newest" else _ranked(query, parts, wanted.enough)
    return Found(
        hits=tuple(islice(order, wanted.offset, wanted.enough)),
        total=sum(part.hits.bit_count() for part in parts),
        facets=_facets(parts) if wanted.facets else {},
    )


def _nearest(query: Query, parts: Sequence[Part]) -> None:
    """No notice has all the plain words: those with the most of them, at least half; beside a number, any."""
    words, rest = loosened(query.root)
    levels = [at_least(unit_sets(words, part.segment)) for part in parts]
    others = [matches(rest, part.segment) & part.open_to for part in parts]
    count = len(words.units)
    fewest = 0 if query.numbers else (count + 1) // 2
    for enough in range(count - 1, fewest - 1, -1):
        for part, level, bits in zip(parts, levels, others, strict=True):
            part.hits = (level[enough - 1] if enough else bits) & bits
        if any(part.hits for part in parts):
            return


# --- the order of hits -------------------------------------------------------------------


def _newest(parts: Sequence[Part]) -> Iterator[Hit]:
    runs = _newest_first(parts, lambda part: part.hits)
    return (Hit(part.segment.id(number), 0.0) for part, numbers in runs for number in numbers)


# One order over all segments, however the documents came into them: how old, then by id.
_Head = tuple[int, str, int, int, Part, Iterator[int]]  # order of the segment, document; where the next come from


def _newest_first(parts: Sequence[Part], members: Callable[[Part], int]) -> Iterator[Run]:
    """Sets of documents in one order, run after run; a segment is asked only when its newest may come next.

    Each run is to be taken to its end before the next.
    """
    waiting = [*reversed(parts)]
    heads: list[_Head] = []
    while waiting or heads:
        while waiting and (not heads or -waiting[-1].segment.newest <= heads[0][0]):
            part = waiting.pop()
            numbers = numbers_of(members(part))
            _push(heads, len(waiting), part, next(numbers, None), numbers)
        if heads:
            head = heappop(heads)
            yield head[4], _run(heads, head, [-part.segment.newest for part in waiting[-1:]])


def _run(heads: list[_Head], head: _Head, ages: list[int]) -> Iterator[int]:
    """A document, and those of its segment that are newer than any other's, as mostly a whole segment is."""
    _, _, order, number, part, numbers = head
    yield number
    ages += [head[0] for head in heads[:1]]
    end = part.segment.older_than(-min(ages)) if ages else None
    for number in numbers:
        if end is not None and number >= end:
            _push(heads, order, part, number, numbers)
            return
        yield number


def _push(heads: list[_Head], order: int, part: Part, number: int | None, numbers: Iterator[int]) -> None:
    if number is not None:
        segment = part.segment
        heappush(heads, (-segment.published(number), segment.id(number), order, number, part, numbers))


def _ranked(query: Query, parts: Sequence[Part], enough: int) -> Iterator[Hit]:
    """Class after class, best first; in each, those whose words stand together before the others."""
    if not parts:
        return
    count = len(signs(query, parts[0].segment))
    for path in product((True, False), repeat=count):
        runs = _newest_first(parts, lambda part, path=path: part.members(path))  # type: ignore[misc]
        score = 0.5 + sum(borne / 2 ** (number + 2) for number, borne in enumerate(path))
        if parts[0].neighbours:
            looked_into, runs = _looked_into(runs, enough, BEST if path[-1] else 1.0)
            for standing, part, number in looked_into:
                yield Hit(part.segment.id(number), score + standing / 2**8)
        yield from (Hit(part.segment.id(number), score) for part, numbers in runs for number in numbers)


def _looked_into(runs: Iterator[Run], enough: int, best: float) -> tuple[list[tuple[float, Part, int]], Iterator[Run]]:
    """The newest of a class, those first whose words stand together, and the others; no more than it takes to have
    enough."""
    found: list[tuple[float, Part, int]] = []
    for part, numbers in runs:
        for standing, number in part.standings(islice(numbers, LOOKED_INTO - len(found)), best):
            found.append((standing, part, number))
            enough -= standing == best
            if not enough:
                break
        if not enough or len(found) == LOOKED_INTO:
            runs = chain([(part, numbers)], runs)
            break
    return sorted(found, key=itemgetter(0), reverse=True), runs


def _all_in(pairs: Iterable[str], text: str, start: int, end: int) -> bool:
    return all(text.find(pair, start, end) >= 0 for pair in pairs)


# --- facets ------------------------------------------------------------------------------


def _facets(parts: Sequence[Part]) -> Mapping[str, Mapping[str, int]]:
    return {field: _counts(field, parts) for field in FACETS}


def _counts(field: str, parts: Sequence[Part]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for part in parts:
        for value, bits in part.segment.facet(field) if part.hits else ():
            counts[value] = counts.get(value, 0) + (part.hits & bits).bit_count()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {value: count for value, count in ordered if count}

"""From a query to a page of hits, over the segments of any engine.

In each segment document 0 is the newest. So "newest first" takes the lowest set bits and stops after a page: no date
is read or sorted for the other matches. Segments are asked newest first, and an older one only when its newest
document may come next; late arrivals in a newer segment find their place by their date.

Ranking makes classes of equally good matches, sets again. Whether words stand side by side is read from the sequences
of the newest of a class alone, so that no query costs more than that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice, product
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

Place = tuple["Part", int]  # a document of a segment


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

    def standing(self, number: int) -> float:
        """How the neighbours stand in a document: 2 all in the title, 1 all in it, else the share of them that does."""
        text, start, end = self.segment.sequence(number)
        together = 0
        for pair in self.neighbours:
            if pair and text.find(pair, start, end) >= 0:
                together += 1
        if together < len(self.neighbours):
            return together / len(self.neighbours)
        title = text[start : text.index(BORDER, start)]
        return BEST if all(pair in title for pair in self.neighbours) else 1.0

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
    return (Hit(part.segment.id(number), 0.0) for part, number in _newest_first(parts, lambda part: part.hits))


# One order over all segments, however the documents came into them: how old, then by id.
_Head = tuple[int, str, int, int, Part, Iterator[int]]  # order of the segment, document; where the next come from


def _newest_first(parts: Sequence[Part], members: Callable[[Part], int]) -> Iterator[Place]:
    """Sets of documents in one order; a segment is asked only when its newest may come next."""
    waiting = [*reversed(parts)]
    heads: list[_Head] = []
    while waiting or heads:
        while waiting and (not heads or -waiting[-1].segment.newest <= heads[0][0]):
            part = waiting.pop()
            numbers = numbers_of(members(part))
            _push(heads, len(waiting), part, next(numbers, None), numbers)
        if heads:
            yield from _run(heads, [-part.segment.newest for part in waiting[-1:]])


def _run(heads: list[_Head], ages: list[int]) -> Iterator[Place]:
    """The first document, and those of its segment that are newer than any other's, as mostly a whole segment is."""
    _, _, order, number, part, numbers = heappop(heads)
    yield part, number
    ages += [head[0] for head in heads[:1]]
    end = part.segment.older_than(-min(ages)) if ages else None
    for number in numbers:
        if end is not None and number >= end:
            _push(heads, order, part, number, numbers)
            return
        yield part, number


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
        places = _newest_first(parts, lambda part, path=path: part.members(path))  # type: ignore[misc]
        score = 0.5 + sum(borne / 2 ** (number + 2) for number, borne in enumerate(path))
        if parts[0].neighbours:
            for standing, (part, number) in _looked_into(places, enough, BEST if path[-1] else 1.0):
                yield Hit(part.segment.id(number), score + standing / 2**8)
        yield from (Hit(part.segment.id(number), score) for part, number in places)


def _looked_into(places: Iterator[Place], enough: int, best: float) -> list[tuple[float, Place]]:
    """The newest of a class, those first whose words stand together; no more than it takes to have enough."""
    found: list[tuple[float, Place]] = []
    for part, number in islice(places, LOOKED_INTO):
        standing = min(part.standing(number), best)
        found.append((standing, (part, number)))
        enough -= standing == best
        if not enough:
            break
    return sorted(found, key=itemgetter(0), reverse=True)


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

"""From a query to a page of hits, over the segments of any engine.

In each segment document 0 is the newest. So "newest first" takes the lowest set bits and stops
after a page: no date is read or sorted for the other matches. The segments' pages are merged by
date, so that late arrivals in a newer segment find their place. Ranking works the same way within
each class of equally good matches.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from hub.records import Filters, Found, Hit, Sort
from search_index.bits import at_least, numbers_of
from search_index.matching import allowed, loosened, matches, signs, unit_sets
from search_index.postings import Postings
from search_index.tree import Query

FACETS = ("agency", "section", "type", "year")

Segments = Sequence[Postings]
# Best first, then newest, then id: one order over all segments, however the documents came into them.
Ranked = tuple[float, int, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the hits is wanted, and how."""

    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: bool = False


def find(query: Query, filters: Filters, wanted: Wanted, segments: Segments) -> Found:
    """One page, the exact total and, where asked for, the facets."""
    found = _found(query, filters, segments)
    rankings = (_ranked(query, wanted.sort, *pair) for pair in zip(segments, found, strict=True))
    page = islice(merge(*rankings), wanted.offset, wanted.offset + wanted.limit)
    return Found(
        hits=tuple(Hit(id, -worse) for worse, _, id in page),
        total=sum(hits.bit_count() for hits in found),
        facets=_facets(segments, found) if wanted.facets else {},
    )


def _found(query: Query, filters: Filters, segments: Segments) -> list[int]:
    open_to = [allowed(filters, segment) for segment in segments]
    found = [matches(query.root, segment) & bits for segment, bits in zip(segments, open_to, strict=True)]
    return found if any(found) else _nearest(query, segments, open_to)


def _nearest(query: Query, segments: Segments, open_to: Sequence[int]) -> list[int]:
    """No notice has all the plain words: those with the most of them, at least half; beside a number, any."""
    words, rest = loosened(query.root)
    levels = [at_least(unit_sets(words, segment)) for segment in segments]
    others = [matches(rest, segment) & bits for segment, bits in zip(segments, open_to, strict=True)]
    count = len(words.units)
    fewest = 0 if query.numbers else (count + 1) // 2
    for enough in range(count - 1, fewest - 1, -1):
        found = [(level[enough - 1] if enough else bits) & bits for level, bits in zip(levels, others, strict=True)]
        if any(found):
            return found
    return [0] * len(segments)


def _ranked(query: Query, sort: Sort, segment: Postings, hits: int) -> Iterator[Ranked]:
    if sort == "newest":
        classes: Iterator[tuple[float, int]] = iter([(0.0, hits)])
    else:
        classes = _classes(hits, signs(query, segment) if hits else ())
    for score, members in classes:
        for number in numbers_of(members):
            yield -score, -segment.published(number), segment.id(number)


def _classes(hits: int, signs: Sequence[int], score: float = 0.0, weight: float = 0.5) -> Iterator[tuple[float, int]]:
    """Hits of equal signs together, best first; a sign weighs more than all that follow it."""
    if not hits:
        return
    if not signs:
        yield score + weight, hits
        return
    yield from _classes(hits & signs[0], signs[1:], score + weight, weight / 2)
    yield from _classes(hits & ~signs[0], signs[1:], score, weight / 2)


def _facets(segments: Segments, found: Sequence[int]) -> Mapping[str, Mapping[str, int]]:
    return {field: _counts(field, segments, found) for field in FACETS}


def _counts(field: str, segments: Segments, found: Sequence[int]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for segment, hits in zip(segments, found, strict=True):
        for value in segment.values(field) if hits else ():
            counts[value] = counts.get(value, 0) + (hits & segment.term(field, value)).bit_count()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {value: count for value, count in ordered if count}

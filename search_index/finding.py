"""From a query to a page of hits, over the segments of any engine: what is found, how much, in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from hub.records import Filters, Found, Sort
from search_index.bits import at_least
from search_index.matching import loosened, matches, unit_sets
from search_index.months import by_month
from search_index.narrowing import limits_of
from search_index.ordering import newest, ranked, weighed
from search_index.partial import FEW, Question, question
from search_index.parts import Part
from search_index.postings import Postings
from search_index.tree import Query

FACETS = ("agency", "section", "type", "year", "files", "withdrawn")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the hits is wanted, and how."""

    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: bool = False
    exact: bool = True  # how many there are

    @property
    def enough(self) -> int:
        """How many of the hits must be known in their order."""
        return self.offset + self.limit


def find(query: Query, filters: Filters, wanted: Wanted, segments: Sequence[Postings]) -> Found:
    """One page and, where asked for, the facets and the exact total; to count it all segments must be asked."""
    parts = _parts(query, filters, segments)
    asked = _question(query, parts) if wanted.sort == "relevance" else None
    is_counted = wanted.exact or wanted.facets
    whole = _settle(query, parts, asked, count=is_counted)
    by_relevance = weighed(asked, parts) if asked else ranked(query, parts)
    order = newest(parts) if wanted.sort == "newest" else by_relevance
    hits = tuple(islice(order, wanted.offset, wanted.enough))
    if not is_counted:
        return Found(hits, total=wanted.offset + len(hits) if hits else 0, whole=whole)
    return Found(hits, _count(parts), _facets(parts, filters) if wanted.facets else {}, whole)


def find_ids(query: Query, filters: Filters, segments: Sequence[Postings]) -> Iterator[str]:
    """All that is found by relevance, newest first, a few in memory at a time."""
    parts = _parts(query, filters, segments)
    _settle(query, parts, _question(query, parts), count=False)
    return (hit.id for hit in newest(parts))


def _parts(query: Query, filters: Filters, segments: Sequence[Postings]) -> list[Part]:
    """What is found in each segment, the one with the newest first."""
    limits = limits_of(filters)
    return [Part(query, limits, segment) for segment in sorted(segments, key=lambda segment: -segment.newest)]


def _question(query: Query, parts: Sequence[Part]) -> Question | None:
    words = question(query.root)
    return Question(words, [part.segment for part in parts]) if words else None


def _settle(query: Query, parts: Sequence[Part], asked: Question | None, *, count: bool) -> int:
    """How many have all that is asked for, or whether any has where that is not counted; else the nearest are taken."""
    whole = _count(parts) if asked or count else int(any(part.hits for part in parts))
    if asked and whole < FEW:
        _part_of(asked, query, parts)
    elif not whole:
        _nearest(query, parts)
    return whole


def _count(parts: Sequence[Part]) -> int:
    return sum(part.hits.bit_count() for part in parts)


def _part_of(asked: Question, query: Query, parts: Sequence[Part]) -> None:
    """Few notices have all words of a question: those with half of their weight."""
    _, rest = loosened(query.root)
    open_to = [matches(rest, part.segment) & part.open_to for part in parts]
    for part, bits in zip(parts, asked.partial(open_to), strict=True):
        part.hits = bits


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


# --- facets ------------------------------------------------------------------------------


def _facets(parts: Sequence[Part], filters: Filters) -> Mapping[str, Mapping[str, int]]:
    months = by_month(filters, [(part.hits, part.segment) for part in parts])
    return {field: _counts(field, parts) for field in FACETS} | ({"month": months} if months else {})


def _counts(field: str, parts: Sequence[Part]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for part in parts:
        for value, bits in part.segment.facet(field) if part.hits else ():
            counts[value] = counts.get(value, 0) + (part.hits & bits).bit_count()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {value: count for value, count in ordered if count}

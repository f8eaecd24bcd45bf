"""From a query to a page of hits, over the segments of any engine.

In each segment document 0 is the newest. So "newest first" takes the lowest set bits and stops after a page: no date
is read or sorted for the other matches. Segments are asked newest first, and an older one only when its newest
document may come next; late arrivals in a newer segment find their place by their date.

Ranking makes classes of equally good matches, sets again. Which of the newest of a class may have its words side by
side is a set too (`search_index.pairs`), and the sequences of these alone are read, until a page is full.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain, islice, product

from hub.records import Filters, Found, Hit, Sort
from search_index.bits import at_least, first_of, numbers_of, span
from search_index.matching import loosened, matches, neighbours, signs, unit_sets
from search_index.months import by_month
from search_index.narrowing import Limits, allowed, limits_of
from search_index.partial import FEW, Question, question
from search_index.postings import Postings
from search_index.sequences import BORDER
from search_index.tree import Query

FACETS = ("agency", "section", "type", "year", "files", "withdrawn")
BEST = 2.0
# The newest documents of a class, of which it is known whether all their words stand together, and whether some do.
WHOLE, PARTLY = 500, 250

Run = tuple["Part", int]  # documents of one segment


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


class Part:
    """What a query finds in one segment."""

    def __init__(self, query: Query, limits: Limits, segment: Postings) -> None:
        self._query, self._limits = query, limits
        self.segment = segment
        self._known: dict[int, float] = {}  # how the neighbours stand in documents that were looked into

    @cached_property
    def open_to(self) -> int:
        """The documents that the filters let through."""
        return allowed(self._limits, self.segment)

    @cached_property
    def hits(self) -> int:
        """The documents found; of what is nearest, if there are none, see `_nearest`."""
        return self.open_to and matches(self._query.root, self.segment) & self.open_to

    @cached_property
    def _signs(self) -> list[int | Callable[[], int]]:
        return [*signs(self._query, self.segment)]

    @cached_property
    def neighbours(self) -> list[str]:
        """As `matching.neighbours`."""
        return neighbours(self._query, self.segment)

    @cached_property
    def _together(self) -> list[int]:
        """For every number from one of neighbours: the documents in which so many may stand together."""
        return at_least([_may_hold(letters, self.segment) for letters in self.neighbours])

    def standing(self, standing: float, best: float, among: int) -> Iterator[int]:
        """Of some documents those whose neighbours stand so: 2 all in the title, 1 all in it, else so great a share.

        It need not be known to be better than the best.
        """
        count = round(min(standing, 1) * len(self.neighbours))
        candidates = numbers_of(self._together[count - 1] & among)
        return (number for number in candidates if min(self._stands(number), best) == standing)

    def _stands(self, number: int) -> float:
        if number not in self._known:
            text, letters = self.segment.sequence(number), self.neighbours
            held = [pair for pair in letters if pair and pair in text]
            title = text[: text.index(BORDER)] if len(held) == len(letters) else ""
            is_titled = title and all(pair in title for pair in held)
            self._known[number] = BEST if is_titled else len(held) / len(letters)
        return self._known[number]

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
    """One page and, where asked for, the facets and the exact total; to count it all segments must be asked."""
    parts = _parts(query, filters, segments)
    asked = _question(query, parts) if wanted.sort == "relevance" else None
    is_counted = wanted.exact or wanted.facets
    whole = _settle(query, parts, asked, count=is_counted)
    ranked = _weighed(asked, parts) if asked else _ranked(query, parts)
    hits = tuple(islice(_newest(parts) if wanted.sort == "newest" else ranked, wanted.offset, wanted.enough))
    if not is_counted:
        return Found(hits, total=wanted.offset + len(hits) if hits else 0, whole=whole)
    return Found(hits, _count(parts), _facets(parts, filters) if wanted.facets else {}, whole)


def find_ids(query: Query, filters: Filters, segments: Sequence[Postings]) -> Iterator[str]:
    """All that is found by relevance, newest first, a few in memory at a time."""
    parts = _parts(query, filters, segments)
    _settle(query, parts, _question(query, parts), count=False)
    return (hit.id for hit in _newest(parts))


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


# --- the order of hits -------------------------------------------------------------------


def _newest(parts: Sequence[Part]) -> Iterator[Hit]:
    runs = _newest_first(parts, lambda part: part.hits)
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


def _ranked(query: Query, parts: Sequence[Part]) -> Iterator[Hit]:
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


def _weighed(asked: Question, parts: Sequence[Part]) -> Iterator[Hit]:
    """Those that answer a question best, then the others."""
    seen = [0] * len(parts)
    for score, place, number in asked.best([part.hits for part in parts]):
        seen[place] |= 1 << number
        yield Hit(parts[place].segment.id(number), score)
    shown = dict(zip(parts, seen, strict=True))
    runs = _newest_first(parts, lambda part: part.hits & ~shown[part])
    yield from (Hit(part.segment.id(number), 0.0) for part, found in runs for number in numbers_of(found))


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


def _may_hold(letters: str, segment: Postings) -> int:
    return segment.side_by_side(letters) if len(letters) == 2 else segment.everything if letters else 0


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

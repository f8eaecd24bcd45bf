"""What a query finds in one segment, in sets that are made when they are asked for."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from search_index.bits import at_least, numbers_of
from search_index.matching import matches, neighbours, signs
from search_index.narrowing import Limits, allowed
from search_index.postings import Postings
from search_index.sequences import BORDER
from search_index.tree import Query

BEST = 2.0


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


def _may_hold(letters: str, segment: Postings) -> int:
    return segment.side_by_side(letters) if len(letters) == 2 else segment.everything if letters else 0

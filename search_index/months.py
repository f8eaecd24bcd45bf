"""How many of the found documents were published in each month, where a search is narrowed to a year or so."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from hub.records import Filters
from search_index.analysis import moments_of
from search_index.postings import Postings

LONGEST = timedelta(days=366)


def by_month(filters: Filters, found: Sequence[tuple[int, Postings]]) -> Mapping[str, int]:
    """The counts of sets of documents by month, `2010-09`, in their order; nothing where the days asked for span more
    than a year, or are open at one end."""
    first, last = filters.published_from, filters.published_to
    if first is None or last is None or not timedelta() <= last - first <= LONGEST:
        return {}
    counts = {
        f"{begin:%Y-%m}": sum((bits & segment.between(*moments_of(begin, end))).bit_count() for bits, segment in found)
        for begin, end in _months(first, last)
    }
    return {month: count for month, count in counts.items() if count}


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    begin = first.replace(day=1)
    while begin <= last:
        following = (begin + timedelta(days=31)).replace(day=1)
        yield begin, following - timedelta(days=1)
        begin = following

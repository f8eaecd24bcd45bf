"""From what a person typed to what is shown: read as far as it can be, found, and read otherwise where nothing is."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from hub.errors import QueryError
from hub.records import Filters, Found
from hub.vietnamese.keyboards import as_meant
from search_index.finding import Wanted, find, find_ids
from search_index.postings import Postings
from search_index.reading import Reading, read_query
from search_index.suggesting import suggestions


def answer(
    typed: str, filters: Filters, wanted: Wanted, segments: Sequence[Postings], today: date | None = None
) -> Found:
    """One page of what was typed, with what was not understood of it."""
    reading = read_query(typed, today)
    found = find(reading.query, filters, wanted, segments)
    if not found.whole and reading.query.leaves:
        found = _otherwise(reading, filters, wanted, segments, today) or _with_suggestions(
            found, reading, filters, segments
        )
    return replace(found, mistakes=reading.mistakes)


def answer_ids(typed: str, filters: Filters, segments: Sequence[Postings], today: date | None = None) -> Iterator[str]:
    """All that `answer` finds, newest first."""
    reading = read_query(typed, today)
    query = reading.query
    if as_meant(reading.text) != reading.text:
        newest = answer(typed, filters, Wanted("newest", limit=1, exact=False), segments, today)
        query = read_query(newest.instead, today).query if newest.instead else query
    return find_ids(query, filters, segments)


def _otherwise(
    reading: Reading, filters: Filters, wanted: Wanted, segments: Sequence[Postings], today: date | None
) -> Found | None:
    """What was typed without a Vietnamese keyboard, as it was meant, if there is such a thing."""
    text = as_meant(reading.text)
    if text == reading.text:
        return None
    found = find(read_query(text, today).query, filters, wanted, segments)
    return replace(found, instead=text) if found.whole else None


def _with_suggestions(found: Found, reading: Reading, filters: Filters, segments: Sequence[Postings]) -> Found:
    with suppress(QueryError):  # there was no time left
        return replace(found, suggestions=tuple(dict.fromkeys(suggestions(reading, filters, segments))))
    return found

"""Which documents of a segment filters let through."""

from dataclasses import dataclass
from typing import Literal

from hub.records import Filters
from hub.vietnamese.text import slug
from search_index.analysis import moments_of, read_number
from search_index.postings import Postings


@dataclass(frozen=True, slots=True)
class Limits:
    """Filters, each value as an index keeps it: from when to before when, terms by field, a number's beginning."""

    first: int | None
    end: int | None
    terms: tuple[tuple[str, str], ...]
    number: str
    withdrawn: Literal["include", "exclude", "only"]
    has_files: bool | None


def limits_of(filters: Filters) -> Limits:
    """Read once for all segments."""
    first, end = moments_of(filters.published_from, filters.published_to)
    named = ((field, getattr(filters, field)) for field in ("agency", "section", "type", "source"))
    terms = tuple((field, slug(value)) for field, value in named if value)
    number = read_number(filters.number) if filters.number else ""
    return Limits(first, end, terms, number, filters.withdrawn, filters.has_files)


def allowed(limits: Limits, postings: Postings) -> int:
    """The documents that all filters let through; dates first, for they leave most segments out."""
    found = postings.everything
    if limits.first is not None or limits.end is not None:
        found &= postings.between(limits.first, limits.end)
    for field, key in limits.terms:
        found = found and found & postings.term(field, key)
    if limits.number and found:
        found &= postings.beginning("number", limits.number)
    if limits.has_files is not None and found:
        with_files = postings.term("files", "yes")
        found &= with_files if limits.has_files else ~with_files
    return found and found & _by_withdrawal(limits, postings)


def _by_withdrawal(limits: Limits, postings: Postings) -> int:
    if limits.withdrawn == "include":
        return postings.everything
    withdrawn = postings.term("withdrawn", "yes")
    return withdrawn if limits.withdrawn == "only" else ~withdrawn

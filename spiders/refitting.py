"""Whether a rule still fits the page it is for, and which other would: sites are made anew, their notices stay. Pure.

A rule is weighed against what is known of the source. One that nobody but the hub wrote is replaced at once where the
list that another finds is the known one; else, and where an operator wrote it, the other is a proposal.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hub.records import Fetch, Item, KnownPage, ListingRule, Source
from hub.vietnamese.text import fold
from spiders.learning.dating import states_date
from spiders.learning.lists import FoundList, found_lists
from spiders.pages import parse_page
from spiders.rows import rows_of

_MOST_LISTS = 5
_ENOUGH = 3  # known rows that make a list the known one, where they are not half of it


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a rule does not seem to fit; one that `is_useless` finds nothing that may be stored."""

    why: str
    is_useless: bool = False


@dataclass(frozen=True, slots=True)
class Refit:
    """A rule for the list that a page has now, its rows, and how many of them are known."""

    rule: ListingRule
    rows: int
    known: int

    @property
    def is_known(self) -> bool:
        """Whether the list is without doubt the one that was read before."""
        return _are_enough(self.known, self.rows)

    def __str__(self) -> str:
        return f"a list of {self.rows} rows, {self.known} of them known"


def misfit(rule: ListingRule, rows: Sequence[Item], known: Mapping[str, KnownPage]) -> Misfit | None:
    """What speaks against a rule in the rows that it finds; None where nothing does."""
    told = [row for row in rows if row.title and row.url]
    if not rows:
        return Misfit("it finds no rows", is_useless=True)
    if 2 * len(told) < len(rows):
        return Misfit("most of its rows have no title or no link", is_useless=True)
    met = [(row, known[row.url].row) for row in told if row.url in known]
    if 2 * sum(not _is_alike(row.title, before.title) for row, before in met) > len(met):
        return Misfit("its rows are called otherwise than before", is_useless=True)
    if known and not met:
        return Misfit("none of its rows is known")
    if rule.date and any(before.dates for _, before in met) and not any(map(_is_dated, rows)):
        return Misfit("its rows have no dates any more")
    return None


def refit(fetch: Fetch, rule: ListingRule, source: Source, known: frozenset[str]) -> Refit | None:
    """The rule for the page's list that is most likely the known one; None where it finds what `rule` finds."""
    page = parse_page(fetch, source.encoding)
    lists = [(found, rows_of(page, found.rule, source.slug)) for found in found_lists(page, _MOST_LISTS)]
    if not lists:
        return None
    now = _urls(rows_of(page, rule, source.slug))
    found, rows = max(lists, key=lambda one: (one[0].weight * _share(one[1], known), one[0].weight))
    is_the_same = now == _urls(rows) and (not any(map(_is_dated, rows)) or found.rule.date == rule.date)
    if is_the_same or _is_likely(now, lists, known):
        return None
    return Refit(found.rule, len(rows), sum(row.url in known for row in rows))


def proposal(other: Refit | None) -> str:
    """What an operator is told of a rule that may take the place of one that fits no more."""
    if other is None:
        return "no other list was found in it; give the source another address, or write a rule"
    return f"another rule finds {other}: daumoi source verify shows it, with --accept it is used"


def is_known(rows: Sequence[Item], known: Collection[str]) -> bool:
    """Whether a list is without doubt one of the source whose pages are known."""
    return _are_enough(sum(row.url in known for row in rows), len(rows))


def _are_enough(known: int, rows: int) -> bool:
    return known >= _ENOUGH or 2 * known >= max(rows, 1)


def _is_likely(now: frozenset[str], lists: Sequence[tuple[FoundList, list[Item]]], known: frozenset[str]) -> bool:
    """Whether what a rule finds is a list like any, though nothing of it is known: all of it may be new."""
    heaviest = lists[0][0].weight
    same = [found.weight for found, rows in lists if _urls(rows) == now]
    return not now & known and any(2 * weight >= heaviest for weight in same)


def _urls(rows: Sequence[Item]) -> frozenset[str]:
    return frozenset(row.url for row in rows)


def _share(rows: Sequence[Item], known: frozenset[str]) -> float:
    return sum(row.url in known for row in rows) / len(rows) if rows else 0.0


def _is_alike(title: str, before: str) -> bool:
    """Whether one title can be the other corrected or cut short: they share half of the words of the shorter one."""
    one, other = (set(fold(text).rstrip(" .…").split()) for text in (title, before))
    return not other or 2 * len(one & other) >= max(min(len(one), len(other)), 1)


def _is_dated(row: Item) -> bool:
    return any(states_date(date.raw) for date in row.dates)

"""Which list a page is for, found without anybody's help: candidates as rules, the likeliest first."""

from dataclasses import dataclass

from hub.errors import ReadError
from hub.records import ListingRule
from spiders.addresses import canonical_url
from spiders.learning.blocks import blocks_of
from spiders.learning.naming import Naming
from spiders.learning.rules import rule_of
from spiders.learning.weighing import Candidate, weigh
from spiders.pages import Page

_MOST_WEIGHED = 30  # candidates among which what is known is looked for
LEAST_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list as a rule, with what it weighs, its rows, and how many of them state a date.

    `is_named`: it stands under the page's own name.
    """

    rule: ListingRule
    weight: float
    rows: int
    dated: int
    is_named: bool


def found_lists(page: Page, most: int = 5) -> list[FoundList]:
    """What may be the list of the page's notices, the likeliest first; lists of the same rows once."""
    seen: dict[tuple[str, ...], FoundList] = {}
    for candidate in weigh(blocks_of(page.root), Naming(page)):
        hrefs = tuple(candidate.block.hrefs)
        if hrefs not in seen and (rule := rule_of(page, candidate)):
            seen[hrefs] = _found(rule, candidate)
        if len(seen) == most:
            break
    return list(seen.values())


def learn_rule(page: Page, known: frozenset[str] = frozenset()) -> ListingRule:
    """The rule for a page's list: where articles of it are `known`, the one that lists them, else the likeliest.

    ReadError("not_a_listing") with the reason where there is none to be believed.
    """
    candidates = weigh(blocks_of(page.root), Naming(page))
    if known:
        weighed = candidates[:_MOST_WEIGHED]
        candidates = sorted(weighed, key=lambda one: -_share_known(page, one, known) * one.evidence.weight)
    believed = (one for one in candidates if one.evidence.weight >= LEAST_WEIGHT)
    rules = (rule_of(page, candidate) for candidate in believed)
    if (rule := next(filter(None, rules), None)) is None:
        raise ReadError("not_a_listing", "Nothing on the page repeats like a list of notices.")
    return rule


def _share_known(page: Page, candidate: Candidate, known: frozenset[str]) -> float:
    """How much of a candidate is known, so that the list is not mistaken for what stands beside it.

    It is no more than a part of what a candidate weighs: of a short list of the latest beside the whole one all may
    be known, while the whole one shows something new.
    """
    urls = {canonical_url(url) for href in candidate.block.hrefs if (url := page.link(href))}
    return len(urls & known) / len(urls) if urls else 0.0


def _found(rule: ListingRule, candidate: Candidate) -> FoundList:
    rows = candidate.evidence.rows
    dated = round(candidate.evidence.dated * rows)
    return FoundList(rule, candidate.evidence.weight, rows, dated, candidate.evidence.is_named)

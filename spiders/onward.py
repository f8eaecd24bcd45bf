"""Where a list goes on after a page, by its rule. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from hub.records import ListingRule, Place
from spiders.addresses import join
from spiders.pages import Page
from spiders.postback import place_of
from spiders.selectors import select

_COUNTED = re.compile(r"\{(page|index|start|row)\}")


def next_place(page: Page, rule: ListingRule, here: Place, rows: int) -> Place | None:
    """The page after this one of so many rows: None where there is none, one without address where nobody can ask."""
    after = replace(here, number=here.number + 1, before=here.before + rows)
    places = (place_of(page, found) for found in select(page.root, filled(rule.next, after)))
    if place := next(filter(None, places), None):
        return replace(place, number=after.number, before=after.before)
    return counted(rule.counter, page.base, after) if rows else None


def counted(counter: str, base: str, place: Place) -> Place | None:
    """The page that a rule counts on to; None where it counts none."""
    url = join(base, filled(counter, place)) if counter else None
    return replace(place, url=url, form=(), is_guess=True) if url else None


def filled(text: str, place: Place) -> str:
    """A selector or address with what it counts by.

    >>> filled("?p={page}&tu={start}", Place("", number=3, before=20))
    '?p=3&tu=20'
    """
    counts: Mapping[str, int] = {
        "page": place.number, "index": place.number - 1, "start": place.before, "row": place.before + 1,
    }  # fmt: skip
    return _COUNTED.sub(lambda found: str(counts[found[1]]), text)

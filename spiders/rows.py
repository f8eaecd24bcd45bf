"""Rows of a listing page by a rule, an operator's or one learned from the page. Pure."""

from dataclasses import dataclass

from lxml import etree

from hub.errors import ReadError
from hub.records import Fetch, Item, ListingRule, Place, Source, StatedDate
from spiders.addresses import canonical_url
from spiders.gates import gate_of
from spiders.learning.lists import learn_rule
from spiders.onward import next_place
from spiders.pages import Page, parse_page
from spiders.selectors import select, select_elements, select_link, select_text, text_of
from spiders.sights import said_of_itself


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one page of a list says by which rule: its rows, where the list goes on (`next_place`), the pages of older
    notices it leads to, the gate it is, and how many rows and pages it says on its first page that there are."""

    rule: ListingRule
    rows: list[Item]
    following: Place | None
    older: tuple[str, ...] = ()
    gate: str | None = None
    claim: tuple[int | None, int | None] = (None, None)


def read_list_page(
    fetch: Fetch, place: Place, rule: ListingRule | None, source: Source, known: frozenset[str] = frozenset()
) -> ListPage:
    """The rows of the page at a place, by a rule learned from it where none is given (see `learn_rule`).

    SettingsError where the rule cannot be understood, ReadError where the page is empty or no list.
    """
    page = parse_page(fetch, source.encoding)
    if rule is None:
        rule = _learned(page, known)
    rows = rows_of(page, rule, source.slug)
    older = (page.link(found) for found in select(page.root, rule.archive) if isinstance(found, str))
    following = next_place(page, rule, place, len(rows))
    gate = None if rows else gate_of(page.root)
    claim = said_of_itself(page.root, select_elements(page.root, rule.row)) if place.number == 1 else (None, None)
    return ListPage(rule, rows, following, tuple(filter(None, older)), gate, claim)


def _learned(page: Page, known: frozenset[str]) -> ListingRule:
    try:
        return learn_rule(page, known)
    except ReadError as error:
        raise ReadError(gate_of(page.root) or error.code, error.detail) from error


def rows_by(fetch: Fetch, rule: ListingRule, source: Source) -> list[Item]:
    """`rows_of` for a page as it was fetched."""
    return rows_of(parse_page(fetch, source.encoding), rule, source.slug)


def rows_of(page: Page, rule: ListingRule, source: str) -> list[Item]:
    """The rows that have a title or a link, in the page's order."""
    rows = (_row(node, page, rule, source) for node in select_elements(page.root, rule.row))
    return [row for row in rows if row.title or row.url]


def _row(node: etree._Element, page: Page, rule: ListingRule, source: str) -> Item:
    link = page.link(select_link(node, rule.link) if rule.link else _longest_link(node).get("href"))
    date = select_text(node, rule.date)
    return Item(
        source=source,
        url=(canonical_url(link) or "") if link else "",
        title=select_text(node, rule.title) if rule.title else text_of(_longest_link(node)),
        summary=select_text(node, rule.summary),
        html_from="listing",
        dates=(StatedDate(date, "listing"),) if date else (),
        section=select_text(node, rule.section),
        number=select_text(node, rule.number),
    )


def _longest_link(node: etree._Element) -> etree._Element:
    """The link with the most words: of picture, title and "read more" it is the title."""
    links = [link for link in node.iter("a") if link.get("href")]
    return max(links, key=lambda link: len(text_of(link)), default=etree.Element("a"))

"""Rows of a listing page by an operator's rule: what each says, and where the list goes on. Pure."""

from lxml import etree

from hub.records import Item, ListingRule, StatedDate
from spiders.addresses import canonical_url
from spiders.pages import Page
from spiders.selectors import select_elements, select_link, select_text, text_of


def rows_of(page: Page, rule: ListingRule, source: str) -> list[Item]:
    """The rows that have a title or a link, in the page's order."""
    rows = (_row(node, page, rule, source) for node in select_elements(page.root, rule.row))
    return [row for row in rows if row.title or row.url]


def next_page(page: Page, rule: ListingRule) -> str | None:
    """The address that the list goes on at: None where there is none, "" where it is none we can ask for."""
    href = select_link(page.root, rule.next)
    return (page.link(href) or "") if href else None


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

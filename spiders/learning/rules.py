"""A candidate written down as a rule that an operator can read and correct: selectors for rows, title, link, date."""

from collections.abc import Sequence

from lxml import etree

from hub.records import ListingRule
from spiders.learning.archives import archive_selector, days_template
from spiders.learning.blocks import Block
from spiders.learning.cells import Column, Row, way
from spiders.learning.dating import states_date
from spiders.learning.pager import pager_of
from spiders.learning.ways import ways_to
from spiders.learning.weighing import Candidate
from spiders.pages import Page
from spiders.selectors import select_elements, select_link, select_text


def rule_of(page: Page, candidate: Candidate) -> ListingRule | None:
    """The rule that finds just these rows on this page; None where no selector tells them from others."""
    block = candidate.block
    title, link = _title(block.title, candidate.date), _link(block.link)
    row = _row_selector(page.root, block, title, link)
    if row is None:
        return None
    date = _date(block.rows, candidate.date) if candidate.date else candidate.headings
    pager = pager_of(page, len(block.rows))
    return ListingRule(
        row,
        title,
        link,
        date,
        next=pager.next,
        counter=pager.counter,
        archive=archive_selector(page),
        days=days_template(page),
    )


def _title(column: Column, date: Column | None) -> str:
    """The title's place; its own words alone where the date stands inside it."""
    holds_date = date is not None and date.path[: len(column.path)] == column.path
    return f"{way(column.path)}/text()" if column.is_link and holds_date else _selector(column)


def _date(rows: Sequence[Row], column: Column) -> str:
    """The date's place; what a <time> says to machines where it says it in every row."""
    times = [node for row in rows for node in select_elements(row.node, way(column.path))[:1]]
    is_stated = len(times) == len(rows) and all(states_date(node.get("datetime") or "") for node in times)
    return f"{way(column.path)}/@datetime" if is_stated else _selector(column)


def _link(column: Column) -> str:
    return f"{way(column.path)}/@{column.attribute}" if column.attribute else way(column.path)


def _selector(column: Column) -> str:
    piece = "/text()" if column.number == 1 else f"/text()[normalize-space()][{column.number}]"
    return f"{way(column.path)}{piece}" if column.is_own else way(column.path)


def _row_selector(root: etree._Element, block: Block, title: str, link: str) -> str | None:
    """The first selector, of those that say least, that finds these rows and no other that says anything."""
    rows = [row.node for row in block.rows]
    for found_by in ways_to(rows[0]):
        for selector in (found_by, f"{found_by}[{link}]"):
            found = [node for node in select_elements(root, selector) if node not in block.untitled]
            if [node for node in found if select_link(node, link) or select_text(node, title)] == rows:
                return selector
    return None

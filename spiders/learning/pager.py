"""Where a list goes on: a selector for the link to its next page."""

import re

from lxml import etree

from spiders.addresses import canonical_url
from spiders.learning.cells import leads_somewhere
from spiders.learning.shapes import classes_of
from spiders.learning.ways import has_class, way_to_only
from spiders.pages import Page
from spiders.selectors import select_elements, text_of

_REL = "//*[(self::a or self::link) and @rel='next']/@href"
_WORDS = frozenset({
    "trang sau", "trang tiếp", "trang kế", "trang tiếp theo", "tiếp theo", "tiếp", "sau", "kế tiếp", "xem tiếp", "next",
    "next page", "older", "›", "»", ">", ">>", "→", "older entries", "older posts", "bài cũ hơn", "cũ hơn",
})  # fmt: skip
_EDGES = " \u00a0›»>→"
_NUMBER = re.compile(r"\d{1,4}")
_BOXES = ("div", "ul", "ol", "p", "td", "nav", "span", "tr", "center")
_MOST_WORDS = 40  # letters beside its numbers that a pager may have: "Trang 1/12", "Đầu", "Cuối"


def next_selector(page: Page) -> str:
    """The selector of the next page's address, "" where the page shows no way on."""
    if page.root.xpath(_REL):
        return _REL
    return _by_number(page) or _by_word(page.root)


def _by_word(root: etree._Element) -> str:
    for link in root.iter("a"):
        text = text_of(link)
        if leads_somewhere(link.get("href") or "") and (text.strip(_EDGES).lower() in _WORDS or text in _WORDS):
            return f'//a[normalize-space(.)="{text}"]/@href'
    return ""


def _by_number(page: Page) -> str:
    """The link whose number is one more than the one that is no link, or whose link leads to this very page."""
    for box in page.root.iter(*_BOXES):
        links = [link for link in box.iterdescendants("a") if _NUMBER.fullmatch(text_of(link))]
        if not links or len(text_of(box)) > _MOST_WORDS + 6 * len(links):
            continue
        if here := _here(page, box, links):
            way = way_to_only(box)
            return f"{way}//a[number(normalize-space(.))=number(normalize-space({way}{here}))+1]/@href"
    return ""


def _here(page: Page, box: etree._Element, links: list[etree._Element]) -> str:
    """From the box to what tells the number of the page one is on; "" where nothing does."""
    unlinked = "//*[not(ancestor-or-self::a) and not(.//a) and number(normalize-space(.))>0]"
    if len(select_elements(box, f".{unlinked}")) == 1:
        return unlinked
    address = canonical_url(page.base)
    here = (link for link in links if (url := page.link(link.get("href"))) and canonical_url(url) == address)
    marked = next(here, None)
    for node in () if marked is None else (marked, marked.getparent()):
        for name in classes_of(node) if node is not None else ():
            selector = f"//*[{has_class(name)}]"
            if len(select_elements(box, f".{selector}")) == 1:
                return selector
    return ""

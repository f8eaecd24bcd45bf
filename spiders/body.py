"""The article's text as HTML: by the source's rule, by the row's own words, or by trafilatura."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape

import trafilatura
from lxml import etree

from hub.records import ArticleRule, Item
from spiders.anchor import find_body, find_headline
from spiders.byline import Layout
from spiders.pages import Page, remove
from spiders.selectors import select_elements, text_of
from spiders.words import Trail, common_ancestor, trail_of, words_of

_DROPPED = (
    "script", "style", "noscript", "template", "form", "nav", "button", "input", "select", "textarea", "meta", "link",
)  # fmt: skip
_TABLE_PARTS = {"td", "th", "tr", "tbody", "body", "main", "font", "center"}
_WRAPPING = re.compile(r"</?(?:html|body)>")
_MOST_GUESSED = 2_000_000  # characters of a page that trafilatura is given: 100 ms for 100,000
_FIRST_LINES = 200  # letters
_SIGN = 80  # letters by which a text is found again on its page
_MOST_SOUGHT = 1_000  # among so many


@dataclass(frozen=True, slots=True)
class Text:
    """The article's HTML, and where on its page it is."""

    html: str = ""
    layout: Layout = field(default_factory=Layout)


def find_text(page: Page, trail: Trail, row: Item, rule: ArticleRule) -> Text:
    """The page's own text of what the row announces; empty where there is none to be found.

    `trail` is the page's as it came. Takes what the rule drops out of the page; the rule itself
    looks at the page as it came, so that a body may be told by the headline that is dropped from it.
    """
    blocks = select_elements(page.root, rule.body)
    layout = _layout(trail, blocks[0], trail.offset_of(blocks[0]), row) if blocks else Layout()
    remove([element for selector in rule.drop for element in select_elements(page.root, selector)])
    if any(text_of(block) for block in blocks):
        return Text(_markup(page, blocks), layout)
    left = trail_of(page.root) if rule.drop else trail
    return _by_words(page, left, row) or _by_trafilatura(page, left, row)


def layout_of(start: etree._Element, headline: etree._Element | None) -> Layout:
    """The smallest element that has text and headline; without a headline what is around the text."""
    if headline is not None:
        return Layout(common_ancestor(headline, start), headline, start)
    above = start.getparent()
    return Layout(start if above is None or above.tag in ("body", "html") else above, None, start)


def _layout(trail: Trail, start: etree._Element, offset: int, row: Item) -> Layout:
    """The layout of a text found without the row's words; it may have the headline among its first lines."""
    return layout_of(start, find_headline(trail, row.title, offset + len(row.title) + _FIRST_LINES))


def _by_words(page: Page, trail: Trail, row: Item) -> Text | None:
    body = find_body(trail, row)
    if body is None:
        return None
    html = _markup(page, body.blocks, body.headline, with_tails=body.is_flat)
    return Text(html, layout_of(body.blocks[0], body.headline))


def _by_trafilatura(page: Page, trail: Trail, row: Item) -> Text:
    source = etree.tostring(page.root, encoding="unicode", method="html")
    if len(source) > _MOST_GUESSED:
        return Text()
    document = trafilatura.extract(source, output_format="html", include_links=True, include_images=True) or ""
    html = _WRAPPING.sub("", document).strip()
    found = _place(page, trail, words_of(html).removeprefix(words_of(row.title)))
    if found is None:
        return Text(html)
    return Text(html, _layout(trail, trail.holder(*found), found[0], row))


def _place(page: Page, trail: Trail, words: str) -> tuple[int, int] | None:
    """Where the first words stand on the page that stand there together: lines between others may be left out."""
    body = page.root.find("body")
    begin = 0 if body is None else trail.offset_of(body)
    for start in range(0, min(len(words), _MOST_SOUGHT), _SIGN // 2):
        sign = words[start : start + _SIGN]
        if (place := trail.text.find(sign, begin)) >= 0:
            return place, place + len(sign)
    return None


def _markup(
    page: Page,
    blocks: Iterable[etree._Element],
    headline: etree._Element | None = None,
    with_tails: bool = False,
) -> str:
    """The blocks as HTML: what stands before the headline cut off, nothing that runs or asks for input."""
    return "".join(_block_markup(page, _copy(block, headline), with_tails) for block in blocks).strip()


def _block_markup(page: Page, copy: etree._Element, with_tail: bool) -> str:
    if copy.tag in _DROPPED:
        return escape(copy.tail or "") if with_tail else ""
    remove(list(copy.iterdescendants(*_DROPPED)))
    _make_absolute(copy, page)
    if copy.tag in _TABLE_PARTS:
        copy.tag = "div"
    return etree.tostring(copy, encoding="unicode", method="html", with_tail=with_tail)


def _copy(block: etree._Element, headline: etree._Element | None) -> etree._Element:
    copy = deepcopy(block)
    if headline is None or headline is block or block not in headline.iterancestors():
        return copy
    step = same = _counterpart(headline, block, copy)
    while step is not copy and (above := step.getparent()) is not None:
        for before in list(step.itersiblings(preceding=True)):
            above.remove(before)
        above.text, step = None, above
    remove([same])
    return copy


def _counterpart(node: etree._Element, block: etree._Element, copy: etree._Element) -> etree._Element:
    """The element of the copy that stands where `node` stands in the block."""
    places = []
    while node is not block and (above := node.getparent()) is not None:
        places.append(above.index(node))
        node = above
    for place in reversed(places):
        copy = copy[place]
    return copy


def _make_absolute(copy: etree._Element, page: Page) -> None:
    for name in ("href", "src"):
        for node in copy.iterfind(f".//*[@{name}]"):
            if url := page.link(node.get(name)):
                node.set(name, url)

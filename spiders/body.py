"""The article's text as HTML: by the source's rule, by the row's own words, or by trafilatura."""

import re
from dataclasses import dataclass, field
from html import escape

import trafilatura
from lxml import etree

from hub.records import ArticleRule, Item
from spiders.anchor import find_body, find_headline
from spiders.byline import Layout
from spiders.cutting import markup_of
from spiders.files import links_document
from spiders.pages import Page, remove
from spiders.region import look_within
from spiders.selectors import select_elements, text_of
from spiders.words import Trail, common_ancestor, has_words, trail_of, words_of

_WRAPPING = re.compile(r"</?(?:html|body)>")
_MOST_GUESSED = 2_000_000  # characters of a page that trafilatura is given: 100 ms for 100,000
_FIRST_LINES = 200  # letters
_MOST_REGIONS = 5  # that are looked into for the title
_LEAST_LINKED = 4  # letters of a link's words; fewer stand anywhere
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
    remove(_dropped(page, rule))
    if any(text_of(block) for block in blocks):
        return Text(markup_of(page, blocks), layout)
    for region in select_elements(page.root, rule.around)[:_MOST_REGIONS]:
        if text := _within(page, region, row):
            return text
    left = trail_of(page.root) if rule.drop else trail
    return _by_words(page, left, row) or _by_trafilatura(page, left, row)


def _dropped(page: Page, rule: ArticleRule) -> list[etree._Element]:
    """What the rule drops; of what was learned from other pages nothing that leads to a document on this one."""
    found = [element for selector in rule.drop for element in select_elements(page.root, selector)]
    return [element for element in found if not links_document(element)] if rule.around else found


def layout_of(start: etree._Element, headline: etree._Element | None) -> Layout:
    """The smallest element that has text and headline; without a headline what is around the text."""
    if headline is not None:
        return Layout(common_ancestor(headline, start), headline, start)
    above = start.getparent()
    return Layout(start if above is None or above.tag in ("body", "html") else above, None, start)


def _layout(trail: Trail, start: etree._Element, offset: int, row: Item) -> Layout:
    """The layout of a text found without the row's words; it may have the headline among its first lines."""
    return layout_of(start, find_headline(trail, row.title, offset + len(row.title) + _FIRST_LINES))


def _within(page: Page, region: etree._Element, row: Item) -> Text | None:
    """The region's text; None where the region is not this article's, or nothing is left of it."""
    within = look_within(page, region, row.title)
    if within.headline is None and find_headline(trail_of(page.root), row.title) is not None:
        return None
    html = markup_of(page, [region], within.headline, without=within.frame)
    return Text(html, Layout(region, within.headline, within.start)) if has_words(html) else None


def _by_words(page: Page, trail: Trail, row: Item) -> Text | None:
    body = find_body(trail, row)
    if body is None:
        return None
    html = markup_of(page, body.blocks, body.headline, with_tails=body.is_flat)
    return Text(html, layout_of(body.blocks[0], body.headline))


def _by_trafilatura(page: Page, trail: Trail, row: Item) -> Text:
    source = etree.tostring(page.root, encoding="unicode", method="html")
    if len(source) > _MOST_GUESSED:
        return Text()
    document = trafilatura.extract(source, output_format="html") or ""
    html = _WRAPPING.sub("", document).strip()
    found = _place(page, trail, words_of(html).removeprefix(words_of(row.title)))
    if found is None:
        return Text(html)
    layout = _layout(trail, trail.holder(*found), found[0], row)
    return Text(_linked(page, layout, html), layout)


def _linked(page: Page, layout: Layout, html: str) -> str:
    """The text with its region's links, where their words stand in it once.

    Told of links itself, trafilatura takes in menus.
    """
    for link in () if layout.region is None else layout.region.iter("a"):
        url, words = page.link(link.get("href")), escape(text_of(link), quote=False)
        if url and len(words) >= _LEAST_LINKED and html.count(words) == 1:
            html = html.replace(words, f'<a href="{escape(url)}">{words}</a>')
    return html


def _place(page: Page, trail: Trail, words: str) -> tuple[int, int] | None:
    """Where the first words stand on the page that stand there together: lines between others may be left out."""
    body = page.root.find("body")
    begin = 0 if body is None else trail.offset_of(body)
    for start in range(0, min(len(words), _MOST_SOUGHT), _SIGN // 2):
        sign = words[start : start + _SIGN]
        if (place := trail.text.find(sign, begin)) >= 0:
            return place, place + len(sign)
    return None

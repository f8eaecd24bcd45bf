"""The text of an article within the region of its page that holds headline and text.

What stands there beside the text is told on the page itself: all before the headline, the lines under it that say when
and where it was published, lists of links to other news. What stands on every page of the site in the same words is
the rule's to drop.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, groupby

from lxml import etree

from hub.vietnamese.counters import without_counters
from hub.vietnamese.text import clean, fold
from spiders.addresses import canonical_url, host_key
from spiders.files import is_document, links_document
from spiders.guises import pattern_of
from spiders.lines import is_line
from spiders.pages import Page
from spiders.sections import names_section
from spiders.selectors import owned_pieces, text_of
from spiders.words import Trail, teaser_words, trail_of

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong"})
_TITLES = frozenset({"h1", "h2"})
_LISTS = frozenset({"ul", "ol"})
_FRAME = frozenset({"nav", "aside", "header", "footer"})
_MOST_BESIDE = 20  # letters that an element may hold beside the headline
# a date, a clock and what introduces them; what is left of a line without them is something that is said
_WHEN = re.compile(
    r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}|\d{4}-\d{2}-\d{2}(?:t[\d:.+z]*)?"
    r"|\d{1,2} thang (?:\d{1,2}|[a-z]+)(?: nam|,)? \d{4}|\d{1,2}(?:[:h]\d{2}){1,2}|\d+ gio \d+(?: phut)?|gmt ?\+?\d*"
    r"|\b(?:am|pm|sa|ch|ngay|dang|luc|gio|cap nhat|updated?|posted|gui|boi|bien tap|admin|administrator|thoi gian"
    r"|xuat ban|lan cuoi|tin|bai|vao|tao|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)\b"
)
_WHERE = re.compile(r"(?:chuyen muc|danh muc|the loai|muc|category|section) ?:|chi tiet$")


@dataclass(frozen=True, slots=True)
class Within:
    """Where the headline and the text's first words are in a region, and which elements in it are no text."""

    headline: etree._Element | None = None
    start: etree._Element | None = None
    frame: list[etree._Element] = field(default_factory=list)


def look_within(page: Page, region: etree._Element, title: str) -> Within:
    """What is headline, text and frame in a region."""
    headline = headline_in(trail_of(region), title)
    lines, start = _lines_under(region, headline)
    frame = [*lines, *_frames_in(page, region, headline)]
    return Within(headline, start, frame)


def headline_in(trail: Trail, title: str) -> etree._Element | None:
    """The element of the title's first mention; see `headlines_in`."""
    return next(iter(headlines_in(trail, teaser_words(title))), None)


def headlines_in(trail: Trail, words: str) -> list[etree._Element]:
    """The elements that say a title and little else: headings if there are any, else rather those that are no links."""
    places = trail.find(words) if words else ()
    holders = dict.fromkeys(trail.holder(place, place + len(words)) for place in places)
    mentions = [node for node in holders if _says_at_most(node, len(words) + _MOST_BESIDE)]
    best = min(map(_rank, mentions), default=0)
    return [node for node in mentions if _rank(node) == best]


def _says_at_most(element: etree._Element, letters: int) -> bool:
    """Whether there are no more letters in an element; stops counting there."""
    lengths = accumulate(_letters(clean(text)) for _, text in owned_pieces(element))
    return not any(length > letters for length in lengths)


def _rank(mention: etree._Element) -> int:
    if mention.tag == "title":
        return 3
    around = {mention.tag, *(node.tag for node in mention.iterancestors())}
    return 0 if around & _TITLES else 2 if "a" in around else 1


def _lines_under(
    region: etree._Element, headline: etree._Element | None
) -> tuple[list[etree._Element], etree._Element | None]:
    """The elements behind the headline that say when and where, and the owner of the first text behind them."""
    lines: list[etree._Element] = []
    for owner, text in _behind(region, headline):
        above = [owner, *owner.iterancestors()]
        if not text.strip() or any(line in above for line in lines):
            continue
        line = _line_of_publication(owner, region, headline)
        if line is None:
            return lines, owner
        lines.append(line)
    return lines, None


def _behind(region: etree._Element, headline: etree._Element | None) -> Iterator[tuple[etree._Element, str]]:
    is_behind = headline is None
    for owner, text in owned_pieces(region):
        inside = headline is not None and (owner is headline or headline in owner.iterancestors())
        if is_behind and not inside:
            yield owner, text
        is_behind = is_behind or inside


def _line_of_publication(
    owner: etree._Element, region: etree._Element, headline: etree._Element | None
) -> etree._Element | None:
    """The largest element around a text that is one line and says nothing but when and where; None if none does."""
    outside = {region, *region.iterancestors(), *(() if headline is None else headline.iterancestors())}
    line = None
    node: etree._Element | None = owner
    while node is not None and node not in outside and is_line(node) and _is_of_publication(node):
        line, node = node, node.getparent()
    return line


def _is_of_publication(line: etree._Element) -> bool:
    return is_of_publication(text_of(line)) or names_section(line)


def is_of_publication(line: str) -> bool:
    """Whether a line says nothing but when, under which heading and how often seen.

    >>> is_of_publication("Cập nhật lúc 02:30 CH ngày 27/9/2010 | Lượt xem: 25")
    True
    >>> is_of_publication("Lịch tiếp công dân ngày 27/9/2010")
    False
    """
    said = fold(without_counters(line)).strip(" |-–()[]")
    return bool(_WHERE.match(said)) or not re.search(r"\w", _WHEN.sub("", said))


def _frames_in(page: Page, element: etree._Element, headline: etree._Element | None) -> Iterator[etree._Element]:
    """The outermost elements below one that belong to the page's frame, each with the heading that introduces it."""
    rows = _rows_of_news(page, element)
    for child in element:
        if headline is not None and (child is headline or child in headline.iterancestors()):
            yield from _frames_in(page, child, headline)
        elif child.tag in _FRAME or child in rows or _lists_news(page, child):
            if (heading := child.getprevious()) is not None and heading.tag in _HEADINGS and heading is not headline:
                yield heading
            yield child
        elif len(child):
            yield from _frames_in(page, child, headline)


def _rows_of_news(page: Page, element: etree._Element) -> set[etree._Element]:
    """The children of an element that are each a link to another article, where one follows another."""
    shown = (child for child in element if text_of(child) or (child.tail or "").strip())
    runs = ([*run] for is_row, run in groupby(shown, lambda child: _is_row(page, child)) if is_row)
    return {row for run in runs if len(run) > 1 for row in run}


def _is_row(page: Page, child: etree._Element) -> bool:
    return is_of_publication(child.tail or "") and _lists_news(page, child, least=1, alone=True)


def _lists_news(page: Page, element: etree._Element, *, least: int = 2, alone: bool = False) -> bool:
    """Whether an element is made of links to other articles, with their dates or, unless `alone`, what they say."""
    links = [link for link in element.iter("a") if link.get("href") and text_of(link)]
    news = {link for link in links if _is_alike(page, link.get("href") or "")}
    if len(news) < (1 if element.tag in _LISTS else least) or links_document(element):
        return False
    is_linked, linked, beside = False, 0, 0
    for owner, text in owned_pieces(element):
        above = {owner, *owner.iterancestors()}
        if above & news:
            is_linked, linked = True, linked + _letters(text)
        elif not is_of_publication(text) and not any(node.tag in _HEADINGS for node in above):
            if alone or not is_linked:  # something is said before it lists anything
                return False
            beside += _letters(text)
    return linked > beside


def _is_alike(page: Page, href: str) -> bool:
    """Whether a link leads to a page of the host that is of the same kind as this one, by its address."""
    url = canonical_url(page.link(href) or "")
    if not url or is_document(href) or host_key(url) != host_key(page.base):
        return False
    return pattern_of(url).rstrip("/") == pattern_of(canonical_url(page.base) or "").rstrip("/")


def _letters(text: str) -> int:
    return len("".join(text.split()))

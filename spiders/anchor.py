"""Where the article's text is on its page, told by words that the feed or listing gave of it.

A feed's summary is text of the article in its publisher's own words: found on the page, it says
better than any guess which block is the body. From there the body is the largest block around
it that holds nothing of the page's frame, and the prose before and behind it up to the headline's
level (many portals put the lead in one block and the rest in the next).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from hub.records import Item
from spiders.files import is_document
from spiders.lines import INLINE
from spiders.selectors import pieces
from spiders.words import Trail, common_ancestor, teaser_words

_PARAGRAPHS = {"p", "li", "dd", "dt", "pre", "blockquote", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = ("p", "div", "table", "ul", "ol", "section", "article", "blockquote")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FRAME = {"nav", "aside", "header", "footer", "form", "h1"}
_FRAME_INSIDE = ("nav", "form", "h1")
_KEYS = ((0, 200), (0, 80), (40, 120), (0, 40))  # of the teaser's words, the most telling first
_LEAST_KEY = 20  # letters; fewer stand anywhere
_LEAST_TITLE = 12
_LEAST_PROSE = 60  # letters of a block that is text and not a remark
_MOST_PLACES = 10


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text: its blocks in their order, and the headline before them.

    `is_flat` where the blocks are single paragraphs whose text may go on behind them.
    """

    blocks: tuple[etree._Element, ...]
    headline: etree._Element | None = None
    is_flat: bool = False


def find_body(trail: Trail, row: Item) -> Body | None:
    """The body that says what the row says of it and goes on longest; None if the page does not say it."""
    bodies = [_body_at(trail, start, end, row.title) for start, end in _places(trail, _wanted(row))]
    return max(bodies, key=_length, default=None)


def find_headline(trail: Trail, title: str, before: int | None = None) -> etree._Element | None:
    """The element of the title's last mention that ends before an offset; later ones are lists of other news."""
    words = teaser_words(title)
    if len(words) < _LEAST_TITLE:
        return None
    place = trail.text.rfind(words, 0, before)
    return trail.holder(place, place + len(words)) if place >= 0 else None


def _wanted(row: Item) -> str:
    """The words to look for; some feeds repeat the title before them."""
    words = teaser_words(row.html or row.summary)
    return words.removeprefix(teaser_words(row.title)) or words


def _places(trail: Trail, wanted: str) -> list[tuple[int, int]]:
    """Where the first of the keys that occurs at all stands."""
    keys = (wanted[start:end] for start, end in _KEYS)
    for key in (key for key in keys if len(key) >= _LEAST_KEY):
        if places := list(trail.find(key)):
            return [(place, place + len(key)) for place in places[:_MOST_PLACES]]
    return []


def _body_at(trail: Trail, start: int, end: int, title: str) -> Body:
    headline = find_headline(trail, title, start)
    block = _climb(trail.holder(start, end), headline)
    is_flat = _is_paragraph(block)
    if headline is None:
        return Body((block, *(_beside(block, is_flat))), None, is_flat)
    region = common_ancestor(headline, block)
    before = [found for level in _levels(block, region) for found in _prose_before(level, headline)]
    behind = [found for level in _levels(block, region) for found in _beside(level, is_flat and level is block)]
    return Body((*reversed(before), block, *behind), headline, is_flat)


def _climb(node: etree._Element, headline: etree._Element | None) -> etree._Element:
    """The largest block around the words that has neither the headline nor the page's frame in it."""
    while node.tag in INLINE and (parent := node.getparent()) is not None:
        node = parent
    above_headline = set() if headline is None else {headline, *headline.iterancestors()}
    while (parent := node.getparent()) is not None and parent.tag not in ("body", "html"):
        if parent in above_headline or any(_is_frame(other) for other in parent if other is not node):
            break
        node = parent
    return node


def _is_paragraph(block: etree._Element) -> bool:
    """Whether the block is one paragraph rather than a text of several."""
    if block.tag in _PARAGRAPHS:
        return True
    return next(block.iterdescendants(*_BLOCKS), None) is None and len(list(block.iterdescendants("br"))) < 2


def _levels(block: etree._Element, region: etree._Element) -> Iterator[etree._Element]:
    """The block and what is around it, below the region."""
    level: etree._Element | None = block
    while level is not None and level is not region:
        yield level
        level = level.getparent()


def _beside(level: etree._Element, takes_all: bool) -> Iterator[etree._Element]:
    """What goes on behind an element: its sibling paragraphs, or only whole blocks of prose."""
    for sibling in level.itersiblings():
        if not _is_frame(sibling) and not _introduces_frame(sibling) and (takes_all or _is_prose(sibling)):
            yield sibling


def _prose_before(level: etree._Element, headline: etree._Element) -> Iterator[etree._Element]:
    """The prose between headline and text, the nearest first: a summary may quote a later paragraph."""
    above_headline = {headline, *headline.iterancestors()}
    for sibling in level.itersiblings(preceding=True):
        if sibling in above_headline:
            return
        if not _is_frame(sibling) and _is_prose(sibling):
            yield sibling


def _is_prose(element: etree._Element) -> bool:
    return _letters(element) - sum(_letters(link) for link in element.iter("a")) >= _LEAST_PROSE


def _introduces_frame(element: etree._Element) -> bool:
    following = element.getnext()
    return element.tag in _HEADINGS and following is not None and _is_frame(following)


def _is_frame(element: etree._Element) -> bool:
    """Whether an element belongs to the page rather than to the article: headline, menu, list of links."""
    if element.tag in _FRAME or next(element.iterdescendants(*_FRAME_INSIDE), None) is not None:
        return True
    if any(_is_other_news(article) for article in element.iter("article")):
        return True
    links = [link for link in element.iterdescendants("a") if not is_document(link.get("href") or "")]
    return len(links) >= 2 and 2 * sum(map(_letters, links)) > _letters(element)


def _is_other_news(article: etree._Element) -> bool:
    """Whether an <article> is one of several, or links to what it tells; a single one may be the text itself."""
    beside = chain(article.itersiblings("article"), article.itersiblings("article", preceding=True))
    linked = (heading.find(".//a") for heading in article.iterdescendants(*_HEADINGS))
    return next(beside, None) is not None or any(link is not None for link in linked)


def _letters(element: etree._Element) -> int:
    return sum(len("".join(text.split())) for text in pieces(element))


def _length(body: Body) -> int:
    return sum(map(_letters, body.blocks))

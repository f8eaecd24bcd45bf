"""Lines of a page: elements that hold no more text than people read as one line."""

from lxml import etree

from hub.vietnamese.text import clean
from spiders.selectors import text_of

INLINE = frozenset({
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "em", "font", "i", "ins", "label", "mark", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
LONGEST_LINE = 80  # letters


def is_line(element: etree._Element) -> bool:
    """Whether an element is one line of text, and no more than fits into one."""
    inner = (node.tag for node in element.iterdescendants())
    return all(tag in INLINE and tag != "br" for tag in inner) and len(clean(text_of(element))) <= LONGEST_LINE


def line_around(owner: etree._Element) -> etree._Element | None:
    """The largest element around a text that is one line; None if the text is longer."""
    line = None
    node: etree._Element | None = owner
    while node is not None and is_line(node):
        line, node = node, node.getparent()
    return line

"""Elements of a page as HTML of their own: nothing that runs or asks for input, links absolute, frame left out."""

from collections.abc import Collection, Iterable
from copy import deepcopy
from html import escape

from lxml import etree

from spiders.pages import Page, remove

_DROPPED = (
    "script", "style", "noscript", "template", "form", "nav", "button", "input", "select", "textarea", "meta", "link",
)  # fmt: skip
_TABLE_PARTS = {"td", "th", "tr", "tbody", "body", "main", "font", "center"}


def markup_of(
    page: Page,
    blocks: Iterable[etree._Element],
    headline: etree._Element | None = None,
    *,
    with_tails: bool = False,
    without: Collection[etree._Element] = (),
) -> str:
    """The blocks as HTML: what stands before the headline cut off, `without` some of what is in them."""
    copies = (_copy(block, headline, without) for block in blocks)
    return "".join(_block_markup(page, copy, with_tails) for copy in copies).strip()


def _block_markup(page: Page, copy: etree._Element, with_tail: bool) -> str:
    if copy.tag in _DROPPED:
        return escape(copy.tail or "") if with_tail else ""
    remove(list(copy.iterdescendants(*_DROPPED)))
    _make_absolute(copy, page)
    if copy.tag in _TABLE_PARTS:
        copy.tag = "div"
    return etree.tostring(copy, encoding="unicode", method="html", with_tail=with_tail)


def _copy(
    block: etree._Element, headline: etree._Element | None, without: Collection[etree._Element]
) -> etree._Element:
    copy = deepcopy(block)
    left_out = [_counterpart(node, block, copy) for node in without]
    if headline is not None and headline is not block and block in headline.iterancestors():
        same = _counterpart(headline, block, copy)
        _cut_before(same, copy)
        left_out.append(same)
    remove(left_out)
    return copy


def _cut_before(node: etree._Element, block: etree._Element) -> None:
    """Take out what stands in the block before one of its elements."""
    step = node
    while step is not block and (above := step.getparent()) is not None:
        for before in list(step.itersiblings(preceding=True)):
            above.remove(before)
        above.text, step = None, above


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

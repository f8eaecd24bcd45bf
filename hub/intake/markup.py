"""Untrusted HTML made safe once, and read as plain text.

feedparser's own sanitiser lets payloads through and can be stalled for minutes by 30 KB
(measured in `reliability.md`), so nh3 is the only one, on every way into the store.
"""

import html as entities
import re
from collections.abc import Iterator

import lxml.html
import nh3
from lxml import etree

from hub.vietnamese.text import clean, mend, unescape

_TAGS = nh3.ALLOWED_TAGS - {"area", "map", "nav", "header", "footer", "aside", "summary", "details"}
_IMAGES = {"img": {"loading": "lazy", "referrerpolicy": "no-referrer"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BLOCKS = frozenset({
    "address", "article", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", "br",
})  # fmt: skip
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED = re.compile(r"&lt;[a-zA-Z/!]|&amp;#?\w+;")
_CELLS = frozenset({"td", "th"})
_MOST_CHARACTERS = 2_000_000


def safe_html(markup: str, base: str) -> str:
    """The markup with nothing executable left, links absolute against `base`; idempotent."""
    cleaned = nh3.clean(
        mend(markup[:_MOST_CHARACTERS]),
        tags=_TAGS,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base),
        link_rel="noopener nofollow",
        set_tag_attribute_values=_IMAGES,
    )
    return mend(cleaned).strip()


def once_escaped(markup: str) -> str:
    """A feed's markup without the second escaping that some sites put over it (DOMAIN F5).

    >>> once_escaped("&lt;p&gt;Qu&amp;#7889;c kh&amp;aacute;nh&lt;/p&gt;")
    '<p>Quốc khánh</p>'
    >>> once_escaped("<p>giá &lt; 5 triệu</p>")
    '<p>giá &lt; 5 triệu</p>'
    """
    if _TAG.search(markup) or not _ESCAPED.search(markup):
        return markup
    return unescape(markup)


def plain_text(markup: str) -> str:
    """What a reader sees of safe HTML: one line a block, table cells apart by a blank.

    >>> plain_text("<p>Căn  cứ<br>Luật <b>Đất</b> đai</p><table><tr><td>1</td><td>2</td></tr></table>")
    'Căn cứ\\nLuật Đất đai\\n1 2'
    """
    if not markup.strip():
        return ""
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return clean(entities.unescape(re.sub(r"<[^>]*>", " ", markup)))
    lines = (clean(line) for line in "".join(_pieces(root)).split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(root: lxml.html.HtmlElement) -> Iterator[str]:
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            yield node.tail or ""
            continue
        is_break = node.tag in _BLOCKS and node.tag not in _CELLS
        yield "\n" if is_break else " " if node.tag in _CELLS else ""
        if event == "start":
            yield _inline(node.text)
        elif node is not root:
            yield _inline(node.tail)


def _inline(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def title_text(title: str) -> str:
    """A title as one line of plain text; markup in it is dropped, `a < b` is not markup.

    >>> title_text('V/v giá &lt;b&gt;đất&lt;/b&gt; <img src=x onerror=alert(1)> < 5 triệu')
    'V/v giá đất < 5 triệu'
    """
    without_tags = nh3.clean(unescape(title), tags=set())
    return clean(entities.unescape(without_tags)).replace("\n", " ")

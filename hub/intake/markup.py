"""Untrusted HTML made safe once, and read as plain text.

feedparser's own sanitiser lets payloads through and can be stalled for minutes by 30 KB
(measured in `reliability.md`), so nh3 is the only one, on every way into the store.
"""

import html as entities
import re
from collections import Counter
from typing import Literal

import nh3

from hub.vietnamese.text import clean, mend, unescape

_TAGS = nh3.ALLOWED_TAGS - {"area", "map", "nav", "header", "footer", "aside", "summary", "details"}
_IMAGES = {"img": {"loading": "lazy", "referrerpolicy": "no-referrer"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BLOCKS = frozenset({
    "address", "article", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", "br",
})  # fmt: skip
# as nh3 writes them: names in small letters, values in quotation marks
_SAFE_TAG = re.compile(r"""</?([a-z][a-z0-9]*)(?:[^>"]|"[^"]*")*>""")
_TAG = re.compile(r"<[a-zA-Z/!]")
# a whole text is escaped when it begins with a tag or ends one; one that only speaks of a tag is not
_ESCAPED = re.compile(r"\s*&lt;[a-zA-Z!]|.*?(?:&lt;(?:/[a-zA-Z]|br\b|img\b)|&amp;#?\w+;)", re.IGNORECASE | re.DOTALL)
# what is not let through but parts lines; the look ahead spares two thirds of the time
_PARTING = re.compile(
    r"<(/?)(?=[adfhlmns][adeiosu])"
    r"(?:address|aside|details|dialog|fieldset|footer|form|header|legend|main|nav|section|summary)(?=[\s/>])",
    re.IGNORECASE,
)
# a blank other than the common one, or what may begin or end an entity
_UNEVEN = re.compile("[\t\x0b-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000&;]")
_CELLS = frozenset({"td", "th"})
_MOST_LAYERS = 4
_MOST_CHARACTERS = 2_000_000
_LONGEST_TAG = 65_536
_LONG_TAG = re.compile(rf"<[^<>]{{{_LONGEST_TAG},}}>?")
_MOST_ESCAPES, _MOST_BLANKS = 100_000, 50_000
_FEW_TAGS, _DEEPEST = 10_000, 256
_ANY_TAG = re.compile(r"<[^<>]*>?")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FENCES = frozenset({"td", "th", "caption", "object", "applet", "marquee", "template", "select", "svg", "math"})
# what holds nothing, or is closed by the next of its kind
_NEVER_DEEP = frozenset(
    {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "p", "li", "tr", "dd", "dt", "option", "tbody"}
)


def safe_html(markup: str, base: str) -> str:
    """The markup with nothing executable left, links absolute against `base`; idempotent.

    Without a base that can be read, as for what has no page of its own, relative links lead nowhere and are dropped.
    """
    bare = bearable(markup[:_MOST_CHARACTERS])
    mended = mend(bare)
    clean_markup = _cleaned(_PARTING.sub(r"<\1div", mended), base)
    # where no letter was to be mended and none stands as an entity, cleaning brings none to light
    return (clean_markup if mended is bare and "&" not in bare else mend(clean_markup)).strip()


def _cleaned(letters: str, base: str) -> str:
    if "=" not in letters:
        return _WITHOUT_LINKS.clean(letters)
    try:
        return _cleaner(("rewrite_with_base", base)).clean(letters)
    except ValueError:  # none, or one of a host like `xn--` that nh3's parser refuses and ada-url does not
        return _WITHOUT_LINKS.clean(letters)


def _cleaner(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        url_schemes=_SCHEMES,
        url_relative=relative,
        link_rel="noopener nofollow",
        set_tag_attribute_values=_IMAGES,
    )


# Making a cleaner costs as much as cleaning. Where no attribute has a value no link needs a base.
_WITHOUT_LINKS = _cleaner("deny")


def bearable(markup: str) -> str:
    """The markup without what makes a cleaner take seconds; its words are kept, whatever goes.

    nh3 takes time by the square of what is open at once (500 KB of `<b id=1><b id=2>…<p><p>…` 15 s), of
    the attributes of a tag, and of the no-break spaces of a text (400,000: 3 s).

    >>> bearable("<p>Kính gửi</p>")
    '<p>Kính gửi</p>'
    >>> bearable("<b><i>" * 10_000 + "Kính gửi").strip()
    'Kính gửi'
    """
    markup = _LONG_TAG.sub(" ", markup) if len(markup) > _LONGEST_TAG else markup
    if markup.count("&") > _MOST_ESCAPES:
        markup = markup.replace("&", "")
    if markup.count("\u00a0") > _MOST_BLANKS:
        markup = markup.replace("\u00a0", " ")
    if markup.count("<") > _FEW_TAGS and _is_overgrown(markup):
        markup = entities.escape(_ANY_TAG.sub(" ", markup), quote=False)
    return markup


def _is_overgrown(markup: str) -> bool:
    """Whether more is open at once than in any article; what was open before a table's cell is not closed in it."""
    cells: list[Counter[str]] = [Counter()]
    depth = 0
    for closing, name in _TAG_NAME.findall(markup):
        name = name.lower()
        if name in _FENCES and not closing:
            cells.append(Counter())
        elif name in _FENCES and len(cells) > 1:
            cells.pop()
        elif name not in _NEVER_DEEP and not closing:
            cells[-1][name] += 1
            depth += 1
        elif cells[-1][name]:
            cells[-1][name] -= 1
            depth -= 1
        if depth > _DEEPEST or len(cells) > _DEEPEST:
            return True
    return False


def once_escaped(markup: str) -> str:
    """A feed's markup without the second escaping that some sites put over it (DOMAIN F5).

    >>> once_escaped("&lt;p&gt;Qu&amp;#7889;c kh&amp;aacute;nh&lt;/p&gt;")
    '<p>Quốc khánh</p>'
    >>> once_escaped("<p>giá &lt; 5 triệu</p>")
    '<p>giá &lt; 5 triệu</p>'
    >>> once_escaped("Về thẻ &lt;blink&gt; trong HTML")
    'Về thẻ &lt;blink&gt; trong HTML'
    """
    if _TAG.search(markup) or not _ESCAPED.match(markup):
        return markup
    return unescape(markup)


def plain_text(markup: str) -> str:
    """What a reader sees of safe HTML: one line a block, table cells apart by a blank.

    >>> plain_text("<p>Căn  cứ<br>Luật <b>Đất</b> đai</p><table><tr><td>1</td><td>2</td></tr></table>")
    'Căn cứ\\nLuật Đất đai\\n1 2'
    """
    text = entities.unescape(_SAFE_TAG.sub(_gap, markup.replace("\n", " ")))
    made_even = _line if "  " in text or _UNEVEN.search(text) else str.strip
    return "\n".join(filter(None, map(made_even, text.split("\n"))))


def _gap(tag: re.Match[str]) -> str:
    """What stands between the texts before and after a tag."""
    return " " if tag[1] in _CELLS else "\n" if tag[1] in _BLOCKS else ""


def _line(line: str) -> str:
    """The line as `clean` makes it; safe markup is mended already, so most need no more than that."""
    return clean(line) if "&" in line or ";" in line else " ".join(line.split())


def title_text(title: str) -> str:
    """A title as one line of plain text; markup in it is dropped, `a < b` is not markup.

    >>> title_text('V/v giá &lt;b&gt;đất&lt;/b&gt; <img src=x onerror=alert(1)> < 5 triệu')
    'V/v giá đất < 5 triệu'
    >>> title_text("<textarea><img src=x onerror=alert(1)></textarea>")
    ''
    """
    plain = unescape(title)
    for _ in range(_MOST_LAYERS):
        if "<" not in plain:
            break
        # what stands in <title> or <textarea> is text at first, and may be markup when it is read again
        stripped = entities.unescape(nh3.clean(plain, tags=set()))
        if stripped == plain:
            break
        plain = stripped
    else:
        plain = plain.replace("<", "")
    return clean(plain)

"""Hostile feeds and pages of up to a mebibyte, made to be slow or large to read; used by `benchmarks.children`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Literal

MEBIBYTE = 1 << 20

Shape = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Hostile:
    """An input by name; `kind` says which reader it is meant for."""

    name: str
    kind: Literal["feed", "page"]
    body: bytes


def _repeated(unit: str, end: str = "") -> Shape:
    return lambda size: unit * ((size - len(end.encode())) // len(unit.encode())) + end


def _around(start: str, unit: str, end: str) -> Shape:
    return lambda size: start + unit * ((size - len(start) - len(end)) // len(unit.encode())) + end


def _nested(opening: str, closing: str) -> Shape:
    def shape(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return opening * depth + closing * depth

    return shape


def _numbered(template: str, then: str = "", share: float = 1.0) -> Shape:
    def shape(size: int) -> str:
        parts, length, rest = [], 0, int(size * share)
        for n in count():
            part = template.format(n)
            length += len(part)
            if length > rest:
                break
            parts.append(part)
        return "".join(parts) + then * ((size - rest) // max(len(then), 1))

    return shape


SHAPES: Mapping[str, Shape] = {
    # what a tokenizer may go back over
    "comments that never end": _repeated("<!--"),
    "comments with dashes": _around("<!--", "-", ""),
    "half comments": _repeated("<!-- --!>"),
    "declarations": _repeated("<!h"),
    "marked sections": _repeated("<![CDATA["),
    "section ends": _repeated("]]>"),
    "processing instructions": _repeated("<?x "),
    "left angles": _repeated("<"),
    "right angles": _repeated(">"),
    "tags cut off": _repeated("<a "),
    "closing tags": _repeated("</p>"),
    "closing nothing": _repeated("</"),
    "attributes cut off": _repeated('<a href="'),
    "quotes": _around('<p title="', "'", '">'),
    "equal signs": _around("<p ", "=", ">"),
    "slashes": _around("<p ", "/", ">"),
    "a long tag name": _around("<", "x", ">"),
    "a long attribute name": _around("<p ", "x", ">"),
    "a style of letters": _around('<p style="', "a", '">x</p>'),
    "a style of rules": _around('<p style="', "a:b;", '">x</p>'),
    "a style of brackets": _around('<p style="', "url(", '">x</p>'),
    "an address": _around('<a href="http://x.vn/', "a/../", '">x</a>'),
    "a title of blanks": _around('<p title="', " ", '">x</p>'),
    "many attributes": lambda size: f"<p {_numbered('a{}=1 ')(size - 9)}>x</p>",
    "the same attribute": _around("<p ", "a=1 ", ">x</p>"),
    # what grows a tree
    "nested div": _nested("<div>", "</div>"),
    "nested b": _nested("<b>", "</b>"),
    "nested a": _nested("<a>", "</a>"),
    "nested font": _nested("<font>", "</font>"),
    "nested ul": _nested("<ul><li>", "</li></ul>"),
    "nested table": _nested("<table><tr><td>", "</td></tr></table>"),
    "nested p": _repeated("<p>"),
    "nested blockquote": _repeated("<blockquote>"),
    "nested headings": _repeated("<h1>"),
    "nested spans": _repeated("<span>"),
    "nested svg": _repeated("<svg>"),
    "nested math": _repeated("<math><mi>"),
    "nested select": _repeated("<select><option>"),
    "nested template": _repeated("<template>"),
    "nested button": _repeated("<button>"),
    "nested form": _repeated("<form>"),
    "nested frames": _repeated("<frameset>"),
    "nested body": _repeated("<body x=1>"),
    "text in tables": _repeated("<table>x"),
    "cells without tables": _repeated("<td><tr>"),
    "styles that stay open, then paragraphs": _numbered("<b id={}>", "<p>x", 0.5),
    "fonts that stay open, then paragraphs": _numbered("<font size={}>", "</p><p>", 0.3),
    "links that cross paragraphs": _repeated("<a><p>"),
    "styles that cross": _repeated("<b><i></b></i>"),
    "styles that cross blocks": _repeated("<b><div><i></b></div>"),
    "nobr in tables": _repeated("<table><nobr>"),
    "line breaks": _repeated("<br>"),
    "links": _numbered('<a href="/tin/{0}.html">Tin {0}</a> '),
    "links to files": _numbered('<a href="/vb/{0}.pdf">Văn bản {0}</a> '),
    "pictures": _numbered('<img src="/a/{0}.png">'),
    "rows": _numbered("<tr><td>{0}<td>Thông báo số {0}"),
    "paragraphs": _numbered("<p>Thông báo số {} về việc họp</p>"),
    "articles": _numbered("<article><h2><a href=/{0}>Tin</a></h2></article>"),
    "scripts": _repeated("<script>x</script>"),
    "a script": _around("<script>", "</scrip", ""),
    "styles": _repeated("<style>a{}</style>"),
    "textareas": _repeated("<textarea><textarea>"),
    "a base and links": lambda size: (
        f'<base href="http://x.vn/{"a" * (size // 2)}/">{"<a href=b.pdf>x</a>" * (size // 40)}'
    ),
    # what a text is put right by
    "ampersands": _repeated("&"),
    "escaped ampersands": _around("&", "amp;", ""),
    "layers of escapes": _around("&", "amp;" * 4, "lt;b&gt;"),
    "escaped angles": _repeated("&lt;"),
    "escaped tags": _repeated("&lt;b&gt;"),
    "numbers of letters": _repeated("&#7889;"),
    "escapes cut off": _repeated("&#x"),
    "a long escape": _around("&", "a", ";"),
    "wrong escapes": _repeated("&hellipx;"),
    "combining marks": _around("a", "\u0301\u0323", ""),
    "loose tones": _repeated("e\u0302\u0301"),
    "jamo": _repeated("\u1100\u1161\u11a8"),
    "no width": _repeated("\u200b\u200d"),
    "right to left": _repeated("\u202e\u2066"),
    "eth": _repeated("\u00d0"),
    "mojibake": _repeated("Sá»Ÿ "),
    "VNI": _repeated("Soá Y teá "),
    "TCVN3": _repeated("Së Y tÕ "),
    "blanks": _repeated(" "),
    "line ends": _repeated("\r\n"),
    "no-break spaces": _repeated("\u00a0"),
    "dots": _repeated("."),
    "replacement characters": _repeated("\ufffd"),
    "beyond the plane": _repeated("\U0001f600"),
    # what facts are looked for in
    "one word": _repeated("a"),
    "one digit": _repeated("1"),
    "digits and slashes": _repeated("1/"),
    "dashes": _repeated("-"),
    "letters and dashes": _repeated("A-"),
    "days": _repeated("ngày "),
    "half dates": _repeated("ngày 1 tháng "),
    "dates": _repeated("ngày 24 tháng 9 năm 2010 "),
    "short dates": _repeated("1/1/"),
    "numbers announced": _repeated("Số: "),
    "numbers begun": _repeated("Số 1/QĐ-"),
    "numbers": _numbered("Quyết định số {}/QĐ-UBND "),
    "numbers of many parts": _around("Số 1/", "QĐ-", "X"),
    "places and days": _repeated("Khánh Hòa, ngày "),
    "signers": _repeated("KT. CHỦ TỊCH "),
    "counters": _repeated("lượt xem : "),
    "counters and blanks": _around("lượt xem", " ", "x"),
    "capital letters": _repeated("SỞ Y TẾ "),
    "addresses": _repeated("http://"),
    "read more": _repeated("xem thêm "),
    "more dots": _around("x", "... ", "x"),
    "quotation marks": _repeated("“"),
    "brackets": _repeated("([{"),
}


def in_feed(markup: str) -> bytes:
    """A feed of one entry whose text is the markup, as feeds carry it."""
    return _feed(
        f"<item><title>Thông báo</title><link>http://x.vn/1</link><description>{escape(markup)}</description></item>"
    )


def in_title(markup: str) -> bytes:
    """A feed of one entry whose title is the markup."""
    return _feed(f"<item><title>{escape(markup)}</title><link>http://x.vn/1</link></item>")


def in_page(markup: str) -> bytes:
    """A page whose article is the markup."""
    head = "<!DOCTYPE html><html><head><meta charset=utf-8><title>Thông báo</title></head><body>"
    head += "<h1>Thông báo tuyển dụng viên chức</h1><div>"
    return f"{head}{markup}".encode()


def _feed(items: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>'
    return f"{head}{items}</channel></rss>".encode()


RSS = "<rss><channel>{}</channel></rss>"
ENTRY = "<rss><channel><item><title>x</title>{}</item></channel></rss>"
JSON = '{{"version": "https://jsonfeed.org/version/1.1", "items": [{}{{}}]}}'
SMALL = "<item><title>Tin {0}</title><link>http://x.vn/{0}</link></item>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" {}>{}</feed>'
FEEDS: Mapping[str, Shape] = {
    "empty entries": lambda size: RSS.format("<item/>" * (size // 7)),
    "small entries": lambda size: RSS.format(_numbered(SMALL)(size)),
    "small entries, cut off": lambda size: f"<rss><channel>{_numbered(SMALL)(size)}",
    "small entries, bad": lambda size: RSS.format(f"<title>a & b</title>{_numbered(SMALL)(size)}"),
    "entries with a long base": lambda size: ATOM.format(
        f'xml:base="http://x.vn/{"a" * (size // 2)}/"',
        '<entry><link href="b"/><title>x</title></entry>' * (size // 100),
    ),
    "nested entries": lambda size: RSS.format("<item>" * (size // 13) + "</item>" * (size // 13)),
    "nested elements": lambda size: "<rss>" + "<a>" * (size // 7) + "</a>" * (size // 7) + "</rss>",
    "nested elements, cut off": lambda size: "<rss><channel>" + "<a>" * (size // 3),
    "nested elements in one entry, bad": lambda size: "<rss><channel><item>&x" + "<a>" * (size // 3),
    "many links": lambda size: ATOM.format(
        "", f"<entry>{_repeated('<link href=`http://x.vn/a`/>')(size)}</entry>"
    ).replace("`", "'"),
    "many contents": lambda size: ATOM.format("", f"<entry>{_repeated('<content>x</content>')(size)}</entry>"),
    "many categories": lambda size: ENTRY.format(_repeated("<category>a</category>")(size)),
    "many enclosures": lambda size: ENTRY.format(_repeated("<enclosure url='/a.pdf'/>")(size)),
    "many dates": lambda size: ENTRY.format(_repeated("<pubDate>1</pubDate>")(size)),
    "a long date": lambda size: ENTRY.format(f"<pubDate>{'1:' * (size // 2)}</pubDate>"),
    "a date of blanks": lambda size: ENTRY.format(f"<pubDate>Mon{' ' * size}x</pubDate>"),
    "many namespaces": lambda size: (
        f"<rss {_numbered('xmlns:a{0}=`b{0}` ')(size)}><channel><item/></channel></rss>".replace("`", "'")
    ),
    "many attributes of an entry": lambda size: RSS.format(f"<item {_numbered('a{0}=`b` ')(size)}/>").replace("`", "'"),
    "a long doctype": lambda size: (
        f"<!DOCTYPE rss [{_numbered('<!ENTITY a{0} `b`>')(size)}]>".replace("`", "'")
        + ENTRY.format("<author>&a1;</author>")
    ),
    "entities in entities": lambda size: (
        "<!DOCTYPE rss [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{n + 1} '&a{n};&a{n};'>" for n in range(30))
        + f"]>{ENTRY.format('<author>&a30;</author>')}"
    ),
    "one large entity": lambda size: (
        f"<!DOCTYPE rss [<!ENTITY a '{'x' * (size // 2)}'>]>"
        + RSS.format("<item><title>&a;</title></item>" * (size // 64))
    ),
    "sections": lambda size: ENTRY.format(f"<author>{_repeated('<![CDATA[x]]>')(size)}</author>"),
    "sections that never end": lambda size: RSS.format(_repeated("<item><title><![CDATA[x</title></item>")(size)),
    "no feed": _repeated("<x>"),
    "words before a feed": lambda size: "Warning: " * (size // 9) + "<rss/>",
    "a JSON feed": lambda size: JSON.format("{}," * (size // 3)),
    "a JSON feed of lists": lambda size: JSON.format("[]," * (size // 3)),
    "a deep JSON feed": lambda size: '{"version": ' + "[" * (size // 2) + "]" * (size // 2) + "}",
    "small JSON entries": lambda size: JSON.format(
        _numbered('{{"id": "{0}", "title": "x", "url": "http://x.vn/{0}"}},')(size)
    ),
}


def hostile_inputs(size: int = MEBIBYTE) -> Iterator[Hostile]:
    """Every shape of about `size` bytes: as the text of an entry, as a page, and feeds that are hostile as such."""
    for name, shape in SHAPES.items():
        yield Hostile(f"{name} in a feed", "feed", _fitted(in_feed, shape, size))
        yield Hostile(f"{name} in a page", "page", _fitted(in_page, shape, size))
        yield Hostile(f"{name} in a title", "feed", _fitted(in_title, shape, size))
    for name, shape in FEEDS.items():
        yield Hostile(name, "feed", shape(size).encode())


def _fitted(wrap: Callable[[str], bytes], shape: Shape, size: int) -> bytes:
    """The shape as large as leaves the whole at about `size`, whatever escaping makes of it."""
    whole = wrap(shape(size))
    return wrap(shape(size * size // len(whole)))

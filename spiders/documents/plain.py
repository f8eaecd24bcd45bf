"""Files that are text already, or little more: plain text, RTF, and web pages that an office program has saved."""

from collections.abc import Iterator
from email import message_from_bytes

from lxml import etree
from striprtf.striprtf import rtf_to_text

from hub.vietnamese.encodings import decode
from spiders.documents.pages import Page, Unread

_BLOCKS = frozenset({
    "address", "article", "blockquote", "br", "div", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "noscript", "template"})
_OFFICE = (b"urn:schemas-microsoft-com:office", b"progid", b"microsoft word", b"microsoft excel", b"openoffice")
_LOOKED_AT = 1 << 14


def read_text(data: bytes) -> Iterator[Page]:
    """Text in whatever encoding it turns out to be in; form feeds part its pages."""
    yield from map(Page, decode(data).text.split("\f"))


def read_rtf(data: bytes) -> Iterator[Page]:
    """The text of a Rich Text file."""
    yield Page(rtf_to_text(data.decode("latin-1"), errors="replace"))


def read_html(data: bytes) -> Iterator[Page]:
    """What an office program saved as a web page; a page of the site in the place of a file is none."""
    if not any(sign in data[:_LOOKED_AT].lower() for sign in _OFFICE):
        raise Unread("web_page")
    yield Page(_text(decode(data).text))


def read_mhtml(data: bytes) -> Iterator[Page]:
    """A web page with its pictures in one file, as Word saves it."""
    for part in message_from_bytes(data).walk():
        body = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(body, bytes):
            yield Page(_text(decode(body, part.get_content_charset()).text))


def _text(markup: str) -> str:
    root = etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", no_network=True))
    return "".join(_pieces(root)) if root is not None else ""


def _pieces(root: etree._Element) -> Iterator[str]:
    """The texts in their order, lines where blocks begin and end."""
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silent += name in _SILENT
            shown = node.text
        else:
            silent -= event == "end" and name in _SILENT
            shown = node.tail
        if event in ("start", "end") and name in _BLOCKS:
            yield "\n"
        elif name in ("td", "th"):
            yield " "
        if shown and not silent:
            yield shown

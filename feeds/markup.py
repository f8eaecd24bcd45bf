"""What the formats share: text all of them can hold, moments as they write them, XML elements.

A feed is read by programs nobody here wrote, so what one of them is known to choke on or to
change behind our back (control characters, lone surrogates, U+FFFE) is taken out for all.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from types import MappingProxyType

from lxml import etree

from hub.records import Feed
from hub.vietnamese.dates import VIETNAM

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
        "json": "application/feed+json",
    }
)
UNKNOWN_TYPE = "application/octet-stream"
GENERATOR = "Đầu Mối"
LANGUAGE = "vi"
RIGHTS = "Khi đăng lại phải ghi rõ tác giả và nguồn. Reuse must name the author and the source."

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONE = "http://purl.org/atompub/tombstones/1.0"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
DCMI_TERMS = "http://purl.org/dc/terms/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# XML 1.0 forbids most of these; DEL and C1 it allows, but feedparser reads C1 as windows-1252
_UNWANTED = re.compile("[^\t\n\r -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without characters that XML, JSON or UTF-8 cannot carry.

    >>> legal("Sở Y tế\\x00\\ufffe\\ud800 ]]>")
    'Sở Y tế ]]>'
    """
    # what Python calls printable needs no second look, and that is most of it
    return text if text.isprintable() else _UNWANTED.sub("", text)


def line(text: str) -> str:
    """Legal text on one line, as titles and names are.

    >>> line(" Thông báo\\n số 1\\x0b ")
    'Thông báo số 1'
    """
    return " ".join(legal(text).split())


def rfc3339(moment: datetime) -> str:
    """The moment in Vietnamese time, to the second: `2010-09-27T14:30:00+07:00`."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def rfc822(moment: datetime) -> str:
    """The moment in Vietnamese time as RSS wants it: `Mon, 27 Sep 2010 14:30:00 +0700`."""
    return format_datetime(moment.astimezone(VIETNAM))


def own_url(feed: Feed, suffix: str) -> str:
    """The address of the feed in one format, a key of MEDIA_TYPES."""
    return dict(feed.alternates).get(MEDIA_TYPES[suffix], feed.url)


def child(parent: etree._Element, tag: str, content: str = "", /, **attributes: str) -> etree._Element:
    """A new last element of `parent`; attributes without a value are left out."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        if value:
            element.set(name, legal(value))
    if content:
        element.text = legal(content)
    return element


def document(root: etree._Element) -> bytes:
    """The finished document, indented for those who look at its source; no text is touched by that."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)

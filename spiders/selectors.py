"""Selectors of an operator's rules: CSS, or XPath 1.0 where they begin with `/`, `./` or `(`."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from hub.errors import SettingsError

_REMEDY = "write CSS such as `td.title a`, or XPath such as `.//td[2]/a`"
UNREAD = frozenset({"script", "style", "noscript", "template"})
_LOCATION = re.compile(r"""location(?:\.href)?\s*=\s*["']([^"']*)["']|["']((?:https?:/)?/[^"'\s]+|\?[^"'\s]+)["']""")
# a program would take as long to leave them out as to read the rest
_FOR_PEOPLE = etree.XPath(
    "descendant-or-self::text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]",
    smart_strings=False,
)
Found = etree._Element | str


@lru_cache(maxsize=512)
def compile_selector(selector: str) -> etree.XPath:
    """The selector ready for use; SettingsError where it cannot be understood.

    No extension functions and no regular expressions: a rule must not be able to stall the worker.
    """
    is_xpath = selector == "." or selector.startswith(("/", "./", "("))
    try:
        path = selector if is_xpath else HTMLTranslator().css_to_xpath(selector)
        return etree.XPath(path, regexp=False, smart_strings=False)
    except (SelectorError, etree.XPathError, NotImplementedError) as error:
        raise SettingsError(f"selector {selector!r}: {error}", remedy=_REMEDY) from error


def select(node: etree._Element, selector: str) -> list[Found]:
    """The elements and attribute or text values that the selector finds from `node`; none for an empty one."""
    if not selector:
        return []
    try:
        found = compile_selector(selector)(node)
    except etree.XPathError as error:
        raise SettingsError(f"selector {selector!r}: {error}", remedy=_REMEDY) from error
    if not isinstance(found, list):
        return [str(found)]
    return [item for item in found if isinstance(item, etree._Element | str)]


def select_elements(node: etree._Element, selector: str) -> list[etree._Element]:
    """Only the elements that the selector finds."""
    return [found for found in select(node, selector) if isinstance(found, etree._Element)]


def select_text(node: etree._Element, selector: str) -> str:
    """The first text found that is not empty, on one line."""
    texts = (text_of(found) for found in select(node, selector))
    return next(filter(None, texts), "")


def select_link(node: etree._Element, selector: str) -> str:
    """The first link found: an attribute's value, or the href of an element or of the first link in it.

    Of a script (`onclick`) it is the address that it names.
    """
    links = (found if isinstance(found, str) else _href(found) for found in select(node, selector))
    return next(filter(None, (address_in(link) or link.strip() for link in links)), "")


def address_in(script: str) -> str:
    """The address that a script's call names, "" where it names none.

    >>> address_in("viewOpinion('http://a.vn/?pdf=7')"), address_in("location.href='7.html'"), address_in("mo(7)")
    ('http://a.vn/?pdf=7', '7.html', '')
    """
    found = _LOCATION.search(script)
    return (found[1] or found[2]) if found else ""


def text_of(found: Found) -> str:
    """What a reader sees of it, blanks collapsed."""
    return " ".join((found if isinstance(found, str) else said_in(found)).split())


def said_in(element: etree._Element) -> str:
    """The texts in an element run together as they stand, without those of scripts and styles."""
    if _is_read_whole(element):  # then lxml writes it down in a tenth of the time that its pieces take
        return etree.tostring(element, encoding="unicode", method="text", with_tail=False)
    return "".join(pieces(element))


def pieces(element: etree._Element) -> Iterator[str]:
    """The texts in an element in their order, without those of scripts and styles."""
    return iter(cast(Iterable[str], element.itertext() if _is_read_whole(element) else _FOR_PEOPLE(element)))


def _is_read_whole(element: etree._Element) -> bool:
    return next(element.iter(*UNREAD, etree.Comment, etree.PI), None) is None


def owned_pieces(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The texts in an element in their order, each with the element it stands in."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start" and node.tag in UNREAD:
            walk.skip_subtree()
        elif event == "start" and node.text:
            yield node, node.text
        elif event != "start" and node is not element and node.tail:
            yield node.getparent(), node.tail


def _href(element: etree._Element) -> str:
    link = element if element.get("href") else next(element.iterfind(".//a[@href]"), element)
    return link.get("href") or link.get("onclick") or ""

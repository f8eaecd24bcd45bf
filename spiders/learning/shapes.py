"""The elements of a page that may hold text, each with the shape of its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_WITHOUT_TEXT = frozenset({"script", "style", "noscript", "template", "head", "select", "option", "svg", "object"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# what a class says of one row or one moment, not of what the element is
_PASSING = re.compile(r"\d|^(?:odd|even|alt|first|last|active|current|selected|new|hot|open|show|collapsed)$", re.I)


@dataclass(frozen=True, slots=True)
class Shape:
    """The way from the page to an element by tags, and by tags with their lasting classes."""

    plain: tuple[str, ...] = ()
    styled: tuple[str, ...] = ()

    def under(self, element: etree._Element) -> "Shape":
        """The shape of a child, of an element of this shape."""
        tag = str(element.tag)
        return Shape((*self.plain, tag), (*self.styled, ".".join((tag, *lasting_classes(element)))))


def shaped_elements(root: etree._Element) -> Iterator[tuple[etree._Element, Shape]]:
    """The elements below `root` that may hold text, in the page's order."""
    waiting = [(child, Shape()) for child in reversed(root)]
    while waiting:
        element, above = waiting.pop()
        if may_hold_text(element):
            shape = above.under(element)
            yield element, shape
            waiting += [(child, shape) for child in reversed(element)]


def may_hold_text(element: etree._Element) -> bool:
    """Whether what stands in an element is for people."""
    return isinstance(element.tag, str) and element.tag not in _WITHOUT_TEXT


def is_hidden(element: etree._Element) -> bool:
    """Whether an element is not shown until a script says so."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def classes_of(element: etree._Element) -> list[str]:
    """The classes of an element that a selector can name: a quotation mark would end it."""
    return [name for name in (element.get("class") or "").split() if '"' not in name]


def lasting_classes(element: etree._Element) -> list[str]:
    """The classes that say what an element is, in one order."""
    return sorted({name for name in classes_of(element) if not _PASSING.search(name)})

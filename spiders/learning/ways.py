"""Selectors for elements of a page, from those that say least to the whole way from its root."""

from collections.abc import Iterator

from lxml import etree

from spiders.learning.shapes import lasting_classes


def ways_to(element: etree._Element) -> Iterator[str]:
    """XPaths that find the element and its like: each names one more element above, by its class or its id."""
    below = ""
    chain = [element, *element.iterancestors()]
    for node in chain:
        step = step_to(node)
        if step != node.tag:
            yield f"//{step}{below}"
        if node is not element and '"' not in (name := node.get("id") or '"'):
            yield f'//*[@id="{name}"]{below}'
        below = f"/{step}{below}"
    yield below
    yield "/" + "/".join([*(numbered_step(node) for node in reversed(chain[1:])), str(element.tag)])


def way_to_only(element: etree._Element) -> str:
    """The shortest XPath that finds this element and no other."""
    root = element.getroottree().getroot()
    found = (way for way in ways_to(element) if root.xpath(way) == [element])
    chain = [element, *element.iterancestors()]
    return next(found, "/" + "/".join(numbered_step(node) for node in reversed(chain)))


def step_to(element: etree._Element) -> str:
    """An element by its tag and the first of its lasting classes."""
    classes = lasting_classes(element)
    return f"{element.tag}[{has_class(classes[0])}]" if classes else str(element.tag)


def has_class(name: str) -> str:
    """The condition that a class is among an element's.

    >>> has_class("title")
    'contains(concat(" ",normalize-space(@class)," ")," title ")'
    """
    return f'contains(concat(" ",normalize-space(@class)," ")," {name} ")'


def numbered_step(element: etree._Element) -> str:
    """An element by its number among its like."""
    number = 1 + sum(1 for _ in element.itersiblings(str(element.tag), preceding=True))
    return f"{element.tag}[{number}]"

"""HTML compared as browsers read it: its words, and which elements and attributes one has and another has not."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import html5lib

Element = tuple[str, frozenset[tuple[str, str]]]
ADDED = frozenset({"rel", "loading", "referrerpolicy"})  # by us, to links and pictures
# what is inside these is not shown, or is not HTML
_UNSEEN = frozenset(
    {"script", "style", "svg", "math", "iframe", "noscript", "noframes", "noembed", "template", "object"}
)


def level(text: str) -> str:
    """Runs of blanks as one blank."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def words(markup: str) -> str:
    """What a reader sees of it, blanks levelled."""
    return level("".join(_texts(_parsed(markup))))


def missing(ours: str, theirs: str) -> frozenset[str] | None:
    """The elements and `@attributes` of `theirs` that `ours` lacks; None where ours has or says something else.

    What we add to links and pictures is no difference, nor is `div` for an element that only parts lines.
    """
    mine, found = list(_elements(ours)), set()
    for name, attributes in _elements(theirs):
        if mine and _is_less(mine[0], name, attributes):
            found |= {f"@{key}" for key, _ in attributes - mine.pop(0)[1]}
        else:
            found.add(name)
    return None if any(name != "div" for name, _ in mine) else frozenset(found)


def _is_less(mine: Element, name: str, attributes: frozenset[tuple[str, str]]) -> bool:
    return mine[0] == name and {pair for pair in mine[1] if pair[0] not in ADDED} <= attributes


@lru_cache(maxsize=4096)
def _elements(markup: str) -> tuple[Element, ...]:
    tree = _parsed(markup)
    elements = (element for element in tree.iter() if isinstance(element.tag, str) and element is not tree)
    return tuple(
        (_name(element), frozenset((str(k), unquote(v)) for k, v in element.attrib.items())) for element in elements
    )


def _parsed(markup: str) -> Any:
    return html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)


def _name(element: Any) -> str:
    """The element's name; what stands in an SVG or a formula goes by that name."""
    namespace, _, name = element.tag.rpartition("}")
    return namespace.rpartition("/")[2] if namespace else name


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree.tag, str) and _name(tree).lower() not in _UNSEEN and not tree.tag.startswith("{"):
        yield tree.text or ""
        for child in tree:
            yield from _texts(child)
            yield child.tail or ""

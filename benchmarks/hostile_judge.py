"""Whether HTML, read by html5lib as browsers read it, could run something: rules that share nothing with the sanitiser.

Of a fragment from outside nothing may be left but text and its form: no element that runs, loads a document,
asks for input or changes the page, no handler, no style, and no address that is not one of the web. A whole
page of ours has such elements of its own; there it is compared with the same page about something harmless.
"""

import re
from collections.abc import Iterator
from typing import Any

import html5lib

RISKY_ELEMENTS = frozenset({
    "animate", "applet", "audio", "base", "bgsound", "button", "comment", "dialog", "embed", "form", "frame",
    "frameset", "iframe", "image", "input", "isindex", "keygen", "link", "listing", "marquee", "math", "meta",
    "noembed", "noframes", "noscript", "object", "param", "plaintext", "portal", "script", "select", "set", "source",
    "style", "svg", "template", "textarea", "title", "track", "use", "video", "xml", "xmp",
})  # fmt: skip
RISKY_ATTRIBUTES = frozenset({
    "action", "autofocus", "background", "contenteditable", "dynsrc", "formaction", "form", "http-equiv", "is",
    "lowsrc", "ping", "poster", "srcdoc", "style", "xlink:href",
})  # fmt: skip
ADDRESSES = frozenset({"href", "src", "cite", "data", "longdesc", "usemap", "srcset", "xlink:href", "action"})
HARMLESS_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# what of a risky element of ours may differ from page to page: what it shows, not what it does
TELLING = frozenset({"action", "class", "http-equiv", "name", "rel", "src", "type"})

Shape = tuple[str, ...]

_IGNORED = re.compile("[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def faults_of_fragment(markup: str) -> list[str]:
    """What in HTML that came from outside could run or do something."""
    tree = html5lib.parseFragment(legible(markup), namespaceHTMLElements=False)
    found = [f"<{name}>" for element in elements(tree) if (name := name_of(element)) in RISKY_ELEMENTS]
    return found + ["comment" for _ in comments(tree)] + list(faulty_attributes(tree))


def faults_of_page(page: str, known: frozenset[Shape]) -> list[str]:
    """What in a page of ours could run or do something and is not on the same page about harmless things."""
    tree = parsed(page)
    strange = [str(shape) for shape in shapes_in(tree) if shape not in known]
    return strange + list(faulty_attributes(tree, {"action", "autofocus"}))


def shapes_of(page: str) -> frozenset[Shape]:
    """The risky elements of a page, by what they do."""
    return frozenset(shapes_in(parsed(page)))


def faulty_address(address: str) -> bool:
    """Whether following the address could run something (WHATWG: controls around it and line ends in it are ignored).

    >>> [faulty_address(a) for a in ("/a", "https://x.vn", "java\\nscript:a(1)", " JAVASCRIPT:x", "data:text/html,x")]
    [False, False, True, True, True]
    """
    plain = _IGNORED.sub("", address).strip("".join(map(chr, range(33))))
    scheme = _SCHEME.match(plain)
    return scheme is not None and scheme[1].lower() not in HARMLESS_SCHEMES


def parsed(page: str) -> Any:
    return html5lib.parse(legible(page), namespaceHTMLElements=False)


def legible(text: str) -> str:
    """The text as it leaves on the wire: without half characters."""
    return text.encode("utf-8", "replace").decode()


def elements(tree: Any) -> Iterator[Any]:
    return (node for node in tree.iter() if isinstance(node.tag, str) and node.tag != "DOCUMENT_FRAGMENT")


def comments(tree: Any) -> Iterator[Any]:
    return (node for node in tree.iter() if not isinstance(node.tag, str))


def name_of(element: Any) -> str:
    """The element's name without a prefix, which HTML does not know."""
    return str(element.tag).lower().rpartition(":")[2].rpartition("}")[2]


def shapes_in(tree: Any) -> Iterator[Shape]:
    for element in elements(tree):
        if name_of(element) in RISKY_ELEMENTS:
            pairs = sorted((str(name), str(value)) for name, value in element.attrib.items())
            yield (name_of(element), *(f"{name}={value}" if name in TELLING else name for name, value in pairs))
    yield from (("comment",) for _ in comments(tree))


def faulty_attributes(tree: Any, ours: set[str] | frozenset[str] = frozenset()) -> Iterator[str]:
    for element in elements(tree):
        for raw, written in element.attrib.items():
            name, value = str(raw).lower().rpartition("}")[2], str(written)
            is_risky = name.startswith("on") or name in RISKY_ATTRIBUTES - ours
            if is_risky or (name in ADDRESSES and faulty_address(value)):
                yield f"<{name_of(element)} {name}={value[:60]!r}>"

"""Whether a selector can be used, asked of the library that will run it."""

from cssselect import SelectorError
from parsel import Selector

_PAGE = Selector(text="<html></html>")


def is_xpath(selector: str) -> bool:
    """Whether a selector is XPath by the convention of `ListingRule`; else it is CSS."""
    return selector == "." or selector.startswith(("/", "./", "("))


def fault_in(selector: str) -> str | None:
    """What is wrong with a selector, None if it can be used.

    >>> fault_in("td > a::attr(href)") is fault_in("./td/a/@href") is None
    True
    >>> fault_in("td > a[")
    "Expected ident or '*', got <EOF at 7>"
    """
    find = _PAGE.xpath if is_xpath(selector) else _PAGE.css
    try:
        find(selector)
    except (SelectorError, ValueError) as error:
        return str(error)
    return None

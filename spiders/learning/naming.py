"""What a page is called, and which of its blocks stands under that name: that one is its own."""

from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from hub.vietnamese.text import slug
from spiders.addresses import canonical_url
from spiders.learning.shapes import is_hidden, shaped_elements
from spiders.pages import Page
from spiders.selectors import text_of

_TEXTS_ABOVE = 3  # a heading may have a date or "RSS" beside it


class Naming:
    """The names of a page, and where on it they stand."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._texts: list[str] = []
        self._before: dict[etree._Element, int] = {}
        for element, _ in shaped_elements(page.root):
            self._before[element] = len(self._texts)
            if (text := slug(element.text or "")) and not is_hidden(element):
                self._texts.append(text)

    def stands_above(self, element: etree._Element) -> bool:
        """Whether a name of the page is among the last texts before an element."""
        end = self._before[element]
        return any(text in self._names for text in self._texts[max(end - _TEXTS_ABOVE, 0) : end])

    @cached_property
    def _names(self) -> frozenset[str]:
        """The last part of its address, and how its own links call it: the menu's item for the page one is on."""
        here = canonical_url(self._page.base)
        links = ((self._page.link(link.get("href")), link) for link in self._page.root.iter("a"))
        called = {slug(text_of(link)) for url, link in links if url and canonical_url(url) == here}
        return frozenset(filter(None, called | {_last_part(self._page.base)}))


def _last_part(url: str) -> str:
    """The last word of an address's path, page numbers left out.

    >>> _last_part("http://x.vn/tin-tuc/tin-noi-bat/page/3/?a=b"), _last_part("http://x.vn/")
    ('tin-noi-bat', '')
    """
    parts = url.partition("://")[2].partition("?")[0].split("/")[1:]
    words = [part for part in parts if part and not part.isdigit() and part not in ("page", "trang")]
    return slug(unquote(words[-1]).partition(".")[0]) if words else ""

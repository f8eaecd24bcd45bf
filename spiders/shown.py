"""What a page shows, whoever asks for it and under whatever address. Pure."""

import re
from dataclasses import dataclass
from hashlib import blake2b

from hub.vietnamese.counters import without_counters
from hub.vietnamese.text import fold
from spiders.files import is_document
from spiders.guises import nests
from spiders.pages import Page
from spiders.selectors import text_of

_SECONDS = re.compile(r":\d{2}:\d{2}")  # found at once, unlike a clock
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b")
_TONGUE = re.compile(r"(?:^|/)[a-z]{2}(?:[-_][A-Za-z]{2})?(?:\.html?)?$")
_LEAST_TITLE = 12  # letters; fewer stand anywhere


@dataclass(frozen=True, slots=True)
class Shown:
    """A fingerprint of a page's words and documents, and whether the title of the row that led to it is among them.

    `nest` is a link by which the page leads to itself under a longer address, if it has one.
    """

    words: str
    has_title: bool
    nest: str = ""


def shown_on(page: Page, title: str, *, says_title: bool = False) -> Shown:
    """What a page shows, without its counters and clocks; `says_title` where the title was found already.

    Every word counts and every number: two notices of one line differ by their titles alone. The addresses
    of documents do too, for there are notices that differ by nothing else. A row without a title has its page's.
    """
    text = text_of(page.root)
    said = without_counters(text)
    said = _CLOCK.sub("", said) if _SECONDS.search(said) else said
    links = [node.get("href") or "" for node in page.root.iter("a", "link")]
    files = sorted({page.link(link) or link for link in links if is_document(link)})
    print_ = blake2b("\n".join((" ".join(said.split()), *files)).encode("utf-8", "replace"), digest_size=16)
    nest = next((link for link in map(page.link, filter(_TONGUE.search, links)) if link and nests(link, page.base)), "")
    return Shown(print_.hexdigest(), says_title or not title or _says(text, title), nest)


def _says(text: str, title: str) -> bool:
    """Whether a page says a title, in capitals or without its marks too."""
    words = "".join(fold(title).rstrip(" .…").split())
    return len(words) >= _LEAST_TITLE and words in "".join(fold(text).split())

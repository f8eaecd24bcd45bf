"""What a page shows, whoever asks for it and under whatever address. Pure."""

import re
from dataclasses import dataclass
from hashlib import blake2b

from lxml import etree

from hub.vietnamese.counters import without_counters
from hub.vietnamese.text import fold
from spiders.files import is_document
from spiders.selectors import text_of

_CLOCK = re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b")
_LEAST_TITLE = 12  # letters; fewer stand anywhere


@dataclass(frozen=True, slots=True)
class Shown:
    """A fingerprint of a page's words and documents, and whether the title of the row that led to it is among them."""

    words: str
    has_title: bool


def shown_on(root: etree._Element, title: str, *, says_title: bool = False) -> Shown:
    """What a page shows, without its counters and clocks; `says_title` where the title was found already.

    Every word counts and every number: two notices of one line differ by their titles alone. The names of
    documents do too, for there are notices that differ by nothing else. A row without a title has its page's.
    """
    text = text_of(root)
    said = _CLOCK.sub("", without_counters(text))
    files = sorted({link.rpartition("/")[2] for node in root.iter("a") if is_document(link := node.get("href") or "")})
    print_ = blake2b("\n".join((" ".join(said.split()), *files)).encode("utf-8", "replace"), digest_size=16)
    return Shown(print_.hexdigest(), says_title or not title or _says(text, title))


def _says(text: str, title: str) -> bool:
    """Whether a page says a title, in capitals or without its marks too."""
    words = "".join(fold(title).rstrip(" .…").split())
    return len(words) >= _LEAST_TITLE and words in "".join(fold(text).split())

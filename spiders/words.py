"""The text of a tree without its blanks, so that words are found however they are marked up."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from hub.vietnamese.text import clean, is_flawless, unescape
from spiders.pages import parse_html
from spiders.selectors import owned_pieces

_MARKS = re.compile("[<&;\x00\ud800-\udfff\ue000]")
_SAYS = re.compile(r">[^<>&]*?[^\W_]")
_TEASER_END = re.compile(r"(?:\s|\.{2,}|…|\[|\]|\(|\)|xem tiếp|xem thêm|đọc tiếp|read more)+$", re.I)


@dataclass(frozen=True, slots=True)
class Trail:
    """A tree's words run together; `starts` are the offsets of its pieces, `owners` their elements."""

    text: str
    starts: tuple[int, ...]
    owners: tuple[etree._Element, ...]

    def find(self, words: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Every offset between start and end at which the words stand."""
        place = self.text.find(words, start, end) if words else -1
        while place >= 0:
            yield place
            place = self.text.find(words, place + 1, end)

    def holder(self, start: int, end: int) -> etree._Element:
        """The smallest element that holds all the words from `start` to `end`."""
        return common_ancestor(self._owner(start), self._owner(end - 1))

    def offset_of(self, element: etree._Element) -> int:
        """Where the words in an element begin; behind all others if it has none."""
        inside = set(element.iter())
        return next(
            (start for start, owner in zip(self.starts, self.owners, strict=True) if owner in inside), len(self.text)
        )

    def _owner(self, offset: int) -> etree._Element:
        return self.owners[bisect_right(self.starts, offset) - 1]


def trail_of(root: etree._Element) -> Trail:
    """The words below an element and where they stand."""
    pieces = [(owner, text) for owner, text in owned_pieces(root) if not text.isspace()]
    mended = str if is_flawless("".join([text for _, text in pieces])) else clean
    words, starts, owners, offset = [], [], [], 0
    for owner, text in pieces:
        if run := "".join(mended(text).split()):
            words.append(run)
            starts.append(offset)
            owners.append(owner)
            offset += len(run)
    return Trail("".join(words), tuple(starts), tuple(owners))


def words_of(markup: str) -> str:
    """The words of HTML or plain text, escaped as often as it may be, without blanks.

    >>> words_of("<p>Kính&nbsp;gửi: <b>các</b> xã</p>")
    'Kínhgửi:cácxã'
    """
    if _is_plain(markup):
        return "".join(clean(markup).split())
    root = parse_html(unescape(markup))
    return "" if root is None else trail_of(root).text


def has_words(markup: str) -> bool:
    """Whether HTML, as lxml writes it, says anything: `words_of` is asked only where no letter stands behind a tag."""
    return _SAYS.search(markup) is not None or bool(words_of(markup))


def teaser_words(markup: str) -> str:
    """The words of a summary without the dots and "read more" at its end."""
    if _is_plain(markup):
        text = clean(markup)
    else:
        root = parse_html(unescape(markup))
        text = "" if root is None else clean("".join(text for _, text in owned_pieces(root)))
    return "".join(_TEASER_END.sub("", text).split())


def _is_plain(markup: str) -> bool:
    """Whether there is nothing in a text that a parser would take for anything else: most titles are such."""
    return _MARKS.search(markup) is None


def common_ancestor(one: etree._Element, other: etree._Element) -> etree._Element:
    """The smallest element that holds both."""
    above = {one, *one.iterancestors()}
    return next(element for element in (other, *other.iterancestors()) if element in above)

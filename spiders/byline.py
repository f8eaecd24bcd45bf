"""The line between headline and text, where a page shows people when it was published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from lxml import etree

from hub.vietnamese.text import fold
from spiders.selectors import owned_pieces, pieces, text_of

_DATE = re.compile(
    r"\b\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2} thang (?:\d{1,2}|[a-z]+)(?: nam|,)? \d{4}\b"
)
# Dates of issue, force and term are of the document, not of its publication here.
_OTHER_DATE = re.compile(r"ban hanh|hieu luc|ngay ky|han nop|han cuoi|het han|(?:tu|den|truoc) ngay")
_LONGEST = 80  # letters of a line that is no paragraph
_MOST_LINES = 100  # between a headline and its text


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an article is on its page: the element with all of it, its headline, and where its text begins."""

    region: etree._Element | None = None
    headline: etree._Element | None = None
    start: etree._Element | None = None


def shown_date(layout: Layout) -> str:
    """The first line with a date between headline and text, as it stands there; "" if there is none."""
    for owner in islice(_between(layout), _MOST_LINES):
        line = _line(owner, layout)
        text = text_of(line)
        words = fold(text[: _LONGEST + 1])
        if len(text) <= _LONGEST and _DATE.search(words) and not _OTHER_DATE.search(words) and not _is_of_link(line):
            return text
    return ""


def _is_of_link(line: etree._Element) -> bool:
    """Whether the line names other news: a date beside a link is the link's."""
    around = line.getparent()
    beside = () if around is None else around.iterchildren("a")
    return any(text_of(link) for link in (*line.iter("a"), *beside))


def _between(layout: Layout) -> Iterator[etree._Element]:
    """The owners of the texts behind the headline, until the text begins or a paragraph is met."""
    if layout.region is None or layout.headline is None:
        return
    is_behind = False
    for owner, text in owned_pieces(layout.region):
        above = {owner, *owner.iterancestors()}
        if layout.headline in above:
            is_behind = True
        elif is_behind and (_begins(layout, above) or len(text.strip()) > _LONGEST):
            return
        elif is_behind and text.strip():
            yield owner


def _begins(layout: Layout, above: set[etree._Element]) -> bool:
    """Whether an element is in the text; where text and headline share a block, only its length can tell."""
    start, headline = layout.start, layout.headline
    return start in above and headline is not None and start not in {headline, *headline.iterancestors()}


def _line(owner: etree._Element, layout: Layout) -> etree._Element:
    """The largest element around a text that is still one line, without links and not the headline's."""
    outside = set() if layout.headline is None else set(layout.headline.iterancestors())
    line = owner
    while (above := line.getparent()) is not None and above is not layout.region and above not in outside:
        if _is_longer(above) or next(above.iterdescendants("a"), None) is not None:
            break
        line = above
    return line


def _is_longer(element: etree._Element) -> bool:
    """Whether there is more text in an element than in a line; stops counting there."""
    lengths = accumulate(len(" ".join(text.split())) for text in pieces(element))
    return any(length > _LONGEST for length in lengths)

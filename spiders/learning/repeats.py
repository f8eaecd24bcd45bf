"""What stands in the region of every article in the same words, as selectors that an operator can read.

Notices share formulas too. So of what only articles repeat no plain paragraph is taken, but headings, what has a look
of its own, what can be clicked; what a list or the front page shows as well is frame whatever it looks like.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lxml import etree

from spiders.files import links_document
from spiders.learning.shapes import lasting_classes
from spiders.learning.ways import step_to
from spiders.lines import INLINE
from spiders.selectors import UNREAD, pieces, text_of

_LONGEST = 80  # letters of a line
_SHORTEST = 3
_WHOLE = 120  # letters by which a longer text is told
_DATE = re.compile(r"\b0 ?[/.-] ?0 ?[/.-] ?0\b|\btháng 0\b", re.IGNORECASE)  # numbers levelled
_TELLING = 8  # letters of a beginning that means nothing else
_FEW = 10  # letters by which numbers may grow
_FLOW = 3  # of one look make a flow
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong"})  # a heading only where a list follows
_BLANKS = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"\d+")


def repeated(
    regions: Sequence[etree._Element], others: Collection[etree._Element], headlines: Collection[etree._Element]
) -> Iterator[str]:
    """Selectors of what all of the regions have behind their headlines; `others` are pages that are no articles."""
    alike = [_words_of_elements(region) for region in regions]
    is_alone = len(regions) < 2
    files = {words for region in alike for element, words in region.items() if links_document(element)}
    common = set.intersection(*(set(words.values()) for words in alike)) - files
    elsewhere = {words for page in others for words in _words_of_elements(page).values()}
    looks = Counter(step_to(element) for element in alike[0])
    shared = elsewhere if is_alone else common
    own = [element for element, words in alike[0].items() if not len(element) and words not in shared]
    tail = {element for element, _ in _behind(alike[0], [*headlines, *own])} if own else set()
    covered: set[etree._Element] = set()
    for element, words in _behind(alike[0], headlines):
        if words not in common or element in covered or len(words) < _SHORTEST:
            continue
        if element not in tail and (is_alone or _DATE.search(words)):  # when it was published is said there too
            continue
        is_known = words in elsewhere and element.tag not in INLINE
        if is_known or (not is_alone and _is_line(words, element, looks)):
            covered.update(element.iter())
            yield from _selectors(element)
            above = element.getprevious()
            if above is not None and above.tag in _BOLD and alike[0].get(above) in common and _is_all_links(element):
                yield from _selectors(above)


def _behind(
    elements: dict[etree._Element, str], headlines: Collection[etree._Element]
) -> Iterator[tuple[etree._Element, str]]:
    """The elements behind the last of these headlines that is among them, all of them if none is."""
    places = [place for place, element in enumerate(elements) if element in headlines]
    within = {node for headline in headlines for node in headline.iter()}
    behind = islice(elements.items(), max(places, default=-1) + 1, None)
    return ((element, words) for element, words in behind if element not in within)


def _words_of_elements(root: etree._Element) -> dict[etree._Element, str]:
    """The words of every element that has any, numbers levelled, in the page's order."""
    elements = [node for node in root.iterdescendants() if isinstance(node.tag, str) and node.tag not in UNREAD]
    words = {node: _NUMBER.sub("0", _flat("".join(pieces(node)))) for node in elements}
    return {node: said for node, said in words.items() if said}


def _is_line(words: str, element: etree._Element, looks: Counter[str]) -> bool:
    """Whether an element is no paragraph of a flow: a line with a look of its own, a heading, or to be clicked."""
    if len(words) > _LONGEST or links_document(element) or _is_in_words(element):
        return False
    if element.tag != "p" and _is_all_links(element):
        return True
    has_look = bool(lasting_classes(element)) or element.tag in _HEADINGS or _may_be_clicked(element)
    return has_look and looks[step_to(element)] < _FLOW


def _is_all_links(element: etree._Element) -> bool:
    linked = "".join(text_of(link) for link in element.iter("a"))
    return bool(linked) and "".join(linked.split()) == "".join(text_of(element).split())


def _is_in_words(element: etree._Element) -> bool:
    """Whether an element is some words of a line: there is text right beside it."""
    if element.tag not in INLINE:
        return False
    before, above = element.getprevious(), element.getparent()
    text = (above.text if above is not None else "") if before is None else before.tail
    return bool((text or "").strip() or (element.tail or "").strip())


def _may_be_clicked(element: etree._Element) -> bool:
    return next(element.iter("a", "button", "input"), None) is not None


def _selectors(element: etree._Element) -> Iterator[str]:
    """An element by its words; what stands right under a heading by that heading too, for lists change."""
    if condition := _condition(element):
        yield f"//{step_to(element)}[{condition}]"
    above = element.getprevious()
    if above is not None and above.tag in _HEADINGS and (named := _condition(above)):
        yield f"//{step_to(above)}[{named}]/following-sibling::*[1][self::{element.tag}]"


def _condition(element: etree._Element) -> str:
    """What its words say, up to the first number: the rest changes."""
    words = _flat("".join(pieces(element)))
    start = _NUMBER.split(words, maxsplit=1)[0][:_WHOLE]
    if start == words and '"' not in words and len(words) >= _SHORTEST:
        return f'normalize-space()="{words}"'
    if '"' in start or len(start) < _TELLING:
        return ""
    return f'starts-with(normalize-space(),"{start}") and string-length(normalize-space())<{len(words) + _FEW}'


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")

"""The heading under which a page says its article stands: beside the headline, or in the crumbs that lead to it."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from urllib.parse import unquote

from lxml import etree

from hub.vietnamese.text import fold, slug
from spiders.files import is_document
from spiders.lines import line_around
from spiders.pages import Page
from spiders.selectors import select_elements, text_of
from spiders.words import Trail, words_of

_LABELLED = re.compile(
    r"^\W*(?:chuyên mục|danh mục|thể loại|loại tin|nhóm tin|chủ đề|mục|category|section)\s*:\s*(.+)$", re.IGNORECASE
)
_TAGS = ".//a[contains(concat(' ', @rel, ' '), ' tag ') or contains(concat(' ', @rel, ' '), ' category ')]"
_CRUMBS = ".//*[contains(translate(@class, 'BREADCUM', 'breadcum'), 'breadcrumb')]//*[self::a or self::li][last()]"
_HOME = frozenset({"trang chu", "trang nhat", "home", "trang dau"})
_STEP = re.compile(r"[>»›→/]")
_NEAR = 12  # texts before or behind the headline
_UNDER = 4  # lines under a headline in which a section stands without a label
_MOST_CRUMBS = 6
_LONGEST = 80  # letters


def section_on(page: Page, trail: Trail, headline: etree._Element | None, title: str) -> str:
    """The heading that the page states; "" where it states none. `trail` is the page's."""
    whole = words_of(title)
    return next((text for text in _stated(page, trail, headline) if text and words_of(text) != whole), "")


def _stated(page: Page, trail: Trail, headline: etree._Element | None) -> Iterator[str]:
    yield from (text_of(node) for node in select_elements(page.root, _TAGS))
    before, behind = ([], []) if headline is None else _around(trail.owners, headline)
    labels = (_LABELLED.match(text_of(line)) for line in (*behind, *before))
    yield from (label[1].strip(" |-»>") for label in labels if label)
    yield from (text_of(node) for node in reversed(select_elements(page.root, _CRUMBS)))
    yield from (text_of(line) for line in behind[:_UNDER] if names_section(line))
    yield from _crumbs(before)


def _around(
    owners: Sequence[etree._Element], headline: etree._Element
) -> tuple[list[etree._Element], list[etree._Element]]:
    """The lines before the headline, the nearest first, and those behind it, until something is told at length."""
    inside = set(headline.iter())
    places = [place for place, owner in enumerate(owners) if owner in inside]
    first, last = (places[0], places[-1]) if places else (0, -1)
    before = map(line_around, owners[max(first - _NEAR, 0) : first][::-1])
    behind = takewhile(lambda line: line is not None, map(line_around, owners[last + 1 : last + 1 + _NEAR]))
    return [line for line in dict.fromkeys(before) if line is not None], [
        line for line in dict.fromkeys(behind) if line is not None
    ]


def names_section(line: etree._Element) -> bool:
    """Whether a line is nothing but a link whose words are its address."""
    link = line if line.tag == "a" else next(line.iter("a"), None)
    href = "" if link is None else link.get("href") or ""
    words = text_of(line)
    if link is None or text_of(link) != words or is_document(href) or len(words) > _LONGEST:
        return False
    parts = [slug(part) for part in unquote(href.partition("?")[0]).split("/") if part]
    return bool(parts) and slug(words) in parts


def _crumbs(near: list[etree._Element]) -> Iterator[str]:
    """What the way from the front page to the article leads through, the last step first."""
    for line in near:
        links = list(line.iter("a"))
        is_way = 2 <= len(links) <= _MOST_CRUMBS and fold(text_of(links[0])) in _HOME
        if is_way and _STEP.search(text_of(line)):
            yield from (text_of(link) for link in reversed(links[1:]))

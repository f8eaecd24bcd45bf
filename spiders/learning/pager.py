"""Where a list goes on: a selector for what leads to its next page, or else the address of a page by its number."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from spiders.addresses import canonical_url
from spiders.learning.cells import leads_somewhere
from spiders.learning.counters import counter_of
from spiders.learning.shapes import classes_of, is_hidden
from spiders.learning.ways import has_class, way_to_only
from spiders.pages import Page
from spiders.postback import event_of, is_way_on
from spiders.selectors import select_elements, text_of

_REL = "//*[(self::a or self::link) and @rel='next']/@href"
_WORDS = (
    "trang sau", "trang tiếp", "trang kế", "trang tiếp theo", "trang kế tiếp", "tiếp theo", "tiếp", "sau", "kế tiếp",
    "xem tiếp", "next", "next page", "older", "older entries", "older posts", "bài cũ hơn", "tin cũ hơn", "cũ hơn",
)  # fmt: skip
_ARROWS = ("›", ">", "→", "»", ">>")  # the last two may lead to the last page where there is another
_CLASSES = ("next", "next-page", "pager-next", "pagination-next", "page-next", "nextpostslink", "pager__item--next")
_EDGES, _BRACKETS = " \u00a0›»>→", " \u00a0[]()"
_DOTS = '[normalize-space(.)="..." or normalize-space(.)="…"]'
_NUMBER = re.compile(r"\d{1,4}")
_BOXES = ("div", "ul", "ol", "p", "td", "nav", "span", "tr", "center")
_MOST_WORDS = 40  # letters beside its numbers that a pager may have: "Trang 1/12", "Đầu", "Cuối"


class Pager(NamedTuple):
    """`next` and `counter` of a rule; at most one of them is given."""

    next: str = ""
    counter: str = ""


def pager_of(page: Page, rows: int) -> Pager:
    """How a page of so many rows leads on; nothing where it shows no way."""
    if page.root.xpath(_REL):
        return Pager(_REL)
    selector = _by_event(page.root) or _by_number(page) or _by_word(page.root)
    return Pager(selector) if selector else Pager("", counter_of(page, rows))


def _by_word(root: etree._Element) -> str:
    """The link or button that says so: in words, else by an arrow, else by its class alone."""
    shown = (link for link in root.iter("a", "button", "input") if not _is_out_of_sight(link))
    ways = [(link, *said) for link in shown for said in _said(link)]
    for words in (_WORDS, *((arrow,) for arrow in _ARROWS)):
        for link, label, condition in ways:
            if _means(label, words) and (target := _target(link)):
                return f"//{link.tag}[{condition}]{target}"
    for name in _CLASSES:
        selectors = (f"//a[{has_class(name)}]", f"//*[{has_class(name)}]//a")
        for selector in selectors:
            found = select_elements(root, selector)[:1]
            if found and not _is_out_of_sight(found[0]) and (target := _target(found[0])):
                return selector + target
    return ""


def _is_out_of_sight(link: etree._Element) -> bool:
    """Whether nobody sees the link: lists of a former build stand hidden in pages, with ways on that are long dead."""
    return is_hidden(link) or any(map(is_hidden, link.iterancestors()))


def _said(link: etree._Element) -> Iterator[tuple[str, str]]:
    """What a link says of itself, each with the condition by which it is found again."""
    if link.tag == "input":
        labels = [(link.get(name) or "", f"@{name}") for name in ("value", "title", "alt")]
    else:
        labels = [(text_of(link), "normalize-space(.)")]
        labels += [(link.get(name) or "", f"@{name}") for name in ("title", "aria-label")]
        labels += [(image.get("alt") or "", ".//img/@alt") for image in link.iter("img")]
    yield from ((label, f'{place}="{label}"') for label, place in labels if label.strip() and '"' not in label)


def _means(label: str, words: tuple[str, ...]) -> bool:
    bare = label.strip(_BRACKETS)
    return bare.lower() in words or bare.strip(_EDGES).lower() in words


def _target(link: etree._Element) -> str:
    """What of a link leads on: its address, what its script does, or a button itself; "" where nothing does."""
    href, script = link.get("href") or "", link.get("onclick") or ""
    if leads_somewhere(href) or is_way_on(href):
        return "/@href"
    if is_way_on(script):
        return "/@onclick"
    is_button = link.tag in ("input", "button") and (link.get("type") or "submit").lower() in ("submit", "image")
    return "/." if is_button and not script and next(link.iterancestors("form"), None) is not None else ""


def _by_event(root: etree._Element) -> str:
    """Numbers that raise events of one control, not each of its own: `{page}`, or what stands last where they end."""
    events = [(link, event) for link in root.iter("a") if (event := event_of(link.get("href") or ""))]
    numbered = Counter(event[0] for link, event in events if _NUMBER.fullmatch(text_of(link)))
    target, times = next(iter(numbered.most_common(1)), ("", 0))
    if not target or '"' in target or times < min(2, numbered.total()):
        return ""
    links = f"""//a[contains(@href,"'{target}'")]"""
    wanted = f"""{links}[normalize-space(.)="{{page}}"]"""
    last = f"({links}{_DOTS})[last()][not({wanted})][not(following::a[contains(@href,\"'{target}'\")])]"
    return f"{wanted}/@href | {last}/@href"


def _by_number(page: Page) -> str:
    """The link whose number is one more than the one that is no link, or whose link leads to this very page.

    Where the numbers break off before the last page it is what says so in their box.
    """
    for box in page.root.iter(*_BOXES):
        links = [link for link in box.iterdescendants("a") if _NUMBER.fullmatch(text_of(link))]
        if not links or len(text_of(box)) > _MOST_WORDS + 6 * len(links):
            continue
        target = _target(links[-1])
        if target and (here := _here(page, box, links)):
            way = way_to_only(box)
            wanted = f"{way}//a[number(normalize-space(.))=number(normalize-space({way}{here}))+1]"
            if beyond := _beyond(box, way):
                return f"{wanted}{target} | {beyond}[not({wanted})]{target}"
            return f"{wanted}{target}"
    return ""


def _beyond(box: etree._Element, way: str) -> str:
    """What stands for the pages after the last number that is shown: dots behind it, or a word; "" if nothing does."""
    links = [link for link in box.iterdescendants("a") if _target(link)]
    if links and text_of(links[-1]) in ("...", "…"):
        return f"({way}//a)[last()]{_DOTS}"
    for words in (_WORDS, *((arrow,) for arrow in _ARROWS)):
        for link in links:
            text = text_of(link)
            if '"' not in text and _means(text, words):
                return f'{way}//a[normalize-space(.)="{text}"]'
    return ""


def _here(page: Page, box: etree._Element, links: list[etree._Element]) -> str:
    """From the box to what tells the number of the page one is on; "" where nothing does."""
    unlinked = "//*[not(ancestor-or-self::a) and not(.//a) and number(normalize-space(.))>0]"
    if len(select_elements(box, f".{unlinked}")) == 1:
        return unlinked
    address = canonical_url(page.base)
    here = (link for link in links if (url := page.link(link.get("href"))) and canonical_url(url) == address)
    marked = next(here, None)
    for node in () if marked is None else (marked, marked.getparent()):
        for name in classes_of(node) if node is not None else ():
            selector = f"//*[{has_class(name)}]"
            if len(select_elements(box, f".{selector}")) == 1:
                return selector
    return ""

"""What the rows of a repeated block say, place by place: the same place in every row is a column."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from spiders.learning.shapes import lasting_classes, may_hold_text
from spiders.learning.ways import has_class
from spiders.selectors import address_in, text_of

_BY_NUMBER = frozenset({"td", "th", "dd", "dt"})
_BREAKS = frozenset({"br", "wbr", "hr", "img"})
_ADDRESS = re.compile(r"(?:https?:/)?/[^/\s]")
_NOWHERE = ("#", "mailto:", "tel:", "javascript:", "data:")


class Step(NamedTuple):
    """From an element to a child: its tag with a class, or else with its number among its like.

    `tag` is "" for a step to the `number`-th sibling that follows a row.
    """

    tag: str
    name: str = ""
    number: int = 0


Path = tuple[Step, ...]


class Column(NamedTuple):
    """A place in a row; of a link all of its words, of anything else the `own` words of the element, which may
    have others in it: the `number`-th piece of them. A link's address may stand in another `attribute` than href,
    in what a script does or in its data."""

    path: Path
    is_link: bool = False
    is_own: bool = False
    number: int = 1
    attribute: str = ""


class Cell(NamedTuple):
    """What a row says at one place, and where a link leads."""

    column: Column
    text: str
    href: str = ""


def way(path: Path) -> str:
    """The selector of a place, from its row.

    >>> way((Step("td", number=2), Step("a", "title")))
    './td[2]/a[contains(concat(" ",normalize-space(@class)," ")," title ")]'
    >>> way(())
    '.'
    """
    return "/".join([".", *map(_selector, path)]) if path else "."


def _selector(step: Step) -> str:
    if not step.tag:
        return f"following-sibling::*[{step.number}]"
    return f"{step.tag}[{has_class(step.name)}]" if step.name else f"{step.tag}[{step.number}]"


Read = dict[tuple[etree._Element, Path], tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """An element that may stand for one item, with what it says; by column the first of each."""

    node: etree._Element
    cells: dict[Column, Cell]

    @property
    def links(self) -> list[Cell]:
        """What leads somewhere."""
        return [cell for cell in self.cells.values() if cell.column.is_link]

    def text(self, column: Column) -> str:
        """What it says there, or ""."""
        return self.cells[column].text if column in self.cells else ""


def row_of(node: etree._Element, followers: Sequence[etree._Element], read: Read) -> Row:
    """What an element says, and its followers: a row of a table may tell the title and the next one the rest.

    `read` keeps what was read of a page, for an element belongs to several blocks.
    """
    found = list(_read(node, (), read))
    for number, follower in enumerate(followers, 1):
        found += _read(follower, (Step("", number=number),), read)
    cells: dict[Column, Cell] = {}
    for cell in found:
        cells.setdefault(cell.column, cell)
    return Row(node, cells)


def _read(element: etree._Element, path: Path, read: Read) -> Sequence[Cell]:
    if (element, path) not in read:
        read[element, path] = tuple(_cells(element, path)) if may_hold_text(element) else ()
    return read[element, path]


def _cells(element: etree._Element, path: Path) -> Iterator[Cell]:
    attribute, href = way_of(element)
    if href:
        yield Cell(Column(path, is_link=True, attribute=attribute), text_of(element), href)
    children = [child for child in element if may_hold_text(child) and child.tag not in _BREAKS]
    pieces = [" ".join((text or "").split()) for text in (element.text, *(child.tail for child in element))]
    whole = list(filter(None, pieces if children else [" ".join(filter(None, pieces))]))
    for number, own in enumerate(whole, 1):
        yield Cell(Column(path, is_own=bool(children), number=number), own)
    like: dict[str, int] = defaultdict(int)
    for child in children:
        like[str(child.tag)] += 1
        yield from _cells(child, (*path, _step(child, like[str(child.tag)])))


def _step(element: etree._Element, number: int) -> Step:
    classes = () if element.tag in _BY_NUMBER else lasting_classes(element)
    return Step(str(element.tag), classes[0]) if classes else Step(str(element.tag), number=number)


def way_of(element: etree._Element) -> tuple[str, str]:
    """Where an element leads, and the attribute that says so where it is not its href: what its script does, or the
    data of a link that merely has a script behind it. ("", "") if nowhere."""
    href = (element.get("href") or "").strip() if element.tag == "a" else ""
    if leads_somewhere(href):
        return "", href
    if (script := element.get("onclick")) and (named := address_in(script)):
        return "onclick", named
    if not href:
        return "", ""
    data = ((str(name), str(value)) for name, value in element.items())
    return next((both for both in data if both[0].startswith("data-") and _ADDRESS.match(both[1])), ("", ""))


def leads_somewhere(href: str) -> bool:
    """Whether a link leads to another page or file."""
    address = href.strip()
    return bool(address) and not address.lower().startswith(_NOWHERE)

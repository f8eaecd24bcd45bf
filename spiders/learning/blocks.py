"""The repeated blocks of a page, each with what its rows say: any of them may be the list of notices."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from spiders.learning.cells import Cell, Column, Read, Row, row_of, way_of
from spiders.learning.shapes import shaped_elements

_LEAST_TITLE = 12  # letters; what is shorter is "PDF", "Xem" or a number
_MOST_LETTERS = 100  # beyond which a title is no better for being longer
_MOST_ROWS = 1_000
_MOST_FOLLOWERS, _MOST_SIBLINGS = 3, 9  # that say something; with the line breaks between them
_BREAKS = frozenset({"br", "hr", "wbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Block:
    """Elements of one shape that each have a title and a link, and the columns where these stand; `untitled` are those
    of their like that have a link alone."""

    rows: tuple[Row, ...]
    title: Column
    link: Column
    untitled: frozenset[etree._Element] = frozenset()

    @property
    def titles(self) -> list[str]:
        """What its rows are called."""
        return [row.text(self.title) for row in self.rows]

    @property
    def hrefs(self) -> list[str]:
        """Where they lead."""
        return [row.cells[self.link].href for row in self.rows]


def blocks_of(root: etree._Element) -> Iterator[Block]:
    """Every block of a page, the outermost of those with the same rows first."""
    read: Read = {}
    for nodes in _groups(root):
        if block := _block([row_of(node, followers, read) for node, followers in _with_followers(nodes)]):
            yield block


def _groups(root: etree._Element) -> Iterator[list[etree._Element]]:
    """Elements of one shape that have links in them: all of the page, and those of each parent."""
    ways = (element for element in chain(root.iter("a"), _scripted(root)) if way_of(element)[1])
    linked = {above for way in ways for above in (way, *way.iterancestors())}
    alike: dict[tuple[str, ...], list[etree._Element]] = defaultdict(list)
    for element, shape in shaped_elements(root):
        if element in linked:
            for key in (("plain", *shape.plain), ("styled", *shape.styled)):
                alike[key].append(element)
    groups = (group for nodes in alike.values() for group in (nodes, *_by_parent(nodes)) if len(group) > 1)
    return iter({tuple(map(id, group)): group[:_MOST_ROWS] for group in groups}.values())


def _scripted(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if element.get("onclick"))


def _by_parent(nodes: Sequence[etree._Element]) -> Iterable[list[etree._Element]]:
    parents: dict[etree._Element, list[etree._Element]] = defaultdict(list)
    for node in nodes:
        if (parent := node.getparent()) is not None:
            parents[parent].append(node)
    return parents.values() if len(parents) > 1 else ()


def _with_followers(nodes: Sequence[etree._Element]) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """Each with the siblings up to the next one or to a heading; where they are many they are no part of it."""
    ours = set(nodes)
    for node in nodes:
        followers: list[etree._Element] = []
        for sibling in node.itersiblings():
            if sibling in ours or sibling.tag in _HEADINGS or _are_many(followers):
                break
            followers.append(sibling)
        yield node, [] if _are_many(followers) else followers


def _are_many(followers: Sequence[etree._Element]) -> bool:
    says = sum(follower.tag not in _BREAKS for follower in followers)
    return says > _MOST_FOLLOWERS or len(followers) > _MOST_SIBLINGS


def _block(rows: Sequence[Row]) -> Block | None:
    columns = _title_and_link(rows)
    if columns is None:
        return None
    title, link = columns
    whole = tuple(row for row in rows if row.text(title) and link in row.cells)
    untitled = frozenset(row.node for row in rows if link in row.cells and not row.text(title))
    return Block(whole, title, link, untitled) if whole else None


def _title_and_link(rows: Sequence[Row]) -> tuple[Column, Column] | None:
    """The link that says most; where links say little ("PDF"), the words that say most, and what links differ in."""
    columns: dict[Column, list[Cell]] = defaultdict(list)
    for row in rows:
        for cell in row.cells.values():
            columns[cell.column].append(cell)
    links = [column for column in columns if column.is_link]
    if not links:
        return None
    best = max(links, key=lambda column: _tells(columns[column], len(rows)))
    if are_titles([cell.text for cell in columns[best]]):
        return best, best
    words = [column for column in columns if not column.is_link]
    link = max(links, key=lambda column: len({cell.href for cell in columns[column]}))
    return max(words, key=lambda column: _tells(columns[column], len(rows)), default=best), link


def _tells(cells: Sequence[Cell], rows: int) -> float:
    """How much a column says: long texts, and another one in every row."""
    letters = sum(min(len(cell.text), _MOST_LETTERS) for cell in cells) / len(cells)
    return letters * len({cell.text for cell in cells}) / rows


def are_titles(texts: Sequence[str]) -> bool:
    """Whether texts of one place are long enough for titles, and mostly not the same."""
    return sum(map(len, texts)) >= _LEAST_TITLE * len(texts) and 2 * len(set(texts)) > len(texts)

"""The flow of text in XML of word processors: paragraphs, cells, page breaks, whatever stands around them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, cast

from lxml import etree

from spiders.documents.pages import MOST_TEXT, Page, Unread

_PORTION = 1 << 16


@dataclass(frozen=True, slots=True)
class Marks:
    """What elements mean, by their names without namespace."""

    words: frozenset[str]
    paragraphs: frozenset[str]
    cells: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset({"tab", "s"})
    lines: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


@dataclass(slots=True)
class Flow:
    """A target of lxml's parser: `done` are the pages that have ended."""

    marks: Marks
    done: list[Page] = field(default_factory=list)
    said: int = 0  # characters so far
    _text: list[str] = field(default_factory=list, init=False)
    _has_picture: bool = field(default=False, init=False)
    _in_words: int = field(default=0, init=False)
    _in_cells: int = field(default=0, init=False)
    _left_out: int = field(default=0, init=False)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name, marks = _local(tag), self.marks
        self._in_words += name in marks.words
        self._in_cells += name in marks.cells
        self._left_out += name in marks.left_out
        self._has_picture |= name in marks.pictures
        if name in marks.pages or (name in marks.lines and "page" in attributes.values()):
            self._turn()
        elif name in marks.lines:
            self._text.append("\n")
        elif name in marks.blanks:
            self._text.append(" ")

    def end(self, tag: str) -> None:
        """An element ends."""
        name, marks = _local(tag), self.marks
        self._in_words -= name in marks.words
        self._in_cells -= name in marks.cells
        self._left_out -= name in marks.left_out
        if name in marks.rows:
            self._text.append("\n")
        elif name in marks.paragraphs or name in marks.cells:
            self._text.append(" " if self._in_cells or name in marks.cells else "\n")

    def data(self, text: str) -> None:
        """Characters."""
        if self._in_words and not self._left_out:
            self._text.append(text)
            self.said += len(text)

    def close(self) -> None:
        """The end of the file ends the last page."""
        self._turn()

    def _turn(self) -> None:
        """A page ends; a break where nothing has been said yet is none."""
        text = "".join(self._text)
        if text.strip() or self._has_picture:
            self.done.append(Page(text, self._has_picture and not text.strip()))
        self._text, self._has_picture = [], False


def read_flow(stream: IO[bytes], marks: Marks) -> Iterator[Page]:
    """The pages, each as soon as it has ended; Unread where it is no XML."""
    flow = Flow(marks)
    parser = etree.XMLParser(target=cast(Any, flow), resolve_entities=False, no_network=True)
    try:
        while flow.said <= MOST_TEXT and (portion := stream.read(_PORTION)):
            parser.feed(portion)
            yield from _ended(flow)
        if flow.said <= MOST_TEXT:
            parser.close()
        else:
            flow.close()
    except etree.XMLSyntaxError as error:
        raise Unread("damaged") from error
    yield from _ended(flow)


def _ended(flow: Flow) -> list[Page]:
    ended, flow.done = flow.done, []
    return ended


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]

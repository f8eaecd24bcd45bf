"""How likely a block is the list of notices a page is for, and the evidence for it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from spiders.files import is_document
from spiders.learning.blocks import Block
from spiders.learning.cells import Column
from spiders.learning.dating import Headings, date_column
from spiders.learning.naming import Naming
from spiders.learning.shapes import is_hidden

_FRAME = frozenset({"nav", "footer", "aside", "header"})
_FULL_TITLE = 60  # letters; most titles of notices have more, most words of menus fewer
_FULL_SUMMARY = 200
_UNDER_HEADINGS = 0.6  # a date that is the group's, beside one of the row's own


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a block and against it; shares are of its rows, 0 to 1.

    `titles` how long its titles are, `distinct` how many differ, `apart` how little else its rows link to,
    `dated` and `documents` how many state a date and lead to files, `words` how much they say beside the title.
    """

    rows: int
    titles: float
    distinct: float
    apart: float
    dated: float
    documents: float
    words: float
    is_named: bool
    is_frame: bool
    is_hidden: bool

    @property
    def weight(self) -> float:
        """What all of it comes to."""
        size = math.pow(self.rows, 0.6) if self.rows > 1 else 0.5
        says = math.pow(self.titles, 0.8) * self.distinct * self.apart * (1 + self.words)
        kind = (1 + 3 * self.dated) * (1 + self.documents)
        doubt = 0.3 if max(self.dated, self.documents) < 0.5 else 1.0
        place = (3.0 if self.is_named else 1.0) * (0.15 if self.is_frame else 1.0) * (0.2 if self.is_hidden else 1.0)
        return size * says * kind * doubt * place


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that may be the list, where its dates stand (in its rows or in `headings` above them), what it weighs."""

    block: Block
    date: Column | None
    headings: str
    evidence: Evidence


def weigh(blocks: Iterable[Block], naming: Naming) -> list[Candidate]:
    """The blocks, the likeliest first."""
    headings = Headings()
    candidates = [_candidate(block, naming, headings) for block in blocks]
    return sorted(candidates, key=lambda candidate: -candidate.evidence.weight)


def _candidate(block: Block, naming: Naming, on_page: Headings) -> Candidate:
    date, dated = date_column(block.rows, block.title)
    headings = on_page.above(block.rows) if 2 * dated < len(block.rows) else ""
    count, titles, hrefs, first = len(block.rows), block.titles, block.hrefs, block.rows[0].node
    above = [first, *first.iterancestors()]
    evidence = Evidence(
        rows=count,
        titles=sum(min(len(title), _FULL_TITLE) for title in titles) / count / _FULL_TITLE,
        distinct=len(set(hrefs)) / count * min(2 * len(set(titles)) / count, 1.0),
        apart=_apart(block),
        dated=_UNDER_HEADINGS if headings else dated / count,
        documents=sum(map(is_document, hrefs)) / count,
        words=min(_other_letters(block) / count / _FULL_SUMMARY, 1.0),
        is_named=naming.stands_above(first),
        is_frame=any(element.tag in _FRAME for element in above),
        is_hidden=any(map(is_hidden, above)),
    )
    return Candidate(block, None if headings else date, headings, evidence)


def _apart(block: Block) -> float:
    """How much of what the rows link to is their titles: a row with many other links is a group of rows."""
    if not block.title.is_link:
        per_row = sum(len({link.href for link in row.links}) for row in block.rows) / len(block.rows)
        return math.pow(min(1.5 / per_row, 1.0), 1.5)
    linked = sum(len(link.text) for row in block.rows for link in row.links)
    share = min(sum(map(len, block.titles)) / linked, 1.0)
    return math.pow(share, 0.7 if len(block.rows) > 1 else 1.5)


def _other_letters(block: Block) -> int:
    words = sum(len(cell.text) for row in block.rows for cell in row.cells.values() if not cell.column.is_link)
    return max(words - sum(map(len, block.titles)), 0)

"""Which place of a block's rows tells the date, and in which order its numbers stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice, pairwise

from lxml import etree

from hub.records import DateOrder
from hub.vietnamese.dates import parse_date
from spiders.learning.cells import Column, Row, way
from spiders.learning.shapes import may_hold_text
from spiders.learning.ways import step_to
from spiders.selectors import select_text, text_of

_LONGEST = 120  # letters of a line with a date: "Ngày đăng 23/03/2016 | 03:48 PM | Lượt xem: 1550"
_LONGEST_HEADING, _LONGEST_ABOVE = 60, 200  # letters of a date above a group, and of all that stands there with it
_LEVELS, _SIBLINGS = 3, 300  # how far a heading is looked for
_MOST_OF = 0.8
_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)(?!\d)")


def date_column(rows: Sequence[Row], title: Column) -> tuple[Column | None, int]:
    """The place at which most rows state a date, the first of equals, and how many do.

    Where titles stand only those count of which most have a date: others merely speak of days.
    """
    dated: defaultdict[Column, int] = defaultdict(int)
    for row in rows:
        for cell in row.cells.values():
            dated[cell.column] += not cell.column.is_link and states_date(cell.text)
    enough = (column for column in dated if 2 * dated[column] >= len(rows) or column.path != title.path)
    best = max(enough, key=lambda column: dated[column], default=None)
    if best is None or not dated[best]:
        return None, 0
    return _widened(rows, best, dated[best], title) if dated[best] < len(rows) else (best, dated[best])


def _widened(rows: Sequence[Row], column: Column, dated: int, title: Column) -> tuple[Column, int]:
    """The place, or one around it where more rows state a date: some have it in bold, some in italics."""
    for length in range(len(column.path) - 1, 0, -1):
        path = column.path[:length]
        if title.path[:length] != path:
            texts = (select_text(row.node, way(path)) for row in rows)
            if (more := sum(map(states_date, texts))) > dated:
                return Column(path), more
    return column, dated


class Headings:
    """The dates that stand above groups of rows, somewhere on one page."""

    def __init__(self) -> None:
        self._found: dict[etree._Element, etree._Element | None] = {}

    def above(self, rows: Sequence[Row]) -> str:
        """The selector of the headings with a date under which the rows stand in groups; "" where they do not."""
        above = [(row.node, heading) for row in rows if (heading := self._nearest(row.node)) is not None]
        kinds = Counter(step_to(heading) for _, heading in above).most_common(1)
        selector = f"(./preceding::{kinds[0][0]})[last()]" if kinds else ""
        under = sum(select_text(node, selector) == text_of(heading) for node, heading in above)
        return selector if under >= _MOST_OF * len(rows) else ""

    def _nearest(self, row: etree._Element) -> etree._Element | None:
        """The nearest element before a row, beside it or beside what it stands in, that is a date and no more.

        It may stand at the end of the group before: old pages close no <font>.
        """
        for level in islice(chain([row], row.iterancestors()), _LEVELS):
            siblings = list(islice(level.itersiblings(preceding=True), _SIBLINGS))
            for node in chain(siblings[:1], _ends(siblings[:1]), siblings[1:]):
                if (heading := self._dated_in(node)) is not None:
                    return heading
        return None

    def _dated_in(self, node: etree._Element) -> etree._Element | None:
        """Of what is short enough to stand above a group the innermost element that is a date and little more."""
        if node not in self._found:
            self._found[node] = self._look_into(node)
        return self._found[node]

    def _look_into(self, node: etree._Element) -> etree._Element | None:
        if not may_hold_text(node) or len(text := text_of(node)) > _LONGEST_ABOVE or not any(map(str.isdigit, text)):
            return None
        inner = next(filter(lambda found: found is not None, map(self._dated_in, node)), None)
        is_date = inner is None and len(text) <= _LONGEST_HEADING and states_date(text)
        return node if is_date else inner


def _ends(nodes: Sequence[etree._Element]) -> Iterator[etree._Element]:
    """The last element of each, its last one, and so on."""
    for node in nodes:
        for _ in range(_LEVELS):
            if not len(node):
                break
            node = node[-1]
            yield node


@lru_cache(maxsize=2_000)  # the same cells are looked at in every block that they may belong to
def states_date(text: str) -> bool:
    """Whether a short text states a day, in whatever order its numbers are."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return False
    return any(parse_date(text, order=order) for order in _ORDERS)


def date_order(texts: Iterable[str]) -> DateOrder:
    """dmy or mdy: what all of these dates can be; where both can be, the order in which they rise or fall.

    >>> date_order(["03/27/2026", "03/05/2026"]), date_order(["05/03/2026", "27/03/2026"]), date_order(["01/02/2026"])
    ('mdy', 'dmy', 'dmy')
    >>> date_order(["07/01/2026", "06/12/2026", "06/02/2026", "05/11/2026"])
    'mdy'
    """
    dates = [(text, found) for text in texts if (found := _NUMBERS.search(text))]
    if any(int(found[1]) > 12 for _, found in dates):
        return "dmy"
    if any(int(found[2]) > 12 for _, found in dates):
        return "mdy"
    return min(
        _ORDERS, key=lambda order: _turns([moment.at for text, _ in dates if (moment := parse_date(text, order=order))])
    )


def _turns(moments: Sequence[datetime]) -> int:
    """How often a sequence goes against its own direction."""
    rises = sum(one < other for one, other in pairwise(moments))
    falls = sum(one > other for one, other in pairwise(moments))
    return min(rises, falls)

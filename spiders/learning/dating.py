"""Which place of a block's rows tells the date, and in which order its numbers stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice, pairwise

from lxml import etree

from hub.records import DateOrder
from hub.vietnamese.dates import parse_date
from spiders.learning.cells import Column, Row
from spiders.learning.shapes import may_hold_text
from spiders.learning.ways import step_to
from spiders.selectors import select_text, text_of

_LONGEST = 120  # letters of a line with a date: "Ngày đăng 23/03/2016 | 03:48 PM | Lượt xem: 1550"
_LONGEST_HEADING = 60
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
    return (best, dated[best]) if best and dated[best] else (None, 0)


def dated_heading(rows: Sequence[Row]) -> str:
    """The selector of the headings with a date under which the rows stand in groups; "" where they do not."""
    above = [(row.node, heading) for row in rows if (heading := _heading_above(row.node)) is not None]
    kinds = Counter(step_to(heading) for _, heading in above).most_common(1)
    selector = f"(./preceding::{kinds[0][0]})[last()]" if kinds else ""
    under = sum(select_text(node, selector) == text_of(heading) for node, heading in above)
    return selector if under >= _MOST_OF * len(rows) else ""


def _heading_above(row: etree._Element) -> etree._Element | None:
    """The nearest element before a row, beside it or beside what it stands in, that is a date and no more."""
    for level in islice(chain([row], row.iterancestors()), _LEVELS):
        for sibling in islice(level.itersiblings(preceding=True), _SIBLINGS):
            if may_hold_text(sibling) and len(text := text_of(sibling)) <= _LONGEST_HEADING and states_date(text):
                return sibling
    return None


def states_date(text: str) -> bool:
    """Whether a short text states a day, in whatever order its numbers are."""
    if len(text) > _LONGEST or not any(letter.isdigit() for letter in text):
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

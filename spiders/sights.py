"""What a list or feed shows, counted: by that it is seen whether it is as usual. Pure."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from lxml import etree

from hub.records import DateOrder, Item, Sight
from hub.vietnamese.dates import parse_date, vietnamese_day
from hub.vietnamese.encodings import repair
from hub.vietnamese.quality import is_misread
from hub.vietnamese.text import clean, fold

_NO_TEXT = frozenset({"script", "style", "noscript", "template"})
MOST_TOLD = 60  # rows that are looked at: more say no more
_COUNT = r"(\d{1,3}(?:[.,]\d{3})+|\d{1,6})"
_ROWS = r"(?:ban ghi|van ban|tin bai|bai viet|tin|muc|ket qua|thong bao|ho so|records?|results?|items?|entries)"
_SAYS_ROWS = (
    re.compile(rf"\btong (?:so|cong)\s*:?\s*(?:co\s+)?{_COUNT}\s*{_ROWS}\b"),
    re.compile(rf"\btong (?:so|cong)\s*{_ROWS}\s*:?\s*{_COUNT}\b"),
    re.compile(rf"\b(?:co|tim thay|found)\s*:?\s*{_COUNT}\s*{_ROWS}\b"),
    re.compile(
        rf"(?<![\d/.-])1\s*(?:-|–|den|to)\s*\d+\s*(?:/|trong|tren|cua|of)\s*(?:tong (?:so|cong)\s*)?{_COUNT}(?![\d/.-])"
    ),
)
_SAYS_PAGES = re.compile(r"\b(?:trang|page)\s*:?\s*1\s*(?:/|tren|trong|of)\s*(\d{1,3})\b")


def sight_of(rows: Sequence[Item], at: datetime, order: DateOrder) -> Sight:
    """What the first of these rows tell, read at that moment; how many there are in all is for the caller to say."""
    told, today = rows[:MOST_TOLD], vietnamese_day(at)
    titles = [clean(repair(row.title)) for row in told if row.title]
    days = [(row, day) for row in told if (day := _day_of(row, at, order))]
    return Sight(
        rows=len(rows),
        first=len(rows),
        told=len(titles),
        titles=len(set(titles)),
        dated=len(days),
        today=sum(day == today for _, day in days),
        garbled=sum(map(is_misread, titles)),
        days={row.url: day for row, day in days if row.url},
    )


def _day_of(row: Item, at: datetime, order: DateOrder) -> date | None:
    read = (parse_date(stated.raw, seen=at, order=order) for stated in row.dates)
    moment = next(filter(None, read), None)
    return vietnamese_day(moment.at) if moment else None


def said_of_itself(root: etree._Element, rows: Sequence[etree._Element]) -> tuple[int | None, int | None]:
    """How many rows and pages a list says on its first page that it has; what its rows say does not count.

    >>> said_in("Hiển thị 1 - 20 trong tổng số 1.240 văn bản. Trang 1/62")
    (1240, 62)
    """
    body = root.find("body")
    return said_in(" ".join(_texts(body if body is not None else root, set(rows))))


def _texts(root: etree._Element, but: set[etree._Element]) -> Iterator[str]:
    """The texts below an element, in order, without those of some elements."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield element.tail or ""
        elif element in but or element.tag in _NO_TEXT:
            walk.skip_subtree()
        else:
            yield element.text or ""


def said_in(text: str) -> tuple[int | None, int | None]:
    """As `said_of_itself`, in a text."""
    folded = fold(text)
    rows = next((found[1] for says in _SAYS_ROWS if (found := says.search(folded))), None)
    pages = _SAYS_PAGES.search(folded)
    return (int(re.sub("[.,]", "", rows)) if rows else None), (int(pages[1]) if pages else None)

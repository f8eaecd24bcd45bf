"""Which documents a text names: by number, also in rows and ranges, and laws by name and year.

How the text stands to each of them is told by `hub.vietnamese.relations`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from unicodedata import normalize

from hub.vietnamese.announcing import Mention, mentions, stated_day
from hub.vietnamese.number_forms import DocumentNumber
from hub.vietnamese.text import fold, slug


@dataclass(frozen=True, slots=True)
class Named:
    """A document that a text names: by its number, as a law by its name, or by both.

    `number` is the number as it stands in addresses ("12-qd-ubnd"), `law` the name as it does
    ("luat-dat-dai"); one of them may be "". `issuer` is as the text says it. `start` and `end`
    are the place in the text as `as_read` gives it.
    """

    printed: str
    start: int
    end: int
    canonical: str = ""
    number: str = ""
    law: str = ""
    type: str | None = None
    year: int | None = None
    issued: date | None = None
    issuer: str = ""


def as_read(text: str) -> str:
    """The text in the form in which places in it are counted: NFC, Eth as Đ."""
    return normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")


def number_part(number: DocumentNumber) -> str:
    """A number without issuer and year, as it stands in the address of its document.

    >>> from hub.vietnamese.number_forms import find_numbers
    >>> number_part(find_numbers("số 012/2010/NQ-HĐND")[0])
    '12-nq-hdnd'
    """
    return slug(f"{number.num} {number.symbol}")


# how a text stands to its documents is asked of the same text, and a notice's own are told apart from others
@lru_cache(maxsize=4)
def named_documents(text: str) -> tuple[Named, ...]:
    """All documents that a text names, in order, as often as it does; its own among them.

    >>> text = "các Quyết định số 12, 13/QĐ-UBND và Luật Đất đai năm 2024"
    >>> [(one.printed, one.year) for one in named_documents(text)]
    [('12/QĐ-UBND', None), ('13/QĐ-UBND', None), ('Luật Đất đai', 2024)]
    """
    text = as_read(text)
    numbered = [_numbered(found) for found in mentions(text)]
    numbered += _in_rows(text, numbered)
    numbered += _in_ranges(text, numbered)
    laws = {law.end: law for law in _laws(text)}
    by_name = [_with_name(one, laws.pop(one.start, None)) for one in numbered]
    dated = (law for law in laws.values() if law.year)
    return tuple(sorted((*by_name, *dated), key=lambda one: one.start))


_REACH = 160
_YEAR = r"(?:19[4-9]\d|20[0-4]\d)"
_YEAR_AFTER = re.compile(rf"\W{{0,3}}năm\s+({_YEAR})\b", re.IGNORECASE)


def _numbered(found: Mention) -> Named:
    number, issued = found.number, stated_day(found)
    after = found.text[number.end : number.end + _REACH]
    said_year = _YEAR_AFTER.match(after)
    return Named(
        printed=number.printed,
        start=number.start,
        end=number.end,
        canonical=number.canonical,
        number=number_part(number),
        type=found.printed_type,
        year=number.year or (issued.year if issued else int(said_year[1]) if said_year else None),
        issued=issued,
        issuer=issuer_after(after),
    )


# --- who issued it -----------------------------------------------------------------------

_OF = re.compile(
    r"(?:\W{0,3}(?:ký\s+)?ngày\s+[\d/.-]{6,10}|\W{0,3}ngày\s+\d{1,2}\s+tháng\s+\d{1,2},?\s+năm\s+\d{4})?\W{0,3}của\s+",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:Ban|Bộ|Chính phủ|Chủ tịch|Cục|Giám đốc|HĐND|Hội đồng|Quốc hội|Sở|Thành ủy|Thủ tướng|Tỉnh ủy|Tổng cục"
    r"|Trung ương|UBND|Ủy ban|Uỷ ban|UBTVQH|Văn phòng)\b[^\n,.;:()–\"“”]{0,80}",
    re.IGNORECASE,
)
# what follows an issuer's name and tells of the document
_ABOUT = re.compile(
    r"\s(?:về|quy định|ban hành|phê duyệt|sửa đổi|bổ sung|thay thế|bãi bỏ|và\s|hướng dẫn|quy chế|được|bị|đã"
    r"|hết hiệu lực|công bố|thực hiện|triển khai|trong|tại|đối với|giao|cho|điều chỉnh|thành lập|kể từ|ngày"
    r"|chỉ đạo|v/v)(?!\w).*",
    re.IGNORECASE | re.DOTALL,
)


def issuer_after(after: str) -> str:
    """The office that a text names right behind a number and its day, "" where it names none.

    >>> issuer_after(" ngày 3/2/2020 của UBND tỉnh Khánh Hòa về việc thu hồi đất")
    'UBND tỉnh Khánh Hòa'
    """
    of = _OF.match(after)
    office = _OFFICE.match(after, of.end()) if of else None
    return _ABOUT.sub("", office[0]).strip() if office else ""


# --- rows and ranges: "số 12, 13 và 14/QĐ-UBND", "từ số 12 đến số 15/QĐ-UBND" -------------

_ROW = re.compile(
    r"\b[Ss]ố\s{0,2}:?\s{0,2}(\d{1,6}[a-zA-Z]?(?:\s{0,2}(?:,|;|&|và)\s{0,2}(?:số\s{1,2})?\d{1,6}[a-zA-Z]?){1,40})(?=\s?[/_-])"
)
_RANGE = re.compile(
    r"\b[Tt]ừ\s{1,2}(?:[^\W\d]{1,10}\s{1,2}){0,4}?(?P<first>\d{1,6})(?P<symbol>[/-]\S{2,24})?\s{1,2}đến\s{1,2}"
    r"(?:[^\W\d]{1,10}\s{1,2}){0,4}?(?P<last>\d{1,6})(?=\s?[/-])"
)
_MEMBER = re.compile(r"\d{1,6}[a-zA-Z]?")
_LONGEST_RANGE, _MOST_IN_RANGES = 50, 1000


def _in_rows(text: str, numbered: Sequence[Named]) -> list[Named]:
    """What stands before the last number of a row, whose symbol it shares; the last too where it was not found."""
    known, found = {one.start: one for one in numbered}, []
    for row in _ROW.finditer(text):
        members = list(_MEMBER.finditer(text, row.start(1), row.end(1)))
        place = members[-1].start()
        last = known.get(place) or _number_at(text, place)
        if last is not None:
            found += [_like(last, member[0], member.span()) for member in members[:-1]]
            found += [] if place in known else [last]
    return found


def _number_at(text: str, place: int) -> Named | None:
    """The number that begins right here; the comma of a row may have hidden it."""
    one = next((_numbered(found) for found in mentions(text[place : place + 2 * _REACH])), None)
    return replace(one, start=place, end=place + one.end) if one and one.start == 0 else None


def _in_ranges(text: str, numbered: Sequence[Named]) -> list[Named]:
    """What lies between the ends of ranges, and their first where it has no symbol of its own; so many of a text."""
    known = {one.start: one for one in numbered}
    between = (one for found in _RANGE.finditer(text) for one in _in_range(found, known))
    return list(islice(between, _MOST_IN_RANGES))


def _in_range(found: re.Match[str], known: dict[int, Named]) -> Iterator[Named]:
    first, last = known.get(found.start("first")), known.get(found.start("last"))
    begin, end = int(found["first"]), int(found["last"])
    if last is None or not 0 < end - begin <= _LONGEST_RANGE:
        return
    if first is not None and _symbol(first) == _symbol(last):
        begin += 1
    elif first is not None or found["symbol"]:
        return
    yield from (_like(last, str(num), found.span("first")) for num in range(begin, end))


def _symbol(one: Named) -> str:
    return one.number.partition("-")[2]


def _like(last: Named, num: str, span: tuple[int, int]) -> Named:
    """A member of a row: its own number, all else as the last one's."""
    bare = num.lstrip("0").upper() or "0"
    number = slug(f"{bare} {_symbol(last)}")
    printed, canonical = (_MEMBER.sub("", text, count=1) for text in (last.printed, last.canonical))
    return replace(
        last, printed=num + printed, canonical=bare + canonical, number=number, start=span[0], end=span[1], law=""
    )


# --- laws by name and year ---------------------------------------------------------------

_LAW = re.compile(r"(?<!\w)(?:bộ luật|luật|pháp lệnh|hiến pháp)(?=\s)", re.IGNORECASE)
_DATED = re.compile(
    rf",?\s{{1,3}}\(?(?:năm\s+)?(?P<year>{_YEAR})(?![\w/.-]*\d)"
    rf"|,?\s{{1,3}}ngày\s+\d{{1,2}}(?:[/.-]|\s+tháng\s+)\d{{1,2}}(?:[/.-]|,?\s+năm\s+)(?P<of_day>{_YEAR})\b"
    r"|,?\s{1,3}số\s{0,2}:?\s{0,2}(?=\d)",
    re.IGNORECASE,
)
_LAW_WORD = re.compile(r"\s{1,3}[^\W\d_]{1,12},?")
# what stands before the word where it is part of another: pháp luật, kỷ luật
_PART_OF_WORD = re.compile(r"\b(?:pháp|kỷ|kỉ|âm|quy|định)\s+\Z", re.IGNORECASE)
# in "Luật sửa đổi … của Luật A, Luật B ngày …" the day is that of the first
_AMENDED = re.compile(r"\bluật\s+sửa đổi[^.;\n]{0,120}\Z", re.IGNORECASE)
_NOT_IN_NAMES = frozenset(
    ("sư", "gia", "này", "khoa", "trên", "số", "ngày", "năm", "luật", "nghị", "quyết", "thông", "chỉ", "pháp", "được",
     "tại", "theo", "do")
)  # fmt: skip
_MOST_WORDS = 14


def _with_name(one: Named, law: Named | None) -> Named:
    """A number with the name of the law before it."""
    return replace(one, law=law.law, start=law.start) if law else one


def _laws(text: str) -> Iterator[Named]:
    """Laws named with year, day or number behind the name; a law that is only called one is left out."""
    return (law for kind in _LAW.finditer(text) if (law := _law(text, kind)))


def _law(text: str, kind: re.Match[str]) -> Named | None:
    before = text[max(kind.start() - _REACH, 0) : kind.start()]
    if _PART_OF_WORD.search(before) or _AMENDED.search(before):
        return None
    place = kind.end()
    for _ in range(_MOST_WORDS):
        if dated := _DATED.match(text, place):
            return _law_record(text[kind.start() : place], dated, kind)
        word = _LAW_WORD.match(text, place)
        if word is None or word[0].strip(" ,").lower() in _NOT_IN_NAMES:
            return None
        place = word.end()
    return None


def _law_record(printed: str, dated: re.Match[str], kind: re.Match[str]) -> Named | None:
    name, year = " ".join(printed.strip(", ").split()), dated["year"] or dated["of_day"]
    if name == kind[0] and fold(name) != "hien phap":
        return None
    type_ = "PL" if fold(kind[0]) == "phap lenh" else "Luật"
    return Named(name, kind.start(), dated.end(), law=slug(name), type=type_, year=int(year) if year else None)

"""Document numbers (số, ký hiệu) as they are printed: 1234/QĐ-UBND, 12/2010/NQ-HĐND, 60-NQ/TW.

A number, a separator, perhaps the year, and a symbol of groups of letters. What is accepted
depends on all of them together: in running text `2010 UBND` or `5/TDP` are no numbers, while
`9 QĐ-UBND` (slash lost) and `2546/qđ-ubnd` (lower case) are, for QĐ is a type of document.
The patterns and defects are those of 4,056 rows of a real register (DOMAIN 1.8).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hub.vietnamese.document_types import trailing_type, type_of_symbol
from hub.vietnamese.text import fold


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as printed (Eth and blanks mended) and as it is compared.

    `canonical` is upper case without leading zeros; `num` and `symbol` are its ends, `year`
    the year between them; `type` an abbreviation of TYPES, CV where the symbol names none.
    `start` and `end` are its place in the NFC form of the text.
    """

    printed: str
    canonical: str
    num: str
    year: int | None
    type: str | None
    start: int
    end: int
    symbol: str = ""


class _Form(NamedTuple):
    """The parts of what looks like a number, before it is judged."""

    head: re.Match[str]
    groups: tuple[str, ...]
    symbol: str
    end: int
    introduced: bool
    is_other: bool


_GREAT = "A-ZĐƯƠÔÂÊĂ"
_HEAD = re.compile(
    r"(?:(?<![\w/\\])(?<!\d[.,])|(?<=[sS]ố))(?<!\w[-–])"
    r"(?P<num>\d{1,6}(?:[a-zA-Z](?=\s?[/\\_-]))?)(?P<sep>\s{0,2}[/\\]\s{0,2}|[-_]|\s?[-–]\s?|\s|)"
    r"(?:(?P<year>(?:19|20)\d\d)\s?(?P<after>[/-])\s?)?(?=[^\W\d_])"
)
_DIGITS = re.compile(r"[0-9][0-9]*")  # twice as quickly found as `[0-9]+`
# CTr, TTg, SNgV: two capitals, then few small letters. Words glued on (UBNDngày) are cut off.
_GROUP = re.compile(
    rf"(?:QH\s\d\d|[{_GREAT}]{{2,15}}(?:[a-z]{{1,2}}(?![a-zà-ỹđ])[{_GREAT}]{{0,8}})?|Q[yY]?[Đđ]|C[Tt]r|Ttr|TrS|[{_GREAT}])"
    r"\d{0,3}(?=\W|_|\Z|về|[a-zà-ỹđ]{3})"
)
_SMALL_GROUP = re.compile(r"[a-zA-ZĐ][a-zđươôâêă]{0,14}\d{0,3}(?=\W|_|\Z)")
_JOINT = re.compile(r"[-–/_&]|\.(?=[A-ZĐ]{2})")
_LOOSE_JOINT = re.compile(r"\s?[-–/_&]\s?|\.(?=[A-ZĐ]{2})")

_STANDARD = re.compile(r"(?:[QT]CVN|QCĐP|QCXDVN|TCXD(?:VN)?|TCCS|TCN|ISO|IEC)\s*[\w.\-–/: ]{0,20}\Z", re.IGNORECASE)
_NATIONAL_ASSEMBLY = re.compile(r"(?:UBTV)?QH\d{0,2}", re.IGNORECASE)
# A type and its issuer written as one: 63/2010/NĐCP.
_GLUED = re.compile(r"(NĐ|QĐ|NQ|CT|TT|TB|KH|CĐ)(CP|TTG|UBND|UB|HĐND|VPCP|TW|TU)", re.IGNORECASE)
# The name of a file (12-qd-ubnd-105.pdf) is made from a number, but it is not one.
_FILE_TAIL = re.compile(r"[\w.-]*\.(?:pdf|docx?|xlsx?|pptx?|od[st]|rtf|zip|rar|7z)\b", re.IGNORECASE)
_REACH = 60
# "tài khoản 3713/KB-NN", "thửa 12/TĐ-CN": what such a word introduces is no document's
_OTHER_NUMBERED = re.compile(
    r"\b(?:tai khoan|dien thoai|di dong|fax|thua(?: dat)?|ban do|lo(?: dat)?|bien(?: kiem soat)?|ma so(?: thue)?"
    r"|seri)(?: so)?\W*\Z"
)


def find_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """All document numbers of a text, in order; standards (QCVN, TCVN), addresses and file names are none.

    >>> text = "Quyết định số 15 /QÐ-UBND và công văn 3652/byt-dp, QCVN 102:2016/BTTTT, 12-qd-ubnd-7.pdf"
    >>> [number.printed for number in find_numbers(text)]
    ['15/QĐ-UBND', '3652/byt-dp']
    """
    return tuple(_numbers_in(_mended(text)))


def parse_number(text: str) -> DocumentNumber | None:
    """The number that a field for it holds, which may be odder than any in running text.

    >>> parse_number("Số: 08-Ctr/TU").canonical, parse_number("9-BCĐ").num, parse_number("không số")
    ('8-CTR/TU', '9', None)
    """
    text = _mended(text)
    number = next(_numbers_in(text), None)
    return number or next((_number(form) for form in _forms_in(text) if form.head["sep"].strip()), None)


def _mended(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")


def _numbers_in(text: str) -> Iterator[DocumentNumber]:
    done = 0
    for form in _forms_in(text):
        if form.head.start() >= done and _is_number(form) and not _FILE_TAIL.match(text, form.end):
            done = form.end
            yield _number(form)


def _forms_in(text: str) -> Iterator[_Form]:
    for head in _heads_in(text):
        before = text[max(head.start() - _REACH, 0) : head.start()]
        if not is_of_standard(before):
            groups, symbol, end = _symbol_at(text, head.end())
            if groups:
                folded = fold(before)
                is_other = bool(_OTHER_NUMBERED.search(folded))
                yield _Form(head, groups, symbol, end, _is_introduced(folded), is_other)


def is_of_standard(before: str) -> bool:
    """Whether what stands before a number makes it that of a technical standard.

    >>> is_of_standard("theo QCVN "), is_of_standard("theo số ")
    (True, False)
    """
    return _STANDARD.search(before) is not None


def _heads_in(text: str) -> Iterator[re.Match[str]]:
    """Where a number may begin: only at digits, which are quicker to look for than all that must surround them."""
    return (head for digits in _DIGITS.finditer(text) if (head := _HEAD.match(text, digits.start())))


def _symbol_at(text: str, place: int) -> tuple[tuple[str, ...], str, int]:
    """The groups of letters from here on, as they are joined without blanks, and where they end."""
    groups: list[str] = []
    symbol, joint = "", ""
    while group := _GROUP.match(text, place) or _SMALL_GROUP.match(text, place):
        if groups and not _continues(text, groups, group, joint):
            break
        groups.append("".join(group[0].split()))
        symbol += joint.strip().replace("–", "-") + groups[-1]
        end = group.end()
        found = (_JOINT if len(groups) > 1 else _LOOSE_JOINT).match(text, end)
        if found is None:
            break
        joint, place = found[0], found.end()
    return tuple(groups), symbol, end if groups else place


def _continues(text: str, groups: list[str], group: re.Match[str], joint: str) -> bool:
    """Whether a group belongs to the symbol: same case; and behind a blank, no word of the sentence."""
    if groups[0].isupper() and not _GROUP.fullmatch(group[0]):
        return False
    if joint.strip() == joint:
        return True
    return type_of_symbol(groups[0]) is not None or (len(group[0]) <= 4 and group[0] != groups[0])


def _is_introduced(folded: str) -> bool:
    """Whether `số` or the name of a type stands right before."""
    return bool(re.search(r"\bso\W*\Z", folded)) or bool(trailing_type(folded)[0])


# --- judging -----------------------------------------------------------------------------


def _is_number(form: _Form) -> bool:
    first, separator = form.groups[0], form.head["sep"]
    is_typed = type_of_symbol(first) is not None and len(form.groups) > 1
    if form.is_other or (first.islower() and not form.introduced and not is_typed):
        return False
    if separator.strip() in ("-", "–") and separator not in ("-", "–") and not form.introduced:
        return False
    if "/" not in separator and "\\" not in separator:
        return is_typed and (separator in ("-", "_") or not first.islower() or form.introduced)
    if form.introduced or is_typed or _is_whole(form):
        return True
    return len(form.groups) > 1 and len(first) > 1


def _is_whole(form: _Form) -> bool:
    """Whether the only group says enough: 43/2022/QH15, 63/2010/NĐCP."""
    first = form.groups[0]
    return bool(_GLUED.fullmatch(first)) or (
        form.head["year"] is not None and bool(_NATIONAL_ASSEMBLY.fullmatch(first))
    )


def _number(form: _Form) -> DocumentNumber:
    head, first = form.head, form.groups[0]
    glued = _GLUED.fullmatch(first)
    symbol = (f"{glued[1]}-{glued[2]}" + form.symbol[len(first) :] if glued else form.symbol).upper()
    separator = head["sep"].strip().replace("\\", "/").replace("–", "-") or "/"
    year = f"{head['year']}{head['after']}" if head["year"] else ""
    num = head["num"].lstrip("0").upper() or "0"
    return DocumentNumber(
        printed=f"{head['num']}{separator}{year}{form.symbol}",
        canonical=f"{num}{separator}{year}{symbol}",
        num=num,
        year=int(head["year"]) if head["year"] else None,
        type=_type(glued[1] if glued else first),
        start=head.start(),
        end=form.end,
        symbol=symbol,
    )


def _type(first: str) -> str | None:
    """The type, CV where the symbol names an office; a law and a resolution of the Assembly look alike."""
    return type_of_symbol(first) or (None if _NATIONAL_ASSEMBLY.fullmatch(first) else "CV")

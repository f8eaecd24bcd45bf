"""Whether two notices of different agencies are the same announcement, and what says so. Pure.

Two of one agency never are: its weekly plans share all but the week. Nor are two of the same number whose subjects
have nothing in common, for every office counts from one. What speaks against it outweighs what speaks for it.
"""

import re
from dataclasses import dataclass
from datetime import date

from hub.records import Likeness, LikenessRule, Notice
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.likeness import (
    MOST_READ,
    Difference,
    Wording,
    containment,
    difference,
    resemblance,
    shared_words,
    wording,
)
from hub.vietnamese.numbers import DocumentNumber, find_numbers, parse_number

ONE_LINE = 300  # letters of a page that merely points to its files
LATEST_MONTH = 2
LEAST_SHINGLES = 30  # of the shorter text: below that, formulas alone are alike
SHORTENED, LEAST_SHORTENED = 0.8, 60
ALIKE, LEAST_RESEMBLANCE = 0.55, 0.35
WITH_NUMBER = 0.3
TITLES_ALIKE, LEAST_TITLE = 0.7, 6
MOST_DIFFERING, MOST_DIFFERING_WITH_NUMBER = 0.12, 0.3

# "(đính chính ngày 12/3)" says what happened to an announcement, not which it is
_REMARK = re.compile(r"\s*\((?:đính chính|sửa đổi|cập nhật|bổ sung|gia hạn|mới|đăng lại)[^()]*\)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gist:
    """What of a notice is compared with others."""

    id: str
    agency: str
    number: DocumentNumber | None
    years: frozenset[int]
    issued_on: date | None
    title: Wording
    text: Wording
    files: frozenset[str]


def gist_of(notice: Notice) -> Gist:
    """The gist of a notice."""
    number = parse_number(notice.doc_number) if notice.doc_number else None
    return Gist(
        id=notice.id,
        agency=notice.agency,
        number=number,
        years=_years(notice, number),
        issued_on=notice.issued_on,
        title=wording(subject_of(notice.title)),
        text=wording(compared_text(notice)),
        files=frozenset(file.sha256 for file in notice.attachments if file.sha256),
    )


def may_belong(notice: Notice) -> bool:
    """Whether a notice may be of a cluster: one that was taken back is its agency's announcement no more."""
    return not (notice.withdrawn or notice.redacted)


def compared_text(notice: Notice) -> str:
    """What a notice says: its text, and that of its files where it is a line that points to them."""
    if len(notice.text) > ONE_LINE:
        return notice.text
    told = (file.text for file in notice.attachments if file.text and file.text != notice.text)
    return "\n".join((notice.text, *told))[:MOST_READ]


def _years(notice: Notice, number: DocumentNumber | None) -> frozenset[int]:
    """The years of which the number may be: what is posted at the beginning of one may be of the year before."""
    if number and number.year:
        return frozenset({number.year})
    if notice.issued_on:
        return frozenset({notice.issued_on.year})
    posted = notice.published.astimezone(VIETNAM)
    return frozenset({posted.year, posted.year - (posted.month <= LATEST_MONTH)})


def subject_of(title: str) -> str:
    """A title without its document number and without remarks on what happened to it.

    >>> subject_of("Quyết định số 12/QĐ-UBND về giá đất (đính chính ngày 5/3/2010)")
    'Quyết định số về giá đất'
    """
    bare = _REMARK.sub(" ", title)
    for number in reversed(find_numbers(bare)):
        bare = bare[: number.start] + bare[number.end :]
    return " ".join(bare.split())


def likeness(one: Gist, other: Gist) -> Likeness | None:
    """What says that two notices are the same announcement; None where nothing does, or more speaks against it."""
    if one.agency == other.agency or difference(one.title, other.title).other:
        return None
    differing = difference(one.text, other.text)
    rule = _rule(one, other, differing)
    if rule is None:
        return None
    first, second = sorted((one.id, other.id))
    return Likeness(
        first,
        second,
        rule,
        similarity=round(containment(one.text, other.text), 3),
        differing=round(differing.share, 3),
        number=one.number.printed if one.number and _same_number(one, other) else "",
        file=min(one.files & other.files, default=""),
    )


def _rule(one: Gist, other: Gist, differing: Difference) -> LikenessRule | None:
    if one.number and other.number:
        supported = _same_number(one, other) and _same_subject(one, other)
        return "number" if supported and differing.share <= MOST_DIFFERING_WITH_NUMBER else None
    if differing.share > MOST_DIFFERING:
        return None
    if _near_duplicate(one.text, other.text):
        return "text"
    return "file" if one.files & other.files and _alike_titles(one, other) else None


def _same_number(one: Gist, other: Gist) -> bool:
    """The same number of the same year, and not of two days."""
    if one.number is None or other.number is None or one.number.canonical != other.number.canonical:
        return False
    of_two_days = one.issued_on and other.issued_on and one.issued_on != other.issued_on
    return not of_two_days and not one.years.isdisjoint(other.years)


def _same_subject(one: Gist, other: Gist) -> bool:
    return _alike_titles(one, other) or (
        _shorter(one.text, other.text) >= LEAST_SHINGLES and containment(one.text, other.text) >= WITH_NUMBER
    )


def _alike_titles(one: Gist, other: Gist) -> bool:
    return _fewer_words(one.title, other.title) >= LEAST_TITLE and shared_words(one.title, other.title) >= TITLES_ALIKE


def _near_duplicate(one: Wording, other: Wording) -> bool:
    """The texts are the same but for some words, or one is a good part of the other."""
    length, held = _shorter(one, other), containment(one, other)
    if length < LEAST_SHINGLES:
        return False
    return (held >= ALIKE and resemblance(one, other) >= LEAST_RESEMBLANCE) or (
        held >= SHORTENED and length >= LEAST_SHORTENED
    )


def _shorter(one: Wording, other: Wording) -> int:
    return min(len(one.shingles), len(other.shingles))


def _fewer_words(one: Wording, other: Wording) -> int:
    return min(len(one.words), len(other.words))

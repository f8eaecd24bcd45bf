"""Which document a notice announces, and the day it was issued.

A notice names many documents; its own is the one its title or its properties name, or that an
office "vừa ban hành". Only these forms count: whatever else stands in a text (căn cứ, theo,
thực hiện, tại, thay thế, sửa đổi …) cites, and no number is better than a cited one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from unicodedata import normalize

from hub.vietnamese.dates import VIETNAM, parse_date
from hub.vietnamese.document_types import leading_type, trailing_type
from hub.vietnamese.number_forms import DocumentNumber, find_numbers
from hub.vietnamese.text import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in its text, with what stands around it, folded; line ends are ¶."""

    number: DocumentNumber
    text: str
    type: str
    before: str
    after: str

    @property
    def printed_type(self) -> str | None:
        """The type as the text names it, else as the symbol does."""
        return self.type or self.number.type


_REACH = 160
_NAMED = re.compile(r"\bso\s*:?\s*\Z")


# Number, day, signer and citations of a notice are asked for one after the other.
@lru_cache(maxsize=8)
def mentions(text: str) -> tuple[Mention, ...]:
    """All numbers of a text with their surroundings."""
    text = normalize("NFC", text)
    return tuple(_mention(text, number) for number in find_numbers(text))


def _mention(text: str, number: DocumentNumber) -> Mention:
    before = _NAMED.sub("", _folded(text[max(number.start - _REACH, 0) : number.start]))
    type_, before = trailing_type(before)
    return Mention(number, text, type_, before.rstrip(' "'), _folded(text[number.end : number.end + _REACH]))


def _folded(text: str) -> str:
    return fold(text.replace("\n", " ¶ "))


# --- the notice's own document -----------------------------------------------------------

_START = re.compile(r"\A\W*\Z")
_OPENING = re.compile(r"(?:[:(¶]|\s[-–])\s*\Z")
_ANNOUNCING = re.compile(
    r"\b(?:ban hanh|phat hanh|cong bo|phe duyet|thong qua|ky|co|ra|gui)\s?(?:cac\s?)?\Z|\btoan van\s?\Z"
)
_CLAUSE_END = re.compile(r"[,.;:¶]")
# "Sau khi UBND tỉnh ban hành Quyết định số …" tells no news, nor does a draft.
_NOT_NEWS = re.compile(
    r"\b(?:sau khi|tu khi|truoc khi|ke tu|khi|neu|truoc day|du thao|du kien|se|de nghi|khong|chua)\b"
)
_PASSIVE = re.compile(
    r"(?:[^.;¶]{0,90}\s)?(?:vua|moi|da) duoc\s[^.;¶]{0,90}\b(?:ban hanh|ky|phe duyet|thong qua|cong bo)\b"
)
_SENTENCE_START = re.compile(r"(?:\A|[.¶])\s*\Z")
_CITING = re.compile(r"\b(?:theo|thuc hien|tai|cua|can cu|va|trien khai|thay the|sua doi|bo sung|bai bo)\s*\Z")
_PROPERTY = re.compile(r"\b(?:so\W{0,3}(?:va\s)?(?:ky hieu|ki hieu)|so hieu|ky hieu|ki hieu)\W*\Z")
_COLON = re.compile(r"[Ss]ố\s?:\s?\Z")
_LETTERHEAD = re.compile(r"(?:\A|[¶.…*_=-]|hanh phuc)\s*\Z")

_NEWS, _HEAD = 2000, 1500
"""How far into a text an announcing sentence and a letterhead stand at the latest, in characters."""


def announced(title: str, text: str) -> Mention | None:
    """The mention of the notice's own number: in its title, its properties, or the sentence that tells of it."""
    lead = leading_type(title)
    in_text = mentions(text)
    return (
        next((found for found in mentions(title) if _is_in_title(found, lead)), None)
        or next((found for found in in_text if _PROPERTY.search(found.before)), None)
        or next((found for found in in_text if _is_letterhead(found)), None)
        or _told(in_text, lead)
    )


def _is_in_title(found: Mention, lead: str | None) -> bool:
    if _START.match(found.before) or _OPENING.search(found.before) or _is_news(found):
        return True
    return not found.type and lead is not None and lead == found.number.type and not _CITING.search(found.before)


def _is_letterhead(found: Mention) -> bool:
    """`Số: 12/QĐ-UBND` on a line of its own, as the document itself begins."""
    start = found.number.start
    if start > _HEAD or found.type not in ("", "Luật", "PL"):
        return False
    return bool(_COLON.search(found.text[max(start - 5, 0) : start]) and _LETTERHEAD.search(found.before))


def _told(in_text: Sequence[Mention], lead: str | None) -> Mention | None:
    """The first number that is told as news, rather one of the type that the title promises."""
    told = [found for found in in_text if found.number.start < _NEWS and (_is_news(found) or _is_subject(found))]
    return next((found for found in told if found.printed_type == lead), told[0] if told else None)


def _is_news(found: Mention) -> bool:
    verb = _ANNOUNCING.search(found.before)
    if verb is None:
        return False
    clause = _CLAUSE_END.split(found.before[: verb.start()])[-1]
    return not _NOT_NEWS.search(clause)


def _is_subject(found: Mention) -> bool:
    """What the text begins with, or a sentence: "Quyết định số … vừa được UBND tỉnh ban hành"."""
    if found.type and _START.match(found.before):
        return True
    return bool(_SENTENCE_START.search(found.before) and _PASSIVE.match(found.after))


def tellings(own: Mention, text: str) -> tuple[Mention, ...]:
    """Where a notice tells of its own document: the first mention, and news of the same number."""
    same = (found for found in mentions(text) if found.number.canonical == own.number.canonical)
    return (own, *(found for found in same if _is_news(found) or _is_subject(found)))


# --- the day of issue --------------------------------------------------------------------

_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}\s+tháng\s+\d{1,2},?\s+năm\s+\d{4}"
# for small letters, so that their first word is looked for at once
_LABELLED_DAYS = (
    re.compile(rf"ngày\s+(?:ban\s+hành|ký)\W{{0,4}}({_DAY})"),
    re.compile(rf"ban\s+hành\s+ngày\W{{0,4}}({_DAY})"),
)
_DAY_AFTER = re.compile(rf"\W{{0,3}}(?:của\s[^.;,\n]{{2,60}}?,?\s)?(?:ký\s+)?ngày\s+({_DAY})", re.IGNORECASE)
_DAY_BEFORE = re.compile(rf"(?:\A|[.,;:\n(–-]|\s)\s*(?:ngày|sáng|chiều|hôm nay)\s*\(?\s*({_DAY})", re.IGNORECASE)
_PLACE_AND_DAY = re.compile(rf",\s*ngày\s+({_DAY})", re.IGNORECASE)
_NEW_SENTENCE = re.compile(r"(?<!TP)(?<!TX)(?<!\d)[.!?]\s|[;\n]")


def issued_on(text: str, small: str, own: Mention | None) -> date | None:
    """The day the notice's document was issued, as its properties, its number or its sentence give it.

    `small` is the text (in NFC) in small letters.
    """
    labelled = [found for pattern in _LABELLED_DAYS if (found := pattern.search(small))]
    if labelled:
        return _as_day(min(labelled, key=lambda found: found.start())[1])
    return next(filter(None, map(_day_at, tellings(own, text))), None) if own else None


def stated_day(found: Mention) -> date | None:
    """The day written behind a number: "số 12/QĐ-UBND ngày 24/9/2010"."""
    after = _DAY_AFTER.match(found.text, found.number.end)
    return _as_day(after[1]) if after else None


def _day_at(own: Mention) -> date | None:
    if _is_letterhead(own):
        below = _PLACE_AND_DAY.search(own.text, own.number.end, own.number.end + 400)
        return _as_day(below[1]) if below else None
    return stated_day(own) or _day_before(own)


def _day_before(own: Mention) -> date | None:
    """The day its sentence begins with; a day right behind another number is that one's."""
    start = own.number.start
    sentence = _last_sentence(own.text[max(start - 2 * _REACH, 0) : start])
    others = [other.number.end for other in mentions(sentence)]
    days = [day for day in _DAY_BEFORE.finditer(sentence) if not any(0 <= day.start() - end <= 3 for end in others)]
    return _as_day(days[-1][1]) if days else None


def _last_sentence(text: str) -> str:
    return _NEW_SENTENCE.split(text)[-1]


def _as_day(text: str) -> date | None:
    moment = parse_date(text)
    return moment.at.astimezone(VIETNAM).date() if moment else None


# --- the others --------------------------------------------------------------------------


def cited(title: str, text: str, own: DocumentNumber | None) -> Iterator[DocumentNumber]:
    """The numbers that are not the notice's own, in order, each once.

    Another office's document may bear the same number: it is another one where its date differs.
    """
    found = mentions(title) + mentions(text)
    issued = issued_on(text, normalize("NFC", text).lower(), announced(title, text)) if own else None
    seen: set[str] = set()
    for mention in found:
        key = mention.number.canonical
        if key not in seen and not (own and key == own.canonical and not _is_of_other_day(mention, issued)):
            seen.add(key)
            yield mention.number


def _is_of_other_day(mention: Mention, issued: date | None) -> bool:
    stated = stated_day(mention)
    return issued is not None and stated is not None and stated != issued

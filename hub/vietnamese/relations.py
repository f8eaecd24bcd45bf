"""How a text stands to the documents it names: on which it rests, which it amends, replaces, abolishes …

The verb before a document says it ("thay thế Quyết định số 5"), for all members of a list; "hết hiệu lực"
stands behind. What a draft, a proposal or a condition says is no more than a citation, and so is
whatever is not plain: a relation that is missing misleads nobody, a wrong one does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hub.vietnamese.citations import Named, as_read, named_documents
from hub.vietnamese.document_types import trailing_type
from hub.vietnamese.text import fold

RELATIONS = (
    "abolishes", "replaces", "ends", "suspends", "amends", "supplements", "corrects",
    "basis", "guides", "carries_out", "answers", "cites",
)  # fmt: skip
"""What a document can be to another, what weighs most first."""

CHANGING = frozenset(RELATIONS[:7])
"""Those that leave the other document not as it was."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A text says that `of` (None: its own document) stands in `relation` to `to`, or to a part of it."""

    to: Named
    relation: str
    is_part: bool = False
    of: Named | None = None


class _Verb(NamedTuple):
    """The verb that governs a document, and what stands before and behind it, folded."""

    relation: str
    before: str
    between: str


def stated_relations(text: str, own: str | None = None, own_type: str | None = None) -> tuple[Stated, ...]:
    """What a text says of each document it names, in order; `own` is the canonical number of its own document.

    >>> text = "Căn cứ Luật Đất đai năm 2024; Quyết định này thay thế Quyết định số 5/QĐ-UBND"
    >>> [(one.to.printed, one.relation) for one in stated_relations(text)]
    [('Luật Đất đai', 'basis'), ('5/QĐ-UBND', 'replaces')]
    """
    return tuple(_as_able(one, own_type) for one in _Reading(as_read(text), own).stated())


# --- words -------------------------------------------------------------------------------

_VERBS = {
    "basis": r"can cu(?: vao)?",
    "guides": (
        r"quy dinh chi tiet(?:(?: va)? huong dan)?(?: thi hanh)?"
        r"|(?<!theo )huong dan(?: thi hanh| thuc hien| ap dung)?"
    ),
    "carries_out": (
        r"(?:trien khai |to chuc )?thuc hien|trien khai|(?<!hieu luc )thi hanh|(?<!ban )chap hanh|quan triet"
        r"|so ket|tong ket"
    ),
    "answers": r"tra loi|phuc dap",
    "amends": r"sua doi(?:,? ?(?:va )?bo sung)?(?:,? thay the)?|dieu chinh(?:,? ?(?:va )?bo sung)?",
    "supplements": r"bo sung",
    "replaces": r"thay the(?: cho)?|thay cho",
    "abolishes": r"bai bo|huy bo|thu hoi(?=\W*(?:cac|toan bo)?\W*\Z)",
    "ends": r"cham dut hieu luc|lam het hieu luc",
    "suspends": r"(?:tam )?(?:dinh chi|ngung|ngung hieu luc)(?: thi hanh| hieu luc)?",
    "corrects": r"dinh chinh",
    "cites": (
        r"(?<!kem )theo(?: de nghi| huong dan| quy dinh| chi dao| noi dung)?|xet(?: de nghi)?"
        r"|tai (?:to trinh|cong van|van ban)"
    ),
}
_VERB = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _VERBS.items()))
_PASSIVE = re.compile(r"\b(?:duoc|bi)(?: \w+){0,1}\s*\Z")
_BY = re.compile(r"\A\W*(?:mot so (?:dieu|noi dung|khoan)\W*)?(?:boi|bang|tai|theo|theo quy dinh tai)\W*(?:cac)?\W*\Z")
_UNSURE = re.compile(
    r"\b(?:du thao|de nghi|kien nghi|de xuat|gop y|y kien|khong|chua|neu|truong hop|se|du kien|nghien cuu|trinh|ra soat"
    r"|tham muu|xay dung|tham dinh|soan thao|xem xet|ke hoach|de an|can|dang|lap)\b"
)
_OBJECT = re.compile(
    r"\A(?P<path>[^.;]{0,200}?\b(?:cua|kem theo|trong|tai|thuoc|(?:dieu|khoan|phu luc|muc|chuong) [\divx]{1,4})\b)?"
    r"(?:[\s,:¶\-–+]|\d{1,2}[.)]|\b(?:cac|nhung|toan bo|mot so|mot phan|noi dung|hieu luc|doi voi|van ban"
    r"|quy pham phap luat|sau|day|cua|ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|tinh|gom|so)\b)*\Z"
)
_PART = re.compile(
    r"\b(?:dieu|khoan|diem|mot phan|noi dung|phu luc|cum tu|tu ngu|danh muc|chuong|quy dinh"
    r"|mot so (?!van ban|quyet dinh|nghi quyet|thong tu|nghi dinh|chi thi|quy pham))\b"
)
_ENUMERATED = re.compile(r"(?::|\bsau|\bsau day)\W*(?:\d{1,2}[.)]\W*)?\Z")
_BREAK = re.compile(r"(?<![¶\s]\d)(?<![¶\s]\d\d)[.!?](?=\s)|(?<![;:,])\s*¶(?!\s*(?:[-+–]|\d{1,2}[.)]|[a-z]\)))")
_JOINED = re.compile(r"(?:[;,¶]|\bva|\bhoac|[-+–]|\d{1,2}[.)])\W*(?:\bcac)?\W*\Z")
_SO = re.compile(r"\bso\s*:?\s*\Z")
_THIS = re.compile(
    r"\b(?:quyet dinh|nghi quyet|thong tu|nghi dinh|luat|chi thi|quy dinh|quy che|van ban|ke hoach|dieu) nay\b"
)
_AND = re.compile(r"(?:[,;¶]|\bva|\bdong thoi|\bhoac|\bnay)\W*\Z")
_ENDED = re.compile(r"\b(?:het hieu luc|khong con hieu luc|cham dut hieu luc|bi bai bo|duoc bai bo|bi thay the)\b")
_GAP = 500


class _Reading:
    """One walk through a text, document by document."""

    def __init__(self, text: str, own: str | None) -> None:
        self._text, self._named = text, named_documents(text)
        self._own = own

    def stated(self) -> list[Stated]:
        """What is said of each document but the text's own; one that is said to have been changed comes once more."""
        said: list[Stated] = []
        carried: list[bool] = []
        for n in range(len(self._named)):
            carried.append(bool(self._inherits(n)))
            said.append(self._at(n, said))
        changed = list(self._changed_by_others(said))
        return [one for one in self._ended(said, carried) if not self._is_own(one.to)] + changed

    def _at(self, n: int, said: Sequence[Stated]) -> Stated:
        one, verb = self._named[n], self._verb(n)
        if self._inherits(n):
            return replace(said[-1], to=one)
        if verb is None or self._is_passive(verb):
            return Stated(one, "cites")
        before = None if self._begins(n) or self._is_own(self._named[n - 1]) else said[-1]
        if verb.relation in CHANGING:
            return _changing(one, verb, before)
        joined = before is None or _AND.search(verb.before) is not None
        return Stated(one, verb.relation if joined else "cites")

    def _is_own(self, one: Named) -> bool:
        return self._own is not None and one.canonical == self._own

    def _gap(self, n: int) -> str:
        begin = self._named[n - 1].end if n else 0
        end = self._named[n].start
        gap = fold(self._text[max(begin, end - _GAP, 0) : end].replace("\n", " ¶ "))
        return trailing_type(_SO.sub("", gap))[1]

    def _begins(self, n: int) -> bool:
        """Whether no document stands before this one in its sentence."""
        return n == 0 or bool(_BREAK.search(self._gap(n))) or self._named[n].start - self._named[n - 1].end > _GAP

    def _clause(self, n: int) -> str:
        return _BREAK.split(self._gap(n))[-1]

    def _verb(self, n: int) -> _Verb | None:
        clause = self._clause(n)
        found = list(_VERB.finditer(clause))
        verbs = [_Verb(str(verb.lastgroup), clause[: verb.start()], clause[verb.end() :]) for verb in found]
        governing = (verb for verb in reversed(verbs) if verb.relation in CHANGING and _OBJECT.match(verb.between))
        weak = (verb for verb in reversed(verbs) if verb.relation not in CHANGING)
        last = verbs[-1] if verbs else None
        if last and last.relation in CHANGING and (self._is_passive(last) or not _OBJECT.match(last.between)):
            return next(weak, None) if not self._is_passive(last) else last
        return last if last and last.relation not in CHANGING else next(governing, None)

    def _inherits(self, n: int) -> bool:
        return not self._begins(n) and not _VERB.search(self._clause(n)) and bool(_JOINED.search(self._clause(n)))

    @staticmethod
    def _is_passive(verb: _Verb) -> bool:
        return verb.relation in CHANGING and bool(_PASSIVE.search(verb.before))

    def _changed_by_others(self, said: Sequence[Stated]) -> Iterator[Stated]:
        """ "Nghị định A được sửa đổi bởi Nghị định B": B amends A."""
        for n in range(1, len(self._named)):
            verb = None if self._begins(n) else self._verb(n)
            if verb and self._is_passive(verb) and _BY.match(verb.between) and not _UNSURE.search(verb.before):
                yield Stated(self._named[n - 1], verb.relation, of=self._named[n])

    def _ended(self, said: list[Stated], carried: Sequence[bool]) -> list[Stated]:
        """ "Quyết định A và B hết hiệu lực kể từ ngày Quyết định này có hiệu lực": the text's own ends both."""
        for n, one in enumerate(self._named):
            end = self._named[n + 1].start if n + 1 < len(said) else len(self._text)
            tail = _BREAK.split(fold(self._text[one.end : min(end, one.end + _GAP)].replace("\n", " ¶ ")))[0]
            ended = _ENDED.search(tail)
            if ended and _THIS.search(tail) and not _UNSURE.search(tail[: ended.start()]):
                while n >= 0 and said[n].relation not in CHANGING:
                    said[n] = Stated(said[n].to, "ends")
                    n -= 1 if carried[n] else len(said)
        return said


def _changing(one: Named, verb: _Verb, before: Stated | None) -> Stated:
    """What a verb that changes documents says of the one behind it, and whose doing it is."""
    last_clause = re.split(r"[;¶]", verb.before)[-1][-120:]
    if _UNSURE.search(last_clause):
        return Stated(one, "cites")
    of = None if before is None or _THIS.search(verb.before) else before.of if _AND.search(verb.before) else before.to
    path = _OBJECT.match(verb.between)
    is_path = bool(path and path["path"]) and not _ENUMERATED.search(verb.between)
    return Stated(one, verb.relation, bool(_PART.search(verb.between)) or is_path, of)


# --- who can change what -----------------------------------------------------------------

_POWERLESS = frozenset({"TTr", "BC", "GM", "PA", "ĐA", "BB", "GGT", "PG", "PC", "PB"})


def _as_able(one: Stated, own_type: str | None) -> Stated:
    """A submission or a report changes nothing, a letter at most another letter, if not to correct it."""
    if one.of is not None or one.relation not in CHANGING or one.relation == "corrects":
        return one
    is_letter = own_type == "CV" and one.to.type not in (None, "CV")
    return replace(one, relation="cites", is_part=False) if own_type in _POWERLESS or is_letter else one

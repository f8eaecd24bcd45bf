"""The facts of issue that a notice states of its document: number, type, day and signer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from hub.vietnamese.announcing import Mention, announced, issued_on, tellings
from hub.vietnamese.document_types import leading_type
from hub.vietnamese.number_forms import DocumentNumber
from hub.vietnamese.places import is_place


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What is known of the document a notice announces; `type` is an abbreviation of TYPES."""

    number: DocumentNumber | None = None
    type: str | None = None
    issued_on: date | None = None
    signer: str | None = None


def issue_facts(title: str, text: str) -> IssueFacts:
    """Number, type, day of issue and signer, as far as title and text state them.

    >>> facts = issue_facts("", "Ngày 24/09/2010, Sở Y tế ban hành Kế hoạch số 5/KH-SYT do Lê Thị Lan ký về việc")
    >>> facts.number.printed, facts.type, facts.issued_on.isoformat(), facts.signer
    ('5/KH-SYT', 'KH', '2010-09-24', 'Lê Thị Lan')
    """
    own, text = announced(title, text), normalize("NFC", text)
    small = text.lower()
    return IssueFacts(
        number=own.number if own else None,
        type=(own.printed_type if own else None) or leading_type(title),
        issued_on=issued_on(text, small, own),
        signer=_labelled_signer(text, small) or (_named_signer(tellings(own, text)) if own else None),
    )


# --- the signer --------------------------------------------------------------------------

_COMMON_FAMILIES = """
Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Đào Đoàn Lâm Mai Tô Trịnh Hà
Phùng Chu Châu Cao Thái Tạ La Lương Lưu Vương Quách Tống Triệu Từ Hứa Kiều Bạch Tăng Nông Lò Quàng Cầm Vi Ma Sầm
Giàng Thào Sùng Vàng Hầu Điểu Siu Mấu Tro Pi Năng Bá Đàm Doãn Khổng Khuất Lại Lục Mạc Nghiêm Nhữ Thạch Thân Tiêu
Tôn Trà Tưởng Ung Uông Vòng Âu Ân Đậu Đường Hàn Huyền Y Rơ Ksor Nay
"""
_FAMILIES = frozenset(_COMMON_FAMILIES.split())
_LETTER = "A-ZĐ" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
_NAME = re.compile(rf"(?<!\w)[{_LETTER}][^\W\d_{_LETTER}]*(?!\w)(?:\s[{_LETTER}][^\W\d_{_LETTER}]*(?!\w)){{1,7}}")
_SHORTEST, _LONGEST = 2, 4
# In a table without line ends the next label follows the name: "Lê An Cơ quan ban hành".
_NEXT_LABEL = re.compile(
    r"\s(?:Cơ|Ngày|Loại|Chức|Trích|Lĩnh|Số|Nơi|Tình|Tệp|Đơn|Hiệu|Tải|Phạm vi|Văn bản|Nội dung)\s.*"
)
# for small letters, so that the word is looked for at once; _LABEL itself takes ten times as long
_MAY_BE_LABELLED = re.compile(r"người\s{1,3}ký")
_LABEL = re.compile(r"người\s{1,3}ký(?:\s{1,3}văn\s{1,3}bản)?\W{0,4}([^\n]{2,80})", re.IGNORECASE)
_BY = re.compile(r"[^.;\n]{0,200}?\bdo\s{1,3}([^.;\n]{3,100}?)\s{1,3}(?:đã\s{1,3})?ký\b")
_HAS_SIGNED = re.compile(r"([^.;\n]{3,120}?)\s+(?:(?:vừa|đã|mới)\s+)*ký(?:\s+ban\s+hành)?\s+[^.;,\n]{0,40}\Z")


def _labelled_signer(text: str, small: str) -> str | None:
    labelled = _LABEL.search(text) if _MAY_BE_LABELLED.search(small) else None
    return _labelled_name(_NEXT_LABEL.sub("", labelled[1])) if labelled else None


def _named_signer(tellings: Iterable[Mention]) -> str | None:
    """Who signed it in the sentence that tells so: "số N do X ký", "X vừa ký Quyết định số N"."""
    for own in tellings:
        start, end = own.number.start, own.number.end
        for found in (_BY.match(own.text, end), _HAS_SIGNED.search(own.text, max(start - 200, 0), start)):
            if found and (name := _last_name(found[1])):
                return name
    return None


def _labelled_name(phrase: str) -> str | None:
    runs = _NAME.findall(phrase)
    return next(filter(None, map(_full_name, runs)), None) or next((run for run in runs[:1] if len(run) < 30), None)


def _last_name(phrase: str) -> str | None:
    """The name a phrase such as "Phó Chủ tịch UBND tỉnh Nguyễn Văn An" ends with."""
    return next(filter(None, map(_full_name, reversed(_NAME.findall(phrase)))), None)


def _full_name(run: str) -> str | None:
    """The name at the end of a run of capitalised words: a family name and one to three more."""
    words = run.split()
    for start in range(max(len(words) - _LONGEST, 0), len(words) - _SHORTEST + 1):
        if words[start] in _FAMILIES and not is_place(" ".join(words[start : start + 2])):
            return " ".join(words[start:])
    return None

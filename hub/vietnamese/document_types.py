"""The types of official documents, with the abbreviations their numbers carry.

Decree 30/2020 (article 7, annex III) names 27 abbreviations; normative acts, Party documents,
permits and copies are added. A công văn has none in its number and is `CV` here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from hub.vietnamese.text import fold, slug

TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "NQ": ("Nghị quyết", "Resolution"),
        "QĐ": ("Quyết định", "Decision"),
        "CT": ("Chỉ thị", "Directive"),
        "QC": ("Quy chế", "Regulation"),
        "QyĐ": ("Quy định", "Rules"),
        "TC": ("Thông cáo", "Communiqué"),
        "TB": ("Thông báo", "Announcement"),
        "HD": ("Hướng dẫn", "Guidance"),
        "CTr": ("Chương trình", "Programme"),
        "KH": ("Kế hoạch", "Plan"),
        "PA": ("Phương án", "Scheme"),
        "ĐA": ("Đề án", "Project proposal"),
        "DA": ("Dự án", "Project"),
        "BC": ("Báo cáo", "Report"),
        "BB": ("Biên bản", "Minutes"),
        "TTr": ("Tờ trình", "Submission"),
        "HĐ": ("Hợp đồng", "Contract"),
        "CĐ": ("Công điện", "Telegram"),
        "BGN": ("Bản ghi nhớ", "Memorandum"),
        "BTT": ("Bản thỏa thuận", "Agreement"),
        "GUQ": ("Giấy ủy quyền", "Authorisation"),
        "GM": ("Giấy mời", "Invitation"),
        "GGT": ("Giấy giới thiệu", "Letter of introduction"),
        "GNP": ("Giấy nghỉ phép", "Leave permit"),
        "PG": ("Phiếu gửi", "Dispatch slip"),
        "PC": ("Phiếu chuyển", "Transfer slip"),
        "PB": ("Phiếu báo", "Notification slip"),
        "CV": ("Công văn", "Official letter"),
        "Luật": ("Luật", "Law"),
        "L": ("Lệnh", "Order"),
        "PL": ("Pháp lệnh", "Ordinance"),
        "NĐ": ("Nghị định", "Decree"),
        "TT": ("Thông tư", "Circular"),
        "TTLT": ("Thông tư liên tịch", "Joint circular"),
        "NQLT": ("Nghị quyết liên tịch", "Joint resolution"),
        "VBHN": ("Văn bản hợp nhất", "Consolidated text"),
        "KL": ("Kết luận", "Conclusion"),
        "GP": ("Giấy phép", "Permit"),
        "SY": ("Sao y", "True copy"),
        "TrS": ("Trích sao", "Extract"),
        "SL": ("Sao lục", "Copy of a copy"),
    }
)
"""Abbreviation to (Vietnamese name, English name)."""

# How else offices write a type at the head of a symbol: without Đ, or with what it is about.
_OTHER_SYMBOLS = {
    "QD": "QĐ", "ND": "NĐ", "CD": "CĐ", "QĐI": "QĐ", "QĐPD": "QĐ", "QĐNS": "QĐ", "QĐXP": "QĐ", "QĐCN": "QĐ",
    "QCPH": "QC", "QCLV": "QC", "CTPH": "CTr", "CTHĐ": "CTr", "KHPH": "KH", "TBKL": "TB", "TTLN": "TTLT",
    "KLTT": "KL", "GPXD": "GP", "GPMT": "GP", "LCT": "Luật",
}  # fmt: skip
_BY_SYMBOL = {abbreviation.upper(): abbreviation for abbreviation in TYPES} | _OTHER_SYMBOLS

_OTHER_NAMES = {
    "văn bản": "CV", "công văn khẩn": "CV", "văn bản khẩn": "CV", "công văn hỏa tốc": "CV", "văn bản hỏa tốc": "CV",
    "chương trình hành động": "CTr", "chương trình phối hợp": "CTr", "chương trình công tác": "CTr",
    "quy chế phối hợp": "QC", "kế hoạch liên tịch": "KH", "kế hoạch phối hợp": "KH", "hướng dẫn liên ngành": "HD",
    "thông báo kết luận": "TB", "kết luận thanh tra": "KL", "công điện khẩn": "CĐ", "công điện hỏa tốc": "CĐ",
    "bộ luật": "Luật", "thư mời": "GM",
}  # fmt: skip
_TYPED_BY_HAND = ("NQ", "QĐ", "CT", "TB", "HD", "KH", "BC", "TTr", "CĐ", "CV", "NĐ", "TT", "TTLT", "KL", "GM", "VB")
_BY_NAME = (
    {fold(name): abbreviation for abbreviation, (name, _) in TYPES.items()}
    | {fold(name): abbreviation for name, abbreviation in _OTHER_NAMES.items()}
    | {fold(symbol): _BY_SYMBOL.get(symbol.upper(), "CV") for symbol in _TYPED_BY_HAND}
)
_NAMES = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))
_LEADING = re.compile(rf"\W*({_NAMES})\b")
_TRAILING = re.compile(rf"(?:\A|.*?[^a-z0-9])({_NAMES})\W*\Z", re.DOTALL)


def type_of_symbol(symbol: str) -> str | None:
    """The type the first group of a document symbol stands for, in any case, with or without Đ.

    >>> [type_of_symbol(symbol) for symbol in ("QĐ", "qd", "Ctr", "UBND")]
    ['QĐ', 'QĐ', 'CTr', None]
    """
    return _BY_SYMBOL.get(symbol.upper())


# Number and type of a notice are asked for one after the other.
@lru_cache(maxsize=8)
def leading_type(text: str) -> str | None:
    """The type whose name a text begins with.

    >>> leading_type("Quyết định về việc thu hồi đất"), leading_type("Về Quyết định số 12")
    ('QĐ', None)
    """
    found = _LEADING.match(fold(text))
    return _BY_NAME[found[1]] if found else None


def trailing_type(folded: str) -> tuple[str, str]:
    """The type whose name a folded text ends with, or "", and the text before that name.

    >>> trailing_type("vua ban hanh cong van khan")
    ('CV', 'vua ban hanh ')
    """
    found = _TRAILING.match(folded)
    return (_BY_NAME[found[1]], folded[: found.start(1)]) if found else ("", folded)


def type_slug(abbreviation: str) -> str:
    """The abbreviation in addresses; HĐ and HD, ĐA and DA share one.

    >>> type_slug("QĐ")
    'qd'
    """
    return slug(abbreviation)

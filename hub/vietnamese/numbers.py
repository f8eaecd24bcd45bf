"""Document numbers: found in text, told apart, and made into keys and addresses.

A number restarts each year and each office has its own: (issuer, canonical number, year) is
what names one document.
"""

from hub.vietnamese.announcing import announced, cited
from hub.vietnamese.document_types import TYPES, leading_type, type_slug
from hub.vietnamese.number_forms import DocumentNumber, find_numbers, parse_number
from hub.vietnamese.text import slug

__all__ = [
    "TYPES", "DocumentNumber", "cited_numbers", "find_numbers", "leading_type", "number_key", "own_number",
    "parse_number", "type_slug",
]  # fmt: skip


def number_key(issuer: str, number: DocumentNumber, issued_year: int | None = None) -> str:
    """The key of a document as it stands in addresses; the year is the printed one, else that of issue.

    >>> number_key("UBND Bình Dương", find_numbers("số 1234/QÐ-UBND")[0], 2010)
    'ubnd-binh-duong-1234-qd-ubnd-2010'
    >>> number_key("HĐND tỉnh", find_numbers("số 12/2010/NQ-HĐND")[0], 2011)
    'hdnd-tinh-12-nq-hdnd-2010'
    """
    return slug(f"{issuer} {number.num} {number.symbol} {number.year or issued_year or ''}")


def own_number(title: str, text: str) -> DocumentNumber | None:
    """The number of the document that a notice announces, never one it only cites.

    >>> text = "Căn cứ Quyết định số 5/QĐ-TTg; ngày 1/9, UBND tỉnh ban hành Công văn số 7/UBND-VX"
    >>> own_number("Về việc treo cờ", text).printed
    '7/UBND-VX'
    >>> own_number("Triển khai Quyết định số 5/QĐ-TTg", "") is None
    True
    """
    found = announced(title, text)
    return found.number if found else None


def cited_numbers(title: str, text: str, own: DocumentNumber | None) -> tuple[str, ...]:
    """The other numbers of a notice in order, without repeats, as printed (Đ and blanks mended).

    >>> cited_numbers("Quyết định số 12/QĐ-UBND", "Căn cứ Nghị định số 01/2010/NÐ-CP và số 5 /QĐ-TTg", None)
    ('12/QĐ-UBND', '01/2010/NĐ-CP', '5/QĐ-TTg')
    """
    return tuple(number.printed for number in cited(title, text, own))

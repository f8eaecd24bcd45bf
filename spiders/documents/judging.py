"""The quality gate: whether what was read of a document is its text, and if not, what it is. Pure."""

import re
from collections.abc import Sequence

from hub.records import FileRead
from hub.vietnamese.encodings import repair
from hub.vietnamese.quality import is_garbled
from hub.vietnamese.text import clean_lines
from spiders.documents.pages import Page

PAGE_BREAK = "\f"
_THIN = 100  # letters: a scanned page has fewer, of its stamp or its scanner's name
_LETTER = re.compile(r"[^\W_]")
_MAYBE_SOFT = re.compile("(?<![0-9])(?<![A-Z§][A-Z§])-(?=[a-z\xa1-\xff])")
# "Người ký: Ủy ban nhân dân huyện … Email: … Cơ quan: … Thời gian ký: 19.06.2019 14:18:41 +07:00"
_SIGNATURE = re.compile(
    r"(?:người\s+ký\s*:|ký\s+(?:số\s+)?bởi\b|signature\s+(?:not\s+verified|valid)\b|(?:digitally\s+)?signed\s+by\b)"
    r".{0,400}?(?:\d{1,2}:\d\d(?::\d\d)?(?:\s*[+-]\d\d[:']?\d\d'?)?|\Z)",
    re.IGNORECASE | re.DOTALL,
)


def judged(media_type: str, pages: Sequence[Page], *, is_cut: bool = False) -> FileRead:
    """What a document says, in today's letters and with form feeds between its pages; or why it says nothing.

    With reason "part" some of its pages are pictures, or there are more than are read (`is_cut`).
    """
    texts = _legible(pages)
    reason = _lacking(pages, texts)
    if reason:
        return FileRead(media_type, "no_text", reason)
    partly = is_cut or any(map(_is_scanned, pages, texts))
    return FileRead(media_type, "text", "part" if partly else None, PAGE_BREAK.join(texts))


def _legible(pages: Sequence[Page]) -> list[str]:
    """The pages in today's letters: what fonts of before Unicode mean shows in the whole text, or in its lines."""
    whole = PAGE_BREAK.join(page.text.replace(PAGE_BREAK, "\n") for page in pages)
    todays = _with_soft_hyphens(whole) or _repaired(whole)
    return [clean_lines(text) for text in todays.split(PAGE_BREAK)]


def _repaired(text: str) -> str:
    """Wholly, or in those of its lines that are of before Unicode."""
    return "".join(_with_soft_hyphens(line) or line for line in repair(text).splitlines(keepends=True))


def _with_soft_hyphens(text: str) -> str | None:
    """TCVN3 in which ư, that is written as the soft hyphen, has become a hyphen on its way out of a PDF.

    >>> _with_soft_hyphens("®-îc th-êng trùc UBND tØnh phª duyÖt t¹i Q§-UBND")
    'được thường trực UBND tỉnh phê duyệt tại QĐ-UBND'
    """
    soft = _MAYBE_SOFT.sub("\xad", text)
    mended = repair(soft)
    return mended if soft != text and mended != soft and "\xad" not in mended else None


def _lacking(pages: Sequence[Page], texts: Sequence[str]) -> str | None:
    """Why this is not the document's text, None where it is."""
    if not any(map(_LETTER.search, texts)):
        return "scan" if any(page.is_picture for page in pages) else "empty"
    unsigned = [_SIGNATURE.sub("", text) for text in texts]
    is_signed = unsigned != list(texts)
    if is_signed and sum(map(_letters, unsigned)) < _THIN:
        return "signature_only"
    if all(map(_is_scanned, pages, unsigned)):
        return "scan"
    return "garbled" if is_garbled("\n".join(texts)) else None


def _is_scanned(page: Page, text: str) -> bool:
    return page.is_picture and _letters(text) < _THIN


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))

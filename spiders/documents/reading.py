"""The bytes of a file -> what it is and what it says. To be run in a limited child.

media_type ─▶ reader of that type ─▶ pages ─▶ judged ─▶ FileRead
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from hub.records import FileRead
from spiders.documents import kinds
from spiders.documents.judging import judged
from spiders.documents.office import read_docx, read_ods, read_odt, read_pptx, read_word_xml, read_zip
from spiders.documents.pages import MOST_TEXT, Page, Unread
from spiders.documents.pdf import read_pdf
from spiders.documents.plain import read_html, read_mhtml, read_rtf, read_text
from spiders.documents.reasons import STATE_OF, why_skipped
from spiders.documents.sheets import read_xls, read_xlsx
from spiders.documents.word97 import read_doc, read_ole

_MOST_PAGES = 5_000

READERS: Mapping[str, Callable[[bytes], Iterator[Page]]] = MappingProxyType(
    {
        kinds.PDF: read_pdf,
        kinds.DOCX: read_docx,
        kinds.DOC: read_doc,
        kinds.XLSX: read_xlsx,
        kinds.XLS: read_xls,
        kinds.PPTX: read_pptx,
        kinds.ODT: read_odt,
        kinds.ODS: read_ods,
        kinds.ODP: read_ods,
        kinds.RTF: read_rtf,
        kinds.TEXT: read_text,
        kinds.HTML: read_html,
        kinds.MHTML: read_mhtml,
        kinds.XML: read_word_xml,
        kinds.ZIP: read_zip,
        kinds.OLE: read_ole,
    }
)


def read_document(data: bytes) -> FileRead:
    """What the bytes are, and their text if they have one; whatever they are, there is a state and a reason."""
    kind = kinds.media_type(data)
    reader = READERS.get(kind)
    if reader is None:
        reason = why_skipped(kind)
        return FileRead(kind, STATE_OF[reason], reason)
    try:
        pages, is_cut = _within_bounds(reader(data))
    except Unread as end:
        return FileRead(kind, STATE_OF[end.reason], end.reason)
    return judged(kind, pages, is_cut=is_cut)


def _within_bounds(reading: Iterator[Page]) -> tuple[list[Page], bool]:
    """The pages as far as they are read, and whether there were more."""
    pages: list[Page] = []
    room = MOST_TEXT
    for page in reading:
        if room <= 0 or len(pages) >= _MOST_PAGES:
            return pages, True
        pages.append(Page(page.text[:room], page.is_picture))
        room -= len(page.text)
    return pages, room < 0

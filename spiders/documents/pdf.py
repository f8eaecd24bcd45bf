"""PDF: the words as they are drawn, page by page (PDFium)."""

from collections.abc import Iterator
from contextlib import closing

import pypdfium2
from pypdfium2 import raw

from spiders.documents.pages import Page, Unread

_THIN = 100  # letters under which it is looked whether a page is a picture
_MOST_OBJECTS = 200  # of a page that are looked at for pictures


def read_pdf(data: bytes) -> Iterator[Page]:
    """The pages. What stands only in annotations, as signatures do, is read where a page has nothing else."""
    with closing(_opened(data)) as pdf:
        for n in range(len(pdf)):
            yield _page(pdf, n)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Unread("encrypted" if locked else "damaged") from error


def _page(pdf: pypdfium2.PdfDocument, n: int) -> Page:
    try:
        text = _text(pdf, n)
        if len(text) >= _THIN:
            return Page(text)
        return Page(text if text.strip() else _annotated(pdf, n), _is_picture(pdf, n))
    except pypdfium2.PdfiumError:  # one page that cannot be opened must not cost the others
        return Page(is_picture=True)


def _text(pdf: pypdfium2.PdfDocument, n: int) -> str:
    with closing(pdf[n]) as page, closing(page.get_textpage()) as text:
        return str(text.get_text_range())


def _annotated(pdf: pypdfium2.PdfDocument, n: int) -> str:
    """The page's words once its annotations are part of it."""
    with closing(pdf[n]) as page:
        flat = raw.FPDFPage_GetAnnotCount(page) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    return _text(pdf, n) if flat == raw.FLATTEN_SUCCESS else ""


def _is_picture(pdf: pypdfium2.PdfDocument, n: int) -> bool:
    """Whether an image, or several, cover half of the page."""
    with closing(pdf[n]) as page:
        width, height = page.get_size()
        covered = 0.0
        for seen, drawn in enumerate(page.get_objects(max_depth=3)):
            if seen >= _MOST_OBJECTS:
                break
            if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = drawn.get_bounds()
                covered += max(right - left, 0.0) * max(top - bottom, 0.0)
        return bool(covered * 2 >= width * height)

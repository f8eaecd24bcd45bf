"""Word processing and slides in ZIP and XML: Word, PowerPoint, OpenDocument; and Word's XML of 2003."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from spiders.documents.flow import Marks, read_flow
from spiders.documents.pages import Page, Unread

_WORD = Marks(
    words=frozenset({"t"}),
    paragraphs=frozenset({"p"}),
    cells=frozenset({"tc"}),
    rows=frozenset({"tr"}),
    blanks=frozenset({"tab", "ptab", "noBreakHyphen"}),
    lines=frozenset({"br", "cr"}),
    pages=frozenset({"lastRenderedPageBreak"}),
    pictures=frozenset({"blip", "imagedata"}),
    left_out=frozenset({"Fallback"}),  # says again, for old readers, what stands beside it
)
_OPEN = Marks(
    words=frozenset({"p", "h"}),
    paragraphs=frozenset({"p", "h"}),
    cells=frozenset({"table-cell"}),
    rows=frozenset({"table-row"}),
    lines=frozenset({"line-break"}),
    pages=frozenset({"soft-page-break", "table", "page"}),
    pictures=frozenset({"image"}),
    left_out=frozenset({"tracked-changes", "annotation"}),
)
_OPEN_TEXT = Marks(
    words=_OPEN.words,
    paragraphs=_OPEN.paragraphs,
    cells=_OPEN.cells,
    rows=_OPEN.rows,
    lines=_OPEN.lines,
    pages=frozenset({"soft-page-break"}),
    pictures=_OPEN.pictures,
    left_out=_OPEN.left_out,
)
_WORD_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_MANIFEST = "META-INF/manifest.xml"
_SLIDES = re.compile(r"ppt/slides/slide(\d+)\.xml")


def read_docx(data: bytes) -> Iterator[Page]:
    """Text and notes, tables row by row; pages as Word last laid them out."""
    with _opened(data) as archive:
        for name in sorted(filter(_WORD_PARTS.fullmatch, archive.namelist())):  # the document before its notes
            yield from _part(archive, name, _WORD)


def read_pptx(data: bytes) -> Iterator[Page]:
    """A page a slide."""
    with _opened(data) as archive:
        slides = [found for name in archive.namelist() if (found := _SLIDES.fullmatch(name))]
        for slide in sorted(slides, key=lambda found: int(found[1][:9])):
            yield from _part(archive, slide[0], _WORD)


def read_odt(data: bytes) -> Iterator[Page]:
    """Text and tables; pages where the writer noted them."""
    with _opened(data) as archive:
        yield from _part(archive, "content.xml", _OPEN_TEXT)


def read_ods(data: bytes) -> Iterator[Page]:
    """A page a sheet, or a slide."""
    with _opened(data) as archive:
        yield from _part(archive, "content.xml", _OPEN)


def read_word_xml(data: bytes) -> Iterator[Page]:
    """Word's XML of 2003, which is one file."""
    if b"schemas.microsoft.com/office/word/" not in data[: 1 << 16]:
        raise Unread("unknown_type")
    return read_flow(BytesIO(data), _WORD)


def read_zip(data: bytes) -> Iterator[Page]:
    """Nothing: an archive is not looked into, and what cannot be opened is damaged."""
    with _opened(data):
        raise Unread("archive")


def _part(archive: ZipFile, name: str, marks: Marks) -> Iterator[Page]:
    with archive.open(name) as stream:
        yield from read_flow(stream, marks)


@contextmanager
def _opened(data: bytes) -> Iterator[ZipFile]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            if _is_locked(archive):
                raise Unread("encrypted")
            yield archive
    except (BadZipFile, KeyError, NotImplementedError, EOFError, ZlibError) as error:
        raise Unread("damaged") from error


def _is_locked(archive: ZipFile) -> bool:
    """By the ZIP's own password, or by OpenDocument's."""
    if any(info.flag_bits & 1 for info in archive.infolist()):
        return True
    if _MANIFEST not in archive.namelist():
        return False
    with archive.open(_MANIFEST) as opened:
        return b"encryption-data" in opened.read(1 << 16)

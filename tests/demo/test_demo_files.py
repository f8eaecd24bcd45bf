"""The sample files are what they claim to be."""

import re
import zlib
from datetime import datetime
from io import BytesIO
from unicodedata import normalize
from zipfile import ZipFile

import pytest

from hub.demo.files import file_bytes
from hub.demo.samples import SampleFile, bundled_sites
from hub.demo.script import site_state
from hub.vietnamese.dates import VIETNAM

START = datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
FILES = {
    file.name: file
    for site in bundled_sites()
    for notice in site_state(site, START, START).shown
    for file in notice.files
}


def _of_kind(kind):
    return [pytest.param(file, id=name) for name, file in FILES.items() if file.kind == kind]


def _streams(pdf: bytes) -> list[str]:
    packed = re.findall(rb"/Length \d+ >>\nstream\n(.*?)\nendstream", pdf, re.DOTALL)
    return [zlib.decompress(part).decode("latin-1") for part in packed]


def _text(pdf: bytes) -> str:
    """The text of a PDF by its map to Unicode, enough for files of our own making."""
    streams = _streams(pdf)
    letters = {
        int(code, 16): chr(int(letter, 16))
        for stream in streams
        for code, letter in re.findall(r"<(\w\w)> <(\w{4})>\n", stream)
    }
    lines = re.findall(r"<(\w*)> Tj T\*", "\n".join(streams))
    return "\n".join("".join(letters[code] for code in bytes.fromhex(line)) for line in lines)


@pytest.mark.parametrize("file", _of_kind("pdf"))
def test_a_pdf_has_the_text_as_a_layer(file):
    assert " ".join(_text(file_bytes(file)).split()) == " ".join(file.text.split())


@pytest.mark.parametrize("file", _of_kind("pdf") + _of_kind("scan"))
def test_the_table_of_a_pdf_points_at_its_objects(file):
    data = file_bytes(file)
    table = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n ", data[table:])]
    assert data.startswith(b"%PDF-1.") and data[table:].startswith(b"xref\n")
    assert all(data[offset:].startswith(b"%d 0 obj" % number) for number, offset in enumerate(offsets, 1))


@pytest.mark.parametrize("file", _of_kind("scan"))
def test_a_scan_is_a_picture_without_text(file):
    data = file_bytes(file)
    assert b"/Subtype /Image" in data and b"/Font" not in data and b"Tj" not in data
    picture = max(re.findall(rb"/Length \d+ >>\nstream\n(.*?)\nendstream", data, re.DOTALL), key=len)
    assert len(zlib.decompress(picture)) == 1414 * (1000 // 8 + 1)


@pytest.mark.parametrize("file", _of_kind("docx"))
def test_a_docx_has_a_paragraph_for_every_line(file):
    with ZipFile(BytesIO(file_bytes(file))) as archive:
        document = archive.read("word/document.xml").decode()
    lines = re.findall(r'<w:t xml:space="preserve">(.*?)</w:t>', document)
    assert lines == [line for line in file.text.splitlines() if line.strip()]


def test_the_same_text_gives_the_same_bytes():
    for file in FILES.values():
        assert file_bytes(file) == file_bytes(file)


def test_every_vietnamese_letter_can_be_written():
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = " ".join(vowel + tone for vowel in vowels + vowels.upper() for tone in tones) + " đ Đ “ ” … ²"
    text = normalize("NFC", letters)
    assert " ".join(_text(file_bytes(SampleFile("a.pdf", "pdf", text))).split()) == text

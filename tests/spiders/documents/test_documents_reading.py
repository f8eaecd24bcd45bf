"""Files of each kind, made here, and what they say; what says nothing has a reason."""

from datetime import datetime
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO

import openpyxl
import pytest

from hub.errors import FILE_REASONS
from spiders.documents.judging import judged
from spiders.documents.kinds import media_type
from spiders.documents.pages import MOST_TEXT, Page
from spiders.documents.reading import read_document
from spiders.documents.reasons import STATE_OF
from tests.spiders.documents import made

TEXT = (
    "Căn cứ Luật Đất đai, Ủy ban nhân dân tỉnh quyết định giá đất năm 2010 trên địa bàn, kèm theo bảng giá của "
    "từng huyện, thị xã.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký."
)
OLD = "Uỷ ban nhân dân tỉnh quyết định bồi thường cho các hộ nông dân được nêu tại QĐ-UBND"
TCVN3 = b"U\xfb ban nh\xa9n d\xa9n t\xd8nh quy\xd5t \xae\xden\x68 b\xe5i th\xad\xeang cho c\xb8c h\xe9 n\xabng d\xa9n"
TCVN3 = TCVN3.replace(b"\xae\xden\x68", b"\xae\xdenh") + b" \xae\xad\xeec n\xaau t\xb9i Q\xa7-UBND"
SIGNATURE = (
    "Người ký: Ủy ban nhân dân huyện\nEmail: a@daknong.gov.vn\nCơ quan: Tỉnh Đắk Nông\n"
    "Thời gian ký: 19.06.2019 14:18:41 +07:00"
)
TABLE = (
    f"<w:tbl><w:tr><w:tc>{made.paragraphs('Huyện')}</w:tc><w:tc>{made.paragraphs('Diên', 'Khánh')}</w:tc></w:tr>"
    f"<w:tr><w:tc>{made.paragraphs('Giá')}</w:tc><w:tc>{made.paragraphs('12')}</w:tc></w:tr></w:tbl>"
)
BREAK = (
    '<w:p><w:r><w:t>Trang hai</w:t><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/><w:t>Ba</w:t></w:r></w:p>'
)
TWICE = "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
RTF = (
    b"{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}\\f0 "
    + b"".join(
        letter.encode() if letter.isascii() else f"\\u{ord(letter)}?".encode() for letter in "Quyết định giá đất"
    )
    + b"\\par Trang}"
)
OFFICE_HTML = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>x</title><style>p{}</style></head><body>'
    "<p>Điều 1. <b>Giá</b> đất<table><tr><td>a<td>b</table><!-- c -->cuối</body></html>"
)


def workbook() -> bytes:
    """A sheet with each kind of value, and an empty one."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Giá đất"
    sheet.append(["Huyện", "Giá", "Ngày"])
    sheet.append(["Diên Khánh", 12.0, datetime(2010, 9, 24)])  # noqa: DTZ001
    sheet.append([None, 0.5, None, True])
    book.create_sheet("Trống")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def saved_page() -> bytes:
    """A page with what belongs to it in one file, as Word saves it."""
    whole = MIMEMultipart("related")
    whole.attach(MIMEText("<html><body><p>Điều 1. Giá đất</p></body></html>", "html", "utf-8"))
    return whole.as_bytes()


SAYS = {
    "pdf": (made.pdf(TEXT, "Phụ lục kèm theo"), f"{TEXT}\fPhụ lục kèm theo"),
    "pdf of tcvn3, whose ư comes out as a hyphen": (made.pdf_of_old_font(TCVN3), OLD),
    "docx": (made.docx(made.paragraphs("Điều 1. Giá đất") + TABLE), "Điều 1. Giá đất\nHuyện Diên Khánh\nGiá 12"),
    "docx with page breaks": (made.docx(made.paragraphs("Một") + BREAK), "Một\nTrang hai\fBa"),
    "docx with a text box": (made.docx(TWICE.format(made.paragraphs("Khung"))), "Khung"),
    "docx with notes": (
        made.docx(
            made.paragraphs("Một"), **{"word/footnotes.xml": f'<w:f xmlns:w="u">{made.paragraphs("1 Chú")}</w:f>'}
        ),
        "Một\f1 Chú",
    ),
    "docx in tcvn3": (made.docx(made.paragraphs(TCVN3.decode("latin-1"))), OLD),
    "docx in vni": (
        made.docx(made.paragraphs("Uûy ban nhaân daân tænh quyeát ñònh veà vieäc ban haønh baûng giaù ñaát")),
        "Ủy ban nhân dân tỉnh quyết định về việc ban hành bảng giá đất",
    ),
    "docx of old lines among new ones": (
        made.docx(made.paragraphs("Kính gửi: Ủy ban nhân dân", "Uû ban nh©n d©n tØnh quyÕt ®Þnh gi¸ ®Êt")),
        "Kính gửi: Ủy ban nhân dân\nUỷ ban nhân dân tỉnh quyết định giá đất",
    ),
    "doc": (
        made.doc("Điều 1. Giá đất\r", b"Uy ban\r", 'Xem \x13 HYPERLINK "x" \x14liên kết\x15 này\x0cHai\x07'),
        "Điều 1. Giá đất\nUy ban\nXem liên kết này\fHai",
    ),
    "doc in tcvn3": (made.doc(TCVN3), OLD),
    "doc of word 6": (made.doc_of_word6(TCVN3), OLD),
    "xls": (
        made.xls((0, 0, "Huyện"), (0, 1, "Giá"), (1, 0, "Diên Khánh"), (1, 1, 12.0), day=40445.0),
        "Giá đất\nHuyện Giá\nDiên Khánh 12\n24/09/2010",
    ),
    "xlsx": (workbook(), "Giá đất\nHuyện Giá Ngày\nDiên Khánh 12 24/09/2010\n0.5\f"),
    "odt": (
        made.opened(
            "text", "<text:p>Giá<text:s/><text:span>đất</text:span></text:p><text:soft-page-break/><text:h>2</text:h>"
        ),
        "Giá đất\f2",
    ),
    "ods": (
        made.opened(
            "spreadsheet",
            "<table:table><table:table-row><table:table-cell><text:p>Huyện</text:p></table:table-cell>"
            "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>",
        ),
        "Huyện 12",
    ),
    "pptx": (made.pptx("Trang một", "Trang hai"), "Trang một\fTrang hai"),
    "rtf": (RTF, "Quyết định giá đất\nTrang"),
    "text": ("Thông báo\fTrang hai".encode(), "Thông báo\fTrang hai"),
    "text in utf-16": ("Thông báo tuyển dụng".encode("utf-16"), "Thông báo tuyển dụng"),
    "page saved by an office program": (OFFICE_HTML.encode(), "Điều 1. Giá đất\na b\ncuối"),
    "page saved in one file": (saved_page(), "Điều 1. Giá đất"),
    "word's xml of 2003": (
        f'<?xml version="1.0"?><w:w xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
        f"{made.paragraphs('Giá đất')}</w:w>".encode(),
        "Giá đất",
    ),
}


@pytest.mark.parametrize(("data", "text"), SAYS.values(), ids=SAYS.keys())
def test_what_a_document_says_is_read_page_by_page(data: bytes, text: str) -> None:
    read = read_document(data)
    assert (read.state, read.reason, read.text) == ("text", None, text)


SILENT = {
    "a scan": (made.pdf(None, None, picture=True), "scan"),
    "a scan with its scanner's name": (made.pdf("Scanned by CamScanner", picture=True), "scan"),
    "a signed scan, the signature drawn beside it": (
        made.pdf(None, picture=True, fields=[SIGNATURE]),
        "signature_only",
    ),
    "a signed scan, the signature drawn on it": (made.pdf(SIGNATURE, picture=True), "signature_only"),
    "an empty page": (made.pdf(None), "empty"),
    "a font whose letters mean nothing": (made.pdf(TEXT, meaning=False), "garbled"),
    "blanks lost": (made.pdf(TEXT.replace(" ", "")), "garbled"),
    "utf-8 taken for windows-1252, cut": (made.docx(made.paragraphs("Quá»‘c khÃ¡ ngh á»‰ Ä‘ á»‹ nh Ã¡ »‘")), "garbled"),
    "an empty Word file": (made.docx(""), "empty"),
    "a Word file of a picture": (made.docx('<w:p><a:blip xmlns:a="urn:a"/></w:p>'), "scan"),
    "a locked PDF": (made.locked_pdf(), "encrypted"),
    "a locked OpenDocument file": (
        made.packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "META-INF/manifest.xml": "<m:file-entry><m:encryption-data/></m:file-entry>",
                "content.xml": b"\x01\x02",
            }
        ),
        "encrypted",
    ),
    "a locked Word 97 file": (made.doc("a", flags=0x0100), "encrypted"),
    "a locked Office file": (made.ole({"EncryptedPackage": b"x"}), "encrypted"),
    "a damaged PDF": (b"%PDF-1.4 nothing more", "damaged"),
    "half a Word file": (SAYS["docx"][0][:300], "damaged"),
    "broken XML": (made.docx("<w:p>"[:-2]), "damaged"),
    "half a Word 97 file": (SAYS["doc"][0][:900], "damaged"),
    "a Word 97 file without its table": (made.ole({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(5000)}), "damaged"),
    "a workbook that is none": (made.ole({"Workbook": b"x"}), "damaged"),
    "a page of the site": (b"<!DOCTYPE html><html><body>Dang nhap</body></html>", "web_page"),
    "an archive": (made.packed({"a/cong-van.docx": SAYS["docx"][0]}), "archive"),
    "a rar": (b"Rar!\x1a\x07\x00...", "archive"),
    "a picture": (b"\x89PNG\r\n\x1a\n....", "picture"),
    "a film": (b"\x00\x00\x00\x18ftypisom....", "audio_video"),
    "a song": (b"ID3\x03....", "audio_video"),
    "a program": (b"MZ\x90\x00\x03....", "unknown_type"),
    "another OLE file": (made.ole({"Other": b"x"}), "unknown_type"),
    "another XML": (b"<?xml version='1.0'?><a>b</a>", "unknown_type"),
    "nothing": (b"", "unknown_type"),
}


@pytest.mark.parametrize(("data", "reason"), SILENT.values(), ids=SILENT.keys())
def test_what_gives_no_text_says_why(data: bytes, reason: str) -> None:
    read = read_document(data)
    assert (read.state, read.reason, read.text) == (STATE_OF[reason], reason, "")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (SAYS["docx"][0], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (SAYS["xlsx"][0], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (SAYS["odt"][0], "application/vnd.oasis.opendocument.text"),
        (SAYS["doc"][0], "application/msword"),
        (made.packed({"a/word/document.xml": "x", "word/a": "y"}), "application/zip"),
        (made.packed({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "application/octet-stream"),
        (b"\xef\xbb\xbf\r\n%PDF-1.7", "application/pdf"),
    ],
    ids=["docx", "xlsx", "odt", "doc", "another zip", "binary workbook", "pdf after blanks"],
)
def test_the_type_is_that_of_the_bytes(data: bytes, kind: str) -> None:
    assert media_type(data) == kind


def test_a_document_of_another_language_or_without_marks_is_text() -> None:
    english = (
        "The provincial portal opened in 2010 and publishes the decisions of every department by street and number."
    )
    for text in (english, "Quyet dinh ve viec ban hanh bang gia dat nam 2010", "1 2 3 4.5 kg 7/8"):
        assert judged("text/plain", [Page(text)]).state == "text"


def test_a_document_of_which_some_pages_are_scans_says_so() -> None:
    read = judged("application/pdf", [Page(TEXT), Page("", is_picture=True)])
    assert (read.state, read.reason, read.text) == ("text", "part", f"{TEXT}\f")


def test_every_reason_is_explained() -> None:
    assert {*STATE_OF, "part", "too_large"} == set(FILE_REASONS)


def test_a_short_text_that_speaks_of_signing_is_no_signature() -> None:
    assert judged("text/plain", [Page("Hợp đồng đã ký lúc 14:00 hôm nay.")]).state == "text"


def test_a_signed_text_is_text() -> None:
    read = read_document(made.pdf(f"{TEXT}\n{SIGNATURE}"))
    assert (read.state, read.reason) == ("text", None)
    assert "Người ký" in read.text


def test_of_an_endless_document_the_beginning_is_read() -> None:
    read = read_document(made.docx(made.paragraphs(*["Điều 1. Giá đất năm 2010 của huyện"] * (MOST_TEXT // 20))))
    assert (read.state, read.reason) == ("text", "part")
    assert MOST_TEXT // 2 < len(read.text) <= MOST_TEXT

"""What files are called: all the ways in which servers write a name that is not plain ASCII."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intake.file_names import file_name, linked_name, name_in_address, name_in_disposition

DISPOSITIONS = {
    'attachment; filename="bao-cao.pdf"': "bao-cao.pdf",
    "attachment; filename=bao cao.pdf; size=12": "bao cao.pdf",
    "attachment; filename=\"x.pdf\"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf": "Công văn.pdf",
    "inline;FileName*=utf-8'vi'gi%C3%A1.pdf": "giá.pdf",
    'attachment; filename="Công văn số 12.signed.pdf"': "Công văn số 12.signed.pdf",
    'attachment; filename="C%C3%B4ng%20v%C4%83n.pdf"': "Công văn.pdf",
    'attachment; filename="Giảm 5%.pdf"': "Giảm 5%.pdf",
    'attachment; filename="=?UTF-8?B?Q8O0bmcgdsSDbi5wZGY=?="': "Công văn.pdf",
    'attachment; filename="Th«ng b¸o tuyÓn dông.doc"': "Thông báo tuyển dụng.doc",
    'attachment; filename="ThÃ´ng bÃ¡o.doc"': "Thông báo.doc",
    'attachment; filename="a \\"b\\".pdf"': 'a "b".pdf',
    r'attachment; filename="C:\vb\x.pdf"': "x.pdf",
    'attachment; filename="../../etc/passwd"': "passwd",
    'attachment; filename="khong dong.pdf': "khong dong.pdf",
    "attachment; filename*=''; filename=b.pdf": "b.pdf",
    'attachment; filename=""': "",
    'attachment; filename=".."': "",
    "attachment": "",
    "": "",
}


@pytest.mark.parametrize(("header", "name"), DISPOSITIONS.items())
def test_the_name_in_a_content_disposition_is_found(header: str, name: str) -> None:
    assert name_in_disposition(header) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.vn/img/132%20BC%20gi%C3%A1.pdf?x=1#t", "132 BC giá.pdf"),
        ("https://a.vn/DownloadFile.aspx?FileUrl=/vb/Công văn 12.doc&x=1", "Công văn 12.doc"),
        ("https://a.vn/documents/10/20/qd.docx/0a1b-22?version=1.0", "qd.docx"),
        ("https://a.vn/tai-ve/1234", "1234"),
        ("https://a.vn/%FF%FE.pdf", "ÿþ.pdf"),
        ("https://a.vn/", ""),
    ],
)
def test_the_name_in_an_address_is_found(url: str, name: str) -> None:
    assert name_in_address(url) == name


def test_a_link_that_says_something_names_the_file_if_the_server_does_not() -> None:
    url, header = "https://a.vn/12.pdf", {"content-disposition": "attachment; filename=qd12.pdf"}
    assert file_name("Quyết định 12/QĐ-UBND", url, header) == "qd12.pdf"
    assert file_name("Quyết định 12/QĐ-UBND", url, {}) == "Quyết định 12/QĐ-UBND"
    assert [linked_name(said, url) for said in ("Tải về", "PDF", " ", "")] == ["12.pdf"] * 4
    assert linked_name("Tải về", "https://a.vn/") == "Tải về"


@given(st.text(max_size=300))
def test_any_header_gives_a_name_on_one_line_without_folders(header: str) -> None:
    for said in (header, f'attachment; filename="{header}"', f"attachment; filename*=UTF-8''{header}"):
        name = name_in_disposition(said)
        assert name == name.strip() and "/" not in name and "\n" not in name and len(name) <= 255

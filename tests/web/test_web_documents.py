"""A document by its key: its page, its part of the API, and what a notice says of others."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from lxml import html

from hub.records import Attachment
from hub.web.file_hits import better_in_files, file_hits, unread_scans
from search_index.highlight import snippet


def words(answer: Any) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


@pytest.fixture
def hub(sample: ModuleType, tmp_path: Any, visitor_of: Any) -> Any:
    """Four notices: a decision, its repost by a department, what replaces it, and what rests on it."""
    one = sample.notices()[5]
    made = [
        replace(one, id=f"{n:016d}", doc_number=None, doc_type=None, issued_on=None, attachments=(), **fields)
        for n, fields in enumerate(
            (
                {"agency": "ubnd", "title": "Quyết định về giá đất", "text": "Căn cứ Luật Đất đai năm 2003."},
                {"agency": "so-y-te", "title": "Đăng lại quyết định về giá đất", "text": ""},
                {"agency": "ubnd", "title": "Quyết định thay thế Quyết định số 5/QĐ-UBND ngày 1/2/2010", "text": ""},
                {"agency": "stc", "title": "Triển khai", "text": "Căn cứ Quyết định số 5/QĐ-UBND của UBND tỉnh."},
            )
        )
    ]
    for n, number in ((0, "5/QĐ-UBND"), (1, "5/QĐ-UBND"), (2, "9/QĐ-UBND")):
        made[n] = replace(made[n], doc_number=number, doc_type="QĐ")
    made[3] = replace(
        made[3],
        attachments=(Attachment("https://x.example/a.pdf", "a.pdf", text="Trang đầu\fTheo Nghị định số 7/2009/NĐ-CP"),),
    )
    return visitor_of(sample.sample_parts(tmp_path, made))


def test_a_document_tells_who_posted_it_what_changed_it_and_what_rests_on_it(hub: Any) -> None:
    text = words(hub.get("/documents/ubnd-5-qd-ubnd-2010"))
    assert "Được thay thế bởi: 9/QĐ-UBND Quyết định thay thế Quyết định số 5/QĐ-UBND" in text
    assert "Căn cứ Luật Đất đai 2003" in text
    assert "có thể là văn bản này Đăng lại quyết định về giá đất" in text
    assert "Là căn cứ của 1" in text
    assert "Không phải tư vấn pháp lý" in text


def test_what_nobody_changed_is_not_said_to_be_in_force(hub: Any) -> None:
    text = words(hub.get("/documents/ubnd-9-qd-ubnd-2010"))
    assert "Điều đó không có nghĩa là văn bản còn hiệu lực." in text


def test_a_document_the_hub_lacks_is_known_by_its_citations(hub: Any) -> None:
    answer = hub.get("/documents/7-nd-cp-2009")
    assert answer.status_code == 200
    assert "Cổng chưa có thông báo nào đăng chính văn bản này." in words(answer)
    assert "trang 2 của tệp" in words(answer)


def test_a_number_without_issuer_or_year_says_that_it_may_be_several(hub: Any) -> None:
    text = words(hub.get("/documents/5-qd-ubnd"))
    assert "có thể là của nhiều văn bản" in text
    assert "Theo năm 2010" in text


@pytest.mark.parametrize(
    "key",
    ["99-qd-ubnd-1999", "x", "luat", "%00", "..%2F..%2Fetc", "5-qd-ubnd-2010/x" * 20, "ừ" * 99, "5-qd-ubnd-%F0%9F-1"],
)
def test_what_is_not_known_is_missing(hub: Any, key: str) -> None:
    assert hub.get(f"/documents/{key}").status_code == 404
    assert hub.get(f"/api/v1/documents/{key}").status_code == 404


def test_the_api_says_the_same(hub: Any) -> None:
    told = hub.get("/api/v1/documents/UBND-5-QD-UBND-2010").json()
    assert told["key"] == "ubnd-5-qd-ubnd-2010"
    assert [(one["agency"], one["certain"]) for one in told["notices"]] == [("ubnd", True), ("so-y-te", False)]
    assert [(one["relation"], one["count"]) for one in told["cited_by"]] == [("replaces", 1), ("basis", 1)]
    assert told["cited_by"][0]["items"][0]["printed"] == "9/QĐ-UBND"
    assert [one["relation"] for one in told["cites"]] == ["basis"]


def test_a_notice_links_its_document_and_what_it_cites(hub: Any) -> None:
    page = html.fromstring(hub.get("/notices/0000000000000000").text)
    hrefs = page.xpath("//section[@aria-labelledby='cites' or @aria-labelledby='document']//a/@href")
    assert hrefs == ["/documents/ubnd-5-qd-ubnd-2010", "/documents/luat-dat-dai-2003"]
    assert "nói đến việc sửa đổi, thay thế hoặc bãi bỏ" in page.text_content()


# --- files ---------------------------------------------------------------------------------


def test_a_hit_in_a_file_names_its_pages(sample: ModuleType) -> None:
    file = Attachment("u", "a.pdf", text="Mục lục\fGiá đất ở\fĐường sá\fbảng giá đất")
    (hit,) = file_hits(snippet, "gia dat", replace(sample.notices()[5], attachments=(file,)))
    assert hit.pages == (2, 4)
    assert hit.excerpt == (("Giá đất", True), (" ở", False))


def test_a_file_is_named_only_where_it_shows_more_than_title_and_text(sample: ModuleType) -> None:
    file = Attachment("u", "a.pdf", text="Giá đất ở Nha Trang")
    notice = replace(sample.notices()[5], attachments=(file,))
    shown, other = (("Giá đất", True),), (("không", False),)
    assert better_in_files(snippet, "giá đất", [(notice, shown)]) == {}
    assert list(better_in_files(snippet, "giá đất", [(notice, other)])) == [notice.id]


def test_a_search_names_the_page_of_the_file(hub: Any) -> None:
    text = words(hub.get("/notices/0000000000000003?q=nghị định"))
    assert "Có ở trang 2" in text


def test_scans_nobody_has_read_are_counted(sample: ModuleType) -> None:
    files = tuple(
        Attachment("u", "a", state="no_text", reason=reason) for reason in ("scan", "empty", "signature_only")
    )
    assert unread_scans(replace(sample.notices()[5], attachments=files)) == 2

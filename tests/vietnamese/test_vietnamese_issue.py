"""The facts of issue: type, day and signer."""

from datetime import date

import pytest

from hub.vietnamese.issue import IssueFacts, issue_facts


@pytest.mark.parametrize(
    ("title", "text", "type_", "day", "signer"),
    [
        (
            "Quyết định số 7/QĐ-UBND về việc",
            "Ngày 24/9/2010, UBND ban hành Quyết định số 7/QĐ-UBND do Lê Văn An ký",
            "QĐ",
            date(2010, 9, 24),
            "Lê Văn An",
        ),
        (
            "Kế hoạch phòng dịch",
            "Ngày 2/9/2010, Sở Y tế ban hành Kế hoạch số 5/KH-SYT do Phó Giám đốc Sở Y tế Trần Thị Lan ký.",
            "KH",
            date(2010, 9, 2),
            "Trần Thị Lan",
        ),
        (
            "Điều chỉnh",
            "Ngày 30/1/2019, Chủ tịch UBND tỉnh Nguyễn Bốn đã ký Quyết định số 183/QĐ-UBND phê duyệt",
            "QĐ",
            date(2019, 1, 30),
            "Nguyễn Bốn",
        ),
        (
            "Tin",
            "Chủ tịch UBND tỉnh Hà Giang Vi Văn Bình - Trưởng ban, vừa ký ban hành Công văn số 8/UBND-NC ngày 5/5/2010",
            "CV",
            date(2010, 5, 5),
            "Vi Văn Bình",
        ),
        ("Công văn số 253/KH-TTCNTT ngày 3 tháng 5 năm 2010", "", "CV", date(2010, 5, 3), None),
        (
            "Về đất đai",
            "Số/Ký hiệu: 4/QĐ-UBND\nNgày ban hành: 24/09/2010\nNgười ký: Nguyễn Đức Thắng\nCơ quan: UBND",
            "QĐ",
            date(2010, 9, 24),
            "Nguyễn Đức Thắng",
        ),
        (
            "Về đất đai",
            "Số/Ký hiệu 4/QĐ-UBND Ngày ban hành 24/09/2010 Người ký Y Thông Cơ quan ban hành UBND tỉnh",
            "QĐ",
            date(2010, 9, 24),
            "Y Thông",
        ),
        (
            "Luật Xây dựng",
            "QUỐC HỘI\n-------\nSố: 50/2014/QH13\nHà Nội, ngày 18 tháng 06 năm 2014\nCăn cứ Hiến pháp",
            "Luật",
            date(2014, 6, 18),
            None,
        ),
        (
            "Tin",
            "Thực hiện Quyết định số 5/QĐ-TTg, ngày 01/01/2010 của Thủ tướng, UBND tỉnh ban hành Kế hoạch số 7/KH-UBND",
            "KH",
            None,
            None,
        ),
        ("Quyết định về việc thu hồi đất", "", "QĐ", None, None),
        ("Tin trong ngày", "Ông Nguyễn Văn An cho biết ngày 24/9/2010 sẽ họp.", None, None, None),
    ],
)
def test_the_facts_of_issue_are_those_the_notice_states(
    title: str, text: str, type_: str | None, day: date | None, signer: str | None
) -> None:
    facts = issue_facts(title, text)
    assert (facts.type, facts.issued_on, facts.signer) == (type_, day, signer)


def test_a_notice_without_a_document_has_no_facts() -> None:
    assert issue_facts("Khai mạc hội chợ", "Sáng nay, hội chợ đã khai mạc.") == IssueFacts()


def test_the_date_of_a_citation_is_not_the_date_of_issue() -> None:
    facts = issue_facts(
        "Kế hoạch số 7/KH-UBND", "Căn cứ Quyết định số 5/QĐ-TTg ngày 01/01/2010; Kế hoạch số 7/KH-UBND gồm"
    )
    assert facts.issued_on is None

"""Sections: the fourteen of the decree, and what a site calls them."""

import pytest

from hub.catalogue.sections import SECTIONS, section_code


def test_there_are_the_fourteen_sections_of_the_decree():
    assert len(SECTIONS) == 14
    assert {code: section.days for code, section in SECTIONS.items() if section.days} == {
        "tuyen-truyen": 15, "quy-hoach": 10, "van-ban": 2, "du-an": 10, "de-tai": 20, "thong-ke": 10, "hoi-dap": 15,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Chỉ đạo điều hành", "chi-dao"),
        ("CHỈ ĐẠO, ĐIỀU HÀNH", "chi-dao"),
        ("Lịch tiếp công dân", "chi-dao"),
        ("Mời thầu", "du-an"),
        ("Đấu thầu - Mua sắm công", "du-an"),
        ("Tin tức - Sự kiện", "tin-tuc"),
        ("Quy hoạch - đất đai", "quy-hoach"),
        ("Bảng giá đất", "quy-hoach"),
        ("Thủ tục hành chính", "dich-vu-cong"),
        ("TTHC", "dich-vu-cong"),
        ("Văn bản chỉ đạo điều hành", "van-ban"),
        ("Dự thảo văn bản", "lay-y-kien"),
        ("Lấy ý kiến góp ý dự thảo", "lay-y-kien"),
        ("Hỏi đáp pháp luật", "hoi-dap"),
        ("Phổ biến, giáo dục pháp luật", "tuyen-truyen"),
        ("Công báo tỉnh", "cong-bao"),
        ("Thống kê", "thong-ke"),
        ("Đề tài khoa học", "de-tai"),
        ("Giới thiệu", "gioi-thieu"),
        ("tin-tuc", "tin-tuc"),
        ("Thông báo", None),
        ("Tuyển dụng", None),
        ("Y tế", None),
        ("Công bố thông tin", None),
        ("", None),
    ],
)
def test_a_printed_heading_is_a_code_or_unsure(heading, code):
    assert section_code(heading) == code


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS.keys())
def test_a_section_is_known_by_its_own_name(section):
    assert section_code(section.vi) == section.code

"""What became of a notice, in a sentence that a reader of a feed understands without opening the page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.amending import LONGEST_TEXT, amendment
from hub.records import Attachment, LastEdit

SEEN = datetime(2026, 7, 25, 18, tzinfo=UTC)  # the 26th in Vietnam
PDF = Attachment("https://syt.vn/f/1.pdf", "Phụ lục 1", sha256="a" * 64)
ONLY_FIELDS = "Ngày 26/07/2026 cơ quan đã sửa nội dung. Dưới đây là bản mới nhất."


def said(notice, before, after, times=1, lang="vi", at=SEEN):
    """What is told of a notice that became `after` what it was `before`."""
    now = replace(notice, revisions=times, updated=at, **after)
    return amendment(now, LastEdit(SEEN, tuple(before), replace(now, **before)), lang)


def text_of(words):
    return {"text": words}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"title": "Hạn ngày 05/8"}, {"title": "Hạn ngày 15/8"}, "tiêu đề: “ngày 05/8” → “ngày 15/8”."),
        (text_of("nộp 2 triệu đồng tại Sở"), text_of("nộp 3 triệu đồng tại Sở"), "nội dung: “nộp 2” → “nộp 3”."),
        (text_of("Họp ở Hội trường A"), text_of("Họp ở Hội trường A tầng 2"), "nội dung: thêm “tầng 2”."),
        (text_of("Họp tại phòng lớn, tầng 2"), text_of("Họp tại phòng lớn"), "nội dung: bỏ “, tầng 2”."),
        ({"doc_number": "1/TB"}, {"doc_number": "2/TB"}, "số, ký hiệu: “1/TB” → “2/TB”."),
        ({"doc_number": None}, {"doc_number": "2/TB"}, "số, ký hiệu: thêm “2/TB”."),
        ({"attachments": ()}, {"attachments": (PDF,)}, "tệp đính kèm: thêm “Phụ lục 1”."),
        ({"attachments": (PDF,)}, {"attachments": ()}, "tệp đính kèm: bỏ “Phụ lục 1”."),
        (
            {"attachments": (PDF,)},
            {"attachments": (replace(PDF, sha256="b" * 64),)},
            "tệp đính kèm: “Phụ lục 1” có bản mới.",
        ),
        (
            {"title": "Hạn ngày 05/8", "text": "đến ngày 05/8 thôi"},
            {"title": "Hạn ngày 15/8", "text": "đến ngày 15/8 thôi"},
            "tiêu đề và nội dung: “ngày 05/8” → “ngày 15/8”; “ngày 05/8” → “ngày 15/8”.",
        ),
    ],
)
def test_an_edit_names_the_fields_and_the_words(notice, before, after, told):
    assert said(notice, before, after) == f"Ngày 26/07/2026 cơ quan đã sửa {told} Dưới đây là bản mới nhất."


def test_a_later_edit_is_counted(notice):
    assert "đã sửa tiêu đề (lần thứ 2): “A 1” → “A 2”." in said(notice, {"title": "A 1"}, {"title": "A 2"}, times=2)


def test_in_english_too(notice):
    told = said(notice, {"title": "A 1", "text": "x"}, {"title": "A 2", "text": "x"}, times=3, lang="en")
    assert told == (
        "On 26 Jul 2026 the agency changed the title and the text (change no. 3): “A 1” → “A 2”. "
        "Below is the latest version."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * LONGEST_TEXT, "b " * LONGEST_TEXT),
        (" ".join(f"cũ{n}" for n in range(40)), " ".join(f"mới{n}" for n in range(40))),
    ],
)
def test_what_is_long_is_only_named(notice, before, after):
    assert said(notice, text_of(before), text_of(after)) == ONLY_FIELDS


def test_of_many_changes_the_first_three_are_told(notice):
    before, after = ("; ".join(f"mục số {n} ghi {m} đồng" for n, m in rows) for rows in ROWS)
    assert said(notice, text_of(before), text_of(after)) == (
        "Ngày 26/07/2026 cơ quan đã sửa nội dung: “ghi 90” → “ghi 190”; “ghi 91” → “ghi 191”; "
        "“ghi 92” → “ghi 192”; và những chỗ khác. Dưới đây là bản mới nhất."
    )


ROWS = [[(n, 90 + n) for n in range(5)], [(n, 190 + n) for n in range(5)]]


def test_a_notice_that_is_shown_again_says_so(notice):
    again = replace(notice, updated=SEEN)
    assert amendment(again, None) == (
        "Ngày 26/07/2026 cơ quan đã đăng lại thông báo này sau khi gỡ. Dưới đây là bản mới nhất."
    )


def test_one_that_was_edited_before_it_was_withdrawn_says_both(notice):
    told = said(notice, {"title": "A 1"}, {"title": "A 2"}, at=SEEN + timedelta(days=3))
    assert told.startswith(
        "Ngày 29/07/2026 cơ quan đã đăng lại thông báo này sau khi gỡ. Ngày 26/07/2026 cơ quan đã sửa"
    )


@pytest.mark.parametrize("updated", [timedelta(), timedelta(days=-400)])
def test_a_notice_to_which_nothing_happened_says_nothing(notice, updated):
    """One of a source's first collection is `updated` when it was published."""
    assert amendment(replace(notice, updated=notice.first_seen + updated), None) == ""

"""What a list shows and says of itself, counted."""

from datetime import date, datetime

import pytest

from hub.records import Item, StatedDate
from hub.vietnamese.dates import VIETNAM
from spiders.sights import MOST_TOLD, said_in, sight_of

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=VIETNAM)


def row(n: int, title: str = "", stated: str = "") -> Item:
    dates = (StatedDate(stated, "listing"),) if stated else ()
    return Item("syt", f"https://syt.vn/{n}", title or f"Thông báo số {n}", dates=dates)


def test_rows_titles_dates_and_broken_letters_are_counted() -> None:
    rows = [
        row(1, "Lịch tuần", "03/11/2026"),
        row(2, "Lịch tuần", "02/11/2026"),
        row(3, "Th\ufffdng b\ufffdo", "đang cập nhật"),
    ]
    sight = sight_of(rows, NOW, "dmy")
    assert (sight.rows, sight.told, sight.titles, sight.dated, sight.today, sight.garbled) == (3, 3, 2, 2, 1, 1)
    assert sight.days == {"https://syt.vn/1": date(2026, 11, 3), "https://syt.vn/2": date(2026, 11, 2)}


def test_of_a_long_list_the_first_rows_are_looked_at_and_all_are_counted() -> None:
    sight = sight_of([row(n) for n in range(MOST_TOLD + 40)], NOW, "dmy")
    assert (sight.rows, sight.told, sight.titles) == (MOST_TOLD + 40, MOST_TOLD, MOST_TOLD)


def test_letters_that_were_encoded_twice_are_mended_before_they_are_judged() -> None:
    twice = "Thông báo về việc tuyển dụng viên chức".encode().decode("cp1252", "replace")
    assert sight_of([row(1, twice)], NOW, "dmy").garbled == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tổng số: 1.240 văn bản", (1240, None)),
        ("Tổng số bản ghi: 35", (35, None)),
        ("Tìm thấy 12 kết quả", (12, None)),
        ("Hiển thị 1 - 20 trong tổng số 140 tin", (140, None)),
        ("Trang 1/7", (None, 7)),
        ("Page 1 of 7", (None, 7)),
        ("Hà Nội, ngày 1/7/2026. Điện thoại: 1-20/35/2", (None, None)),
        ("Quyết định số 20/QĐ-UBND", (None, None)),
    ],
)
def test_a_list_says_how_many_rows_and_pages_it_has(text: str, said: tuple[int | None, int | None]) -> None:
    assert said_in(text) == said

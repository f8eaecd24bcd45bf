"""Spans of days in the words that people use for them."""

from datetime import date

import pytest

from hub.vietnamese.periods import find_periods, read_period

TODAY = date(2010, 9, 24)  # a Friday

SPANS = [
    ("24/9/2010", "2010-09-24 2010-09-24"),
    ("ngày 24 tháng 9 năm 2010", "2010-09-24 2010-09-24"),
    ("2010-09-24", "2010-09-24 2010-09-24"),
    ("tháng 3/2024", "2024-03-01 2024-03-31"),
    ("thang 2 nam 2024", "2024-02-01 2024-02-29"),
    ("Tháng 2-2023", "2023-02-01 2023-02-28"),
    ("T3/2024", "2024-03-01 2024-03-31"),
    ("3/2024", "2024-03-01 2024-03-31"),
    ("2024-03", "2024-03-01 2024-03-31"),
    ("March 2024", "2024-03-01 2024-03-31"),
    ("quý 2 năm 2023", "2023-04-01 2023-06-30"),
    ("quý IV/2023", "2023-10-01 2023-12-31"),
    ("q1 2024", "2024-01-01 2024-03-31"),
    ("6 tháng đầu năm 2024", "2024-01-01 2024-06-30"),
    ("nửa cuối năm 2023", "2023-07-01 2023-12-31"),
    ("9 tháng đầu năm 2024", "2024-01-01 2024-09-30"),
    ("năm 2023", "2023-01-01 2023-12-31"),
    ("2023", "2023-01-01 2023-12-31"),
    ("hôm nay", "2010-09-24 2010-09-24"),
    ("hôm qua", "2010-09-23 2010-09-23"),
    ("hom kia", "2010-09-22 2010-09-22"),
    ("tuần này", "2010-09-20 2010-09-26"),
    ("tuần trước", "2010-09-13 2010-09-19"),
    ("last week", "2010-09-13 2010-09-19"),
    ("tháng này", "2010-09-01 2010-09-30"),
    ("tháng trước", "2010-08-01 2010-08-31"),
    ("quý này", "2010-07-01 2010-09-30"),
    ("quý trước", "2010-04-01 2010-06-30"),
    ("năm nay", "2010-01-01 2010-12-31"),
    ("năm ngoái", "2009-01-01 2009-12-31"),
    ("7 ngày qua", "2010-09-18 2010-09-24"),
    ("2 tuần gần đây", "2010-09-11 2010-09-24"),
    ("3 tháng qua", "2010-06-24 2010-09-24"),
    ("last 2 years", "2008-09-24 2010-09-24"),
    ("tháng 3", "2010-03-01 2010-03-31"),
    ("tháng 11", "2009-11-01 2009-11-30"),
    ("quý 4", "2009-10-01 2009-12-31"),
]
NONE = [
    "", "đất", "31/2/2010", "tháng 13/2010", "quý 5/2010", "quý 0 năm 2010", "12 tháng đầu năm 2010", "tháng", "năm",
    "tuần sau", "0000", "0 ngày qua", "tháng 3 đất", "24/9", "12/QĐ-UBND", "٢٠١٠", "x" * 500,
]  # fmt: skip


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_a_span_is_read(text: str, span: str) -> None:
    days = read_period(text, TODAY)
    assert days and f"{days.first} {days.last}" == span


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_days_is_none(text: str) -> None:
    assert read_period(text, TODAY) is None


def test_a_quarter_before_the_first_is_the_last_of_the_year_before() -> None:
    assert read_period("quý trước", date(2010, 2, 1)) == read_period("quý 4/2009")
    assert read_period("tháng trước", date(2010, 1, 31)) == read_period("tháng 12/2009")
    assert read_period("1 tháng qua", date(2010, 3, 31)) == (date(2010, 2, 28), date(2010, 3, 31))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tuyển dụng tháng 3/2024 tại Nha Trang", ["tháng 3/2024"]),
        ("giá đất quý 2 năm 2023, quý 3 năm 2023", ["quý 2 năm 2023", "quý 3 năm 2023"]),
        ("họp báo tuần trước", ["tuần trước"]),
        ("giá đất 2024", ["2024"]),
        ("12/QĐ-UBND, 1234 hộ, năm mới, ngày hội", []),
    ],
)
def test_periods_are_found_in_a_text(text: str, named: list[str]) -> None:
    assert [text[one.start : one.end] for one in find_periods(text, TODAY)] == named

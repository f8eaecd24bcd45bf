"""Dates as sites write them: our own table, and what must not be read as a date."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.records import Moment, Precision
from hub.vietnamese.dates import VIETNAM, parse_date

SEEN = datetime(2010, 10, 1, 15, 20, tzinfo=VIETNAM)


def local(moment: Moment | None) -> str | None:
    """The moment as Vietnamese clocks show it, as far as it is known."""
    if moment is None:
        return None
    assert moment.at.tzinfo is UTC
    return moment.at.astimezone(VIETNAM).strftime("%Y-%m-%d" if moment.precision == "day" else "%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("(24/09/2010)", "2010-09-24"),
        ("24/09/2010 08:30 | Lượt xem: 0340001", "2010-09-24 08:30"),
        ("Gửi bởi biên tập ngày 24/09/2010 - 08:30", "2010-09-24 08:30"),
        ("Thứ Hai, 27 Tháng 9 2010 08:30", "2010-09-27 08:30"),
        ("31Dec09", "2009-12-31"),
        ("(08:30 SA 27/09/2010)", "2010-09-27 08:30"),
        ("Cập nhật lúc 08:30 CH 27/09/2010", "2010-09-27 20:30"),
        ("12:30 SA 27/09/2010", "2010-09-27 00:30"),
        ("Thứ tư - 22/09/2010 09:05", "2010-09-22 09:05"),
        ("22.9.2010 | 14g05", "2010-09-22 14:05"),
        ("Đăng lúc 7 giờ 05 phút sáng thứ tư ngày 22-9-2010", "2010-09-22 07:05"),
        ("7 giờ 05 phút, thứ tư, ngày 22-9-2010", "2010-09-22 07:05"),
        ("9 giờ tối ngày 22/9/2010", "2010-09-22 21:00"),
        ("12 giờ trưa ngày 22/9/2010", "2010-09-22 12:00"),
        ("1:15 trưa 22/9/2010", "2010-09-22 13:15"),
        ("11:30 đêm 22/9/2010", "2010-09-22 23:30"),
        ("0 giờ ngày 22/9/2010", "2010-09-22"),
        ("22/09/2010 14:54 PM", "2010-09-22 14:54"),
        ("22/09/2010 2:54 p.m.", "2010-09-22 14:54"),
        ("22/09/2010 25:70", "2010-09-22"),
        ("Nha Trang, ngày 22 tháng 9 năm 2010", "2010-09-22"),
        ("ngày 05 tháng tư năm 2010", "2010-04-05"),
        ("5 Tháng Mười Hai, 2009", "2009-12-05"),
        ("22 Th9 2010", "2010-09-22"),
        ("22 - 09 - 2010", "2010-09-22"),
        ("22/9/10", "2010-09-22"),
        ("Số 12/2010/NQ-HĐND ngày 10/07/2010", "2010-07-10"),
        ("Nguyễn Văn An(22/09/2010 9:54 AM) Người xuất bản", "2010-09-22 09:54"),
        ("2010-09-22T14:30:15.123+07:00", "2010-09-22 14:30"),
        ("2010-09-22T14:30-03:00", "2010-09-23 00:30"),
        ("2010-09-22T23:30:00Z", "2010-09-23 06:30"),
        ("20100922T073000Z", "2010-09-22 14:30"),
        ("2010-09-22T00:00:00Z", "2010-09-22"),
        ("2010-09-21T17:00:00Z", "2010-09-22"),
        ("Wed, 22 Sep 2010 08:30:00 -0300", "2010-09-22 18:30"),
        ("22 Sep 10 08:30:00 +0700", "2010-09-22 08:30"),
        ("Wed, 22 Sep 2010 08:30:00 EST", "2010-09-22 20:30"),
        ("September 22nd, 2010 at 2:30 PM", "2010-09-22 14:30"),
        ("Wed Sep 22 14:30:00 2010", "2010-09-22 14:30"),
        ("/Date(1285140600000)/", "2010-09-22 14:30"),
        ("Họp 22/09/2010 08:30-10:00", "2010-09-22 08:30"),
        ("9/22/2010", "2010-09-22"),
        ("2010/09/22", "2010-09-22"),
    ],
)
def test_a_date_is_read_as_its_site_means_it(raw: str, meant: str) -> None:
    assert local(parse_date(raw, seen=SEEN)) == meant
    assert local(parse_date(raw)) == meant


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "()",
        "không rõ",
        "29/2/2010",
        "31/04/2010",
        "13/13/2010",
        "2010-13-01",
        "01/01/1989",
        "tháng 9/2010",
        "22/09",
        "058.3822229",
        "1285140600",
        "tỷ lệ 1/500",
        "12/2010/NQ-HĐND",
        "Lượt xem: 2010",
        "0001-01-01T00:00:00",
        "192.168.10.2010",
        "32 tháng 9 năm 2010",
        "/Date(-62135596800000)/",
        "/Date(99999999999999)/",
        "hôm nay trời đẹp",
        "năm 2010",
    ],
)
def test_no_date_is_better_than_a_wrong_one(raw: str) -> None:
    assert parse_date(raw, seen=SEEN) is None


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("Hôm nay", "2010-10-01"),
        ("Hôm qua, 14:30", "2010-09-30 14:30"),
        ("08:15 hôm nay", "2010-10-01 08:15"),
        ("5 phút trước", "2010-10-01 15:15"),
        ("2 giờ trước", "2010-10-01 13:00"),
        ("Đăng 3 ngày trước", "2010-09-28"),
        ("1 tuần trước", "2010-09-24"),
        ("2 hours ago", "2010-10-01 13:00"),
        ("Yesterday", "2010-09-30"),
    ],
)
def test_relative_dates_count_from_when_they_were_seen(raw: str, meant: str) -> None:
    assert local(parse_date(raw, seen=SEEN)) == meant
    assert parse_date(raw) is None


def test_a_date_more_than_a_day_ahead_is_refused() -> None:
    assert local(parse_date("02/10/2010", seen=SEEN)) == "2010-10-02"
    assert parse_date("03/10/2010", seen=SEEN) is None
    assert parse_date("10/12/2010", seen=SEEN) is None


@pytest.mark.parametrize(
    ("raw", "order", "meant"),
    [
        ("09/10/2010", "dmy", "2010-10-09"),
        ("09/10/2010", "mdy", "2010-09-10"),
        ("22/09/2010", "mdy", "2010-09-22"),
        ("10/09/22", "ymd", "2010-09-22"),
        ("22/09/10", "dmy", "2010-09-22"),
        ("22/09/2010", "ymd", "2010-09-22"),
    ],
)
def test_the_order_of_a_source_decides_where_both_readings_exist(raw: str, order: str, meant: str) -> None:
    assert local(parse_date(raw, order=order)) == meant


@pytest.mark.parametrize(
    ("finest", "meant"), [("minute", "2010-09-27 14:09"), ("hour", "2010-09-27 14:00"), ("day", "2010-09-27")]
)
def test_nothing_finer_than_the_source_can_be_trusted_with(finest: Precision, meant: str) -> None:
    found = parse_date("Mon, 27 Sep 2010 14:09:14 GMT+7", finest=finest)
    assert found is not None and found.precision == finest
    assert local(found) == meant


def test_a_decomposed_date_and_one_with_entities_are_read_too() -> None:
    assert local(parse_date("nga\u0300y 22 tha\u0301ng 9 na\u0306m 2010")) == "2010-09-22"
    assert local(parse_date("ng&agrave;y&nbsp;22/09/2010")) == "2010-09-22"


def test_vietnamese_time_is_seven_hours_ahead() -> None:
    assert VIETNAM.utcoffset(None) == timedelta(hours=7)

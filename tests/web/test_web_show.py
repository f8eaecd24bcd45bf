"""Dates, spans and sizes as a reader sees them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.show import ago_text, api_moment, day_text, moment_text, number_text, size_text

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "precision", "vietnamese", "english"),
    [
        (NOW, "minute", "24/09/2010 08:30", "24 Sep 2010, 08:30"),
        (NOW, "hour", "24/09/2010, 08 giờ", "24 Sep 2010, 08 h"),
        (NOW, "day", "24/09/2010", "24 Sep 2010"),
        (datetime(2010, 12, 31, 17, 0, tzinfo=UTC), "minute", "01/01/2011 00:00", "1 Jan 2011, 00:00"),
    ],
)
def test_a_moment_is_written_in_vietnamese_time_as_finely_as_it_is_known(
    moment: datetime, precision: str, vietnamese: str, english: str
) -> None:
    assert moment_text(moment, "vi", precision) == vietnamese  # type: ignore[arg-type]
    assert moment_text(moment, "en", precision) == english  # type: ignore[arg-type]


def test_the_day_of_a_moment_is_the_vietnamese_day() -> None:
    assert day_text(datetime(2010, 9, 23, 20, tzinfo=UTC), "vi") == day_text(date(2010, 9, 24), "vi") == "24/09/2010"


@pytest.mark.parametrize(
    ("ago", "vietnamese", "english"),
    [
        (timedelta(minutes=3), "3 phút trước", "3 minutes ago"),
        (timedelta(hours=5), "5 giờ trước", "5 hours ago"),
        (timedelta(days=40), "1 tháng trước", "1 month ago"),
        (timedelta(seconds=-30), "1 giây trước", "1 second ago"),
    ],
)
def test_it_was_so_long_ago_and_never_in_the_future(ago: timedelta, vietnamese: str, english: str) -> None:
    assert ago_text(NOW - ago, NOW, "vi") == vietnamese
    assert ago_text(NOW - ago, NOW, "en") == english


def test_a_moment_for_machines_names_its_offset() -> None:
    assert api_moment(NOW) == "2010-09-24T08:30:00+07:00"


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (1023, "1.023 B"), (1024, "1 KB"), (3 * 1024**3, "3 GB")])
def test_a_size_has_the_unit_that_suits_it(size: int, text: str) -> None:
    assert size_text(size, "vi") == text


@given(st.integers(0, 10**12))
def test_a_count_keeps_its_digits(count: int) -> None:
    assert number_text(count, "vi").replace(".", "") == str(count) == number_text(count, "en").replace(",", "")

"""Places in a list."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import Notice
from hub.web.places import place_of, read_place


def at(moment: datetime, id: str) -> Notice:
    return Notice(id, "s", "a", "https://x.vn/", "Tiêu đề", moment, moment, moment, "day", "feed")


@given(
    st.integers(-(2**40), 2**45).map(lambda n: datetime(2010, 9, 24, tzinfo=UTC) + timedelta(microseconds=n * 997)),
    st.from_regex(r"[0-9a-z]{16}", fullmatch=True),
)
def test_a_place_is_read_as_it_was_written_to_the_microsecond(moment: datetime, id: str) -> None:
    assert read_place(place_of(at(moment, id))) == (moment, id)


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    place = read_place(text)
    assert place is None or place[0].tzinfo is UTC


@pytest.mark.parametrize("written", ["", "~", "1~", "٣~a", "1~a\n", "-99999999999999999~a", "1~../x"])
def test_nonsense_is_no_place(written: str) -> None:
    assert read_place(written) is None

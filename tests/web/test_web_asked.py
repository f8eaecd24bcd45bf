"""What an address asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import Filters
from hub.web.asked import LONGEST_QUERY, as_params, read_asked


def test_an_address_without_parameters_asks_for_everything_newest_first() -> None:
    asked = read_asked({})
    assert (asked.q, asked.filters, asked.sort, asked.page, asked.faults) == ("", Filters(), "newest", 1, ())


def test_all_parameters_are_understood() -> None:
    asked = read_asked({
        "q": " giá  đất ", "agency": "so-y-te", "section": "van-ban", "type": "QĐ", "source": "syt",
        "from": "2010-01-01", "to": "24/09/2010", "sort": "newest", "page": "3",
    })  # fmt: skip
    filters = Filters("so-y-te", "van-ban", "qd", "syt", None, date(2010, 1, 1), date(2010, 9, 24))
    assert (asked.q, asked.filters, asked.sort, asked.page, asked.faults) == ("giá đất", filters, "newest", 3, ())


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"from": "32/13/2010"}, "day"),
        ({"to": "0001-01-01"}, "day"),
        ({"to": "9999-12-31"}, "day"),
        ({"from": "x" * 5000}, "day"),
        ({"from": "2010-09-24", "to": "2010-09-01"}, "order"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "٣"}, "page"),
        ({"page": "9" * 400}, "page"),
        ({"sort": "random"}, "sort"),
        ({"q": "đất " * 200}, "length"),
        ({"q": "\u0300" * 100_000}, "length"),
    ],
)
def test_what_cannot_be_understood_is_named_and_the_rest_still_answered(params: dict[str, str], kind: str) -> None:
    asked = read_asked(params | {"agency": "so-y-te"})
    assert kind in [fault.kind for fault in asked.faults]
    assert asked.filters.agency == "so-y-te"
    assert asked.page >= 1
    assert len(asked.q) <= LONGEST_QUERY


PARAMS = st.dictionaries(
    st.sampled_from(["q", "agency", "section", "type", "source", "from", "to", "sort", "page"]),
    st.text(max_size=30) | st.sampled_from(["newest", "relevance", "2010-09-24", "24/9/2010", "7", "QĐ"]),
)


@given(PARAMS)
def test_a_search_survives_being_written_as_an_address(params: dict[str, str]) -> None:
    once = as_params(read_asked(params))
    assert as_params(read_asked(once)) == once


@given(PARAMS)
def test_a_search_read_again_has_no_faults_left_but_the_order_of_its_days(params: dict[str, str]) -> None:
    again = read_asked(as_params(read_asked(params)))
    assert {fault.kind for fault in again.faults} <= {"order"}

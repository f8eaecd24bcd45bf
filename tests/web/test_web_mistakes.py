"""Queries that cannot be understood as they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import Misread
from hub.web.mistakes import read_mistakes, width
from search_index.reading import read_query


@pytest.mark.parametrize(
    "query",
    ['giá "đất', "(nhà đất", "giá đất)", "giá OR", "number:abc", "đ" * 60 + ' "đất', '"", ', "đất\u0323\u0301 OR"],
)
def test_the_caret_stands_under_the_character_that_is_wrong(query: str) -> None:
    told = read_query(query).mistakes
    (mistake,) = read_mistakes(query, told)
    column = mistake.caret.index("^")
    cut = next(n for n in range(len(mistake.shown) + 1) if width(mistake.shown[:n]) == column)
    assert mistake.shown[cut : cut + 3].rstrip("…") in query[told[0].at :]
    assert mistake.caret.strip() == "^"


@given(st.text(max_size=80), st.integers(-5, 100))
def test_any_mistake_can_be_shown(query: str, at: int) -> None:
    (mistake,) = read_mistakes(query, [Misread("unheard_of", at, "")])
    assert mistake.advice == "mistake.other"

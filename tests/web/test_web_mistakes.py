"""Queries that cannot be understood."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.errors import QueryError
from hub.web.mistakes import plain_words, read_mistake, width
from search_index.query import parse_query


@pytest.mark.parametrize(
    "query",
    ['giá "đất', "(nhà đất", "giá đất)", "giá OR", "number:abc", "đ" * 60 + ' "đất', '"", ', "đất\u0323\u0301 OR"],
)
def test_the_caret_stands_under_the_character_that_is_wrong(query: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse_query(query)
    mistake = read_mistake(query, raised.value)
    column = mistake.caret.index("^")
    cut = next(n for n in range(len(mistake.shown) + 1) if width(mistake.shown[:n]) == column)
    assert mistake.shown[cut : cut + 3].rstrip("…") in query[raised.value.at :]
    assert mistake.caret.strip() == "^"


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ('giá "đất', "giá đất"),
        ("(nhà OR đất", "nhà đất"),
        ("12/QĐ-UBND (", "12/QĐ-UBND"),
        ("-đất - nhà", "đất nhà"),
        ("HOẶC VÀ", ""),
        ("đất đai", ""),
    ],
)
def test_a_repair_keeps_the_words_and_drops_the_signs(query: str, plain: str) -> None:
    assert plain_words(query) == plain


@given(st.text(max_size=80), st.integers(-5, 100))
def test_any_mistake_can_be_shown(query: str, at: int) -> None:
    mistake = read_mistake(query, QueryError("unheard_of", at=at, hint=""))
    assert mistake.advice == "mistake.other"


@example(":OR'")
@given(st.text("ab \"()-:ORAND'“”", max_size=30))
def test_a_repaired_query_is_always_understood(query: str) -> None:
    parse_query(plain_words(query))

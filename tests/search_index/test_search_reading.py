"""Queries that are badly written: what is understood all the same, and what is told of the rest."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.errors import QueryError
from search_index.lexing import HINTS
from search_index.query import parse_query
from search_index.reading import read_query

TITLES = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "text_vi" / "queries.jsonl"
TODAY = date(2010, 9, 24)

UNDERSTOOD = [
    ('giá "đất nha trang', "giá đất nha trang", [("unclosed_quote", 4)]),
    ('TV 32" giá rẻ', "TV 32 giá rẻ", [("unclosed_quote", 5)]),
    ("(giá đất", "giá đất", [("unclosed_group", 0)]),
    ("giá đất) nhà", "giá đất nhà", [("unopened_group", 7)]),
    ("giá () đất", "giá đất", [("empty_group", 4)]),
    ('giá "" đất', "giá đất", [("empty_quote", 4)]),
    ("giá OR", "giá", [("dangling_operator", 4)]),
    ("giá AND AND đất", "giá AND đất", [("dangling_operator", 4)]),
    ("giá AND -", "giá -", [("dangling_operator", 4)]),
    ("Covid-19:Bộ Y tế nói gì", "Covid-19:Bộ Y tế nói gì", []),
    ("tác giả:ubnd đất", "tác giả ubnd đất", [("unknown_field", 4)]),
    ("agency: đất", "agency: đất", []),
    ("giá agency:", "giá", [("empty_field", 11)]),
    ('cơ quan:" " giá', "giá", [("empty_field", 9)]),
    ("số:abc giá", "abc giá", [("bad_number", 3)]),
    ("từ:31/02/2010 giá", "giá", [("bad_date", 3)]),
    ('đến:"hôm sau nữa" giá', "giá", [("bad_date", 5)]),
    ('giá từ:13/2010 "đất', "giá đất", [("bad_date", 7), ("unclosed_quote", 15)]),
    ("(" * 13 + "a" + ")" * 13, "a", [("too_deep", 12)]),
    ("OR", "", [("dangling_operator", 0)]),
]


@pytest.mark.parametrize(("typed", "understood", "mistakes"), UNDERSTOOD)
def test_what_can_be_understood_is_searched_and_the_rest_is_told_with_its_place(
    typed: str, understood: str, mistakes: list[tuple[str, int]]
) -> None:
    reading = read_query(typed)
    assert (reading.text, [(one.problem, one.at) for one in reading.mistakes]) == (understood, mistakes)
    assert reading.query == parse_query(understood)


@pytest.mark.parametrize(
    ("typed", "repairs"),
    [
        ('giá "đất', ('giá "đất"', "giá đất")),
        ("(giá OR đất", ("(giá OR đất)", "giá OR đất")),
        ("agancy:so-y-te giá", ("agency:so-y-te giá", "agancy so-y-te giá")),
        ("loai van bna:qd", ("loai van ban:qd", "loai van bna qd")),
        ("giá OR", ("giá",)),
        ('giá "đất (nhà OR', ('giá "đất (nhà OR"', "giá đất nhà")),
        ("OR", ()),
    ],
)
def test_a_mistake_comes_with_queries_that_may_have_been_meant(typed: str, repairs: tuple[str, ...]) -> None:
    assert read_query(typed).mistakes[0].repairs == repairs


def test_a_query_that_is_too_long_is_read_as_far_as_it_goes() -> None:
    words, letters = read_query("đất " * 100), read_query("x" * 400 + " " + "y" * 400)
    assert [one.problem for one in (*words.mistakes, *letters.mistakes)] == ["too_long", "too_long"]
    assert words.text == " ".join(["đất"] * 64)
    assert letters.text == "x" * 400


PARTS = st.sampled_from(
    ['"', "“", "(", ")", "-", " ", " OR ", " AND ", "agency:", "xyz:", "số:", "từ:", "2010", "12/QĐ-UBND", "đất", ":"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PARTS, max_size=40).map("".join)))
@example('agency:"')
@example("a:b:c:d:e:f:g:h:i:j:k:l")
@example('"' * 15 + "(" * 15)
def test_anything_is_read_and_what_was_understood_is_a_query_without_mistakes(typed: str) -> None:
    reading = read_query(typed)
    assert parse_query(reading.text) == reading.query
    for mistake in reading.mistakes:
        assert mistake.problem in HINTS
        assert 0 <= mistake.at <= len(typed)
        assert not any(read_query(repair).mistakes for repair in mistake.repairs)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=20).map("".join))
def test_what_is_right_is_left_alone(typed: str) -> None:
    try:
        query = parse_query(typed)
    except QueryError:
        assert read_query(typed).mistakes
    else:
        assert (read_query(typed).query, read_query(typed).mistakes) == (query, ())


def test_places_are_those_of_what_was_typed_in_any_normal_form() -> None:
    typed = unicodedata.normalize("NFD", "đất đai (nhà")
    assert typed[read_query(typed).mistakes[0].at] == "("


def test_every_title_of_the_corpus_is_read_with_most_of_its_words() -> None:
    if not TITLES.exists():
        pytest.skip("the corpus beside the checkout is not here")
    typed = [json.loads(line)["query"] for line in TITLES.read_text("utf-8").splitlines()]
    assert len(typed) > 100
    for title in typed:
        assert len(read_query(title).text) >= min(len(title), 400) * 0.6


# --- dates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "absolute"),
    [
        ("từ:tháng 3/2009", "từ:01/03/2009"),
        ("từ: tháng 3 năm 2009 giá", "từ:01/03/2009 giá"),
        ('đến:"quý II năm 2009"', "đến:30/06/2009"),
        ("từ:tuần trước đến:hôm nay", "từ:13/09/2010 đến:24/09/2010"),
        ("since:last month", "từ:01/08/2010"),
        ("until:yesterday giá", "đến:23/09/2010 giá"),
        ("từ:7 ngày qua", "từ:18/09/2010"),
        ("từ ngày:24/9/2009", "từ:24/9/2009"),
    ],
)
def test_days_may_be_named_in_words(typed: str, absolute: str) -> None:
    assert read_query(typed, TODAY) == read_query(absolute, TODAY) or (
        read_query(typed, TODAY).query == read_query(absolute, TODAY).query
    )
    assert not read_query(typed, TODAY).mistakes


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("ngày:24/9/2009", "từ:24/9/2009 đến:24/9/2009"),
        ("tháng:3/2009", "từ:1/3/2009 đến:31/3/2009"),
        ("quý:4/2009", "từ:1/10/2009 đến:31/12/2009"),
        ("năm:2009", "từ:1/1/2009 đến:31/12/2009"),
        ("date:this week", "từ:20/9/2010 đến:26/9/2010"),
        ("date:2009-03", "từ:1/3/2009 đến:31/3/2009"),
    ],
)
def test_a_date_is_both_ends_of_a_span(typed: str, span: str) -> None:
    first, last = (part for part in read_query(span).query.root.parts)  # type: ignore[union-attr]
    read = read_query(typed, TODAY).query.root
    assert (read.first, read.last) == (first.first, last.last)  # type: ignore[union-attr]


def test_without_a_today_what_is_told_from_it_is_no_date() -> None:
    assert [one.problem for one in read_query("từ:tuần trước").mistakes] == ["bad_date"]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("người ký:hoàng", "signer:hoang"),
        ('nơi ban hành:"Sở Y tế"', "agency:so-y-te"),
        ("loại văn bản:qđ", "type:qd"),
        ("số ký hiệu:12/QĐ", "number:12/QD"),
        ("số hiệu: 12/QĐ", "number:12/QD"),
    ],
)
def test_fields_have_the_names_that_people_use(typed: str, plain: str) -> None:
    assert read_query(typed).query == read_query(plain).query


@pytest.mark.parametrize("typed", ["giai đoạn 2021 -2025", "tuyến đường 2 -5 km"])
def test_a_dash_between_figures_leaves_nothing_out(typed: str) -> None:
    assert read_query(typed).query == read_query(typed.replace(" -", " - ")).query

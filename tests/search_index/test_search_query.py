"""What people type, and the tree it becomes."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.errors import QueryError
from search_index.lexing import HINTS
from search_index.query import parse_query
from search_index.tree import And, Days, Exactly, Node, Not, Number, Or, Phrase, Words


def sketch(node: Node) -> str:
    """A tree on one line: words as they are folded, phrases in quotes, operators before their parts."""
    match node:
        case Words(units):
            return " ".join("+".join(word.folded for word in unit.words) for unit in units)
        case Phrase(words):
            return '"' + " ".join(word.folded for word in words) + '"'
        case Number(key=key):
            return f"#{key}"
        case Exactly(field, value):
            return f"{field}={value}"
        case Days(first, last):
            return f"days {first or ''}..{last or ''}"
        case Not(part):
            return f"not({sketch(part)})"
        case Or(parts):
            return f"any({'; '.join(map(sketch, parts))})"
        case And(parts, strict):
            return f"{'both' if strict else 'all'}({'; '.join(map(sketch, parts))})"


READ = [
    ("", "all()"),
    (" , … !", "all()"),
    ("đất đai", "dat dai"),
    ("Đất,  đai; nhà/ở", "dat dai nha o"),
    ('"đất đai" nhà', 'all("dat dai"; nha)'),
    ("“đất đai” «nhà ở»", 'all("dat dai"; "nha o")'),
    ('"một” khác', 'all("mot"; khac)'),
    ("đất -đai nhà", "all(dat; not(dai); nha)"),
    ('-"đất đai"', 'not("dat dai")'),
    ("−đất", "not(dat)"),
    ("an - ninh", "an ninh"),
    ("kinh tế-xã hội", "kinh+te+xa+hoi"),
    ("- --x -", "x"),
    ("a OR b", "any(a; b)"),
    ("a HOẶC b", "any(a; b)"),
    (unicodedata.normalize("NFD", "a HOẶC b"), "any(a; b)"),
    ("a AND b", "both(a; b)"),
    ("a VÀ b", "both(a; b)"),
    ("a or b và c hoặc d", "a or b va c hoac d"),
    ("ĐẤT ĐAI VÀ NHÀ Ở", "dat dai va nha o"),
    ("UBND VÀ HĐND", "both(ubnd; hdnd)"),
    ("ĐẤT OR NHÀ", "any(dat; nha)"),
    ("a b OR c d AND e", "any(a b; both(c d; e))"),
    ("(a OR b) c", "all(any(a; b); c)"),
    ("-(a OR b)", "not(any(a; b))"),
    ("((a))", "a"),
    ("agency:so-y-te", "agency=so-y-te"),
    ("Cơ quan:so-y-te", "agency=so-y-te"),
    ("co quan:so-y-te", "agency=so-y-te"),
    (unicodedata.normalize("NFD", "cơ quan:so-y-te"), "agency=so-y-te"),
    ('agency:"Sở Y tế" đất', "all(agency=so-y-te; dat)"),
    ("agency:“Sở Y tế”", "agency=so-y-te"),
    ("CHUYÊN MỤC:tin-tuc", "section=tin-tuc"),
    ("loại:QĐ -type:TB", "all(type=qd; not(type=tb))"),
    ('loại:"Thông báo"', "type=tb"),
    ("nguồn:syt, đất", "all(source=syt; dat)"),
    ("source:syt-thong-bao", "source=syt-thong-bao"),
    ("số:12", "number=12"),
    ("number:0012/QÐ-UBND x", "all(number=12-qd-ubnd; x)"),
    ("Số: 12 /QĐ-UBND", "number=12-qd-ubnd"),
    ("Số: không", "so khong"),
    ("sở: y tế", "so y te"),
    ("từ:24/09/2010", "days 2010-09-24.."),
    ("từ: 24/9/2010", "days 2010-09-24.."),
    ("from:2010-09-24 to:2011", "all(days 2010-09-24..; days ..2011-12-31)"),
    ("đến:02/2012", "days ..2012-02-29"),
    ("đến:2010.1", "days ..2010-01-31"),
    ('từ:"24-09-2010"', "days 2010-09-24.."),
    ("từ nay đến 2010", "tu nay den 2010"),
    ("Từ: nay", "tu nay"),
    ("Thông báo: tuyển dụng", "thong bao tuyen dung"),
    ("lúc 10:30 ngày 5/9", "luc 10 30 ngay 5 9"),
    ("https://stttt.khanhhoa.gov.vn/tin", "https stttt khanhhoa gov vn tin"),
    ("1234/QĐ-UBND", "#1234-qd-ubnd"),
    ("1234 qd ubnd", "#1234-qd-ubnd"),
    ("1234 qd ubnd tinh", "all(#1234-qd-ubnd; tinh)"),
    ("1234/QÐ", "#1234-qd"),
    ("56 nq hdnd về đất", "all(#56-nq-hdnd; ve dat)"),
    ("12/2010/NQ-HĐND", "#12-2010-nq-hdnd"),
    ("-1234/QĐ-UBND", "not(#1234-qd-ubnd)"),
    ('"1234/QĐ-UBND"', '"1234 qd ubnd"'),
    ("năm 2010 tại 12 xã, 5 đa", "nam 2010 tai 12 xa 5 da"),
]


@pytest.mark.parametrize(("text", "tree"), READ)
def test_a_query_is_read(text: str, tree: str) -> None:
    assert sketch(parse_query(text).root) == tree


MISTAKES = [
    ('đất "nhà ở', "unclosed_quote", 4),
    ('agency:"Sở Y tế', "unclosed_quote", 7),
    ('đất ""', "empty_quote", 4),
    ('"…"', "empty_quote", 0),
    ("(đất", "unclosed_group", 0),
    ("a (b (c)", "unclosed_group", 2),
    ("(", "unclosed_group", 0),
    ("đất)", "unopened_group", 3),
    (")", "unopened_group", 0),
    ("a ()", "empty_group", 2),
    ("(" * 13 + "a" + ")" * 13, "too_deep", 12),
    ("đất OR", "dangling_operator", 4),
    ("OR đất", "dangling_operator", 0),
    ("a OR OR b", "dangling_operator", 2),
    ("a OR AND b", "dangling_operator", 2),
    ("(a HOẶC)", "dangling_operator", 3),
    ("a AND -", "dangling_operator", 2),
    ("a -OR b", "dangling_operator", 2),
    ("agency:", "empty_field", 7),
    ('agency:" "', "empty_field", 8),
    ("agency:)", "empty_field", 7),
    ("author:ubnd", "unknown_field", 0),
    ("đất tác:ubnd", "unknown_field", 4),
    ("số:abc", "bad_number", 3),
    ("từ:hôm-nay", "bad_date", 3),
    ("từ:31/02/2010", "bad_date", 3),
    ("đến:13/2010", "bad_date", 4),
    ("đến:0000", "bad_date", 4),
    ("a" * 501, "too_long", 500),
    ("a " * 65, "too_long", 128),
    (unicodedata.normalize("NFD", "đất đai (nhà"), "unclosed_group", 10),
]


@pytest.mark.parametrize(("text", "problem", "at"), MISTAKES)
def test_a_mistake_is_pointed_at(text: str, problem: str, at: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert (caught.value.problem, caught.value.at, caught.value.hint) == (problem, at, HINTS[problem])


def test_every_mistake_but_slowness_is_shown_above() -> None:
    assert HINTS.keys() - {problem for _, problem, _ in MISTAKES} == {"too_slow"}


def test_the_value_of_a_field_is_one_word_of_the_limit() -> None:
    twenty = " OR ".join(f"agency:so-y-te-{n}" for n in range(20))
    assert sketch(parse_query(f"({twenty}) {'a ' * 44}").root).count("agency=") == 20
    with pytest.raises(QueryError):
        parse_query(f"({twenty}) {'a ' * 45}")


def test_days_and_words_are_limits_of_one_query() -> None:
    assert parse_query("a " * 64).leaves[0].words
    assert parse_query("từ:2010 đến:2010").root == And(
        (
            Days(first=date(2010, 1, 1)),
            Days(last=date(2010, 12, 31)),
        )
    )


PARTS = st.sampled_from([
    '"', "“", "(", ")", "-", " ", " OR ", " AND ", " VÀ ", "agency:", "cơ quan:", "số:", "từ:", "đến:", "2010",
    "31/12/2010", "12/QĐ-UBND", "đất", "ủy ban nhân dân", "UBND", "x", ":", "\u0301", "\u200b", "-x", "/", ".",
])  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PARTS, max_size=40).map("".join)))
@example("\u0301" * 3 + "(")
@example("từ:٢٠١٠")
def test_anything_typed_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        parse_query(text)
    except QueryError as error:
        assert error.problem in HINTS
        assert 0 <= error.at <= len(text)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=20).map("".join))
def test_normal_forms_are_read_alike(text: str) -> None:
    assert _read(unicodedata.normalize("NFD", text)) == _read(unicodedata.normalize("NFC", text))


def _read(text: str) -> Node | str:
    try:
        return parse_query(text).root
    except QueryError as error:
        return error.problem


def test_a_query_keeps_what_it_looks_for_apart_from_what_it_leaves_out() -> None:
    query = parse_query('đất (nhà OR "ở đây") -ruộng 12/QĐ-UBND số:5')
    assert [" ".join(word.folded for word in leaf.words) for leaf in query.leaves] == [
        "dat", "nha", "o day", "12 qd ubnd",
    ]  # fmt: skip
    assert query.numbers == ("12-qd-ubnd", "5")
    assert any(isinstance(part, Or) for part in query.root.parts) if isinstance(query.root, And) else False

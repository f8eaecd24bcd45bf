"""What every index promises, on one page: `search_index.base.Index`, by each engine."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.records import Document, Filters
from search_index.base import Index
from search_index.memory import MemoryIndex
from search_index.ordering import WHOLE
from search_index.whoosh_index import WhooshIndex


@pytest.fixture(params=["memory", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    opened: Index = MemoryIndex() if request.param == "memory" else WhooshIndex(tmp_path / "index")
    yield opened
    opened.close()


def document(id: str, title: str, text: str = "", *, day: int = 1, **others: Any) -> Document:
    return Document(id, title, text, datetime(2010, 9, day, 8, tzinfo=UTC), **others)


def found(index: Index, query: str, filters: Filters = Filters(), **wanted: Any) -> list[str]:  # noqa: B008
    return [hit.id for hit in index.search(query, filters, **wanted).hits]


SPELLINGS = [
    ("Thông báo về đất đai", "đất đai"),
    ("Thông báo về đất đai", "dat dai"),
    ("Thông báo về đất đai", "ĐẤT ĐAI"),
    ("Thông báo về đất đai", unicodedata.normalize("NFD", "đất đai")),
    (unicodedata.normalize("NFD", "Thông báo về đất đai"), "đất đai"),
    ("THÔNG BÁO VỀ ĐẤT ĐAI", "đất đai"),
    ("Thông báo về đất\u00a0đ\u00adai", "đất đai"),
    ("Tỉnh Khánh Hòa", "khánh hoà"),
    ("Tỉnh Khánh Hoà", "khánh hòa"),
    ("Uỷ ban", "ủy ban"),
    ("Kỹ thuật", "kĩ thuật"),
    ("Ki thuat", "ky thuat"),
    ("Lý lịch", "li lich"),
    ("Đường", "duong"),
    ("Ðường (Eth)", "đường"),
    ("Sở Y tế", "y tế"),
    ("Sở Y tế", "Y"),
    ("Giải ô chữ", "ô"),
    ("Tập huấn an toàn", "an toàn"),
    ("Thẻ, tổ, cần, an, may, ôn, át, bé", "the to can an may on at be"),
    ("Ngày 05/9", "5/9"),
]


@pytest.mark.parametrize(("title", "query"), SPELLINGS)
def test_one_word_is_found_however_it_is_spelled(index: Index, title: str, query: str) -> None:
    index.add([document("it", title), document("other", "Tuyển dụng viên chức")])
    assert found(index, query) == ["it"]


@pytest.mark.parametrize("query", ["sở y tế khánh hòa", "so y te khanh hoa", "tế hòa khánh sở y"])
def test_words_apart_are_found_below_words_together(index: Index, query: str) -> None:
    together = "Sở Y tế Khánh Hòa" if query.startswith("s") else "tế hòa khánh sở y"
    index.add([document("apart", "Hòa giải ở Khánh Sơn, tế bào, y sĩ, cơ sở", day=9), document("together", together)])
    assert found(index, query) == ["together", "apart"]


def test_words_may_stand_in_title_and_text(index: Index) -> None:
    index.add([document("it", "Thông báo", "về đất đai"), document("other", "Thông báo", "về nhà ở")])
    assert found(index, "thông báo đất") == ["it"]


def test_a_match_in_the_title_stands_above_one_in_the_text(index: Index) -> None:
    index.add([document("text", "Tin", "Chuyển đổi số", day=9), document("title", "Chuyển đổi số", "Tin", day=1)])
    assert found(index, "chuyen doi so") == ["title", "text"]


def test_among_equals_the_newest_stands_first(index: Index) -> None:
    index.add([document("old", "Đất đai", day=1), document("new", "Đất đai", day=9), document("mid", "Đất đai", day=5)])
    assert found(index, "đất đai") == ["new", "mid", "old"]


@pytest.mark.parametrize(
    ("query", "order"),
    [("bán hàng", ["sell", "table"]), ("bàn hàng", ["table", "sell"]), ("ban hang", ["table", "sell"])],
)
def test_own_marks_come_first_and_other_marks_are_found_too(index: Index, query: str, order: list[str]) -> None:
    index.add([document("sell", "bán hàng", day=1), document("table", "bàn hàng", day=9)])
    assert found(index, query) == order


def test_when_nothing_has_all_words_those_with_the_most_are_found(index: Index) -> None:
    index.add([document("two", "đất đai"), document("one", "đất cát"), document("none", "nhà ở")])
    assert found(index, "đất đai Xyz") == ["two"]
    assert found(index, "đất Xyz Abc Def") == []


# --- operators ---------------------------------------------------------------------------

OPERATORS = [
    ('"đất đai"', ["law"]),
    ("“dat dai”", ["law"]),
    ('"đai đất"', []),
    ('"nhà ở và đất"', ["house"]),
    ('"ở đất"', []),
    ("đất -đai", ["house"]),
    ('đất -"đất đai"', ["house"]),
    ("-đất", ["health"]),
    ("đai OR y", ["law", "health"]),
    ("đai HOẶC nhà", ["law", "house"]),
    ("nhà AND y", []),
    ("nhà VÀ đất", ["house"]),
    ("(nhà OR luật) đất", ["law", "house"]),
    ("đất -(nhà OR bệnh)", ["law"]),
    ("", ["law", "house", "health"]),
    ("!?", ["law", "house", "health"]),
]


@pytest.mark.parametrize(("query", "ids"), OPERATORS)
def test_operators(index: Index, query: str, ids: list[str]) -> None:
    index.add(
        [
            document("law", "Luật đất đai", day=9),
            document("house", "Nhà ở và đất", "luật", day=5),
            document("health", "Sở Y tế", "bệnh", day=1),
        ]
    )
    assert sorted(found(index, query)) == sorted(ids)


def test_a_phrase_does_not_reach_from_title_to_text(index: Index) -> None:
    index.add([document("it", "một hai", "ba bốn")])
    assert found(index, '"hai ba"') == []
    assert found(index, '"một hai ba bốn"') == []
    assert found(index, '"ba bốn"') == ["it"]


def test_a_phrase_is_exact_even_where_all_its_pairs_occur(index: Index) -> None:
    index.add([document("it", "a b c b a b d", day=2), document("phrase", "x a b c b a b d a b c d", day=1)])
    assert found(index, '"a b c d"') == ["phrase"]


# --- document numbers --------------------------------------------------------------------

NUMBERS = [
    "1234/QĐ-UBND", "1234/qđ-ubnd", "1234/qd-ubnd", "1234 qd ubnd", "1234 QĐ UBND", "1234/QÐ-UBND", "01234/QĐ-UBND",
    "1234 / QĐ - UBND", "1234-QĐ-UBND", "1234_QĐ_UBND", "1234/QĐ", "1234/qd", "1234 qd", "1234", "1234/2010/QĐ-UBND",
    "quyết định số 1234/QĐ-UBND", "số:1234", "số:1234/QĐ", "number:1234/qd-ubnd", "Số: 1234/QĐ-UBND",
    '"1234/QĐ-UBND"', unicodedata.normalize("NFD", "1234/QĐ-UBND"),
]  # fmt: skip


@pytest.mark.parametrize("query", NUMBERS)
@pytest.mark.parametrize("printed", ["1234/QĐ-UBND", "1234/QÐ-UBND", "1234 /QĐ-UBND"])
def test_a_number_finds_its_document_in_any_spelling(index: Index, query: str, printed: str) -> None:
    index.add(
        [
            document("it", "Về việc thu hồi đất", number=printed),
            document("near", "Về việc thu hồi đất", "12 điểm, 34 hộ, UBND, QĐ", number="123/QĐ-UBND"),
        ]
    )
    assert found(index, query) == ["it"]


def test_the_document_itself_stands_above_those_that_cite_it(index: Index) -> None:
    index.add(
        [
            document("own", "Quyết định", number="12/QĐ-UBND", day=1),
            document("cites", "Thông báo", numbers=("12/QĐ-UBND",), day=5),
            document("mentions", "Báo cáo", "thực hiện Quyết định số 12/QĐ-UBND", day=9),
        ]
    )
    assert found(index, "12/QĐ-UBND") == ["own", "mentions", "cites"]


# --- synonyms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("UBND", ["short", "long"]),
        ("ubnd tỉnh", ["short", "long"]),
        ("ủy ban nhân dân", ["long", "short"]),
        ("uỷ ban nhân dân tỉnh", ["long", "short"]),
        ("uy ban nhan dan tinh", ["long", "short"]),
        ("thông báo của ủy ban nhân dân tỉnh", ["long", "short"]),
    ],
)
def test_abbreviations_and_full_names_find_each_other(index: Index, query: str, order: list[str]) -> None:
    index.add(
        [
            document("short", "Thông báo của UBND tỉnh"),
            document("long", "Thông báo của Ủy ban nhân dân tỉnh"),
            document("other", "Thông báo của tỉnh: nhân viên ban dân cư"),
        ]
    )
    assert found(index, query) == order


def test_in_quotes_only_the_words_themselves_count(index: Index) -> None:
    index.add([document("short", "UBND tỉnh"), document("long", "Ủy ban nhân dân tỉnh")])
    assert found(index, '"UBND tỉnh"') == ["short"]


# --- filters, facets, pages --------------------------------------------------------------


def filled(index: Index) -> Index:
    index.add(
        [
            document(
                "a", "Đất", day=1, agency="so-y-te", section="van-ban", type="QĐ", source="syt", number="1/QĐ-SYT"
            ),
            document("b", "Đất", day=2, agency="so-y-te", section="tin-tuc", type="TB", source="syt"),
            document("c", "Đất", day=3, agency="so-noi-vu", section="tin-tuc", type="TB", source="snv", withdrawn=True),
        ]
    )
    return index


FILTERS = [
    (Filters(agency="so-y-te"), "ba"),
    (Filters(section="tin-tuc"), "cb"),
    (Filters(type="QĐ"), "a"),
    (Filters(type="qd"), "a"),
    (Filters(source="snv"), "c"),
    (Filters(number="01/qd-syt"), "a"),
    (Filters(number="1"), "a"),
    (Filters(agency="so-y-te", section="tin-tuc"), "b"),
    (Filters(agency="khong-co"), ""),
    (Filters(published_from=date(2010, 9, 2)), "cb"),
    (Filters(published_to=date(2010, 9, 2)), "ba"),
    (Filters(published_from=date(2010, 9, 2), published_to=date(2010, 9, 2)), "b"),
    (Filters(published_from=date(2010, 9, 3), published_to=date(2010, 9, 1)), ""),
    (Filters(published_from=date.min, published_to=date.max), "cba"),
    (Filters(withdrawn="exclude"), "ba"),
    (Filters(withdrawn="only"), "c"),
]


@pytest.mark.parametrize(("filters", "ids"), FILTERS)
@pytest.mark.parametrize("query", ["đất", ""])
def test_filters_narrow(index: Index, filters: Filters, ids: str, query: str) -> None:
    assert found(filled(index), query, filters) == list(ids)


FIELDS = [
    ("agency:so-y-te", "ba"),
    ('cơ quan:"Sở Y tế" đất', "ba"),
    ("chuyên mục:tin-tuc", "cb"),
    ("section:tin-tuc -agency:so-y-te", "c"),
    ("loại:QĐ", "a"),
    ('loại:"Quyết định"', "a"),
    ("type:decision", "a"),
    ("nguồn:snv", "c"),
    ("từ:02/09/2010", "cb"),
    ("đến:2010-09-02", "ba"),
    ("from:2010 to:09/2010", "cba"),
    ("từ:2011", ""),
]


@pytest.mark.parametrize(("query", "ids"), FIELDS)
def test_fields_narrow_within_a_query(index: Index, query: str, ids: str) -> None:
    assert found(filled(index), query) == list(ids)


def test_days_are_vietnamese_days(index: Index) -> None:
    late = Document("late", "Đất", "", datetime(2010, 9, 1, 18, tzinfo=UTC))
    index.add([late])
    assert found(index, "", Filters(published_from=date(2010, 9, 2))) == ["late"]
    assert found(index, "", Filters(published_to=date(2010, 9, 1))) == []


def test_facets_count_all_matches_most_frequent_first(index: Index) -> None:
    facets = filled(index).search("đất", limit=1, facets=True).facets
    assert {field: list(counts.items()) for field, counts in facets.items()} == {
        "agency": [("so-y-te", 2), ("so-noi-vu", 1)],
        "section": [("tin-tuc", 2), ("van-ban", 1)],
        "type": [("tb", 2), ("qd", 1)],
        "year": [("2010", 3)],
        "files": [],
        "withdrawn": [("yes", 1)],
    }
    assert filled(index).search("đất").facets == {}


def test_pages_follow_each_other_and_totals_are_exact(index: Index) -> None:
    index.add(document(f"{number:02}", "Đất đai", day=1 + number % 28) for number in range(45))
    for sort in ("relevance", "newest"):
        pages = [index.search("đất", sort=sort, offset=start, limit=20) for start in (0, 20, 40, 60)]
        assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
        assert [page.total for page in pages] == [45] * 4
        assert len({hit.id for page in pages for hit in page.hits}) == 45


def test_a_total_that_need_not_be_exact_says_no_more_than_the_page_told(index: Index) -> None:
    index.add([document(f"n{n}", "giá đất", day=1 + n) for n in range(9)])
    for query, hits in (("giá đất", 4), ("giá vàng bạc", 0)):
        found = index.search(query, limit=4, exact=False)
        assert len(found.hits) == found.total == hits
        assert found.hits == index.search(query, limit=4).hits
    assert index.search("giá đất", offset=6, limit=2, exact=False).total == 8
    assert index.search("giá đất", limit=2, facets=True, exact=False).total == 9


def test_better_matches_have_higher_scores(index: Index) -> None:
    index.add([document("title", "Đất đai"), document("text", "Tin", "đất đai"), document("apart", "Đai", "đất")])
    scores = [hit.score for hit in index.search("đất đai").hits]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


# --- newest first ------------------------------------------------------------------------


def test_newest_first_holds_over_late_arrivals_and_edits(index: Index) -> None:
    index.add([document("1", "Đất", day=1), document("7", "Đất", day=7), document("3", "Đất", day=3)])
    index.add([document("5", "Đất", day=5), document("9", "Đất", day=9)])
    index.add([document("2", "Đất", day=2), document("3", "Đất", "sửa", day=8)])
    assert found(index, "đất", sort="newest") == ["9", "3", "7", "5", "2", "1"]
    assert found(index, "", sort="newest", limit=2, offset=1) == ["3", "7"]


def test_newest_first_knows_no_relevance(index: Index) -> None:
    index.add([document("title", "Đất đai", day=1), document("text", "Tin", "đất đai", day=2)])
    result = index.search("đất đai", sort="newest")
    assert [(hit.id, hit.score) for hit in result.hits] == [("text", 0), ("title", 0)]


# --- keeping -----------------------------------------------------------------------------


def test_adding_again_replaces(index: Index) -> None:
    index.add([document("it", "Đất đai"), document("other", "Đất")])
    index.add([document("it", "Nhà ở")])
    assert (found(index, "đai"), found(index, "nhà"), index.count()) == ([], ["it"], 2)
    index.add([document("it", "Một"), document("it", "Hai")])
    assert (found(index, "một"), found(index, "hai"), index.count()) == ([], ["it"], 2)


def test_what_is_removed_is_not_found(index: Index) -> None:
    index.add([document("a", "Đất"), document("b", "Đất")])
    index.remove(["a", "unknown"])
    index.remove([])
    assert (found(index, "đất"), index.count(), index.search("đất", facets=True).total) == (["b"], 1, 1)
    index.remove(["b"])
    assert (found(index, ""), index.count()) == ([], 0)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    index.refresh()
    result = index.search("đất đai", facets=True)
    assert (result.hits, result.total, index.count(), index.worn()) == ((), 0, 0, {})
    assert result.facets == {"agency": {}, "section": {}, "type": {}, "year": {}, "files": {}, "withdrawn": {}}
    index.add([])
    index.remove(["nothing"])
    assert index.count() == 0


def test_a_rebuilt_index_answers_like_one_grown_by_and_by(index: Index) -> None:
    documents = [document(str(n), f"Đất số {n}", "nhà " * (n % 3), day=1 + n) for n in range(20)]
    for one in documents:
        index.add([one])
    index.remove(["7"])
    queries = ("đất", "nhà đất", "số 3", "", "-nhà")
    before = [index.search(query, facets=True) for query in queries]
    index.rebuild(one for one in documents if one.id != "7")
    assert [index.search(query, facets=True) for query in queries] == before


def test_worn_documents_can_be_added_again(index: Index) -> None:
    documents = {str(n): document(str(n), f"Đất số {n}", day=1 + n % 28) for n in range(60)}
    for one in documents.values():
        index.add([one])
        if worn := index.worn():
            index.add(documents[id] for id in worn)
    assert index.worn() == {}
    assert index.count() == 60
    assert found(index, "đất", sort="newest", limit=60) == sorted(documents, key=lambda n: (-(int(n) % 28), n))


def test_a_document_may_be_empty_or_odd(index: Index) -> None:
    index.add([document("empty", "", ""), document("odd", "\x00 \ud7ff ﷽ 𝟙𝟚 \U0001f600" + "x" * 5000, "_" * 300)])
    assert found(index, "") == ["empty", "odd"]


# --- compared with the change log --------------------------------------------------------


def test_every_document_has_the_version_it_was_added_with_last(index: Index) -> None:
    index.add([document("a", "Đất", version=1), document("b", "Nhà", version=2), document("c", "Nước", version=3)])
    index.add([document("a", "Đất đai", version=2**40)])
    index.remove(["c"])
    assert index.versions() == {"a": 2**40, "b": 2}
    index.rebuild([document("b", "Nhà", version=7)])
    assert index.versions() == {"b": 7}


def test_looking_through_a_sound_index_changes_nothing(index: Index) -> None:
    index.examine()
    index.add([document("a", "Đất")])
    index.examine()
    assert found(index, "đất") == ["a"]


def test_of_very_many_equal_matches_the_newest_are_looked_into_and_every_one_is_found(index: Index) -> None:
    apart, together = "Tin về nhà của đất {n}", "Tin về đất nhà {n}"
    many = [
        document(f"{n:04}", (together if n in (100, WHOLE - 100, WHOLE + 100) else apart).format(n=n), day=28)
        for n in range(WHOLE + 200)
    ]
    for part in (many[::3], many[1::3], many[2::3]):
        index.add(part)
    hits = found(index, "đất nhà", limit=len(many))
    assert hits[:2] == ["0100", f"{WHOLE - 100:04}"]
    assert hits[2:] == [one.id for one in many if one.id not in hits[:2]]
    assert found(index, "đất nhà", offset=WHOLE + 50, limit=20) == hits[WHOLE + 50 : WHOLE + 70]
    assert found(index, "đất nhà", limit=1) == hits[:1]


@pytest.mark.parametrize("query", ["", "đất", "dat", '"giá đất"', "giá OR nhà", "giá đất ở thành phố"])
@pytest.mark.parametrize("filters", [Filters(), Filters(agency="so-y-te"), Filters(withdrawn="exclude")])
def test_all_ids_are_those_of_a_search_newest_first_in_one_state(index: Index, query: str, filters: Filters) -> None:
    titles = ("Giá đất", "Giá nhà", "Đất ở thành phố", "Cho thuê")
    made = [
        document(f"n{n}", titles[n % 4], day=1 + n * 7 % 29, agency=("so-y-te", "so")[n % 2], withdrawn=n % 5 == 0)
        for n in range(40)
    ]
    for start in range(0, 40, 10):
        index.add(made[start : start + 10])
    wanted = found(index, query, filters, sort="newest", limit=100)
    ids = iter(index.ids(query, filters))
    told = [next(ids)]
    index.add([document("late", "Giá đất ở thành phố", day=29, agency="so-y-te")])
    index.remove([wanted[-1]])
    assert told + list(ids) == wanted

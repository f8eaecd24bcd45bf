"""What every engine makes of a query that finds nothing as typed, of questions, and of dates in words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.records import Document, Filters
from search_index.base import Index
from search_index.memory import MemoryIndex
from search_index.whoosh_index import WhooshIndex

TODAY = date(2010, 9, 24)
NO_FILTERS = Filters()
TITLES = {
    "tuyen": "Thông báo tuyển dụng viên chức năm 2010",
    "quy": "Quy hoạch chi tiết xây dựng thành phố Nha Trang",
    "ubnd": "Ủy ban nhân dân tỉnh Khánh Hòa họp báo",
    "gia": "Giá đất ở đường Trần Phú",
    "tiem": "Lịch tiêm chủng mở rộng tại các trạm y tế",
}


@pytest.fixture(params=["memory", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    def today() -> date:
        return TODAY

    opened: Index = MemoryIndex(today) if request.param == "memory" else WhooshIndex(tmp_path, today=today)
    opened.rebuild(document(id, title, day=day) for day, (id, title) in enumerate(TITLES.items(), 1))
    yield opened
    opened.close()


def document(id: str, title: str, text: str = "", *, day: int = 1, **others: Any) -> Document:
    return Document(id, title, text, datetime(2010, 9, day, 8, tzinfo=UTC), **others)


def found(index: Index, query: str, filters: Filters = NO_FILTERS, **wanted: Any) -> list[str]:
    return [hit.id for hit in index.search(query, filters, **wanted).hits]


# --- badly written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('giá "đất', ["gia"]),
        ("(tuyển dụng", ["tuyen"]),
        ("giá đất OR", ["gia"]),
        ("lịch:tiêm chủng", ["tiem"]),
        ('"nha trang từ:hôm-kia-nữa', ["quy"]),
    ],
)
def test_what_could_be_understood_is_found_and_the_mistake_told(index: Index, query: str, ids: list[str]) -> None:
    answer = index.search(query)
    assert [hit.id for hit in answer.hits] == ids
    assert answer.mistakes
    assert found(index, answer.mistakes[0].repairs[-1]) == ids


# --- typed otherwise ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "instead", "id"),
    [
        ("tuyeenr dungj vieen chuwcs", "tuyển dụng viên chức", "tuyen"),
        ("tuye63n du5ng vie6n chu7c1", "tuyển dụng viên chức", "tuyen"),
        ("Uyr ban nhaan daan", "Uỷ ban nhân dân", "ubnd"),
        ('"gias ddaats"', '"giá đất"', "gia"),
        ("quy hoạch chi tieets", "quy hoạch chi tiết", "quy"),
    ],
)
def test_keys_of_telex_and_vni_are_read_where_nothing_else_matches(
    index: Index, query: str, instead: str, id: str
) -> None:
    answer = index.search(query)
    assert (answer.instead, [hit.id for hit in answer.hits]) == (instead, [id])


def test_keys_are_not_read_where_the_words_match(index: Index) -> None:
    index.add([document("box", "Box office")])
    answer = index.search("box")
    assert (answer.instead, [hit.id for hit in answer.hits]) == ("", ["box"])


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("tuyen dungg", "tuyen dung"),
        ("tuyn dụng", "tuyen dụng"),
        ("qyu hoach", "quy hoach"),
        ("tiêmm chủng", "tiêm chủng"),
        ("nhatrang", "nha trang"),
        ("giá đất nhatrag", None),
        ("qyu hoachh nhatrang", "quy hoach nha trang"),
        ('"chủng tiêm"', "chủng tiêm"),
        ("99/QĐ-ABC tiêm chủng", "tiêm chủng"),
        ("xyzzy", None),
        ("12345678", None),
    ],
)
def test_near_queries_are_suggested_if_they_find_something(index: Index, query: str, meant: str | None) -> None:
    answer = index.search(query)
    assert (next(iter(answer.suggestions), None)) == meant
    assert all(index.search(suggestion).whole for suggestion in answer.suggestions)


def test_nothing_is_suggested_where_something_is_found(index: Index) -> None:
    assert index.search("giá đất").suggestions == ()


# --- questions ---------------------------------------------------------------------------

QUESTION = "người lao động thử việc tối đa bao nhiêu ngày theo quy định"  # 13 words


@pytest.fixture
def law(index: Index) -> Index:
    index.add([
        document("answer", "Thời gian thử việc", "Thử việc tối đa 60 ngày đối với người lao động.", day=2),
        document("near", "Người lao động", "Hợp đồng của người lao động ghi công việc, ngày nghỉ.", day=3),
        document("far", "Quy định về đất đai", "Theo quy định, ngày nộp hồ sơ là ngày 5.", day=4),
        *(document(f"n{n}", "Tin tức trong ngày", "Theo quy định của người bao.", day=5 + n) for n in range(12)),
    ])  # fmt: skip
    return index


def test_the_answer_to_a_question_need_not_hold_all_its_words(law: Index) -> None:
    answer = law.search(QUESTION)
    assert answer.hits[0].id == "answer"
    assert answer.whole == 0
    assert "far" not in [hit.id for hit in answer.hits]


def test_what_holds_all_words_of_a_question_side_by_side_is_first(law: Index) -> None:
    law.add([document("whole", "Hỏi đáp", f"{QUESTION.capitalize()}? Xin trả lời sau.")])
    answer = law.search(QUESTION)
    assert (answer.hits[0].id, answer.whole) == ("whole", 1)
    assert found(law, QUESTION, sort="newest") == ["whole"]


def test_filters_and_what_is_left_out_hold_for_questions_too(law: Index) -> None:
    assert "answer" not in found(law, f"{QUESTION} -60")
    assert found(law, QUESTION, Filters(published_from=date(2010, 9, 3)))[:1] != ["answer"]
    assert found(law, QUESTION, offset=1) == found(law, QUESTION)[1:]


# --- fields and facets -------------------------------------------------------------------


def test_signers_are_found_by_any_part_of_their_names(index: Index) -> None:
    index.add(
        [document("signed", "Quyết định", signer="Lê Hữu Hoàng"), document("other", "Quyết định", signer="Lê An")]
    )
    for query in ("người ký:hoàng", 'signer:"hữu hoàng"', 'người ký:"Lê Hữu Hoàng"', "nguoi ky:hoang"):
        assert found(index, query) == ["signed"], query
    assert found(index, "signer:le", sort="newest") == ["other", "signed"]
    assert found(index, 'signer:"le hoang"') == []


def test_notices_with_files_can_be_told_from_those_without(index: Index) -> None:
    index.add([document("files", "Giá đất có tệp", has_files=True)])
    assert found(index, "giá đất", Filters(has_files=True)) == ["files"]
    assert found(index, "giá đất", Filters(has_files=False)) == ["gia"]
    assert index.search("giá đất", facets=True).facets["files"] == {"yes": 1}


def test_days_may_be_named_in_words(index: Index) -> None:
    index.add([document("old", "Giá đất", day=15), document("new", "Giá đất", day=24)])
    assert found(index, "giá đất từ:tuần trước", sort="newest") == ["new", "old"]
    assert found(index, "giá đất ngày:hôm nay") == ["new"]
    assert found(index, "giá đất đến:hôm kia từ:tuần trước") == ["old"]


def test_months_are_counted_where_a_search_is_narrowed_to_a_year(index: Index) -> None:
    # 30 September, 18:00 UTC, is the first of October in Vietnam.
    index.add([Document("turn", "Giá đất", "", datetime(2010, 9, 30, 18, tzinfo=UTC))])
    year = Filters(published_from=date(2010, 1, 1), published_to=date(2010, 12, 31))
    assert index.search("giá đất", year, facets=True).facets["month"] == {"2010-09": 1, "2010-10": 1}
    assert "month" not in index.search("giá đất", facets=True).facets
    assert "month" not in index.search("giá đất", Filters(published_from=date(2010, 1, 1)), facets=True).facets

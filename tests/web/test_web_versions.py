"""When words came into a notice and when they went: in its own versions, and in those of all edited notices."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from hub.records import Edited, Revision
from hub.web import version_pages
from hub.web.appearances import appearances, phrase_of

NOW = datetime(2010, 9, 24, tzinfo=UTC)


def states(*texts: str) -> tuple[Revision, ...]:
    return tuple(
        Revision("a", n, NOW + timedelta(hours=n), "", (), None, "Tiêu đề", text, "") for n, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("texts", "times"),
    [
        (("Giá đất 5 đồng", "Giá đất 6 đồng"), [(0, None)]),
        (("khác", "GIÁ ĐẤT", "khác"), [(1, 2)]),
        (("giá đất", "khác", "giá, đất"), [(0, 1), (2, None)]),
        (("giá đấttai", "ngoại giá đất"), [(1, None)]),
        (("khác",), []),
    ],
)
def test_each_coming_and_going_is_told(texts: tuple[str, ...], times: list[tuple[int, int | None]]) -> None:
    found = appearances(phrase_of("“giá đất”"), states(*texts))
    assert [(one.first.n, one.gone and one.gone.n) for one in found] == times


def words(answer: Any) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


def test_the_versions_of_a_notice_say_when_words_came_and_went(visitor: Any) -> None:
    text = words(visitor.get("/notices/0001v2m6x9q1h3t5/revisions?q=ngày 11 tháng 9"))
    assert "Xuất hiện từ phiên bản 2" in text
    assert "không còn từ phiên bản 3" in text
    assert "Không phiên bản nào" in words(visitor.get("/notices/0001v2m6x9q1h3t5/revisions?q=xyz"))


def test_words_that_stand_no_more_are_found_in_former_versions(visitor: Any) -> None:
    page = html.fromstring(visitor.get("/versions?q=10 tháng 9").text)
    assert page.xpath("//li[@class='row']/h3/a/@href") == ["/notices/0001v2m6x9q1h3t5/revisions?q=10+th%C3%A1ng+9"]
    assert "Đã tìm hết." in page.text_content()


def test_a_search_over_all_versions_is_that_page(visitor: Any) -> None:
    answer = visitor.get("/search?q=10 tháng 9&versions=all&lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/versions?q=10+th%C3%A1ng+9&lang=en")


class Many:
    """A hundred edited notices; every tenth once said it."""

    def edited(self, before: Any = None, limit: int = 100) -> list[Edited]:
        rows = [
            Edited(f"{n:03d}", NOW - timedelta(hours=n), states("giá đất" if n % 10 == 0 else "khác", "nay"))
            for n in range(100)
        ]
        return [one for one in rows if before is None or (one.updated, one.notice) < before][:limit]


def test_one_answer_reads_no_more_than_it_may_cost_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_pages, "MOST_LETTERS", 400)
    store, found, before, answers = Many(), [], None, 0
    while answers == 0 or before:
        looked = version_pages.look(store, "gia dat", before)
        assert looked.notices < 40
        found += [id for id, _ in looked.found]
        before, answers = looked.onward, answers + 1
    assert found == [f"{n:03d}" for n in range(0, 100, 10)]
    assert answers > 3


@pytest.mark.parametrize("query", ["", "a", "%00", "'\"<script>", "before=x"])
def test_odd_questions_are_answered(visitor: Any, query: str) -> None:
    assert visitor.get(f"/versions?q={query}&before=zzz").status_code == 200

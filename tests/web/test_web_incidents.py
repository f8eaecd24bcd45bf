"""Incidents as the public is told of them: on the coverage page, in the feed and in the API."""

import re
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from lxml import html

from hub.errors import CODES
from hub.records import SourceDay
from hub.watch.incidents import WRONG
from hub.web.coverage import SourceLine, freshness_of
from hub.web.incidents import ADVICE
from hub.web.strips import strip
from hub.web.words import WORDS

BASE = "https://daumoi.example.vn"
NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
PLACES = ("/coverage", "/feeds/incidents.atom", "/feeds/incidents.rss", "/feeds/incidents.json", "/api/v1/incidents")


def told(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


# --- the coverage page ---------------------------------------------------------------------


def test_open_incidents_stand_above_the_sources_with_what_to_do(visitor: Any) -> None:
    page = html.fromstring(visitor.get("/coverage").text)
    (one,) = page.xpath("//section[@aria-labelledby='incidents']/ul/li")
    said = told(one)
    assert said.startswith("Đang diễn ra cong.khanhhoa.example.vn: 2 nguồn Không kết nối được")
    assert "Từ 24/09/2010 03:30" in said and "Máy chủ của cơ quan phải tự hoạt động lại" in said
    assert next(name.text for name in one.xpath(".//details//li")) == "Sở Tài nguyên và Môi trường: thông báo"
    assert page.xpath("//main//section[1]/following-sibling::table"), "incidents come first"


@pytest.mark.parametrize("path", PLACES)
def test_a_note_is_told_as_it_was_written_and_not_by_whom(visitor: Any, path: str) -> None:
    answer = visitor.get(path).text
    assert "đang sửa" in answer and not re.search(r"\blan\b(?!g)", answer)
    assert ("<b>đang sửa</b>" in answer) == path.startswith("/api"), "markup only where text is text"


def test_incidents_that_are_over_say_for_how_long_and_what_came_late(visitor: Any) -> None:
    page = told(html.fromstring(visitor.get("/coverage").text))
    assert "kéo dài 1 ngày · 4 thông báo đến muộn vì sự cố này" in page
    english = told(html.fromstring(visitor.get("/coverage?lang=en").text))
    assert "1 day in all · 4 notices came late because of it" in english


def test_a_hub_without_an_open_incident_says_so(visitor_of: Any, sample: ModuleType, tmp_path: Any) -> None:
    parts = sample.sample_parts(tmp_path)
    parts.store.incidents.rows = []
    assert "Không có sự cố nào đang diễn ra." in visitor_of(parts).get("/coverage").text


@pytest.mark.parametrize("cause", sorted(CODES.keys() | WRONG - {"failing", "challenged"}))
def test_there_is_advice_for_every_cause(cause: str) -> None:
    assert f"advice.{ADVICE[cause]}" in WORDS


# --- the strip of thirty days --------------------------------------------------------------

TODAY = date(2010, 9, 24)


def of(days_ago: int, new: int = 0, errors: int = 0) -> SourceDay:
    return SourceDay("syt", TODAY - timedelta(days=days_ago), 4, new, new, 0, errors)


def test_a_day_is_a_bar_whose_height_says_what_came_of_it() -> None:
    made = strip([of(29, new=3), of(2), of(1, errors=4), of(0, new=2, errors=1)], TODAY)
    assert dict(made.paths) == {
        "found": "M0 2h3v14h-3zM116 2h3v14h-3z",
        "read": "M108 11h3v5h-3z",
        "bad": "M112 0h3v5h-3zM116 0h3v5h-3z",
    }
    assert (made.new, made.bad) == (5, 2)


def test_days_before_the_thirty_are_left_out() -> None:
    assert strip([of(30, new=9)], TODAY).paths == () and strip([of(30, new=9)], TODAY).new == 0


def test_the_strip_says_in_words_what_it_shows(visitor: Any) -> None:
    rows = html.fromstring(visitor.get("/coverage").text).xpath("//tbody/tr")
    assert told(rows[0].xpath("./td[last()]")[0]) == "43 tin mới, 5 ngày có lỗi"
    assert sum(bool(row.xpath(".//svg[@class='strip']")) for row in rows) == len(rows) - 1
    assert "chưa thu thập" in told(rows[3])


# --- how fresh it is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "working"),
    [(NOW + timedelta(minutes=5), 1), (NOW - timedelta(minutes=50), 1), (None, 1), (NOW - timedelta(hours=2), 0)],
)
def test_a_healthy_source_that_nobody_visits_any_more_is_not_counted_as_working(due: datetime, working: int) -> None:
    line = SourceLine("syt", "Sở Y tế", "so-y-te", "", "healthy", last_ok=NOW, next_due=due)
    assert freshness_of([line], NOW).working == working


def test_what_a_paused_source_said_makes_nothing_fresh() -> None:
    line = SourceLine("syt", "Sở Y tế", "so-y-te", "", "paused", last_ok=NOW)
    assert freshness_of([line], NOW).latest is None


# --- the feed ------------------------------------------------------------------------------


def test_the_feed_has_an_entry_for_each_incident_by_its_last_change(visitor: Any) -> None:
    feed = visitor.get("/feeds/incidents.json").json()
    assert feed["home_page_url"] == f"{BASE}/coverage"
    assert [item["id"] for item in feed["items"]] == [
        f"tag:khanhhoa.example.vn,2010:incident/{id}" for id in ("a1", "b2")
    ]
    first, second = feed["items"]
    assert first["title"] == "Đang diễn ra: cong.khanhhoa.example.vn: 2 nguồn"
    assert first["url"] == f"{BASE}/coverage#incident-a1"
    assert first["date_modified"].startswith("2010-09-2") and first["date_modified"] > second["date_modified"]
    assert second["title"].startswith("Đã qua: Sở Kế hoạch") and "4 thông báo đến muộn" in second["content_html"]


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_the_feed_is_offered_in_every_format_and_answers_304(visitor: Any, suffix: str) -> None:
    answer = visitor.get(f"/feeds/incidents.{suffix}")
    assert answer.status_code == 200
    again = visitor.get(f"/feeds/incidents.{suffix}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert f"/feeds/incidents.{suffix}" in visitor.get("/subscribe").text


# --- the API -------------------------------------------------------------------------------


def test_the_list_of_incidents_is_walked_open_ones_first(visitor: Any) -> None:
    first = visitor.get("/api/v1/incidents?limit=1").json()
    assert [one["id"] for one in first["items"]] == ["a1"]
    rest = visitor.get(first["next"].removeprefix(BASE)).json()
    assert [one["id"] for one in rest["items"]] == ["b2"] and rest["next"] is None


def test_an_incident_tells_its_length_its_sources_and_whether_somebody_sees_to_it(visitor: Any) -> None:
    going_on, over = visitor.get("/api/v1/incidents").json()["items"]
    assert (over["seconds"], over["late"], over["owned"], over["closed"]) == (
        86400,
        4,
        True,
        "2010-09-22T08:30:00+07:00",
    )
    assert (going_on["seconds"], going_on["owned"], len(going_on["sources"])) == (None, False, 2)
    assert going_on["sources"][0] == {"source": "stnmt-tin", "joined": "2010-09-24T03:30:00+07:00", "left": None}
    english = visitor.get("/api/v1/incidents?lang=en").json()["items"][0]
    assert english["title"] == "cong.khanhhoa.example.vn: 2 sources"


def test_a_gap_that_is_open_is_told_beside_its_source_and_leads_to_the_days(visitor: Any, sample: ModuleType) -> None:
    first = sample.SOURCES[0].slug
    assert f'<a href="/sources/{first}/completeness">còn thiếu 1 khoảng</a>' in visitor.get("/coverage").text
    told = {one["slug"]: one["gaps"] for one in visitor.get("/api/v1/sources").json()["items"]}
    assert told.pop(first) == 1 and not any(told.values())

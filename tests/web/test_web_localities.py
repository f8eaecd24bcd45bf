"""The pages, feeds and searches of places, over a hub of lists and over a real store."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from hub.records import Agency, Notice, Source
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.wiring import Parts, open_parts
from hub.worker.locating import update_places

NOW = datetime(2026, 9, 24, 1, 30, tzinfo=UTC)
TITLES = {
    "a": (2012, "Cúp nước tại xã Cam Lập, thành phố Cam Ranh"),
    "b": (2026, "Khám bệnh miễn phí ở xã Nam Cam Ranh"),
    "c": (2026, "Tuyển sinh tại xã Cam Hiệp"),
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    opened = open_parts(Settings(data_dir=tmp_path_factory.mktemp("hub"), base_url="https://daumoi.example.vn"))
    opened.store.sources.save_agency(Agency("ubnd", "Ủy ban nhân dân tỉnh Khánh Hòa", level="tinh"))
    opened.store.sources.save_agency(Agency("ncr", "Ủy ban nhân dân xã Nam Cam Ranh", level="xa"))
    opened.store.sources.save_source(Source("ubnd", "ubnd", "https://ubnd.example/"))
    with opened.store.writing() as writer:
        for n, (id, (year, title)) in enumerate(TITLES.items()):
            at = NOW.replace(year=year) - timedelta(days=9 - n)
            one = Notice(id, "ubnd", "ubnd", f"https://ubnd.example/{id}", title, at, at, at, "minute", "feed")
            writer.add_notice(one, [one.url])
    opened.index.rebuild(opened.store.documents())
    update_places(opened, opened.store.changes.after(0))
    yield replace(opened, clock=lambda: NOW)
    opened.close()


@pytest.fixture
def visitor(parts: Parts, visitor_to: Any) -> Any:
    return visitor_to(make_app(parts, Allowances(burst=1e9)))


def shown(answer: Any) -> list[str]:
    return re.findall(r'href="/notices/(\w+)', answer.text)


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


def test_a_commune_shows_what_was_said_of_it_under_its_former_names_too(visitor: Any) -> None:
    assert shown(visitor.get("/places/xa-nam-cam-ranh")) == ["b", "a"]
    assert shown(visitor.get("/places/xa-cam-lap")) == ["a"]


def test_a_former_place_says_what_became_of_it_and_when(visitor: Any) -> None:
    page = visitor.get("/places/xa-cam-lap")
    assert "Từ 01/07/2025 không còn đơn vị này; nay thuộc xã Nam Cam Ranh." in text_of(page)
    assert 'href="/places/xa-nam-cam-ranh"' in page.text and 'href="/places/thanh-pho-cam-ranh"' in page.text


def test_an_abolished_district_leads_to_the_communes_on_its_ground(visitor: Any) -> None:
    told = text_of(visitor.get("/places/thanh-pho-cam-ranh"))
    assert "Cấp huyện đã bỏ từ 01/07/2025; địa bàn này nay là xã Nam Cam Ranh, phường Bắc Cam Ranh" in told


def test_a_commune_names_what_it_is_made_of_and_who_governs_it(visitor: Any) -> None:
    page = visitor.get("/places/xa-nam-cam-ranh")
    assert "xã Cam Lập, xã Cam Bình, xã Cam Thịnh Đông, xã Cam Thịnh Tây" in text_of(page)
    assert 'href="/agencies/ncr"' in page.text


def test_a_place_has_a_feed_that_its_page_names(visitor: Any) -> None:
    page, feed = visitor.get("/places/xa-nam-cam-ranh"), visitor.get("/feeds/places/xa-nam-cam-ranh.atom")
    assert (
        'type="application/atom+xml" title="Xã Nam Cam Ranh (Atom)" href="/feeds/places/xa-nam-cam-ranh.atom"'
        in page.text
    )
    assert (TITLES["a"][1] in feed.text, TITLES["b"][1] in feed.text, TITLES["c"][1] in feed.text) == (
        True,
        True,
        False,
    )
    assert visitor.get("/feeds/places/xa-khong-co.atom").status_code == 404


@pytest.mark.parametrize(("words", "found"), [("bệnh", ["b"]), ("cup nuoc", ["a"]), ("tuyển sinh", [])])
def test_a_place_is_searched_within_and_the_search_can_be_followed(visitor: Any, words: str, found: list[str]) -> None:
    page = visitor.get("/places/xa-nam-cam-ranh", params={"q": words})
    assert shown(page) == found
    feed = visitor.get("/search.json", params={"q": words, "place": "xa-nam-cam-ranh"}).json()
    assert [item["url"].rpartition("/")[2] for item in feed["items"]] == found
    assert "/search.atom?q=" in page.text


def test_a_search_narrowed_to_a_place_is_that_place_searched_within(visitor: Any) -> None:
    answer = visitor.ask("GET", "/search?q=b%E1%BB%87nh&place=xa-nam-cam-ranh", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/places/xa-nam-cam-ranh?q=b%E1%BB%87nh")


@pytest.mark.parametrize(("q", "leads"), [("cam lap", True), ("xã Cam Lập", True), ("cam lập cúp nước", False)])
def test_who_types_the_name_of_a_place_is_led_to_its_page(visitor: Any, q: str, leads: bool) -> None:
    assert ('href="/places/xa-cam-lap"' in visitor.get("/search", params={"q": q}).text) is leads


def test_who_follows_a_place_sees_what_it_would_have_brought(visitor: Any) -> None:
    page = visitor.get("/subscribe", params={"channel": "places/xa-nam-cam-ranh"}).text
    assert (TITLES["b"][1] in page, TITLES["c"][1] in page) == (True, False)
    assert "/feeds/places/xa-nam-cam-ranh.atom" in page


def test_the_feed_of_a_former_place_says_where_to_go(visitor: Any) -> None:
    feed = visitor.get("/feeds/places/xa-cam-lap.atom").text
    assert "Từ 01/07/2025 không còn đơn vị này; nay thuộc xã Nam Cam Ranh." in feed
    assert "/feeds/places/xa-nam-cam-ranh.atom" in feed


def test_programs_list_the_notices_of_a_place_and_search_in_them(visitor: Any) -> None:
    def ids(**asked: str) -> list[str]:
        return [one["id"] for one in visitor.get("/api/v1/notices", params=asked).json()["items"]]

    assert (ids(place="xa-nam-cam-ranh"), ids(place="xa-nam-cam-ranh", q="bệnh")) == (["b", "a"], ["b"])
    assert ids(place="xa-khong-co") == []


def test_a_notice_names_its_places(visitor: Any) -> None:
    page = visitor.get("/notices/a").text
    assert 'href="/places/xa-cam-lap"' in page and 'href="/places/thanh-pho-cam-ranh"' in page
    assert 'href="/places/xa-nam-cam-ranh"' not in page


@pytest.mark.parametrize(
    ("asked", "first"), [("cam lap", "xa-cam-lap"), ("Cam Hiệp", "xa-cam-hiep"), ("huyen ninh son", "huyen-ninh-son")]
)
def test_a_place_is_found_by_its_name_with_or_without_marks(visitor: Any, asked: str, first: str) -> None:
    found = html.fromstring(visitor.get("/places", params={"q": asked}).text)
    assert found.xpath("//section[@aria-labelledby='matching']//li/a/@href")[0] == f"/places/{first}"


def test_every_place_of_today_is_listed_with_its_week(visitor: Any) -> None:
    page = html.fromstring(visitor.get("/places").text)
    rows = page.xpath("//section[@aria-labelledby='present']//li")
    counts = {row.xpath("string(a)"): row.xpath("string(span)") for row in rows}
    assert len(counts) == 65 and (counts["xã Nam Cam Ranh"], counts["xã Cam Hiệp"]) == ("0", "1")


def test_a_hub_that_knows_no_places_says_so(tmp_path: Any, visitor_to: Any) -> None:
    opened = open_parts(Settings(data_dir=tmp_path, base_url="https://daumoi.example.vn"))
    visitor = visitor_to(make_app(opened, Allowances(burst=1e9)))
    assert "chưa biết tên các xã, phường" in text_of(visitor.get("/places"))
    assert visitor.get("/places/xa-cam-lap").status_code == 404
    opened.close()


def test_engines_are_told_of_places_and_months(visitor: Any) -> None:
    listed = visitor.get("/sitemaps/pages.xml").text
    assert "/places/xa-cam-lap<" in listed and "/archive/2026-09<" in listed

"""The archive by month, of all agencies and of one; the portal page of an agency."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from hub.web.months import MonthCounts, beside, histogram, years

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)


def rows(page: Any) -> list[str]:
    return html.fromstring(page.text).xpath("//ol[@class='rows']//h3/a/@href")


def test_the_months_come_to_all_notices(visitor: Any, sample: Any) -> None:
    page = html.fromstring(visitor.get("/archive").text)
    counts = [int(count) for count in page.xpath("//ul[@class='tally']/li/span/text()")]
    assert sum(counts) == len(sample.notices())
    assert page.xpath("//svg[@role='img']/@aria-label")


def test_each_month_has_its_notices_page_by_page_and_none_twice(visitor: Any) -> None:
    page = html.fromstring(visitor.get("/archive").text)
    for address, count in zip(
        page.xpath("//ul[@class='tally']/li/a/@href"), page.xpath("//ul[@class='tally']/li/span/text()"), strict=True
    ):
        found: list[str] = []
        onward: str | None = address
        while onward:
            shown = visitor.get(onward)
            found += rows(shown)
            onward = next(iter(html.fromstring(shown.text).xpath("//p[@class='more']/a/@href")), None)
        assert len(found) == len(set(found)) == int(count), address


def test_the_archive_of_an_agency_holds_its_own_alone(visitor: Any, sample: Any) -> None:
    page = html.fromstring(visitor.get("/archive?agency=nhatrang").text)
    own = sum(one.agency == "nhatrang" for one in sample.notices())
    assert sum(int(count) for count in page.xpath("//ul[@class='tally']/li/span/text()")) == own
    assert all("agency=nhatrang" in href for href in page.xpath("//ul[@class='tally']/li/a/@href"))


@pytest.mark.parametrize(
    "path", ["/archive/2010-13", "/archive/2010-9", "/archive/x", "/archive/0001-01", "/archive?agency=khong-co"]
)
def test_what_is_no_month_or_no_agency_is_missing(visitor: Any, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_a_month_without_notices_says_so_and_leads_to_those_that_have_some(visitor: Any) -> None:
    page = visitor.get("/archive/2009-01")
    assert page.status_code == 200 and rows(page) == [] and 'rel="next"' in page.text


def test_months_are_counted_once_in_some_minutes() -> None:
    asked: list[str | None] = []

    def count(agency: str | None) -> dict[date, int]:
        asked.append(agency)
        return {date(2010, 9, 1): len(asked)}

    kept = MonthCounts()
    for minutes in (0, 4, 6):
        kept.of(count, None, NOW + timedelta(minutes=minutes))
    kept.of(count, "so-y-te", NOW)
    assert asked == [None, None, "so-y-te"]


def test_years_and_the_picture_leave_nothing_out() -> None:
    months = {date(2010, 12, 1): 3, date(2011, 1, 1): 0, date(2011, 3, 1): 1}
    assert [(one.year, one.total) for one in years(months)] == [(2011, 1), (2010, 3)]
    picture = histogram(months)
    assert picture and (picture.first, picture.last, picture.path.count("M")) == (
        date(2010, 12, 1),
        date(2011, 3, 1),
        2,
    )
    assert histogram({}) is histogram({date(2010, 1, 1): 0}) is None
    assert beside([date(2010, 12, 1), date(2011, 3, 1)], date(2011, 1, 1)) == (date(2010, 12, 1), date(2011, 3, 1))


# --- the portal page ---------------------------------------------------------------------


def test_an_agency_says_how_it_is_reached(sample: Any, tmp_path: Any, visitor_to: Any) -> None:
    from hub.web.main import make_app

    reached = replace(
        sample.AGENCIES[1], phone="0258 3822 000", address="04 Phan Chu Trinh", mail="syt@x.example.vn",
        homepage="https://syt.x.example.vn/",
    )  # fmt: skip
    catalogue = sample.Catalogue()
    catalogue.agencies = lambda: (reached, *(one for one in sample.AGENCIES if one.slug != reached.slug))
    page = visitor_to(make_app(sample.sample_parts(tmp_path, catalogue=catalogue))).get("/agencies/so-y-te").text
    for told in ("0258 3822 000", "04 Phan Chu Trinh", "mailto:syt%40x.example.vn", 'href="https://syt.x.example.vn/"'):
        assert told in page, told


def test_an_agency_leads_to_the_place_that_it_governs(visitor: Any) -> None:
    assert 'href="/places/phuong-vinh-hai"' in visitor.get("/agencies/vinhhai").text
    assert 'href="/places/thanh-pho-nha-trang"' in visitor.get("/agencies/nhatrang").text
    assert 'href="/places/' not in visitor.get("/agencies/ubnd").text.partition("<ol")[0]


def test_an_agency_has_its_sections_sources_and_months(visitor: Any, sample: Any) -> None:
    page = html.fromstring(visitor.get("/agencies/ubnd").text)
    own = [one for one in sample.notices() if one.agency == "ubnd"]
    sections = page.xpath("//section[@aria-labelledby='by-section']//a/@href")
    assert {re.search(r"section=([\w-]+)", href)[1] for href in sections} == {one.section for one in own if one.section}  # type: ignore[index]
    covered = page.xpath("//section[@aria-labelledby='its-sources']")[0]
    assert covered.xpath(".//svg[@class='strip']") and "khoảng" in covered.text_content()
    (every,) = page.xpath("//section[@aria-labelledby='its-months']//p[@class='all']/a")
    assert str(len(own)) in every.text and every.get("href") == "/archive?agency=ubnd"

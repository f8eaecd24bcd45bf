"""Sitemaps: every page is named, the articles among them are collected."""

from typing import Any

import pytest

from hub.errors import ReadError
from hub.records import Address, Memory, Source
from spiders.sitemap import read_sitemap
from spiders.traps import NEW_PAGES

HOST = "http://so.example.vn"
URL = f"{HOST}/sitemap.xml"
SOURCE = Source("so", "so-y-te", f"{HOST}/", (Address("sitemap", URL),))


def sitemap(*paths: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{HOST}{path}</loc></url>' for path in paths)}</urlset>"


def article(title: str) -> str:
    text = "<p>Ủy ban nhân dân tỉnh thông tin đến các tổ chức và công dân về việc này.</p>" * 3
    return f"<html><body><div><h1>{title}</h1><div>Thứ Hai, 27/9/2010, 14:30</div><div>{text}</div></div></body></html>"


@pytest.fixture
def portal(site: Any) -> Any:
    """A sitemap in two files; one of its pages is no article."""
    parts = "".join(f"<sitemap><loc>{HOST}/s{n}.xml</loc></sitemap>" for n in (1, 2))
    site.pages = {
        URL: f"<sitemapindex>{parts}</sitemapindex>",
        f"{HOST}/s1.xml": sitemap("/tin/ke-hoach-1.html", "/lien-he.html"),
        f"{HOST}/s2.xml": sitemap("/tin/thong-bao-2.html"),
        f"{HOST}/tin/ke-hoach-1.html": article("Kế hoạch phòng chống bão lụt năm 2010"),
        f"{HOST}/tin/thong-bao-2.html": article("Thông báo tuyển dụng viên chức năm 2010"),
        f"{HOST}/lien-he.html": "<html><body><h1>Liên hệ</h1><p>Số 1 đường Trần Phú.</p></body></html>",
    }
    return site


def test_the_articles_a_sitemap_names_are_collected_and_pages_about_the_house_are_not(portal: Any, gather: Any) -> None:
    found = gather(SOURCE, Memory(), portal)
    assert sorted(page.item.title for page in found.pages) == [
        "Kế hoạch phòng chống bão lụt năm 2010",
        "Thông báo tuyển dụng viên chức năm 2010",
    ]
    (read,) = found.addresses
    assert (read.complete, len(read.listed), read.error) == (True, 3, None)


def test_a_file_changes_under_an_index_that_stays_and_only_addresses_like_known_ones_are_asked_for(
    portal: Any, gather: Any
) -> None:
    memory = gather(SOURCE, Memory(), portal).memory
    portal.pages[f"{HOST}/s2.xml"] = sitemap("/tin/thong-bao-2.html", "/tin/chi-thi-3.html", "/so-do.html")
    portal.pages[f"{HOST}/tin/chi-thi-3.html"] = article("Chỉ thị về việc trực lễ Quốc khánh")
    portal.asks.clear()
    found = gather(SOURCE, memory, portal)
    assert [page.item.title for page in found.pages] == ["Chỉ thị về việc trực lễ Quốc khánh"]
    assert portal.asked == [URL, f"{HOST}/s1.xml", f"{HOST}/s2.xml", f"{HOST}/tin/chi-thi-3.html"]


@pytest.mark.parametrize(
    ("body", "code"),
    [("<html><body/></html>", "not_a_listing"), ("<urlset><url>", "parse_failed"), ("", "parse_failed")],
)
def test_what_is_no_sitemap_is_refused(answer: Any, body: str, code: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_sitemap(answer(URL, body), "so")
    assert refused.value.code == code


def test_a_date_and_title_of_the_news_extension_are_read(answer: Any) -> None:
    news = "<n:news><n:title>Kế hoạch</n:title><n:publication_date>2010-09-27</n:publication_date></n:news>"
    fetch = answer(URL, f"<urlset xmlns:n='x'><url><loc>{HOST}/1</loc>{news}</url></urlset>")
    (row,) = read_sitemap(fetch, "so").rows
    assert (row.url, row.title, row.dates[0].raw) == (f"{HOST}/1", "Kế hoạch", "2010-09-27")


def test_a_sitemap_of_very_many_pages_is_read_within_the_page_budget_of_a_visit(portal: Any, gather: Any) -> None:
    paths = [f"/tin/{n}.html" for n in range(NEW_PAGES + 5)]
    portal.pages[URL] = sitemap(*paths)
    for n, path in enumerate(paths):
        portal.pages[f"{HOST}{path}"] = article(f"Thông báo tuyển dụng viên chức đợt {n}")
    found = gather(SOURCE, Memory(), portal)
    assert len(found.pages) == NEW_PAGES
    assert "5 new pages wait" in found.addresses[0].detail

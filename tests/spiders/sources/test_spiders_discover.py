"""From an address to what can be collected there."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from hub.errors import FetchError, PoisonError, ReadError
from hub.records import ArticleRule, JsonRule, Memory, Source
from spiders.discover import Discovery
from spiders.looking import Offer
from spiders.visit import Visit

HOME = "http://so.example.vn/"
FEED = "http://so.example.vn/rss/tin.rss"
ROWS = "".join(
    f"<li><a href='/tin/{n}'>Thông báo tuyển dụng viên chức đợt {n}</a> <i>{n}/10/2026</i></li>" for n in range(1, 6)
)
RSS = (
    "<rss version='2.0'><channel><title>Tin</title><item><title>Kế hoạch số 1</title>"
    "<link>http://so.example.vn/tin/1</link><pubDate>Mon, 05 Oct 2026 08:00:00 +0700</pubDate></item></channel></rss>"
)
NAMED = f"<head><link rel='alternate' type='application/rss+xml' title='Tin tức' href='{FEED}'></head>"


class Child:
    """Reads what is not light, and remembers what it was asked for."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault, self.asked = fault, list[str]()

    async def read(self, function: Callable[..., Any], *arguments: object) -> Any:
        self.asked.append(function.__name__)
        if self.fault:
            raise self.fault
        return function(*arguments)


def offers(site: Any, url: str = HOME, reader: Child | None = None) -> list[Offer]:
    source = Source("so", "so-y-te", url)
    return asyncio.run(Discovery(Visit(source, Memory(), site, reader or Child())).offers(url))


def test_an_address_that_is_a_feed_is_offered_as_one(site: Any) -> None:
    site.pages = {FEED: RSS}
    (offer,) = offers(site, FEED)
    assert (offer.kind, offer.address.url, [item.title for item in offer.items]) == ("feed", FEED, ["Kế hoạch số 1"])


def test_the_feeds_a_page_names_come_before_the_lists_on_it(site: Any) -> None:
    site.pages = {HOME: f"<html>{NAMED}<body><ul>{ROWS}</ul></body></html>", FEED: RSS}
    found = offers(site)
    assert [offer.kind for offer in found[:2]] == ["feed", "listing"]
    assert "Tin tức" in found[0].why and "5 of them with a date" in found[1].why
    assert len(found[1].items) == 5 and found[1].address.listing is not None


def test_a_feed_that_is_named_and_is_none_is_passed_over(site: Any) -> None:
    site.pages = {HOME: f"<html>{NAMED}<body><ul>{ROWS}</ul></body></html>", FEED: "<html><body>Không có</body></html>"}
    assert next(offer.kind for offer in offers(site)) == "listing"


def test_a_list_without_a_date_is_offered_last_and_with_the_reason(site: Any) -> None:
    undated = ROWS.replace("/10/2026", "")
    site.pages = {HOME: f"<html><body><ul>{undated}</ul></body></html>"}
    assert offers(site)[0].refusal == "neither its items nor their pages have a date"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html><body><p>Chào mừng</p></body></html>", "not_a_listing"),
        ("<html><body><h1>Đăng nhập</h1><form><input type=password></form></body></html>", "login_page"),
    ],
)
def test_a_page_with_nothing_to_collect_says_what_it_is(site: Any, body: str, code: str) -> None:
    site.pages = {HOME: body}
    with pytest.raises(ReadError) as refused:
        offers(site)
    assert refused.value.code == code


def test_an_address_that_does_not_answer_is_named_by_its_code(site: Any) -> None:
    with pytest.raises(FetchError) as failed:
        offers(site)
    assert failed.value.code == "http_4xx"


def test_a_front_page_leads_to_the_list_that_holds_what_it_shows_and_more(site: Any) -> None:
    newest = ROWS[: ROWS.index("</li>") + 5] + ROWS[ROWS.index("</li>") + 5 :][: ROWS.index("</li>") + 5]
    menu = "<a href='/gioi-thieu'>Giới thiệu</a><a href='/ngoai'>Lịch</a>"
    site.pages = {
        HOME: f"<html><body>{menu}<ul>{newest}</ul><a href='/tin-tuc'>Xem tất cả</a></body></html>",
        f"{HOME}gioi-thieu": "<html><body><p>Chức năng, nhiệm vụ</p></body></html>",
        f"{HOME}ngoai": f"<html><body><ul>{ROWS.replace('/tin/', '/lich/')}</ul></body></html>",
        f"{HOME}tin-tuc": f"<html><body>{menu}<ul>{ROWS}</ul></body></html>",
    }
    best = offers(site)[0]
    assert (best.address.url, len(best.items), best.shared) == (f"{HOME}tin-tuc", 5, 2)


def test_a_list_under_its_own_name_is_the_list_and_no_link_is_followed(site: Any) -> None:
    url = f"{HOME}thong-bao"
    site.pages = {url: f"<html><body><a href='/khac'>Khác</a><h2>Thông báo</h2><ul>{ROWS}</ul></body></html>"}
    assert offers(site, url)[0].address.url == url
    assert site.asked == [url]


def test_a_list_whose_articles_have_the_dates_is_not_refused(site: Any) -> None:
    article = (
        "<html><body><h1>Thông báo tuyển dụng viên chức đợt 1</h1><p>05/10/2026 08:30</p><p>Nội dung.</p></body></html>"
    )
    site.pages = {HOME: f"<html><body><ul>{ROWS.replace('/10/2026', '')}</ul></body></html>", f"{HOME}tin/1": article}
    assert offers(site)[0].refusal == ""


def test_where_a_page_leads_nowhere_the_sitemap_that_robots_names_is_offered(site: Any) -> None:
    site.pages = {
        HOME: "<html><body><p>Chào mừng</p></body></html>",
        f"{HOME}robots.txt": f"User-agent: *\nSitemap: {HOME}ban-do.xml\n",
        f"{HOME}ban-do.xml": f"<urlset><url><loc>{HOME}tin/1</loc></url><url><loc>{HOME}tin/2</loc></url></urlset>",
    }
    (offer,) = offers(site)
    assert (offer.kind, offer.address.url, len(offer.items)) == ("sitemap", f"{HOME}ban-do.xml", 2)


def test_the_list_that_a_script_asks_for_is_offered_with_a_rule(site: Any) -> None:
    rows = [
        {"id": n, "tieuDe": f"Thông báo tuyển dụng đợt {n}", "duongDan": f"/tin/{n}", "ngayDang": f"{n}/10/2026"}
        | {"tomTat": "x" * 400 + str(n)}
        for n in range(1, 4)
    ]
    script = "<script>fetch('/api/tin?trang=1').then(ve); import('/ve.js')</script>"
    site.pages = {
        HOME: f"<html><body><p>Chào mừng</p>{script}</body></html>",
        f"{HOME}api/tin?trang=1": json.dumps({"tong": 3, "du_lieu": {"ds": rows}}),
    }
    offer = offers(site)[0]
    assert (offer.kind, offer.address.url) == ("json", f"{HOME}api/tin?trang=1")
    paging = {"counter": f"{HOME}api/tin?trang={{page}}", "total": "tong"}
    assert offer.address.json == JsonRule("du_lieu.ds", "tieuDe", "duongDan", "ngayDang", **paging)
    first = offer.items[0]
    assert (first.title, first.url, first.dates[0].raw) == (rows[0]["tieuDe"], f"{HOME}tin/1", "1/10/2026")


def test_an_undated_teaser_loses_to_the_list_that_a_script_asks_for(site: Any) -> None:
    rows = [{"ma": n, "ten": f"Thông báo tuyển dụng đợt {n}", "ngay": f"{n}/10/2026"} for n in range(1, 8)]
    teaser = "".join(f"<li><a href='/tin/dot-{n}'>Thông báo tuyển dụng đợt {n}</a></li>" for n in range(1, 6))
    menu = "<ul><li><a href='/gioi-thieu'>Giới thiệu</a></li><li><a href='/lien-he'>Liên hệ</a></li></ul>"
    body = "<p>Sở thông báo tuyển dụng đợt này.</p>"
    site.pages = {
        HOME: f"<html><body>{menu}<ul>{teaser}</ul><a href='/tin'>Xem tất cả</a></body></html>",
        f"{HOME}tin": f"<html><body>{menu}<script>fetch('/api/ds').then(ve)</script></body></html>",
        f"{HOME}tin/dot-1": f"<html><body>{menu}<div data-src='/api/bai/1'></div></body></html>",
        f"{HOME}api/ds": json.dumps(rows),
        f"{HOME}api/bai/1": json.dumps(rows[0] | {"noiDung": body}),
    }
    best = offers(site)[0]
    assert best.address.json == JsonRule("", "ten", "/tin/dot-{ma}", "ngay")
    assert [(item.url, item.dates[0].raw) for item in best.items[:1]] == [(f"{HOME}tin/dot-1", "1/10/2026")]
    assert best.article == ArticleRule(data="/api/bai/*")


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ("ve('<a href=\"/tin-bai/' + b.id + '\">')", "/tin-bai/{id}"),
        ("ve(`<a href='/x'>`, `/bai/${b.muc.ma}/${b.id}.html`)", "/bai/{muc.ma}/{id}.html"),
        ("ve('/khac/' + b.khongCo)", None),
    ],
)
def test_links_that_a_script_puts_together_are_learned_from_it(script: str, url: str | None, site: Any) -> None:
    rows = [{"id": n, "ten": f"Thông báo tuyển dụng đợt {n}", "muc": {"ma": "tb"}} for n in range(1, 4)]
    page = f"<html><body><p>Chào mừng</p><script>fetch('/api/ds');{script}</script></body></html>"
    site.pages = {HOME: page, f"{HOME}api/ds": json.dumps({"data": {"rows": rows}})}
    if url is None:
        with pytest.raises(ReadError):
            offers(site)
    else:
        assert offers(site)[0].address.json == JsonRule("data.rows", "ten", url)


def test_a_list_may_stand_in_the_scripts_of_its_page(site: Any) -> None:
    rows = [{"ten": {"vi": f"Thông báo số {n}/TB-SYT"}, "duong": f"/tin/{n}", "luc": f"{n}/10/2026"} for n in (1, 2, 3)]
    told = json.dumps({"props": {"ds": [row | {"so": f"{row['ten']['vi'][10:]}", "muc": "Tin tức"} for row in rows]}})
    site.pages = {HOME: f"<html><body><script type='application/json'>{told}</script></body></html>"}
    offer = offers(site)[0]
    assert offer.address.json == JsonRule("0.props.ds", "ten.vi", "duong", "luc", section="muc", number="so")
    assert (offer.items[0].title, offer.items[0].number) == ("Thông báo số 1/TB-SYT", "số 1/TB-SYT")


def test_a_large_page_is_read_apart_and_what_exhausts_its_reader_is_named(site: Any) -> None:
    site.pages = {HOME: f"<html><body><ul>{ROWS}</ul><p>{'x' * 40_000}</p></body></html>"}
    child = Child()
    assert offers(site, reader=child)[0].kind == "listing" and child.asked == ["look_at_page"]
    with pytest.raises(ReadError, match="takes more than 20 s") as refused:
        offers(site, reader=Child(PoisonError("takes more than 20 s of the processor to read")))
    assert refused.value.code == "parse_failed"

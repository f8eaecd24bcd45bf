"""Following: a choice in an address, what it would have brought, the feeds that bring it, and lists of them."""

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree, html

from hub.records import Filters
from hub.web.asked import LONGEST_QUERY, Asked
from hub.web.brought import weeks
from hub.web.chosen import Choice, Followed, as_params, choice_of, followed, is_too_much, query_of, read_choice, spoken

TODAY = date(2010, 9, 24)
TWO = "/subscribe?channel=agencies/stnmt&channel=agencies/so-y-te"
KNOWN = {"agencies/a", "agencies/b", "sections/s", "topics/t", "types/qd"}


def tree(answer: Any) -> html.HtmlElement:
    assert answer.status_code == 200
    return html.fromstring(answer.text)


# --- a choice ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channels", "words", "feeds"),
    [
        ((), "", ()),
        (("agencies/a",), "", (Followed("agencies/a"),)),
        (("topics/t",), "", (Followed("topics/t"),)),
        (("agencies/a", "agencies/b"), "", (Followed(query="(agency:a OR agency:b)"),)),
        (("agencies/a", "sections/s"), "", (Followed(query="agency:a section:s"),)),
        (("agencies/a", "types/qd"), "mưa lũ", (Followed(query="agency:a type:qd mưa lũ"),)),
        (("agencies/a",), "bão OR lũ", (Followed(query="agency:a (bão OR lũ)"),)),
        ((), "bão OR lũ", (Followed(query="bão OR lũ"),)),
        (("topics/t", "agencies/a"), "bão", (Followed(query="agency:a bão"), Followed("topics/t"))),
        (("topics/t", "agencies/a"), "", (Followed("agencies/a"), Followed("topics/t"))),
    ],
)
def test_what_narrows_is_one_search_and_other_channels_stand_beside_it(channels: Any, words: str, feeds: Any) -> None:
    assert followed(Choice(channels, words)) == feeds


def test_channels_that_nobody_knows_are_left_out_and_none_comes_twice() -> None:
    choice = read_choice(["agencies/a", "agencies/zz", "topics/t", "agencies/a", ""], "  mưa \n lũ ", KNOWN)
    assert choice == Choice(("agencies/a", "topics/t"), "mưa lũ")
    assert as_params(choice) == {"channel": ["agencies/a", "topics/t"], "q": "mưa lũ"}


def test_what_no_search_can_hold_is_followed_channel_by_channel() -> None:
    many = tuple(f"agencies/uy-ban-nhan-dan-xa-so-{n}" for n in range(40))
    choice = Choice((*many, "topics/t"), "mưa")
    assert is_too_much(choice) and len(query_of(choice)) > LONGEST_QUERY
    assert [one.channel for one in followed(choice)] == [*many, "topics/t"]


def test_a_search_is_a_choice_where_a_choice_has_room_for_it() -> None:
    assert choice_of(Asked("lũ", Filters(agency="a", type="qd"))) == Choice(("agencies/a", "types/qd"), "lũ")
    for filters in (
        Filters(source="x"),
        Filters(published_to=TODAY),
        Filters(withdrawn="only"),
        Filters(has_files=False),
    ):
        assert choice_of(Asked("lũ", filters)) is None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("mưa lũ", "mưa lũ"),
        ("agency:a", "AGENCY A"),
        ("(agency:a OR agency:b) section:s (bão OR lũ)", "AGENCY A / AGENCY B, SECTION S, (bão OR lũ)"),
    ],
)
def test_a_title_says_names_where_a_query_says_fields(query: str, title: str) -> None:
    assert spoken(query, lambda field, value: f"{field} {value}".upper()) == title


def test_days_are_counted_by_week() -> None:
    days = [TODAY, TODAY - timedelta(days=6), TODAY - timedelta(days=7), TODAY - timedelta(days=28)]
    assert [week.count for week in weeks(days, TODAY)] == [1, 0, 1, 2]
    assert [week.bar for week in weeks(days, TODAY)] == [50, 0, 50, 100]
    assert [week.bar for week in weeks([], TODAY)] == [0, 0, 0, 0]


# --- the page ----------------------------------------------------------------------------


def test_every_kind_can_be_chosen_from_by_a_form_that_needs_no_script(visitor: Any) -> None:
    page = tree(visitor.get("/subscribe"))
    (form,) = page.xpath("//form[@action='/subscribe']")
    assert form.get("method", "get") == "get"
    values = form.xpath(".//input[@name='channel']/@value")
    assert {"agencies/so-y-te", "sections/chi-dao", "types/qd"} <= set(values)
    assert len(values) == len(set(values))
    assert [legend.text for legend in form.xpath(".//legend")][:2] == ["Cấp tỉnh", "Cấp huyện (đến 30/06/2025)"]


def test_a_choice_shows_what_it_would_have_brought(visitor: Any) -> None:
    page = tree(visitor.get(TWO))
    rows = page.xpath("//ol[@class='rows']/li")
    agencies = {row.xpath("string(.//a[contains(@href, '/agencies/')])") for row in rows}
    assert agencies == {"Sở Tài nguyên và Môi trường", "Sở Y tế"}
    counted = [int(count) for count in page.xpath("//ul[contains(@class, 'histogram')]//*[@class='count']/text()")]
    assert len(counted) == 4 and len(rows) == min(sum(counted), 10)
    assert page.xpath("//input[@checked]/@value") == ["agencies/so-y-te", "agencies/stnmt"]


def test_the_number_is_that_of_the_feed(visitor: Any) -> None:
    """Of what the feed holds, that of the last four weeks."""
    page = tree(visitor.get(TWO))
    feed = etree.fromstring(visitor.get(page.xpath("//ul[@class='addresses']//a/@href")[0]).content)
    since = visitor.parts.clock() - timedelta(days=28)
    recent = [one for one in feed.iterfind("{*}entry/{*}updated") if one.text >= since.isoformat()]
    assert f"{len(recent)} thông báo" in page.xpath("//section[h2[@id='weeks']]/p/text()")


def test_each_address_that_is_offered_is_a_feed_of_the_right_kind(visitor: Any) -> None:
    page = tree(visitor.get(f"{TWO}&channel=sources/ubnd-van-ban&q=gi%C3%A1"))
    links = page.xpath("//ul[@class='addresses']//a")
    assert len(links) == 6
    for link in links:
        answer = visitor.get(link.get("href"))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(link.get("type"))


def test_the_feed_of_a_choice_is_named_by_names(visitor: Any) -> None:
    (href, *_) = tree(visitor.get(TWO)).xpath("//ul[@class='addresses']//a/@href")
    title = etree.fromstring(visitor.get(href).content).findtext("{*}title")
    assert title == "Đầu Mối: Sở Tài nguyên và Môi trường / Sở Y tế"


def test_it_is_passed_on_by_plain_links_that_tell_nobody(visitor: Any) -> None:
    page = tree(visitor.get(f"{TWO}&lang=en"))
    told = quote(f"https://daumoi.example.vn{TWO}&lang=en", safe="")
    shares = {link.text: link for link in page.xpath("//p[@class='shares']/a")}
    assert list(shares) == ["Zalo", "Facebook", "Mail"]
    assert all(told in link.get("href") and "noreferrer" in link.get("rel") for link in shares.values())
    assert not page.xpath("//img | //iframe | //script[contains(@src, '//')]")


@pytest.mark.parametrize(
    ("path", "choice"),
    [
        ("/", "/subscribe?channel=all"),
        ("/agencies/stnmt", "/subscribe?channel=agencies/stnmt"),
        ("/sections/van-ban", "/subscribe?channel=sections/van-ban"),
        ("/types/qd", "/subscribe?channel=types/qd"),
        ("/search?q=l%C5%A9&agency=stnmt", "/subscribe?channel=agencies/stnmt&q=l%C5%A9"),
        ("/search?q=l%C5%A9&withdrawn=only", "/subscribe"),
    ],
)
def test_following_a_page_leads_there_with_the_choice_filled_in(visitor: Any, path: str, choice: str) -> None:
    (href,) = tree(visitor.get(path)).xpath("//*[@id='follow']//a[contains(@href, '/subscribe')]/@href")
    assert href == choice
    assert ("chosen" in visitor.get(href).text) == (choice != "/subscribe") or choice == "/subscribe"


def test_the_other_language_keeps_the_choice(visitor: Any) -> None:
    (other,) = tree(visitor.get(TWO)).xpath("//a[@class='tongue']/@href")
    assert other == f"{TWO}&lang=en"
    assert "You have chosen" in visitor.get(other).text


@pytest.mark.parametrize("q", ['"giá', "(((", "a" * 3000, "-", "OR", "agency:", "\0"])
def test_any_words_make_a_page(visitor: Any, q: str) -> None:
    assert visitor.get(f"{TWO}&q={quote(q)}").status_code == 200


def test_a_topic_brings_what_its_query_finds_and_says_when_it_is_over(
    visitor_of: Any, sample: Any, tmp_path: Any
) -> None:
    parts = sample.sample_parts(tmp_path)
    topic = {"name": "Giá đất", "query": "giá đất", "last": "2010-09-24"}
    parts.store._meta["topics"] = json.dumps({"gia-dat": topic})
    visitor = visitor_of(parts)
    assert tree(visitor.get("/subscribe?channel=topics/gia-dat")).xpath("//ol[@class='rows']/li")
    assert "kết thúc" not in visitor.get("/feeds/topics/gia-dat.atom").text
    parts.store._meta["topics"] = json.dumps({"gia-dat": topic | {"last": "2010-09-20"}})
    subtitle = etree.fromstring(visitor.get("/feeds/topics/gia-dat.atom").content).findtext("{*}subtitle")
    assert subtitle == (
        "Chuyên đề này kết thúc ngày 20/09/2010. Kênh này vẫn giữ; tin mới ở https://daumoi.example.vn/topics."
    )


# --- lists of feeds ----------------------------------------------------------------------


def listed(visitor: Any, path: str) -> list[str]:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return [one.get("xmlUrl") for one in etree.fromstring(answer.content).iter("outline") if one.get("xmlUrl")]


def test_a_list_of_all_names_each_channel_there_is(visitor: Any) -> None:
    found = listed(visitor, "/feeds.opml")
    assert {f"https://daumoi.example.vn/feeds/{name}.atom" for name in ("all", "incidents", "agencies/stnmt")} <= set(
        found
    )
    assert all(visitor.get(url.removeprefix("https://daumoi.example.vn")).status_code == 200 for url in found)


def test_a_list_of_some_names_those_and_no_unknown_ones(visitor: Any) -> None:
    base = "https://daumoi.example.vn"
    assert listed(visitor, "/feeds.opml?channel=agencies/stnmt&channel=agencies/nobody&q=m%C6%B0a+l%C5%A9") == [
        f"{base}/feeds/agencies/stnmt.atom",
        f"{base}/search.atom?q=m%C6%B0a+l%C5%A9",
    ]
    assert listed(visitor, "/feeds.opml?channel=x") == []


def test_the_list_of_a_choice_names_its_feeds(visitor: Any) -> None:
    page = tree(visitor.get(f"{TWO}&channel=sources/ubnd-van-ban"))
    (href,) = page.xpath("//section[@class='chosen']//a[contains(@href, 'opml')]/@href")
    offered = [f"https://daumoi.example.vn{one}" for one in page.xpath("//ul[@class='addresses']//a/@href")[::3]]
    assert sorted(listed(visitor, href)) == sorted(offered)


def test_the_same_list_is_the_same_whenever_it_is_asked_for(visitor: Any) -> None:
    first = visitor.get("/feeds.opml?channel=agencies/stnmt")
    again = visitor.get("/feeds.opml?channel=agencies/stnmt", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


# --- what pages say of their feeds -------------------------------------------------------


def test_every_feed_that_a_page_names_is_there_and_is_what_it_is_said_to_be(visitor: Any, pages: Any) -> None:
    lists = 0
    for path in (*pages, TWO):
        links = tree_of_any(visitor.get(path)).xpath("//link[@rel='alternate'][@type]")
        lists += bool(links)
        for link in links:
            answer = visitor.get(link.get("href"))
            assert answer.status_code == 200, (path, link.get("href"))
            assert answer.headers["content-type"].startswith(link.get("type")), (path, link.get("href"))
    assert lists >= 12


def tree_of_any(answer: Any) -> html.HtmlElement:
    return html.fromstring(answer.text)


@pytest.mark.parametrize(
    "path", ["/", "/search", "/agencies", "/agencies/stnmt", "/sections/van-ban", "/types/qd", "/subscribe"]
)
def test_every_list_names_its_feed_in_three_formats(visitor: Any, path: str) -> None:
    types = tree(visitor.get(path)).xpath("//link[@rel='alternate']/@type")
    assert types == ["application/atom+xml", "application/rss+xml", "application/feed+json"]

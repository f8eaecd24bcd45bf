"""The pages, as they are sent."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi.routing import APIRoute
from lxml import html

import hub.web
from hub.records import Notice, Source
from hub.web.door import WAY_IN
from hub.web.main import ROUTERS

ROOM = Path(str(hub.web.__file__)).parent
FEED_TYPES = {"application/atom+xml", "application/rss+xml", "application/feed+json"}


def tree(answer: Any) -> html.HtmlElement:
    return html.document_fromstring(answer.text)


def words(answer: Any) -> str:
    return told(tree(answer))


def told(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


# --- every page --------------------------------------------------------------------------


def test_every_page_answers_in_both_languages(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in pages:
        vietnamese = visitor.get(path)
        english = visitor.get(f"{path}{'&' if '?' in path else '?'}lang=en")
        assert (vietnamese.status_code, english.status_code) == (200, 200), path
        assert tree(vietnamese).get("lang") == "vi"
        assert tree(english).get("lang") == "en"


def test_english_pages_say_everything_in_english(visitor: Any, pages: tuple[str, ...]) -> None:
    own = re.compile(r"\b(?:Tìm kiếm|Cơ quan|Chuyên mục|Theo dõi|Độ phủ|Ngày đăng|Lần đầu thấy|nguồn|phiên bản)\b")
    for path in pages:
        page = tree(visitor.get(f"{path}{'&' if '?' in path else '?'}lang=en"))
        for foreign in page.xpath("//main//*[@lang='vi'] | //*[@lang='vi'][not(self::html)]"):
            foreign.drop_tree()
        for name in page.xpath("//a[contains(@href, '/agencies/')] | //*[@class='rows'] | //h1 | //title | //meta"):
            name.text, name[:] = "", []
        for source in page.xpath("//ul[@class='channels']//span | //ul[@class='channels']//a | //ul[@class='plain']"):
            source.text, source[:] = "", []
        assert own.findall(page.text_content()) == [], path


def test_a_language_keeps_through_every_link_of_ours(visitor: Any, pages: tuple[str, ...]) -> None:
    data = ("/static/", "/feeds", "/search.", "/api/", "/opensearch.xml", "/files/")
    for path in pages:
        page = tree(visitor.get(f"{path}{'&' if '?' in path else '?'}lang=en"))
        for link in page.xpath("//a[starts-with(@href, '/')][not(@hreflang)]/@href"):
            assert link.startswith(data) or "lang=en" in link, (path, link)
        for form in page.xpath("//form"):
            assert form.xpath(".//input[@name='lang']/@value") == ["en"], path


def test_every_page_leads_to_its_other_language(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in pages:
        (link,) = tree(visitor.get(path)).xpath("//a[@hreflang='en']/@href")
        (back,) = tree(visitor.get(link)).xpath("//a[@hreflang='vi']/@href")
        assert visitor.get(back).text == visitor.get(path).text


def test_no_page_holds_a_script_or_style_of_its_own(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in pages:
        page = tree(visitor.get(path))
        assert [script.text for script in page.iter("script")] == [None]
        assert page.xpath("//style | //@style | //@*[starts-with(name(), 'on')] | //iframe | //object | //embed") == []
        assert page.xpath("//a[not(@href)] | //a[@href='']") == []


def test_every_page_is_guarded(visitor: Any, pages: tuple[str, ...]) -> None:
    routes = [route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    others = [re.sub(r"\{\w+(:\w+)?\}", "x", path) for path in routes]
    for path in (*pages, *others, "/nowhere", "/api/v1/nowhere", "/feeds/all.atom", "/static/style.css", "/ops"):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        # browsers say "Origin: null" with the forms of a page that tells nobody where it is
        assert headers["referrer-policy"] == ("same-origin" if path == WAY_IN else "no-referrer")


def test_head_is_answered_like_get_without_a_body(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in (*pages, "/nowhere", "/feeds/all.atom", "/search.json", "/api/v1/notices", "/sitemap.xml", "/healthz"):
        get, head = visitor.get(path), visitor.ask("HEAD", path)
        assert (head.status_code, head.content) == (get.status_code, b""), path
        assert dict(head.headers) == dict(get.headers), path


def test_addresses_come_from_the_settings_and_never_from_the_host_header(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in (*pages, "/feeds.opml", "/sitemap.xml", "/robots.txt", "/feeds/all.json", "/api/v1/notices?limit=1"):
        answer = visitor.get(path, headers={"Host": 'evil.test"><b>', "X-Forwarded-Host": "evil.test"})
        assert "evil.test" not in answer.text, path
        assert "evil.test" not in str(answer.headers), path


def test_links_to_other_sites_give_them_nothing(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in pages:
        for link in tree(visitor.get(path)).xpath("//main//a[starts-with(@href, 'http')]"):
            assert {"noopener", "nofollow"} <= set(link.get("rel", "").split()), (path, link.get("href"))


def test_no_page_leads_anywhere_but_to_the_web(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in (*pages, "/notices/0000v2m6x9q1h3t5"):
        for link in tree(visitor.get(path)).xpath("//@href | //@src | //@action"):
            assert link.startswith(("/", "http://", "https://", "#", "mailto:")), (path, link)


def test_every_page_has_one_heading_a_skip_link_and_named_fields(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in pages:
        page = tree(visitor.get(path))
        assert len(page.xpath("//h1")) == 1, path
        assert page.xpath("//body/a[1]/@href") == ["#content"]
        assert page.get_element_by_id("content").tag == "main"
        for field in page.xpath("//input[not(@type='hidden')]"):
            assert page.xpath(f"//label[@for='{field.get('id')}']"), (path, field.get("name"))
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_list_pages_offer_their_own_feed(visitor: Any) -> None:
    expected = {
        "/": "/feeds/all.atom",
        "/agencies/stnmt": "/feeds/agencies/stnmt.atom",
        "/sections/van-ban": "/feeds/sections/van-ban.atom",
        "/types/QĐ": "/feeds/types/qd.atom",
        "/search?q=đất&agency=stnmt&page=1&sort=newest": "/search.atom?q=%C4%91%E1%BA%A5t&agency=stnmt",
    }
    for path, feed in expected.items():
        page = tree(visitor.get(path))
        offered = {link.get("type"): link.get("href") for link in page.xpath("//link[@rel='alternate'][@type]")}
        assert set(offered) == FEED_TYPES
        assert offered["application/atom+xml"] == feed
        assert page.xpath(f"//main//a[@href='{feed}']"), path
        for href in offered.values():
            assert visitor.get(href).status_code == 200


def test_every_page_says_how_fresh_it_is(visitor: Any, pages: tuple[str, ...]) -> None:
    for path in pages:
        (line,) = tree(visitor.get(path)).xpath("//footer//a[@class='fresh']")
        assert line.text_content() == "cập nhật 3 phút trước · 6/10 nguồn đang hoạt động"
        assert line.get("href") == "/coverage"


def test_pages_are_light_enough_for_a_cheap_phone(visitor: Any) -> None:
    style, script = (ROOM / "static" / "style.css").stat().st_size, (ROOM / "static" / "hub.js").stat().st_size
    assert style <= 15 * 1024
    assert script < 3 * 1024
    assert len(visitor.get("/", headers={"Accept-Encoding": "identity"}).content) + style + script <= 60 * 1024


# --- lists -------------------------------------------------------------------------------


def test_the_home_page_lists_what_changed_last_and_walks_back_to_the_first(visitor: Any, sample: ModuleType) -> None:
    path, seen = "/", []
    while path:
        page = tree(visitor.get(path))
        seen += page.xpath("//ol[@class='rows']//h3/a/@href")
        path = next(iter(page.xpath("//p[@class='more']/a/@href")), "")
    assert seen == [f"/notices/{one.id}" for one in sample.notices()]


def test_a_row_tells_title_day_agency_number_files_and_how_it_stands(visitor: Any) -> None:
    rows = [told(row) for row in tree(visitor.get("/")).xpath("//li[@class='row']")]
    assert rows[0].endswith("Đã sửa 24/09/2010 Sở Y tế 1234/TB-SYT cũng đăng tại 1 nơi")
    assert rows[1].endswith("Đã gỡ khỏi nguồn 23/09/2010 Sở Tài nguyên và Môi trường 98/QĐ-STNMT")
    assert rows[2].endswith("24/09/2010 Ủy ban nhân dân tỉnh Khánh Hòa 2375/QĐ-UBND 3 tệp 1 tệp quét chưa đọc được chữ")
    assert "Đến muộn" in rows[3]


def test_titles_in_capitals_are_easy_to_read_in_lists(visitor: Any) -> None:
    page = words(visitor.get("/"))
    assert "Thông báo tuyển dụng công chức năm 2010" in page
    assert "THÔNG BÁO" not in page


def test_sections_and_agencies_are_counted_over_the_last_week(visitor: Any) -> None:
    page = tree(visitor.get("/"))
    counted = {row.xpath("string(./a)"): row.xpath("string(./span)") for row in page.xpath("//ul[@class='tally']/li")}
    assert counted["Văn bản pháp luật và hành chính"] == "3"
    assert counted["Ủy ban nhân dân tỉnh Khánh Hòa"] == "3"
    assert len(page.xpath("//section[@aria-labelledby='by-section']//li")) == 14


def test_an_agency_page_tells_its_time_and_who_came_after(visitor: Any) -> None:
    page = words(visitor.get("/agencies/stnmt"))
    assert "từ 24/09/2010 đến 01/03/2025" in page
    assert "Sẽ được tiếp nhận bởi Sở Nông nghiệp và Môi trường" in page
    assert "Tiền thân Sở Nông nghiệp và Phát triển nông thôn" in words(visitor.get("/agencies/snnmt"))


def test_one_address_of_types_may_stand_for_two(visitor: Any) -> None:
    assert tree(visitor.get("/types/hd")).xpath("//h1/text()") == ["Hướng dẫn / Hợp đồng"]


def test_the_coverage_page_explains_each_state_and_error(visitor: Any) -> None:
    vietnamese, english = words(visitor.get("/coverage")), words(visitor.get("/coverage?lang=en"))
    assert "Không kết nối được trong thời gian cho phép. connect_timeout" in vietnamese
    assert "The server could not be reached in time. connect_timeout" in english
    assert "Ủy ban nhân dân phường Vĩnh Hải: thông báo tạm dừng" in vietnamese


def test_the_worst_sources_stand_first(visitor: Any) -> None:
    rows = tree(visitor.get("/coverage")).xpath("//tbody//td[1]/span[contains(@class, 'state')]")
    states = [state.text_content().strip() for state in rows]
    assert states == ["lỗi", "thiếu", "chậm", "mới thêm", *["hoạt động"] * 6, "tạm dừng"]


@pytest.mark.parametrize(
    "path", ["/", "/search", "/agencies", "/coverage", "/subscribe", "/about", "/sections/van-ban"]
)
def test_a_hub_without_anything_says_what_to_do_next(
    path: str, visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    visitor = visitor_of(sample.sample_parts(tmp_path, [], sample.Catalogue((), ())))
    page = tree(visitor.get(path))
    assert visitor.get(path).status_code == 200
    empty = page.xpath("//div[@class='empty']")
    assert bool(empty) == (path not in ("/subscribe", "/about"))
    for part in empty:
        assert part.xpath(".//a | .//li") or "daumoi source add" in part.text_content()


# --- search ------------------------------------------------------------------------------


def test_found_words_are_marked_with_or_without_accents(visitor: Any) -> None:
    for query in ("giá đất", "gia dat", "GIÁ ĐẤT"):
        page = tree(visitor.get("/search", params={"q": query}))
        assert "giá đất" in {mark.text for mark in page.iter("mark")}
        assert page.xpath("string(//p[@class='count-line']/strong)") == "39 kết quả"


def test_facets_are_links_with_counts_that_hold(visitor: Any) -> None:
    page = tree(visitor.get("/search?q=quyết+định"))
    for row in page.xpath("//div[@id='narrow']//ul[@class='tally']/li"):
        narrowed = tree(visitor.get(row.xpath("./a/@href")[0]))
        assert narrowed.xpath("string(//p[@class='count-line']/strong)").split()[0] == row.xpath("string(./span)")


def test_a_filter_in_use_can_be_taken_away(visitor: Any) -> None:
    page = tree(visitor.get("/search?q=đất&agency=stnmt&from=2010-09-01&to=2010-09-24"))
    chips = {chip.text_content().split(" (")[0]: chip.get("href") for chip in page.xpath("//ul[@class='chips']//a")}
    assert list(chips) == ["Sở Tài nguyên và Môi trường", "Từ ngày 01/09/2010", "Đến ngày 24/09/2010"]
    assert "agency" not in chips["Sở Tài nguyên và Môi trường"]
    assert "from=" not in chips["Từ ngày 01/09/2010"]


def test_turning_the_pages_shows_every_hit_once(visitor: Any) -> None:
    path, seen = "/search?q=giá+đất", []
    while path:
        page = tree(visitor.get(path))
        seen += page.xpath("//ol[@class='rows']//h3/a/@href")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == 39


def test_a_page_beyond_the_last_leads_back_to_it(visitor: Any) -> None:
    page = tree(visitor.get("/search?q=giá+đất&page=300"))
    assert page.xpath("//a[@rel='prev']/@href") == ["/search?q=gi%C3%A1+%C4%91%E1%BA%A5t&page=2"]


@pytest.mark.parametrize(
    ("query", "at", "advice"),
    [
        ('giá "đất', 5, "Khép lại dấu ngoặc kép"),
        ("(giá đất", 1, "Khép lại dấu ngoặc đơn"),
        ("giá OR", 5, "Viết từ ở cả hai bên"),
        ("x " * 100, 129, "Dùng ít từ hơn"),
    ],
)
def test_a_query_with_a_mistake_gets_a_page_that_points_at_it(visitor: Any, query: str, at: int, advice: str) -> None:
    answer = visitor.get("/search", params={"q": query})
    page = tree(answer)
    assert answer.status_code == 200
    assert f"ký tự thứ {at}:" in words(answer)
    assert advice in words(answer)
    shown, caret = page.xpath("//pre")[0].text.split("\n")[:2]
    assert caret.strip() == "^"
    assert len(caret) - 1 <= len(shown)
    repaired = visitor.get(page.xpath("//section[contains(@class, 'band')]//a/@href")[0])
    assert not tree(repaired).xpath("//pre")


def test_a_query_with_a_mistake_shows_what_was_understood(visitor: Any) -> None:
    wrong, right = (tree(visitor.get("/search", params={"q": q})) for q in ('giá "đất (nhà', "giá đất nhà"))
    hits = [page.xpath("//ol[@class='rows']//h3/a/@href") for page in (wrong, right)]
    assert hits[0] == hits[1] != []
    band = wrong.xpath("//section[contains(@class, 'band')]")[0]
    assert len(band.xpath("./pre")) == 2
    assert [link.text for link in band.iter("a")] == ['giá "đất (nhà"', "giá đất nhà"]
    assert wrong.xpath("//link[@rel='alternate'][@type='application/atom+xml']")


def test_what_was_searched_instead_and_what_may_be_meant_is_said(visitor: Any) -> None:
    assert "Đang hiển thị kết quả cho “giá đất”" in words(visitor.get("/search?q=gias ddaats"))
    near = tree(visitor.get("/search?q=gia datt"))
    (offered,) = near.xpath("//p[@class='offer'][contains(., 'Có phải')]/a")
    assert offered.text == "gia dat"
    assert tree(visitor.get(offered.get("href"))).xpath("string(//p[@class='count-line']/strong)") == "39 kết quả"


def test_a_question_says_how_many_have_all_its_words(visitor: Any) -> None:
    whole = "giá các loại đất trên địa bàn thành phố nha trang thế nào"
    assert "có đủ các từ" in words(visitor.get("/search", params={"q": whole}))
    assert "có đủ các từ" not in words(visitor.get("/search?q=giá đất"))


def test_years_and_months_are_a_histogram_of_links(visitor: Any) -> None:
    years = tree(visitor.get("/search?q=giá đất"))
    (year,) = years.xpath("//section[@aria-labelledby='facet-year']//a/@href")
    months = tree(visitor.get(year))
    assert months.xpath("string(//ul[@class='chips']//a)").startswith("Năm 2010")
    rows = months.xpath("//section[@aria-labelledby='facet-month']//li")
    assert [row.xpath("string(./a)") for row in rows] == ["Tháng 07/2010", "Tháng 08/2010", "Tháng 09/2010"]
    widths = [int(row.xpath(".//rect/@width")[0]) for row in rows]
    assert max(widths) == 100 and sorted(widths) == widths
    one = tree(visitor.get(rows[0].xpath("./a/@href")[0]))
    assert one.xpath("string(//p[@class='count-line']/strong)").split()[0] == rows[0].xpath("string(./span)")
    assert one.xpath("string(//ul[@class='chips']//a)").startswith("Tháng 07/2010")


def test_files_and_withdrawal_narrow_and_are_kept_by_feed_and_pages(visitor: Any) -> None:
    for kept in ("files=with", "withdrawn=only"):
        page = tree(visitor.get(f"/search?q=giá đất&{kept}"))
        count = int(page.xpath("string(//p[@class='count-line']/strong)").split()[0])
        assert 0 < count < 39
        feed = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")[0]
        assert kept in feed
        assert visitor.get(feed).text.count("</entry>") == count
        assert kept not in page.xpath("//ul[@class='chips']//a/@href")[0]


def test_days_named_in_a_query_can_be_narrowed_to(visitor: Any) -> None:
    page = tree(visitor.get("/search?q=giá đất tháng 9/2010"))
    (link,) = page.xpath("//p[@class='offer']/a[contains(., 'tháng 9/2010')]/@href")
    assert "from=2010-09-01&to=2010-09-30" in link
    assert not tree(visitor.get(link)).xpath("//p[@class='offer']/a[contains(., 'tháng 9/2010')]")


def test_where_nothing_is_found_it_is_said_which_filter_stands_in_the_way(visitor: Any) -> None:
    page = tree(visitor.get("/search?q=giá đất&agency=stnmt&to=2009-01-01"))
    offers = {link.text: link.get("href") for link in page.xpath("//ul[@class='wider']//a")}
    assert list(offers) == ["Không lọc “Đến ngày 01/01/2009”"]
    wider = tree(visitor.get(*offers.values()))
    assert wider.xpath("string(//p[@class='count-line']/strong)") == "2 kết quả"
    assert page.xpath("string(//ul[@class='wider']//span)") == "(2 kết quả)"


def test_a_search_explains_itself_when_asked(visitor: Any) -> None:
    plain = tree(visitor.get('/search?q=giá "nha trang"'))
    asked = tree(visitor.get(plain.xpath("//p[@class='why']/a/@href")[0]))
    told = [item.text_content() for item in asked.xpath("//div[@class='explained']//li")]
    assert told == ["có đủ các phần sau", "có đủ các từ: giá", "đúng cụm từ: nha trang"]
    assert asked.xpath("//li[@class='row']/p[@class='also'][contains(., 'đúng dấu')]")
    assert all("explain=1" in link for link in asked.xpath("//div[@id='narrow']//ul//a/@href"))
    assert not tree(visitor.get(asked.xpath("//p[@class='why']/a/@href")[0])).xpath("//div[@class='explained']")


def test_notices_of_one_cluster_are_one_hit(visitor_of: Any, sample: Any, tmp_path: Path) -> None:
    rows = [replace(row, cluster="c1" if n < 3 else None) for n, row in enumerate(sample.notices()[:5])]
    page = tree(visitor_of(sample.sample_parts(tmp_path, rows)).get("/search?q=giá đất&sort=newest"))
    hits = page.xpath("//ol[@class='rows']/li")
    assert len(hits) < page.xpath("number(substring-before(//p[@class='count-line']/strong, ' '))")
    assert sum(len(hit.xpath("./p[@class='also']/a")) for hit in hits) == 2


def test_what_was_not_understood_of_an_address_is_said(visitor: Any) -> None:
    page = words(visitor.get("/search?q=đất&from=31/02/2010&page=x&sort=y"))
    assert "Không hiểu ngày “31/02/2010”" in page
    assert "Không có trang “x”" in page
    assert "Không có cách xếp “y”" in page


def test_a_query_that_is_too_long_is_answered_as_far_as_it_goes(visitor: Any) -> None:
    answer = visitor.get("/search", params={"q": "đất " * 400})
    assert answer.status_code == 200
    assert "Câu tìm quá dài" in words(answer)
    assert visitor.get("/search", params={"q": "x" * 9000}).status_code == 414


# --- a notice ----------------------------------------------------------------------------


def test_a_notice_can_be_cited_in_plain_text(visitor: Any) -> None:
    cited = tree(visitor.get("/notices/0000v2m6x9q1h3t5")).xpath("string(//p[@class='citation'])")
    assert cited.startswith("Ủy ban nhân dân tỉnh Khánh Hòa, Quyết định 2375/QĐ-UBND, “Quyết định về việc ban hành giá")
    assert cited.endswith("22/09/2010. https://daumoi.example.vn/notices/0000v2m6x9q1h3t5 (truy cập 24/09/2010)")


def test_a_notice_tells_its_facts_and_names_its_source(visitor: Any) -> None:
    answer = visitor.get("/notices/0000v2m6x9q1h3t5")
    page, text = tree(answer), words(answer)
    for fact in ("Quyết định", "2375/QĐ-UBND", "Ngày ban hành 22/09/2010", "Người ký Nguyễn Thị Minh Nguyệt"):
        assert fact in text
    assert "Nội dung của Ủy ban nhân dân tỉnh Khánh Hòa, dẫn lại nguyên văn từ" in text
    assert page.xpath("//p[@class='attribution']/a/@href") == ["https://ubnd.khanhhoa.example.vn/tin/0"]
    cited = page.xpath("//section[@aria-labelledby='cites']//a/@href")
    law = "luat-to-chuc-hoi-dong-nhan-dan-va-uy-ban-nhan-dan-2003"
    assert cited == [f"/documents/{law}", "/documents/ubnd-12-qd-ubnd-2010"]
    assert "Bản lưu" in text
    assert "https://daumoi.example.vn/notices/0000v2m6x9q1h3t5" in text


@pytest.mark.parametrize(
    ("id", "band"),
    [
        ("0001v2m6x9q1h3t5", "Đã sửa."),
        ("0003v2m6x9q1h3t5", "Đã gỡ khỏi nguồn."),
        ("0015v2m6x9q1h3t5", "Đến muộn."),
        ("0000v2m6x9q1h3t5", "1 tệp quét chưa đọc được chữ."),
        ("0004v2m6x9q1h3t5", ""),
    ],
)
def test_a_band_on_top_tells_how_a_notice_stands(visitor: Any, id: str, band: str) -> None:
    assert tree(visitor.get(f"/notices/{id}")).xpath("string(//p[@role='note']//strong)") == band


def test_a_redacted_notice_shows_nothing_of_what_it_said(visitor: Any) -> None:
    answer = visitor.get("/notices/0014v2m6x9q1h3t5")
    assert answer.status_code == 410
    assert "Nội dung đã gỡ theo yêu cầu" in words(answer)
    assert "kiến nghị của công dân" not in words(answer)
    assert tree(answer).xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_hostile_words_are_shown_as_words(visitor: Any, sample: ModuleType) -> None:
    answer = visitor.get("/notices/0021v2m6x9q1h3t5")
    assert sample.HOSTILE in tree(answer).xpath("string(//h1)")
    assert len(list(tree(answer).iter("script"))) == 1


def test_the_versions_of_a_notice_tell_what_changed(visitor: Any) -> None:
    page = tree(visitor.get("/notices/0001v2m6x9q1h3t5/revisions"))
    versions = [" ".join(version.text_content().split()) for version in page.xpath("//ol[@class='versions']/li")]
    assert [version[:11] for version in versions] == ["Phiên bản 3", "Phiên bản 2", "Phiên bản 1"]
    assert "Thay đổi: nội dung, tệp đính kèm" in versions[0]


def test_two_versions_are_compared_word_by_word(visitor: Any) -> None:
    page = tree(visitor.get("/notices/0001v2m6x9q1h3t5/diff?from=0&to=2"))
    compared = page.xpath("//div[contains(@class, 'compared')]")[0]
    changes = compared.xpath(".//del | .//ins")
    assert ["".join(change.xpath("text()")) for change in changes] == ["10", "20"]
    assert [change.text_content() for change in changes] == ["[bỏ: 10]", "[thêm: 20]"]


@pytest.mark.parametrize("query", ["", "?from=1&to=1", "?from=2&to=0", "?to=0"])
def test_any_two_versions_can_be_compared(visitor: Any, query: str) -> None:
    assert visitor.get(f"/notices/0001v2m6x9q1h3t5/diff{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/notices/unknown",
        "/notices/unknown/revisions",
        "/notices/unknown/diff",
        "/notices/0001v2m6x9q1h3t5/diff?from=7",
        "/agencies/unknown",
        "/sections/unknown",
        "/types/unknown",
        "/sitemaps/1800.xml",
        "/sitemaps/x.xml",
        "/static/main.py",
        "/static/..%2Fmain.py",
        "/files/../../etc/passwd",
    ],
)
def test_what_is_not_there_gets_a_page_with_ways_on(visitor: Any, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert tree(answer).xpath("//main//a/@href") == ["/", "/search", "/agencies", "/coverage"]


def test_pages_can_only_be_read(visitor: Any) -> None:
    answer = visitor.ask("POST", "/search", data={"q": "x"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


# --- the odd notice ----------------------------------------------------------------------


def test_a_notice_of_an_unknown_agency_without_text_date_or_section_is_shown(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    bare = Notice("x1", "gone", "gone", "not a url [", "", sample.NOW, sample.NOW, sample.NOW, "day", "first_seen")
    visitor = visitor_of(sample.sample_parts(tmp_path, [bare], sample.Catalogue((), (Source("s", "gone", ""),))))
    for path in ("/", "/search", "/notices/x1", "/notices/x1/revisions", "/coverage", "/subscribe", "/feeds/all.atom"):
        assert visitor.get(path).status_code == 200, path
    assert "Nguồn chỉ đăng tiêu đề" in words(visitor.get("/notices/x1"))


def test_an_index_that_is_being_rebuilt_leaves_the_rest_working(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    parts = sample.sample_parts(tmp_path)
    parts.index = sample.DamagedIndex()
    visitor = visitor_of(parts)
    answer = visitor.get("/search?q=đất")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "120")
    assert "Tìm kiếm đang được dựng lại" in words(answer)
    assert visitor.get("/api/v1/search?q=đất").headers["content-type"] == "application/problem+json"
    assert visitor.get("/readyz").json() == {"status": "not ready", "checks": {"store": True, "index": False}}
    for path in ("/", "/notices/0001v2m6x9q1h3t5", "/feeds/all.atom", "/api/v1/notices"):
        assert visitor.get(path).status_code == 200


def test_a_fault_of_ours_is_told_plainly_and_without_its_details(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    parts = sample.sample_parts(tmp_path)
    parts.store.sources = None
    visitor = visitor_of(parts, careful=False)
    page, program = visitor.get("/"), visitor.get("/api/v1/sources")
    assert (page.status_code, program.status_code) == (500, 500)
    assert "Có lỗi phía chúng tôi" in page.text
    assert "NoneType" not in page.text + program.text
    assert program.headers["content-type"] == "application/problem+json"
    assert page.headers["x-content-type-options"] == "nosniff"


# --- an agency that another takes over ------------------------------------------------------


def test_the_page_of_an_agency_says_from_that_day_on_who_has_taken_over_and_what_to_follow(
    visitor: Any, visitor_of: Any
) -> None:
    on_the_day = visitor_of(replace(visitor.parts, clock=lambda: datetime(2025, 2, 28, 17, 0, tzinfo=UTC)))
    before, after = (one.get("/agencies/stnmt") for one in (visitor, on_the_day))
    assert "sau đó được tiếp nhận bởi" not in words(before) and "Sẽ được tiếp nhận bởi" in words(before)
    assert "sau đó được tiếp nhận bởi" in words(after)
    assert tree(after).xpath("//*[@role='note']//a/@href") == ["/agencies/snnmt", "/feeds/agencies/snnmt.atom"]
    before, after = (words(one.get("/agencies/snnmt")) for one in (visitor, on_the_day))
    assert "Tiền thân Sở Tài nguyên" not in before and "Tiền thân Sở Tài nguyên" in after

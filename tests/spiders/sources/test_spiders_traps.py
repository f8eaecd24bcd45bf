"""What holds a visit out of traps, and never costs a notice: rows and what their pages show, then whole visits."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html

from hub.records import Address, Item, KnownPage, ListingRule, Memory, Source, StatedDate, Validators
from spiders.pages import Page
from spiders.shown import Shown, shown_on
from spiders.traps import Traps, is_statement

NOW = datetime(2026, 10, 5, tzinfo=UTC)
HOST = "http://so.example.vn"


def row(path: str, title: str = "Thông báo tuyển dụng viên chức", date: str = "") -> Item:
    return Item("so", f"{HOST}{path}", title, dates=(StatedDate(date, "listing"),) if date else ())


def known(*rows: Item, shown: str | None = None) -> dict[str, KnownPage]:
    return {it.url: KnownPage(it.url, f"n{it.url}", it, NOW, Validators(shown=shown)) for it in rows}


# --- before a page is asked for ----------------------------------------------------------


def test_of_nested_addresses_of_one_page_the_shortest_stays_in_its_place() -> None:
    rows = [row("/1.html/en/vi/en"), row("/2.html"), row("/1.html/vi/en"), row("/1.html/en")]
    assert [it.url for it in Traps({}).sift(rows, 2026)] == [f"{HOST}/1.html/en", f"{HOST}/2.html"]


def test_rows_without_a_page_all_stay() -> None:
    rows = [Item("so", "", "Một"), Item("so", "", "Hai"), Item("so", "", "Một")]
    assert Traps({}).sift(rows, 2026) == rows


def test_a_month_nobody_publishes_in_is_followed_only_where_a_row_dates_it() -> None:
    rows = [row("/lich/2031/05"), row("/lich/2026/10"), row("/lich/2032/05", date="01/05/2032")]
    traps = Traps({})
    assert traps.sift(rows, 2026) == rows[1:]


def test_the_name_of_a_language_is_no_title() -> None:
    assert [it.title for it in Traps({}).sift([row("/1/en", "English"), row("/2", "Tiếng Việt")], 2026)] == ["", ""]


def test_an_address_that_nests_is_not_asked_for_where_its_page_is_known() -> None:
    traps = Traps(known(row("/1.html/en")))
    assert not traps.admits(row("/1.html/vi/en"))
    assert traps.admits(row("/1.html/en/vi"))
    assert traps.admits(row("/1.html/en")), "a known page with news is always looked at"


def test_what_a_visit_may_ask_for_is_bounded_newest_first_and_named() -> None:
    traps = Traps({}, pages=2)
    assert [traps.admits(row(f"/{n}")) for n in range(4)] == [True, True, False, False]
    assert traps.left == {f"{HOST}/2", f"{HOST}/3"}
    assert traps.named() == "page budget: 2 new pages wait for the next visit"


def test_links_whose_like_led_to_nothing_are_passed_over_but_never_a_statement() -> None:
    traps = Traps({})
    for n in range(3):
        assert traps.admits(row(f"/login{n}", "login"))
        assert not traps.tells_something(row(f"/login{n}", "login"))
    assert not traps.admits(row("/login7", "login"))
    assert traps.admits(row("/login8", "login", date="05/10/2026"))
    assert traps.admits(row("/login9", "Thông báo về việc đăng nhập"))
    assert traps.named() == f"trap: 4 links to pages that tell of nothing, as {HOST}/login0"


@pytest.mark.parametrize(
    ("item", "states"),
    [
        (row("/1", "Giấy mời"), False),
        (row("/1", "Giấy mời", date="05/10/2026"), True),
        (row("/1", "Thông báo tuyển dụng"), True),
        (Item("so", "", "Tin", guid="7"), True),
    ],
)
def test_a_row_states_a_notice_by_a_long_title_or_a_fact(item: Item, states: bool) -> None:
    assert is_statement(item) is states


# --- what pages show ---------------------------------------------------------------------


def page(title: str, text: str, more: str = "") -> str:
    return f"<html><body><ul><a href='/'>Trang chủ</a></ul><h1>{title}</h1><p>{text}</p>{more}</body></html>"


def shown(markup: str, title: str = "") -> Shown:
    return shown_on(Page(html.fromstring(markup), f"{HOST}/1.html"), title)


SAME = [
    (page("Giấy mời họp", "Xem tệp.", "<i>Lượt xem: 12</i>"), page("Giấy mời họp", "Xem tệp.", "<i>Lượt xem: 13</i>")),
    (page("Giấy mời họp", "Xem tệp.", "08:30:01"), page("Giấy mời họp", "Xem tệp.", "<b>21:07:59</b>")),
    (
        page("Giấy mời họp", "Xem tệp.", "<a href='en/vi'>VI</a>"),
        page("Giấy mời họp", "Xem tệp.", "<a href='vi'>VI</a>"),
    ),
]
OTHER = [
    (page("Giấy mời họp", "Xem tệp."), page("Giấy mời dự lễ", "Xem tệp.")),
    (page("Thông báo số 12", "Xem tệp."), page("Thông báo số 13", "Xem tệp.")),
    (page("Giấy mời", "<a href='/a.pdf'>Tải về</a>"), page("Giấy mời", "<a href='/b.pdf'>Tải về</a>")),
    (page("Lịch", "<a href='/5/lich.pdf'>Tải về</a>"), page("Lịch", "<a href='/6/lich.pdf'>Tải về</a>")),
    (page("Giấy mời họp", "8 giờ 30 ngày 5/10"), page("Giấy mời họp", "8 giờ 30 ngày 6/10")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_counters_clocks_and_links_make_no_other_page(one: str, other: str) -> None:
    assert shown(one).words == shown(other).words


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_notices_of_one_line_are_two(one: str, other: str) -> None:
    assert shown(one).words != shown(other).words


@pytest.mark.parametrize(
    ("href", "nest"),
    [
        ("1.html/vi.html", f"{HOST}/1.html/vi.html"),
        ("/vi/1.html", ""),
        ("/vi", ""),
        ("/tin/2.html/vi.html", ""),
    ],
)
def test_a_page_that_leads_to_itself_below_itself_is_told_from_one_that_has_another_language(
    href: str, nest: str
) -> None:
    assert shown(page("Giấy mời họp", "Xem tệp.", f"<a href='{href}'>VI</a>")).nest == nest


def test_pages_that_nest_are_a_trap_though_nobody_walks_into_it() -> None:
    traps = Traps({})
    for n in range(3):
        traps.same_page(row(f"/{n}.html"), Shown(f"{n}", True, f"{HOST}/{n}.html/vi"))
    assert traps.named() == f"trap: 3 pages that lead to themselves under ever longer addresses, as {HOST}/0.html/vi"


def test_a_title_in_capitals_or_cut_short_is_said() -> None:
    whole = page("THÔNG BÁO TUYỂN DỤNG VIÊN CHỨC", "Xem tệp.")
    assert shown(whole, "Thông báo tuyển dụng viên...").has_title
    assert not shown(whole, "Thông báo đấu giá đất").has_title


# --- what the same page means for two rows -----------------------------------------------

SAID, UNSAID = Shown("x", True), Shown("x", False)
ONE = row("/1")


@pytest.mark.parametrize(
    ("first", "here"),
    [
        ((ONE, SAID), (row("/1/en"), SAID)),  # the same title, said
        ((ONE, SAID), (row("/1/en", ""), SAID)),  # a link that names no title
        ((ONE, SAID), (row("/1/en", "Xem thêm"), UNSAID)),
        ((row("/1", "Xem"), UNSAID), (row("/1/en"), SAID)),
        ((row("/x", "login"), UNSAID), (row("/y", "login"), UNSAID)),
    ],
)
def test_two_addresses_of_one_page_are_one(first: tuple[Item, Shown], here: tuple[Item, Shown]) -> None:
    traps = Traps({})
    assert traps.same_page(*first) is None
    assert traps.same_page(*here) == first[0].url


@pytest.mark.parametrize(
    ("first", "here"),
    [
        ((ONE, UNSAID), (row("/2"), UNSAID)),  # made by scripts: the same frame for every notice
        ((ONE, UNSAID), (row("/2", "Quyết định giá đất năm 2026"), UNSAID)),
        ((ONE, SAID), (row("/2", "Quyết định giá đất năm 2026"), SAID)),  # a page that lists both
        ((ONE, SAID), (row("/2", "Giấy mời", date="05/10/2026"), UNSAID)),
        ((row("/1", "", date="04/10/2026"), SAID), (row("/2", "", date="05/10/2026"), SAID)),
        ((row("/1", "Giấy mời", date="05/10/2026"), UNSAID), (row("/2"), SAID)),
    ],
)
def test_a_page_that_two_statements_lead_to_makes_them_not_one(
    first: tuple[Item, Shown], here: tuple[Item, Shown]
) -> None:
    traps = Traps({})
    assert (traps.same_page(*first), traps.same_page(*here)) == (None, None)


def test_a_page_is_known_again_under_an_address_of_a_later_visit() -> None:
    traps = Traps(known(ONE, shown="x"))
    assert traps.same_page(row("/moi/1"), SAID) == ONE.url
    assert traps.same_page(ONE, SAID) is None


def test_once_proved_a_guise_is_not_asked_for_again() -> None:
    traps = Traps({})
    for n in (1, 2):
        for path in (f"/tin?id={n}&x=a", f"/tin?id={n}&x=b"):
            assert traps.admits(row(path, f"Thông báo số {n} năm 2026"))
            traps.same_page(row(path, f"Thông báo số {n} năm 2026"), Shown(f"{n}", True))
    assert traps.admits(row("/tin?id=3&x=a"))
    assert not traps.admits(row("/tin?id=3&x=c"))
    assert not traps.admits(row("/tin?id=1&x=c"))
    assert traps.admits(row("/tin?id=4&x=a"))


# --- whole visits ------------------------------------------------------------------------

LIST = f"{HOST}/tin"
EVERY_LINK = ListingRule(row="//a[@href]", link="./@href")
DATED = ListingRule(row="li", title="a", link="a::attr(href)", date="i")


def source(rule: ListingRule) -> Source:
    return Source("so", "so-y-te", HOST, (Address("listing", LIST, rule),))


def links(*paths_and_words: tuple[str, str]) -> str:
    return "<html><body>" + "".join(f"<a href='{path}'>{words}</a> " for path, words in paths_and_words)


def article(n: int, views: int = 0) -> str:
    return page(f"Thông báo tuyển dụng đợt {n}", f"Nội dung của đợt {n}, xin mời xem. " * 9, f"Lượt xem: {views}")


def test_language_links_that_nest_give_one_notice(site: Any, gather: Any) -> None:
    nested = [("", "Thông báo tuyển dụng đợt {n}"), ("/en", "English"), ("/vi", "Tiếng Việt"), ("/en/vi", "Tiếng Việt")]
    rows = [(f"/{n}.html{tail}", words.format(n=n)) for n in range(1, 7) for tail, words in nested]
    site.pages = {LIST: links(*rows)} | {f"{HOST}{path}": article(int(path[1]), n) for n, (path, _) in enumerate(rows)}
    found = gather(source(EVERY_LINK), Memory(), site)
    titles = sorted(it.item.title for it in found.pages if it.item)
    assert titles == [f"Thông báo tuyển dụng đợt {n}" for n in range(1, 7)]
    assert len(site.asks) <= 1 + 6 + 6
    assert found.addresses[0].detail.startswith("trap: ")
    asked = len(site.asks)
    again = gather(source(EVERY_LINK), found.memory, site)
    assert len(site.asks) == asked + 1 and not again.pages


def test_addresses_that_are_others_at_every_visit_give_no_new_notices(site: Any, gather: Any) -> None:
    def serve(visit: int, newest: int) -> None:
        rows = [(f"/tin/{n}?phien=v{visit}", f"Thông báo tuyển dụng đợt {n}") for n in range(newest, 0, -1)]
        site.pages = {LIST: links(*rows)}
        site.pages |= {f"{HOST}/tin/{n}?phien=v{visit}": article(n, visit) for n in range(1, newest + 1)}

    memory, new = Memory(), []
    for visit, newest in enumerate((30, 30, 31)):
        serve(visit, newest)
        asked = len(site.asks)
        found = gather(source(EVERY_LINK), memory, site)
        memory = found.memory
        new.append((len([it for it in found.pages if it.item]), len(site.asks) - asked))
    assert [count for count, _ in new] == [30, 0, 1]
    assert all(asked <= 10 for _, asked in new[1:]), new


def test_pages_made_by_scripts_leave_every_row_its_notice_and_withdraw_none(site: Any, gather: Any) -> None:
    frame = (
        "<html><body><div id=app></div><p>Cổng thông tin điện tử của sở, hãy bật JavaScript để xem.</p></body></html>"
    )
    rows = "".join(f"<li><a href='/tin/{n}'>Giấy mời</a> <i>{n}/10/2026</i></li>" for n in range(1, 6))
    site.pages = {LIST: f"<ul>{rows}</ul>"} | {f"{HOST}/tin/{n}": frame for n in range(1, 6)}
    found = gather(source(DATED), Memory(), site)
    assert sorted(it.item.url for it in found.pages) == [f"{HOST}/tin/{n}" for n in range(1, 6)]
    site.pages[f"{HOST}/tin/9999999999"] = frame
    again = gather(source(DATED), replace(found.memory, due=tuple(found.memory.pages.values())), site)
    assert [it.fetch.error for it in again.pages] == [None] * 5


def test_a_page_that_is_what_nothing_is_is_missing_though_it_answers_200(site: Any, gather: Any) -> None:
    nothing = page("Sở Y tế", "Kính mời quý vị xem các chuyên mục khác của trang.")
    rows = "".join(f"<li><a href='/tin/{n}'>Thông báo tuyển dụng đợt {n}</a> <i>1/10/2026</i></li>" for n in (1, 2, 3))
    site.pages = {LIST: f"<ul>{rows}</ul>", f"{HOST}/tin/1": article(1), f"{HOST}/tin/9999999999": nothing}
    site.pages |= {f"{HOST}/tin/{n}": nothing for n in (2, 3)}
    said = known(row("/tin/1", "Thông báo tuyển dụng đợt 1"), shown="x")
    found = gather(source(DATED), Memory(pages=said), site)
    by_url = {it.url: it for it in found.pages}
    assert [by_url[f"{HOST}/tin/{n}"].fetch.error for n in (2, 3)] == ["http_4xx", "http_4xx"]
    assert not by_url[f"{HOST}/tin/2"].item.html
    assert site.asked.count(f"{HOST}/tin/9999999999") == 1


def test_what_is_left_over_comes_with_the_next_visit(site: Any, gather: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.traps.Traps.__init__.__defaults__", (3, 50))
    rows = "".join(
        f"<li><a href='/tin/{n}'>Thông báo tuyển dụng đợt {n}</a> <i>1/10/2026</i></li>" for n in range(8, 0, -1)
    )
    site.pages = {LIST: f"<ul>{rows}</ul>"} | {f"{HOST}/tin/{n}": article(n) for n in range(1, 9)}
    site.etags[LIST] = '"mot"'
    memory, came = Memory(), []
    for _ in range(4):
        found = gather(source(DATED), memory, site)
        memory = found.memory
        came.append((found.urls, found.addresses[0].detail))
    assert [{int(url[-1]) for url in urls} for urls, _ in came] == [{8, 7, 6}, {5, 4, 3}, {2, 1}, set()]
    assert [detail.partition(":")[0] for _, detail in came] == ["page budget", "page budget", "", ""]

"""What a browser would send for a link, a script's call or a button; and where lists go on by counting."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from hub.records import Address, Ask, Fetch, JsonRule, ListingRule, Memory, Place, Source
from spiders.asking import ask_for_place
from spiders.json_list import read_json_page
from spiders.learning.lists import learn_rule
from spiders.onward import next_place
from spiders.pages import parse_page
from spiders.postback import place_of
from spiders.selectors import select

from .conftest import FakeSite, answered

URL = "http://so.example.vn/DanhSach.aspx"
FORM = """<form action='DanhSach.aspx?muc=7' method='post'>
<input type='hidden' name='__VIEWSTATE' value='s1'><input type=hidden name='__EVENTVALIDATION' value='v1'>
<input type='hidden' name='__EVENTTARGET' value=''><input name='tu khoa' value='đất'><input type=checkbox name=moi>
<select name='co'><option value='10'>10</option><option value='20' selected>20</option></select>
<input type='submit' name='tim' value='Tìm'><input type='submit' name='sau' value='Trang sau'>
<a id='hai' href="javascript:__doPostBack('ctl00$gv','Page$2')">2</a>
<a id='ba' href='javascript:x(new WebForm_PostBackOptions("ctl00$p$3", ""))'>3</a>
</form><form method='get' action='/tim'><input name='q' value='a b'><button name='trang' value='2'>2</button></form>
<a id='di' href='#' onclick="location.href='/tin?trang=2'; return false">Sau</a>
<a id='mo' href="javascript:mo('?trang=3')">Sau</a><a id='lui' href='javascript:history.back()'>Sau</a>"""
HIDDEN = {"__VIEWSTATE": ["s1"], "__EVENTVALIDATION": ["v1"], "tu khoa": ["đất"], "co": ["20"]}


def place(answer: Callable[..., Fetch], selector: str) -> Place | None:
    page = parse_page(answer(URL, f"<html><body>{FORM}</body></html>"))
    return place_of(page, select(page.root, selector)[0])


@pytest.mark.parametrize(
    ("selector", "more"),
    [
        ("//a[@id='hai']/@href", {"__EVENTTARGET": ["ctl00$gv"], "__EVENTARGUMENT": ["Page$2"]}),
        ("#hai", {"__EVENTTARGET": ["ctl00$gv"], "__EVENTARGUMENT": ["Page$2"]}),
        ("#ba", {"__EVENTTARGET": ["ctl00$p$3"], "__EVENTARGUMENT": [""]}),
        ("//input[@value='Trang sau']", {"__EVENTTARGET": [""], "sau": ["Trang sau"]}),
    ],
)
def test_a_form_is_sent_as_a_browser_sends_it(
    answer: Callable[..., Fetch], selector: str, more: dict[str, list[str]]
) -> None:
    found = place(answer, selector)
    assert found is not None and found.url == "http://so.example.vn/DanhSach.aspx?muc=7"
    ask = ask_for_place(Source("so", "so", URL), found)
    assert (ask.method, ask.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    assert ask.body is not None
    assert parse_qs(ask.body.decode(), keep_blank_values=True) == HIDDEN | more


@pytest.mark.parametrize(
    ("selector", "url"),
    [
        ("#di", "http://so.example.vn/tin?trang=2"),
        ("#mo", "http://so.example.vn/DanhSach.aspx?trang=3"),
        ("button", "http://so.example.vn/tim?q=a+b&trang=2"),
        ("#lui", ""),
    ],
)
def test_what_leads_to_an_address_is_merely_asked_for(answer: Callable[..., Fetch], selector: str, url: str) -> None:
    assert place(answer, selector) == Place(url)


def test_a_form_that_is_larger_than_a_page_is_not_sent_back(answer: Callable[..., Fetch]) -> None:
    page = parse_page(answer(URL, f"<html><body>{FORM.replace('s1', 's' * (1 << 20))}</body></html>"))
    assert place_of(page, "__doPostBack('a','')") == Place("")


@pytest.mark.parametrize(
    ("counter", "url"),
    [
        ("?trang={page}", "http://so.example.vn/DanhSach.aspx?trang=4"),
        ("/tin/trang-{index}.html", "http://so.example.vn/tin/trang-3.html"),
        ("?start={start}&n=10", "http://so.example.vn/DanhSach.aspx?start=27&n=10"),
        ("?PageFirstRow={row}", "http://so.example.vn/DanhSach.aspx?PageFirstRow=28"),
    ],
)
def test_where_no_link_leads_on_a_rule_counts(answer: Callable[..., Fetch], counter: str, url: str) -> None:
    page, here = parse_page(answer(URL, "<p>a</p>")), Place(URL, number=3, before=20)
    rule = ListingRule("li", next="a.sau", counter=counter)
    assert next_place(page, rule, here, 7) == Place(url, number=4, before=27, is_guess=True)
    assert next_place(page, rule, here, 0) is None


def test_a_number_in_a_selector_is_that_of_the_page_wanted(answer: Callable[..., Fetch]) -> None:
    page = parse_page(answer(URL, "<a href='?p=1'>1</a><a href='?p=3'>3</a>"))
    rule = ListingRule("li", next='//a[.="{page}"]/@href')
    assert next_place(page, rule, Place(URL, number=2), 9) == Place(f"{URL}?p=3", number=3, before=9)
    assert next_place(page, rule, Place(URL, number=3), 9) is None


def test_a_json_list_goes_on_until_it_has_shown_as_many_as_it_says_there_are(answer: Callable[..., Fetch]) -> None:
    rule = JsonRule("rows", "t", "u", counter="?trang={page}", total="tong")
    fetch = answer(URL, '{"tong": 5, "rows": [{"t": "a", "u": "/a"}, {"t": "b", "u": "/b"}]}')
    on, end = (read_json_page(fetch, Place(URL, number=n, before=2 * n - 2), rule, "so").following for n in (1, 3))
    assert (on, end) == (Place(f"{URL}?trang=2", number=2, before=2, is_guess=True), None)


# --- whole lists -------------------------------------------------------------------------


def rows(*numbers: int) -> str:
    return "".join(
        f"<li><a href='/tin/{n}'>Thông báo tiếp nhận hồ sơ đợt {n}</a> <i>{n}/9/2026</i></li>" for n in numbers
    )


ARTICLES = {f"http://so.example.vn/tin/{n}": f"<h1>Thông báo tiếp nhận hồ sơ đợt {n}</h1>" for n in range(1, 10)}


class EventSite(FakeSite):
    """Shows a list page by page to whoever sends its form with the state of the page before."""

    async def fetch(self, ask: Ask) -> Fetch:
        if ask.url != URL:
            return await super().fetch(ask)
        self.asks.append(ask)
        form = parse_qs((ask.body or b"").decode())
        page = int(form.get("__EVENTARGUMENT", ["Page$1"])[0].removeprefix("Page$"))
        assert page == 1 or form["__VIEWSTATE"] == [f"s{page - 1}"]
        link = "<a href=\"javascript:__doPostBack('ctl00$gv','Page${0}')\">{0}</a> "
        links = "".join(link.format(n) for n in (page - 1, page + 1) if 0 < n < 4)
        state = f"<input type=hidden name=__VIEWSTATE value=s{page}>"
        shown = f"<ul>{rows(*range(3 * page, 3 * page - 3, -1))}</ul>{links}"
        return answered(URL, f"<form method=post action=''>{state}{shown}</form>")


def list_of(address: str, rule: ListingRule | None = None) -> Source:
    return Source("so", "so", address, (Address("listing", address, rule),))


@pytest.mark.parametrize("end", [None, "<ul></ul>", f"<ul>{rows(1, 2, 3)}</ul>"], ids=["404", "no rows", "the same"])
def test_a_counted_list_ends_where_nothing_new_is_to_be_had(site: Any, gather: Any, end: str | None) -> None:
    list_url = "http://so.example.vn/tin"
    more = "<button class='load-more' data-url='/tin?page=2'>Xem thêm</button>"
    site.pages = {list_url: f"<ul>{rows(9, 8, 7)}</ul>{more}", f"{list_url}?page=2": f"<ul>{rows(6, 5, 4)}</ul>"}
    site.pages |= {f"{list_url}?page=3": f"<ul>{rows(3, 2, 1)}</ul>"} | ({f"{list_url}?page=4": end} if end else {})
    site.pages |= ARTICLES
    found = gather(list_of(list_url), Memory(), site)
    (read,) = found.addresses
    assert (sorted(found.urls), read.error) == ([f"http://so.example.vn/tin/{n}" for n in range(1, 10)], None)
    assert read.complete == (end is None or "li" not in end)
    assert [url for url in site.asked if "page=" in url] == [f"{list_url}?page={n}" for n in (2, 3, 4)]


def events_of(page: int, event: str) -> str:
    """Page by page in blocks of ten of 25, with what leads to the blocks before and after."""
    first = (page - 1) // 10 * 10 + 1
    shown = {n: f"{n}" for n in range(first, min(first + 10, 26))}
    around = {n: "..." for n in (first - 1, first + 10) if 0 < n < 26}
    link = '<a href="javascript:__doPostBack({})">{}</a>'
    links = {n: link.format(event.format(n), text) for n, text in (shown | around).items()}
    pager = "".join(links[n] if n != page else f"<span>{n}</span>" for n in sorted(links))
    return f"<form method=post><input type=hidden name=__VIEWSTATE value=s>{rows(1, 2, 3)}<p>{pager}</p></form>"


@pytest.mark.parametrize("event", ["'gv','Page${}'", "'pager$ctl{:02}',''"], ids=["one control", "one a page"])
def test_blocks_of_numbered_events_are_followed_to_the_last_page(answer: Callable[..., Fetch], event: str) -> None:
    rule = learn_rule(parse_page(answer(URL, events_of(1, event))))
    here: Place | None = Place(URL)
    for number in range(2, 26):
        assert here is not None
        here = next_place(parse_page(answer(URL, events_of(number - 1, event))), rule, here, 3)
        assert here is not None and event.format(number) == f"'{target(here)[0]}','{target(here)[1]}'"
    assert next_place(parse_page(answer(URL, events_of(25, event))), rule, here or Place(""), 3) is None


def target(place: Place) -> tuple[str, str]:
    form = dict(place.form)
    return form["__EVENTTARGET"], form["__EVENTARGUMENT"]


@pytest.mark.parametrize("rule", [None, ListingRule("li", link="./a/@href", next='//a[.="{page}"]')])
def test_a_list_is_walked_through_its_forms(gather: Any, rule: ListingRule | None) -> None:
    site = EventSite(
        {f"http://so.example.vn/tin/{n}": f"<h1>Thông báo tiếp nhận hồ sơ đợt {n}</h1>" for n in range(10)}
    )
    found = gather(list_of(URL, rule), Memory(), site)
    assert sorted(found.urls) == [f"http://so.example.vn/tin/{n}" for n in range(1, 10)]
    assert (found.addresses[0].complete, [ask.method for ask in site.asks if ask.url == URL]) == (
        True, ["GET", "POST", "POST"],
    )  # fmt: skip

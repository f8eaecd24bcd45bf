"""Selectors of operators, and the rows they find in listing pages."""

from collections.abc import Callable

import pytest
from lxml import etree

from hub.errors import SettingsError
from hub.records import Fetch, Item, ListingRule, Place
from spiders.onward import next_place
from spiders.pages import parse_html, parse_page
from spiders.rows import rows_of
from spiders.selectors import compile_selector, select_link, select_text

Answering = Callable[..., Fetch]
URL = "http://so.example.vn/tin/danh-sach.aspx?trang=2"
ROW = "<tr class='tin'><td><img></td><td><a href='{href}'>{title}</a> <i>({date})</i></td><td> TB </td></tr>"
LIST = (
    "<html><body><table><tr><td><a href='/'>Trang chủ</a></td></tr></table><table>"
    + ROW.format(href="1.html", title="Thông báo <b>một</b>", date="01/10/2026")
    + ROW.format(href="/tin/2.html;jsessionid=0A1?utm_source=x", title="Thông báo hai", date="02/10/2026")
    + ROW.format(href="javascript:void(0)", title="Không có trang", date="")
    + "</table><p><a href='?trang=1'>Trước</a> <a class='sau' href='?trang=3'>Sau</a></p></body></html>"
)


def node(markup: str = LIST) -> etree._Element:
    root = parse_html(markup)
    assert root is not None
    return root


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("a.sau", "Sau"),
        ("//a[@class='sau']", "Sau"),
        ("(//a)[last()]", "Sau"),
        (".//td[2]/a", "Thông báo một"),
        ("a.sau::attr(href)", "?trang=3"),
        ("//a[@class='sau']/@href", "?trang=3"),
        ("a.sau::text", "Sau"),
        ("(string(//a[@class='sau']))", "Sau"),
        ("td > b, td b", "một"),
        ("td.khong-co", ""),
        ("", ""),
    ],
)
def test_css_and_xpath_find_elements_attributes_and_texts(selector: str, text: str) -> None:
    assert select_text(node(), selector) == text


def test_a_link_is_an_attribute_or_the_first_link_in_an_element() -> None:
    assert select_link(node(), "a.sau/@href".replace("/@href", "::attr(href)")) == "?trang=3"
    assert select_link(node(), "tr.tin") == "1.html"
    assert select_link(node(), "i") == ""


@pytest.mark.parametrize("selector", ["td[", ".//a[", "a::khong", "//a[re:test(., 'x')]", "(document('/etc/passwd'))"])
def test_a_selector_that_cannot_be_understood_is_refused_with_a_remedy(selector: str) -> None:
    with pytest.raises(SettingsError, match="selector"):
        compile_selector(selector)
        select_text(node(), selector)


RULE = ListingRule(row="tr.tin", title="td:nth-child(2) a", link=".//a/@href", date="i", number="td:nth-child(3)")


def rows(answer: Answering, rule: ListingRule = RULE, body: str = LIST) -> list[Item]:
    return rows_of(parse_page(answer(URL, body)), rule, "so")


def test_rows_say_what_stands_in_them(answer: Answering) -> None:
    first, second, third = rows(answer)
    assert (first.url, first.title, first.number) == ("http://so.example.vn/tin/1.html", "Thông báo một", "TB")
    assert [(date.raw, date.origin) for date in first.dates] == [("(01/10/2026)", "listing")]
    assert second.url == "http://so.example.vn/tin/2.html"
    assert (third.url, third.title, third.html_from) == ("", "Không có trang", "listing")


def test_without_selectors_the_longest_link_is_title_and_address(answer: Answering) -> None:
    body = "<ul><li><a href='/a'><img></a><a href='/a'>Kế hoạch 2027</a><a href='/a'>Xem</a></li><li>x</li></ul>"
    (row,) = rows(answer, ListingRule(row="li"), body)
    assert (row.url, row.title) == ("http://so.example.vn/a", "Kế hoạch 2027")


def test_a_row_may_be_the_link_itself(answer: Answering) -> None:
    rule = ListingRule(row="a.sau", title=".", link="./@href")
    assert [row.url for row in rows(answer, rule)] == ["http://so.example.vn/tin/danh-sach.aspx?trang=3"]


@pytest.mark.parametrize(
    ("selector", "following"),
    [
        ("a.sau", "http://so.example.vn/tin/danh-sach.aspx?trang=3"),
        ("a.sau::attr(href)", "http://so.example.vn/tin/danh-sach.aspx?trang=3"),
        ("a.khong-co", None),
        ("", None),
        ("(//tr)[last()]//a/@href", ""),
    ],
)
def test_where_the_list_goes_on(answer: Answering, selector: str, following: str | None) -> None:
    place = next_place(parse_page(answer(URL, LIST)), ListingRule(row="tr", next=selector), Place(URL), 2)
    assert place == (None if following is None else Place(following, number=2, before=2))


def test_relative_links_are_relative_to_where_the_page_was_found_and_its_base(answer: Answering) -> None:
    moved = answer(URL, LIST, final_url="http://so.example.vn/moi/")
    assert rows_of(parse_page(moved), RULE, "so")[0].url == "http://so.example.vn/moi/1.html"
    based = answer(URL, f"<base href='/goc/'>{LIST}")
    assert rows_of(parse_page(based), RULE, "so")[0].url == "http://so.example.vn/goc/1.html"

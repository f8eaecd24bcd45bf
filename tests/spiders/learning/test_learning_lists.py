"""The list of notices is told from everything else that repeats on a page; the shapes are those of real portals."""

from datetime import UTC, datetime

import pytest

from hub.errors import ReadError
from hub.records import Fetch, Item, Place
from spiders.learning.lists import found_lists, learn_rule
from spiders.onward import next_place
from spiders.pages import Page, parse_page
from spiders.rows import rows_of
from spiders.selectors import select

URL = "http://so.example.vn/thong-bao/"
MENU = "<ul>" + "".join(f"<li><a href='/muc-{n}/'>Chuyên mục thông tin số {n}</a></li>" for n in range(14)) + "</ul>"
TITLES = (
    "Thông báo tuyển dụng viên chức năm 2026 của Trung tâm Y tế",
    "Kế hoạch phòng chống bão lụt trên địa bàn toàn tỉnh",
    "Công bố giá vật liệu xây dựng tháng 10 năm 2026",
)


def page_of(body: str, url: str = URL) -> Page:
    fetch = Fetch(
        "so", url, datetime(2026, 10, 5, tzinfo=UTC), url, 200, {}, f"<html><body>{body}</body></html>".encode()
    )
    return parse_page(fetch)


def read(body: str, url: str = URL) -> list[Item]:
    page = page_of(body, url)
    return rows_of(page, learn_rule(page), "so")


def items(shape: str, wrapped: str = "{}") -> str:
    rows = (shape.format(n=n, title=title, date=f"{n + 10}/10/2026") for n, title in enumerate(TITLES))
    return wrapped.format("".join(rows))


LINK, ROW = "<a href='/tin/{n}'>{title}</a>", "<table>{}</table>"
SHAPES = {
    "a list": items(f"<li>{LINK} <i>{{date}}</i></li>", "<ul>{}</ul>"),
    "a table": items(f"<tr><td>{{n}}</td><td>{LINK}</td><td>{{date}}</td></tr>", ROW),
    "the date inside the link": items("<p><a href='/tin/{n}'>{title} <span>({date} 12:00)</span></a></p>"),
    "the date as the row's own words": items(f"<li>{{date}} {LINK}</li>", "<ul>{}</ul>"),
    "rows of two": items(f"<tr><td>{LINK}</td></tr><tr><td>Tóm tắt của tin, <b>{{date}}</b></td></tr>", ROW),
    "picture, title and read more": items(
        f"<div class='tin'><a href='/tin/{{n}}'><img src='/{{n}}.jpg'></a><h3>{LINK}</h3>"
        "<em>{date}</em><a href='/tin/{n}'>Xem tiếp</a></div>"
    ),
    "links that all read PDF": items(
        "<tr><td>{title}</td><td>{date}</td><td><a href='/tin/{n}'>PDF</a></td></tr>", ROW
    ),
    "icons for links": items("<tr><td>{date}</td><td>{title}</td><td><a href='/tin/{n}'><img></a></td></tr>", ROW),
    "links of scripts": items(
        '<tr><td onclick="xem(\'/tin/{n}\')">{title}</td><td onclick="doi(this)">{date}</td></tr>', ROW
    ),
    "links with their address in data": items(
        "<li><a href='#mo' data-tep='/tin/{n}'>{title}</a> <i>{date}</i></li>", "<ul>{}</ul>"
    ),
    "a date among a row's own words": items("<p><a href='/tin/{n}'>0{n}</a> <b>{title}</b> {date}<br>Tóm tắt tin</p>"),
    "rows with line breaks between": items(f"<b>{LINK}</b><br><br><i>{{date}}</i><br><hr><br>"),
    "one in a box each": items(f"<div><div><h4>{LINK}</h4><span>{{date}}</span></div></div>", "<section>{}</section>"),
    "odd and even": items(f"<div class='row{{n}} even'>{LINK}<span>{{date}}</span></div>"),
}


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES)
def test_title_address_and_date_are_found_in_every_shape(body: str) -> None:
    rows = read(MENU + body)
    assert [row.title for row in rows] == list(TITLES)
    assert [row.url for row in rows] == [f"http://so.example.vn/tin/{n}" for n in range(3)]
    assert [row.dates[0].raw.strip("(), ")[-16:].removesuffix(" 12:00")[-10:] for row in rows] == [
        "10/10/2026", "11/10/2026", "12/10/2026",
    ]  # fmt: skip


BESIDE = "".join(
    f"<li><a href='/tin/9{n}'>Tin đọc nhiều trong tuần của toàn tỉnh số {n}</a> <i>0{n + 1}/10/2026</i></li>"
    for n in range(6)
)


def test_the_list_under_the_pages_own_name_wins_over_a_longer_one_beside_it() -> None:
    rows = read(f"<h3>Đọc nhiều</h3><ul class='b'>{BESIDE}</ul><h3>THÔNG BÁO</h3>{SHAPES['a list']}")
    assert [row.title for row in rows] == list(TITLES)


def test_the_menus_word_for_the_page_is_a_name_of_it() -> None:
    menu = "<a href='/?id=7'>Tin của Sở</a>"
    body = f"{menu}{MENU}<h3>Đọc nhiều</h3><ul class='b'>{BESIDE}</ul><h3>Tin của Sở</h3>{SHAPES['a list']}"
    assert [row.title for row in read(body, "http://so.example.vn/?id=7")] == list(TITLES)


def test_a_list_that_is_hidden_loses_to_one_that_is_shown() -> None:
    hidden = f"<div style='display: none'><ul class='b'>{BESIDE}</ul></div>"
    assert [row.title for row in read(hidden + SHAPES["a table"])] == list(TITLES)


def test_a_list_that_scripts_will_show_is_still_the_list_where_there_is_no_other() -> None:
    body = f"{MENU}<div style='display:none'>{SHAPES['a table']}</div>"
    assert [row.title for row in read(body)] == list(TITLES)


def test_what_is_known_decides_between_two_lists() -> None:
    page = page_of(f"<ul class='a'>{BESIDE}</ul><p>—</p>{SHAPES['a table']}", "http://so.example.vn/x/")
    known = frozenset({"http://so.example.vn/tin/1", "http://so.example.vn/tin/2"})
    assert [row.title for row in rows_of(page, learn_rule(page, known), "so")] == list(TITLES)


def test_groups_by_year_are_one_list() -> None:
    years = "".join(f"<h4>Năm 20{y}</h4>{SHAPES['a list'].replace('/tin/', f'/tin/{y}/')}" for y in (25, 26))
    assert len(read(f"<div id='noi-dung'>{years}</div>{MENU}")) == 6


def test_several_lists_are_offered_with_what_speaks_for_each() -> None:
    page = page_of(f"{MENU}<ul class='b'>{BESIDE}</ul>{SHAPES['a table']}")
    found = found_lists(page)
    assert [(one.rows, one.dated) for one in found[:2]] == [(6, 6), (3, 3)]
    assert found[0].weight > found[1].weight > found[2].weight
    assert rows_of(page, found[0].rule, "so")[0].title == "Tin đọc nhiều trong tuần của toàn tỉnh số 0"


@pytest.mark.parametrize("body", ["<p>Chưa có thông báo nào.</p>", "", "<a href='/'>Trang chủ</a>" * 5])
def test_a_page_without_a_list_has_no_rule(body: str) -> None:
    with pytest.raises(ReadError, match="repeats like a list"):
        learn_rule(page_of(f"<b>x</b>{body}"))


PAGERS = {
    "a word": ("<a href='?trang=1'>Đầu</a><a href='/thong-bao/?trang=2'>Trang sau »</a>", "/thong-bao/?trang=2"),
    "rel": ("<a rel='next' href='/thong-bao/?trang=2'>2</a>", "/thong-bao/?trang=2"),
    "the number after the one without link": (
        "<div class='p'><a href='?p=1'>1</a><b>2</b><a href='?p=3'>3</a><a href='?p=9'>9</a></div>",
        "/thong-bao/?p=3",
    ),
    "the number after the marked one": (
        "<ul class='p'><li class='on'><a href='/thong-bao/'>1</a></li><li><a href='?p=2'>2</a></li></ul>",
        "/thong-bao/?p=2",
    ),
    "brackets": ("<p><a href='/thong-bao/2.htm'>[&gt;&gt;]</a></p>", "/thong-bao/2.htm"),
    "one arrow before two": ("<p><a href='?p=9'>»</a><a href='?p=2'>›</a></p>", "/thong-bao/?p=2"),
    "a picture": ("<a href='?p=2'><img src='n.gif' alt='Trang sau'></a>", "/thong-bao/?p=2"),
    "what is said of a link": ("<a href='?p=2' title='Trang sau'><i class='icon'></i></a>", "/thong-bao/?p=2"),
    "hidden, of a former build": (
        "<div style='display:none'><a href='/AllPosts.aspx'><img alt='Next'></a></div>",
        None,
    ),
    "a class alone": ("<ul><li class='next'><a href='?p=2'><i></i></a></li></ul>", "/thong-bao/?p=2"),
    "a script's address": ("<a href='#' onclick=\"location='?p=2'\">Trang sau</a>", "/thong-bao/?p=2"),
    "dots after the last number": (
        "<div class='p'><a href='?p=9'>...</a><a href='?p=10'>10</a><b>11</b><a href='?p=12'>…</a></div>",
        "/thong-bao/?p=12",
    ),
    "no dots before the first": (
        "<div class='p'><a href='?p=9'>...</a><a href='?p=10'>10</a><b>11</b></div>",
        None,
    ),
    "a word after the last number": (
        "<div class='p'><a href='?p=10'>10</a><b>11</b><a href='?p=12'>Tiếp</a></div>",
        "/thong-bao/?p=12",
    ),
    "none on the last page": ("<div class='p'><a href='?p=1'>1</a><a href='?p=2'>2</a><b>3</b></div>", None),
}


@pytest.mark.parametrize(("pager", "following"), PAGERS.values(), ids=PAGERS)
def test_the_next_page_is_found_and_the_rule_finds_it_again(pager: str, following: str | None) -> None:
    page = page_of(SHAPES["a list"] + pager)
    place = next_place(page, learn_rule(page), Place(page.base), 3)
    assert place == (Place(f"http://so.example.vn{following}", number=2, before=3) if following else None)


COUNTERS = {
    "page": ("<a href='/thong-bao/?page=2'><i class='fa'></i></a>", "?page={page}"),
    "pages from 0": ("<a href='/thong-bao/?page=1'><i></i></a>", "?page={index}"),
    "rows": ("<a href='?start=3'><i></i></a>", "?start={start}"),
    "rows from 1": ("<a href='?tu=4'>2</a><a href='?tu=7'>3</a>", "?tu={row}"),
    "numbers that nothing marks": ("<a href='?x=1'>1</a><a href='?x=2'>2</a><a href='?x=3'>3</a>", "?x={page}"),
    "a folder": ("<a href='/thong-bao/page/2/'><b></b></a>", "page/{page}/"),
    "more": ("<div class='load-more' data-url='?n=2'>Xem thêm</div>", "?n={page}"),
    "a choice": ("<select><option>1<option value='?trang=2'>2<option value='?trang=3'>3</select>", "?trang={page}"),
    "another page of its kind is none": ("<a href='/thong-bao/?id=2'>Văn bản</a>", None),
}


@pytest.mark.parametrize(("pager", "counter"), COUNTERS.values(), ids=COUNTERS)
def test_where_nothing_leads_on_addresses_tell_how_pages_are_counted(pager: str, counter: str | None) -> None:
    rule = learn_rule(page_of(SHAPES["a list"] + pager))
    assert (rule.next, rule.counter) == ("", f"{URL}{counter}" if counter else "")


ARCHIVES = {
    "months": "<ul id=luu>" + "".join(f"<li><a href='/2026/0{n}/'>Tháng {n}</a></li>" for n in (7, 8, 9)) + "</ul>",
    "a query": "".join(f"<a href='?thang={n}&nam=2026'>Tháng {n}</a>" for n in (7, 8, 9)),
    "a choice": "<select>" + "".join(f"<option value='/luu-tru/2026-0{n}'>{n}" for n in (7, 8, 9)) + "</select>",
    "days of a calendar": "<table>"
    + "".join(f"<td><a href='/2026/09/1{n}'>{n}</a></td>" for n in (7, 8, 9))
    + "</table>",
}


@pytest.mark.parametrize("links", ARCHIVES.values(), ids=ARCHIVES)
def test_the_archive_is_found_by_its_months_and_days(links: str) -> None:
    page = page_of(f"{SHAPES['a list']}<div>{links}</div>")
    assert len(select(page.root, learn_rule(page).archive)) == 3


def test_articles_with_a_month_in_their_address_are_no_archive() -> None:
    assert learn_rule(page_of(SHAPES["a list"].replace("/tin/", "/2026/09/tin-"))).archive == ""


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ("<input type=date name=a><input type=date name=b>", "a={from:%Y-%m-%d}&b={to:%Y-%m-%d}"),
        ("<input name=tungay><input name=denngay>", "tungay={from:%d/%m/%Y}&denngay={to:%d/%m/%Y}"),
        ("<input name=q>", ""),
    ],
)
def test_a_form_that_asks_for_days_is_found(fields: str, days: str) -> None:
    form = f"<form action='/tim'><input type=hidden name=m value=7>{fields}<input type=submit></form>"
    found = learn_rule(page_of(SHAPES["a list"] + form)).days
    assert found == (f"http://so.example.vn/tim?m=7&{days}" if days else "")


def test_a_calendar_is_no_pager() -> None:
    days = "".join(f"<td>{n}</td>" if n % 7 else f"<td><a href='/lich/{n}'>{n}</a></td>" for n in range(1, 32))
    page = page_of(f"{SHAPES['a list']}<table><tr>{days}</tr></table>")
    assert (learn_rule(page).next, learn_rule(page).counter) == ("", "")


def test_dates_in_headings_above_groups_are_those_of_their_rows() -> None:
    days = (
        f"<h4>Ngày {n}/10/2026</h4><ul><li><a href='/tin/{n}'>{title}</a></li></ul>"
        for n, title in enumerate(TITLES, 5)
    )
    rows = read(f"{MENU}<div>{''.join(days)}</div>")
    assert [(row.title, row.dates[0].raw) for row in rows] == [
        (title, f"Ngày {n}/10/2026") for n, title in enumerate(TITLES, 5)
    ]


def test_a_date_may_stand_at_the_end_of_the_group_before_with_other_words() -> None:
    heading = "<p>Đăng ngày <em>{0}/10/2026</em> · <a href='/x'>Tải</a></p>"
    groups = ""
    for day in (5, 6, 7):
        rows = "".join(f"<li><a href='/tin/{day}{n}'>Thông báo tiếp nhận hồ sơ đợt {day}{n}</a></li>" for n in range(6))
        groups += f"<font><ul>{rows}</ul>{heading.format(day)}</font>"
    found = read(f"{MENU}{heading.format(4)}{groups}")
    assert [row.dates[0].raw for row in found] == [f"{day}/10/2026" for day in (4, 5, 6) for _ in range(6)]


def test_a_date_in_bold_here_and_in_italics_there_is_at_the_place_around_both() -> None:
    row = "<li><a href='/tin/{n}'>{title}</a><p>{date}</p></li>"
    shown = [row.format(n=n, title=title, date=f"{{}}{n + 10}/10/2026{{}}") for n, title in enumerate(TITLES)]
    body = "".join(one.format(f"<{tag}>", f"</{tag}>") for one, tag in zip(shown, ("b", "i", "b"), strict=True))
    assert [row.dates[0].raw for row in read(f"<ul>{body}</ul>")] == ["10/10/2026", "11/10/2026", "12/10/2026"]


def test_what_a_time_says_to_machines_is_preferred() -> None:
    row = "<li><a href='/tin/{n}'>{title}</a><time datetime='2026-10-0{n}T08:30:00+07:00'>0{n}.10.2026</time></li>"
    rows = read(items(row.replace("0{n}", "1{n}")))
    assert rows[0].dates[0].raw == "2026-10-10T08:30:00+07:00"

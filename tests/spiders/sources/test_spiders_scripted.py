"""Articles that stand behind scripts: the page is a shell, and JSON says what the notice says."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.errors import PoisonError
from hub.records import Address, ArticleRule, Fetch, Item, JsonRule, Memory, Source, StatedDate
from spiders.json_article import read_json_article
from spiders.pages import parse_page
from spiders.scripted import asked_for, documents_on, pattern_of
from spiders.visit import SMALL_PAGE

Answering = Callable[..., Fetch]
LIST = "http://so.example.vn/api/ds"
PAGE = "http://so.example.vn/giao-duc/tuyen-sinh-lop-10-153"
DETAIL = "http://so.example.vn/api/tin/chitiet/153"
TITLE = "Thông báo tuyển sinh lớp 10 năm học 2026 - 2027"
BODY = (
    "<p>Sở thông báo kế hoạch tuyển sinh.</p><p>Hồ sơ nộp tại trường trước ngày 30/6. <a href='/f/mau.doc'>Mẫu</a></p>"
)
SIDE = "<div><h3>Lịch công tác tuần</h3><ul><li>Thứ Hai: họp giao ban, tiếp công dân tại trụ sở</li></ul></div>"
RULE = JsonRule("ds", "ten", "duong")
ROW = Item("so", PAGE, TITLE)
TOLD = {
    "id": 153, "tieuDe": TITLE, "ngaySua": "06/10/2026 09:00", "ngayBanHanh": "01/10/2026",
    "ngayDang": "/Date(1791165600000)/", "noiDung": f"<div>{BODY}</div>", "soHieu": "12/TB-SGDĐT",
    "tep": [{"ten": "Phu luc 1.pdf", "url": "/upload/Thang 10/phu-luc-1.pdf", "loai": "application/pdf"}],
    "lienQuan": ["Một tin khác dài hơn nội dung của bài này " * 20],
}  # fmt: skip


def shell(inside: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title} | Sở</title></head><body>{SIDE}{inside}</body></html>"


def behind(address: str) -> str:
    return shell(f"<div id='app' data-api='{address}'>Đang tải dữ liệu...</div>")


def listed(**more: Any) -> str:
    return json.dumps({"ds": [{"ten": TITLE, "duong": "/giao-duc/tuyen-sinh-lop-10-153"} | more]})


def source(article: ArticleRule | None = None) -> Source:
    return Source("so", "so-y-te", LIST, (Address("json", LIST, json=RULE),), article=article)


@pytest.mark.parametrize(
    "inside",
    [
        "<div id='app' data-api='/api/tin/chitiet/153'></div>",
        "<div id='app' ng-init=\"tai('/api/tin/chitiet/153')\"></div>",
        "<div id='app'></div><script>fetch('/api/tin/chitiet/153').then(ve)</script>",
        "<div id='app'></div><script>var id = 153; fetch('/api/tin/chitiet/' + id).then(ve)</script>",
    ],
)
def test_a_page_names_the_address_of_its_article_anywhere(inside: str, site: Any, gather: Any) -> None:
    site.pages = {LIST: listed(), PAGE: shell(inside), DETAIL: json.dumps(TOLD)}
    (page,) = gather(source(), Memory(), site).pages
    item = page.item
    assert (item.url, item.title, item.number, item.html_from) == (PAGE, TITLE, "12/TB-SGDĐT", "page")
    assert item.html == f"<div>{BODY}</div>" and item.page_sha256 == page.fetch.sha256
    assert [date.raw for date in item.dates] == ["/Date(1791165600000)/", "06/10/2026 09:00"]
    assert [(file.url, file.name) for file in item.files] == [
        ("http://so.example.vn/upload/Thang%2010/phu-luc-1.pdf", "Phu luc 1.pdf"),
        ("http://so.example.vn/f/mau.doc", "Mẫu"),
    ]
    assert (page.fetch.url, page.through.url) == (DETAIL, PAGE)


@pytest.mark.parametrize(
    "script",
    [
        "<script type='application/json'>{}</script>",
        "<script>window.__STATE__ = {};</script>",
        "<script>var a = 1;\nvar tin = {}; ve(tin)</script>",
    ],
)
def test_an_article_may_stand_in_the_scripts_of_its_page(script: str, site: Any, gather: Any) -> None:
    told = json.dumps({"props": {"tin": TOLD, "menu": [{"ten": "Trang chủ", "url": "/"}]}}, ensure_ascii=False)
    site.pages = {LIST: listed(), PAGE: shell(script.replace("{}", told.replace("</", "<\\/")))}
    (page,) = gather(source(), Memory(), site).pages
    assert page.item.html == f"<div>{BODY}</div>"
    assert set(site.asked) == {LIST, PAGE}


def test_a_page_that_says_its_notice_itself_is_asked_for_nothing_else(site: Any, gather: Any) -> None:
    inside = f"<h1>{TITLE}</h1><div data-api='/api/binh-luan/153'>{BODY}</div>"
    site.pages = {LIST: listed(), PAGE: shell(inside)}
    (page,) = gather(source(), Memory(), site).pages
    assert "Hồ sơ nộp" in page.item.html and set(site.asked) == {LIST, PAGE}


@pytest.mark.parametrize("told", ["không phải JSON", "{}", json.dumps(TOLD | {"tieuDe": "Một tin nào khác của Sở"})])
def test_an_answer_that_does_not_tell_of_the_notice_is_not_believed(told: str, site: Any, gather: Any) -> None:
    site.pages = {LIST: listed(), PAGE: behind("/api/tin/chitiet/153"), DETAIL: told}
    (page,) = gather(source(), Memory(), site).pages
    assert page.fetch.url == PAGE and page.item.number == "" and page.through is None


def test_what_was_asked_in_vain_on_three_pages_is_not_asked_again(site: Any, gather: Any) -> None:
    paths = [f"/giao-duc/tuyen-sinh-lop-10-{n}" for n in range(6)]
    rows = [{"ten": f"{TITLE} đợt {n}", "duong": path} for n, path in enumerate(paths)]
    pages = {f"http://so.example.vn{path}": behind(f"/api/{path[-1]}") for path in paths}
    site.pages = {LIST: json.dumps({"ds": rows})} | pages
    gather(source(), Memory(), site)
    assert sum("/api/" in url for url in site.asked) == 1 + 3


def test_the_article_is_asked_for_again_though_its_page_is_as_it_was(site: Any, gather: Any) -> None:
    site.pages = {LIST: listed(), PAGE: behind("/api/tin/chitiet/153"), DETAIL: json.dumps(TOLD)}
    site.etags = {PAGE: '"trang"', DETAIL: '"tin"'}
    known = gather(source(), Memory(), site).memory
    again = replace(known, due=tuple(known.pages.values()))
    site.pages[DETAIL] = json.dumps(TOLD | {"noiDung": f"{BODY}<p>Đính chính: hạn nộp là 15/7.</p>"})
    (page,) = gather(source(), again, site).pages
    assert "Đính chính" in page.item.html


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_is_gone_is_gone_though_its_page_answers(status: int, site: Any, gather: Any) -> None:
    site.pages = {LIST: listed(), PAGE: behind("/api/tin/chitiet/153"), DETAIL: json.dumps(TOLD)}
    scripted = source(ArticleRule(data="/api/tin/chitiet/*"))
    known = gather(scripted, Memory(), site).memory
    site.pages[DETAIL] = Fetch(
        "so", DETAIL, next(iter(known.pages.values())).first_seen, DETAIL, status, error="http_4xx"
    )
    (page,) = gather(scripted, replace(known, due=tuple(known.pages.values())), site).pages
    assert (page.item, page.fetch.status, page.url) == (None, status, PAGE)


def test_without_a_rule_an_answer_that_fails_says_nothing_of_the_notice(site: Any, gather: Any) -> None:
    site.pages = {LIST: listed(), PAGE: behind("/api/tin/chitiet/153")}
    (page,) = gather(source(), Memory(), site).pages
    assert (page.fetch.url, page.fetch.status) == (PAGE, 200)


def test_an_answer_that_harms_its_reader_is_named_by_its_bytes(site: Any, gather: Any, in_process: Any) -> None:
    class Harmed:
        async def read(self, function: Callable[..., Any], *arguments: Any) -> Any:
            if function is read_json_article:
                raise PoisonError("takes more than 20 s of the processor to read")
            return await in_process.read(function, *arguments)

    large = json.dumps(TOLD | {"x": "x" * SMALL_PAGE})
    site.pages = {LIST: listed(), PAGE: behind("/api/tin/chitiet/153"), DETAIL: large}
    (page,) = gather(source(), Memory(), site, Harmed()).pages
    assert page.poison is not None and (page.poison.url, page.url, page.item.title) == (DETAIL, PAGE, TITLE)


# --- what JSON tells ---


def told(answer: Answering, document: Any, row: Item = ROW) -> Item | None:
    return read_json_article(answer(DETAIL, json.dumps(document)), row, PAGE)


def test_what_the_row_says_comes_first(answer: Answering) -> None:
    row = replace(ROW, number="7/TB-SGDĐT", dates=(StatedDate("05/10/2026", "listing"),))
    item = told(answer, TOLD, row)
    assert item is not None and (item.number, item.dates[0].raw) == ("7/TB-SGDĐT", "05/10/2026")


@pytest.mark.parametrize(
    ("document", "html"),
    [
        ({"title": {"rendered": TITLE}, "content": {"rendered": BODY}, "excerpt": {"rendered": "<p>Sở</p>"}}, BODY),
        ({"data": [{"name": TITLE, "text": "Dòng một & hai của một thông báo dài.\nDòng ba của thông báo ấy."}]},
         "<p>Dòng một &amp; hai của một thông báo dài.</p><p>Dòng ba của thông báo ấy.</p>"),
        ({"t": TITLE, "noi_dung": "&lt;p&gt;Sở thông báo.&lt;/p&gt;"}, "<p>Sở thông báo.</p>"),
        ({"t": TITLE, "tep": ["/f/12-tb.pdf"]}, ""),
    ],
)  # fmt: skip
def test_the_body_is_the_longest_text_of_the_object_that_bears_the_title(
    document: Any, html: str, answer: Answering
) -> None:
    item = told(answer, document)
    assert item is not None and item.html == html


@pytest.mark.parametrize("document", [[], {"t": TITLE}, {"t": TITLE, "anh": "/f/anh.png"}, {"t": "Khác", "b": BODY}, 7])
def test_what_bears_no_title_or_says_nothing_is_no_article(document: Any, answer: Answering) -> None:
    assert told(answer, document) is None


def test_a_shortened_title_is_known_by_its_beginning_and_none_at_all_by_the_articles_own(answer: Answering) -> None:
    short, none = replace(ROW, title="Thông báo tuyển sinh lớp 10..."), replace(ROW, title="")
    assert told(answer, TOLD, short) is not None
    item = told(answer, TOLD, none)
    assert item is not None and item.title == TITLE


# --- where it stands ---


def test_what_a_page_may_ask_for_is_on_its_host_and_shares_its_number(answer: Answering) -> None:
    inside = (
        "<script src='/js/153.js'></script><script>go('https://khac.vn/153'); tai('/api/menu/9'); anh('/anh/153.png');"
        "tai('/api/tin?id=153'); tai(\"/api/dem\")</script>"
    )
    page = parse_page(answer(PAGE, shell(inside)))
    assert asked_for(page) == ("http://so.example.vn/api/tin?id=153", "http://so.example.vn/api/menu/9")


def test_programs_are_no_documents(answer: Answering) -> None:
    inside = "<script>var x = {a: 1}; if (y == [z]) {}</script><script type='application/ld+json'>{\"a\": [1]}</script>"
    assert documents_on(parse_page(answer(PAGE, shell(inside)))) == [{"a": [1]}]


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        (DETAIL, "/api/tin/chitiet/*"),
        ("http://so.example.vn/api/tin?slug=tuyen-sinh-lop-10-153&x=1", "/api/tin?slug=tuyen-sinh-lop-10-*&x=1"),
        ("http://so.example.vn/api/v2/7f3e9a10-0000-4000-8000-1234567890ab", "/api/v2/*"),
        ("http://so.example.vn/api/tin", "/api/tin"),
    ],
)
def test_a_pattern_leaves_out_what_differs(url: str, pattern: str) -> None:
    assert pattern_of(url, PAGE) == pattern

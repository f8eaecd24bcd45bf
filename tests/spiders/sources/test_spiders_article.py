"""Article pages: saved ones with what is to be read from them, and the rules one by one.

A new example is a folder with `page.html` and `row.json` (what the list said, and the source's
rule if there is one). Its `golden.json` is written by the first run, which fails: look at it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from hub.errors import ReadError
from hub.records import ArticleRule, Fetch, FileLink, Item, StatedDate
from spiders.article import best_text, read_article
from spiders.words import words_of

EXAMPLES = Path(__file__).parents[2] / "examples"
Answering = Callable[..., Fetch]
URL = "http://so.example.vn/tin/1"
TITLE = "Thông báo tuyển dụng viên chức năm 2026"
FIRST = "Sở Nội vụ thông báo tuyển dụng 25 viên chức làm việc tại các đơn vị sự nghiệp trực thuộc."
SECOND = "Hồ sơ nộp trực tiếp tại Văn phòng Sở trước 17 giờ ngày 30/10/2026."


def row(**more: Any) -> Item:
    return Item(**{"source": "so", "url": URL, "title": TITLE, "summary": FIRST, **more})


def page(main: str, head: str = "") -> str:
    menu = "".join(f"<li><a href='/{n}'>Chuyên mục số {n}</a></li>" for n in range(8))
    related = "".join(f"<li><a href='/tin/{n}'>Một tin khác đã đăng trước đây {n}</a></li>" for n in range(5))
    return (
        f"<html><head><title>Sở Nội vụ</title>{head}</head><body><ul id='menu'>{menu}</ul><div id='giua'>{main}</div>"
        f"<div id='phai'><h3>Tin khác</h3><ul>{related}</ul></div><p>Bản quyền: Sở Nội vụ</p></body></html>"
    )


ARTICLE = f"<h1>{TITLE}</h1><div class='x'><p>{FIRST}</p><p>{SECOND}</p></div>"


# --- saved pages -------------------------------------------------------------------------


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda folder: str(folder.name))
def test_every_example_is_read_as_its_golden_file_says(folder: Path, answer: Answering) -> None:
    said = json.loads((folder / "row.json").read_text("utf-8"))
    dates = tuple(StatedDate(*date) for date in said["row"].pop("dates", []))
    rule: dict[str, Any] = said.get("rule", {})
    rule |= {"drop": tuple(rule.get("drop", ()))}
    given = Item(**{"source": "so", **said["row"], "dates": dates})
    fetch = answer(given.url, (folder / "page.html").read_bytes(), said.get("content_type", "text/html"))
    found = asdict(read_article(fetch, given, ArticleRule(**rule)))
    del found["page_sha256"]
    golden = folder / "golden.json"
    if not golden.exists():
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{golden} was written: look at it before it is kept")
    assert json.loads(json.dumps(found)) == json.loads(golden.read_text("utf-8"))


# --- where the text is -------------------------------------------------------------------


def read(answer: Answering, body: str, given: Item | None = None, rule: ArticleRule | None = None) -> Item:
    return read_article(answer(URL, body), given or row(), rule)


def test_the_text_begins_where_the_summary_says_and_goes_on(answer: Answering) -> None:
    found = read(answer, page(ARTICLE))
    assert (words_of(found.html), found.html_from) == (words_of(FIRST + SECOND), "page")


@pytest.mark.parametrize(
    "main",
    [
        f"<h1>{TITLE}</h1><div class='sapo'><b>{FIRST}</b></div><div><a href='/in'>In</a> <a href='/gui'>Gửi</a></div>"
        f"<div class='noidung'><p>{SECOND} {SECOND}</p></div>",
        f"<h1>{TITLE}</h1>{FIRST}<br><br>{SECOND}<br>{SECOND}",
        f"<h2>{TITLE}</h2><p>{FIRST}</p><p>{SECOND}</p>{SECOND}<h3>Tin khác</h3><ul><li><a href='/a'>Một tin cũ hơn</a>"
        "</li><li><a href='/b'>Một tin cũ nữa</a></li></ul>",
        f"<h1>{TITLE}</h1><p class='mo-ta'>{FIRST}</p><article><p>{SECOND}</p><p>{SECOND}</p></article>",
        f"<table><tr><td>{TITLE}</td></tr><tr><td><div>{FIRST}</div><div>{SECOND}</div><div>{SECOND}</div></td></tr></table>",
    ],
)
def test_lead_and_text_are_taken_together_and_nothing_else(answer: Answering, main: str) -> None:
    assert words_of(read(answer, page(main)).html) == words_of(FIRST + SECOND + SECOND)


def test_a_summary_that_quotes_a_later_paragraph_loses_none_before_it(answer: Answering) -> None:
    lead = "Căn cứ kế hoạch biên chế được giao, Sở Nội vụ tổ chức kỳ tuyển dụng viên chức của năm nay như sau đây."
    flat = f"<h2>{TITLE}</h2><p>1/10/2026</p><p>{lead}</p><p>{FIRST}</p><p>{SECOND}</p>"
    apart = f"<h2>{TITLE}</h2><div class='sapo'>{lead}</div><div><p>{FIRST}</p><p>{SECOND}</p></div>"
    for main in (flat, apart):
        assert words_of(read(answer, page(main)).html) == words_of(lead + FIRST + SECOND)


def test_cards_of_other_news_are_not_taken_for_the_text(answer: Answering) -> None:
    card = f"<article><h3><a href='/tin/7'>Một tin khác</a></h3><p>{SECOND * 3}</p></article>"
    assert words_of(read(answer, page(ARTICLE + f"<div>{card}</div>" + card + card)).html) == words_of(FIRST + SECOND)


def test_the_summary_in_a_list_of_news_is_not_the_article(answer: Answering) -> None:
    lead = f"<div class='moi'><a href='/tin/1'>{TITLE}</a><p>{FIRST}</p></div>"
    assert words_of(SECOND) in words_of(read(answer, page(lead + f"<div>{ARTICLE}</div>")).html)


def test_a_cut_summary_is_enough_to_find_the_text(answer: Answering) -> None:
    for ending in (" [&#8230;]", "…", "...", " Xem tiếp"):
        found = read(answer, page(ARTICLE), row(summary=FIRST[:70] + ending))
        assert words_of(found.html) == words_of(FIRST + SECOND)


def test_a_summary_written_for_the_feed_alone_leaves_the_page_to_the_generic_reader(answer: Answering) -> None:
    found = read(answer, page(ARTICLE + f"<p>{SECOND * 5}</p>"), row(summary="Tin về tuyển dụng ở các đơn vị của Sở."))
    assert words_of(SECOND) in words_of(found.html)
    assert found.summary == "Tin về tuyển dụng ở các đơn vị của Sở."


def test_scripts_styles_and_forms_are_no_text(answer: Answering) -> None:
    spoilt = ARTICLE.replace("</p><p>", "</p><script>x()</script><style>p{}</style><form><input></form><p>")
    html = read(answer, page(spoilt)).html
    assert not any(tag in html for tag in ("<script", "<style", "<form", "<input"))
    assert words_of(html) == words_of(FIRST + SECOND)


def test_links_in_the_text_are_absolute(answer: Answering) -> None:
    main = ARTICLE.replace(SECOND, f"{SECOND} <a href='../vb/qd 1.pdf'>tệp</a><img src='anh.jpg'>")
    html = read(answer, page(main)).html
    assert 'href="http://so.example.vn/vb/qd%201.pdf"' in html
    assert 'src="http://so.example.vn/tin/anh.jpg"' in html


# --- rules -------------------------------------------------------------------------------


def test_a_rule_goes_before_everything(answer: Answering) -> None:
    main = (
        f"<h1>{TITLE}</h1><p class='d'>Ngày 5/10/2026</p><div class='x'><p>{FIRST}</p></div><div id='t'>Toàn văn</div>"
    )
    rule = ArticleRule(body="#t", date="p.d", section="h3", number="//h1")
    found = read(answer, page(main), row(section="", number=""), rule)
    assert (found.html, found.section, found.number) == ('<div id="t">Toàn văn</div>', "Tin khác", TITLE)
    assert [(date.raw, date.origin) for date in found.dates] == [("Ngày 5/10/2026", "page")]


def test_a_body_can_be_told_by_the_headline_that_is_dropped_from_it(answer: Answering) -> None:
    main = f"<table><tr><td><b>{TITLE}</b><br><i>(1/10/2026)</i><br>{FIRST}<br>{SECOND}</td></tr></table>"
    rule = ArticleRule(body="//td[b and br]", drop=("//td[b and br]/b[1]", "//td[b and br]/i[1]"))
    assert words_of(read(answer, page(main), rule=rule).html) == words_of(FIRST + SECOND)


def test_a_rule_that_finds_nothing_leaves_the_page_to_the_summary(answer: Answering) -> None:
    assert words_of(SECOND) in words_of(read(answer, page(ARTICLE), rule=ArticleRule(body="#khong-co")).html)


# --- what is merged ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "summary", "on_page", "expected", "origin"),
    [
        (f"<p>{FIRST}</p>", "", f"<p>{FIRST}</p>", f"<p>{FIRST}</p>", "feed"),
        (f"<p>{FIRST}</p>", "", f"<div>{FIRST} {SECOND}</div>", f"<div>{FIRST} {SECOND}</div>", "page"),
        (f"<p>{FIRST} {SECOND}</p>", "", f"<p>{FIRST}</p>", f"<p>{FIRST} {SECOND}</p>", "feed"),
        (f"<p>{FIRST}</p>", "", "<p>Đăng nhập</p>", f"<p>{FIRST}</p>", "feed"),
        (f"<p>{FIRST} […]</p>", "", f"<p>{FIRST}</p><p>{SECOND}</p>", f"<p>{FIRST}</p><p>{SECOND}</p>", "page"),
        ("", f"<p>{FIRST}</p>", f"<div>{FIRST}</div>", f"<p>{FIRST}</p>", "feed"),
        ("", FIRST, f"<p>{FIRST}</p><p>{SECOND}</p>", f"<p>{FIRST}</p><p>{SECOND}</p>", "page"),
        ("", FIRST, "", "", "feed"),
    ],
)
def test_no_text_is_lost_between_feed_and_page(
    html: str, summary: str, on_page: str, expected: str, origin: str
) -> None:
    assert best_text(row(html=html, summary=summary), on_page) == (expected, origin)


def test_the_rows_words_stand_and_the_pages_fill_the_gaps(answer: Answering) -> None:
    head = "<meta property='article:published_time' content='2026-10-05T08:00:00+07:00'>"
    main = f"<ul class='BreadCrumbs'><li><a>Trang chủ</a></li><li>Tuyển dụng</li></ul>{ARTICLE}"
    stated = StatedDate("05/10/2026", "listing")
    found = read(answer, page(main, head), row(dates=(stated,)))
    assert found.title == TITLE
    assert [date.raw for date in found.dates] == ["05/10/2026", "2026-10-05T08:00:00+07:00"]
    assert found.section == "Tuyển dụng"
    assert read(answer, page(main), row(section="Thông báo")).section == "Thông báo"


def test_a_title_the_list_cut_short_is_completed(answer: Answering) -> None:
    assert read(answer, page(ARTICLE), row(title="Thông báo tuyển dụng viên...")).title == TITLE
    assert read(answer, page(ARTICLE), row(title="")).title == TITLE
    assert (
        read(answer, page(ARTICLE), row(title="Một tên khác hẳn của tin này…")).title == "Một tên khác hẳn của tin này…"
    )


@pytest.mark.parametrize(
    ("markup", "raw"),
    [
        ("<span itemprop='datePublished'>Thứ hai - 27/09/2010 14:30</span>", "Thứ hai - 27/09/2010 14:30"),
        ("<span itemprop='datePublished' content='2010-09-27T14:30'>hôm nay</span>", "2010-09-27T14:30"),
        ("<time datetime='2010-09-27T14:30:00+07:00'>hôm qua</time>", "2010-09-27T14:30:00+07:00"),
        ("<div>Ngày đăng: 27/09/2010 | Lượt xem: 12</div>", "Ngày đăng: 27/09/2010 | Lượt xem: 12"),
        ("<p>Chuyên mục: <a href='/x'>Tin</a></p><p>ngày 27 tháng 9 năm 2010</p>", "ngày 27 tháng 9 năm 2010"),
    ],
)
def test_dates_of_the_page_come_as_they_stand_there(answer: Answering, markup: str, raw: str) -> None:
    found = read(answer, page(ARTICLE.replace("</h1>", f"</h1>{markup}")))
    assert [date.raw for date in found.dates] == [raw]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>Ngày ban hành</td><td>20/09/2010</td></tr></table>",
        "<ul><li><a href='/y'>Một tin đã đăng</a> <i>(20/09/2010)</i></li></ul>",
        "<p>Hạn nộp hồ sơ: 30/10/2026</p>",
    ],
)
def test_dates_of_something_else_are_none_of_the_notice(answer: Answering, markup: str) -> None:
    assert read(answer, page(ARTICLE.replace("</h1>", f"</h1>{markup}"))).dates == ()


def test_files_are_those_of_the_article_and_not_of_the_frame(answer: Answering) -> None:
    files = "<ul><li><a href='/vb/Công văn 12.PDF'>Công văn</a></li><li><a href='/vb/12.docx?v=2'></a></li></ul>"
    frame = "<div class='cot'><a href='/vb/khac.pdf'>Văn bản khác</a></div>"
    body = page(f"<div>{ARTICLE}{files}</div>").replace("<div id='phai'>", f"<div id='phai'>{frame}")
    assert read(
        answer, body, row(files=(FileLink("http://so.example.vn/vb/12.docx?v=2", "Phụ lục", None, 9),))
    ).files == (
        FileLink("http://so.example.vn/vb/12.docx?v=2", "Phụ lục", None, 9),
        FileLink("http://so.example.vn/vb/C%C3%B4ng%20v%C4%83n%2012.PDF", "Công văn"),
    )


def test_a_document_in_place_of_a_page_is_the_notices_file(answer: Answering) -> None:
    found = read_article(answer(URL, b"%PDF-1.4 ...", "application/pdf"), row())
    assert found.files == (FileLink(URL, media_type="application/pdf"),)
    assert (found.title, found.summary, found.html) == (TITLE, FIRST, "")


# --- other names -------------------------------------------------------------------------


def canonical(url: str) -> str:
    return page(ARTICLE, f"<link rel='canonical' href='{url}'>")


@pytest.mark.parametrize(
    ("body", "final", "names"),
    [
        (canonical("/tin/tuyen-dung-1.html"), URL, ("http://so.example.vn/tin/tuyen-dung-1.html",)),
        (page(ARTICLE), "http://so.example.vn/tin/1-moi", ("http://so.example.vn/tin/1-moi",)),
        (canonical("/"), URL, ()),
        (canonical("http://khac.example.vn/tin/1"), URL, ()),
        (canonical(URL), URL, ()),
        (page(ARTICLE.replace("h1>", "b>")), "http://so.example.vn/tin/1-moi", ()),
        (page("<h1>Trang chủ của sở</h1>"), "http://so.example.vn/trang-chu.html", ()),
    ],
)
def test_other_addresses_are_believed_where_the_headline_agrees(
    answer: Answering, body: str, final: str, names: tuple[str, ...]
) -> None:
    assert read_article(answer(URL, body, final_url=final), row()).former_urls == names


# --- gates and bad input -----------------------------------------------------------------

CHALLENGE = (
    '<html><body><script>document.cookie="D1N=0f3c"+"; path=/";window.location.reload(true);</script></body></html>'
)
LOGIN = "<html><head><title>Đăng nhập</title></head><body><form><input type='password'></form></body></html>"
MAINTENANCE = "<html><body><h1>Hệ thống đang bảo trì</h1><p>Mời quay lại sau.</p></body></html>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (CHALLENGE, "challenge_page"),
        (LOGIN, "login_page"),
        (MAINTENANCE, "maintenance_page"),
        ("", "parse_failed"),
        (page("<h1>Không tìm thấy trang</h1>"), "http_4xx"),
        ("<title>Apache Tomcat/7.0.42 - Error report</title><h1>HTTP Status 404 - /tin/1</h1><hr>", "http_4xx"),
        ("<title>Sở Y tế</title><p>Bài viết bạn yêu cầu không tồn tại hoặc đã bị xóa.</p>", "http_4xx"),
        ("<h1>Oops</h1><p>The page you requested could not be found.</p>", "http_4xx"),
        (
            "<h1>so.example.vn</h1><p>This domain is for sale. <a href='/lander'>Buy this domain</a></p>",
            "not_a_listing",
        ),
        ("<p>Tên miền này đã hết hạn. Vui lòng liên hệ nhà đăng ký.</p>", "not_a_listing"),
    ],
)
def test_a_gate_is_no_article(answer: Answering, body: str, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(answer, body)
    assert caught.value.code == code


def test_a_notice_about_maintenance_is_a_notice(answer: Answering) -> None:
    title = "Thông báo tạm ngừng dịch vụ để bảo trì hệ thống"
    found = read(
        answer, f"<html><body><h1>{title}</h1><p>Hệ thống bảo trì từ 22 giờ.</p></body></html>", row(title=title)
    )
    assert found.title == title


@pytest.mark.parametrize(
    "title",
    [
        "Thông báo về việc tên miền không tồn tại trong danh sách quản lý",
        "Kết luận: trang thiết bị 404 không tìm thấy tại kho",
        "Quyết định số 404/QĐ-UBND về trang thông tin không còn hiệu lực",
    ],
)
def test_a_notice_whose_title_sounds_like_a_missing_page_is_a_notice(answer: Answering, title: str) -> None:
    assert (
        read(answer, page(ARTICLE).replace("Thông báo tuyển dụng viên chức năm 2026", title), row(title=title)).title
        == title
    )


def test_a_sign_in_box_beside_the_article_is_no_gate(answer: Answering) -> None:
    box = "<form><b>Đăng nhập</b><input type='password'></form>"
    assert words_of(read(answer, page(ARTICLE + box)).html) == words_of(FIRST + SECOND)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3_000 + FIRST,
        f"<p>{FIRST}" * 300,
        "<a href='http://['>x</a><base href='http://['>" + ARTICLE,
        "\x00<p>\ud800".encode("utf-8", "replace").decode(),
        "<?xml version='1.0' encoding='utf-16'?><html><body>" + ARTICLE,
        "<!--" * 500 + ARTICLE,
    ],
)
def test_misshapen_pages_are_read_or_refused_but_never_break(answer: Answering, body: str) -> None:
    try:
        assert read(answer, body).title == TITLE
    except ReadError as error:
        assert error.code == "parse_failed"


def test_the_sources_encoding_helps_pages_that_declare_none(answer: Answering) -> None:
    fetch = answer(URL, "<h1>Сообщение о приёме</h1>".encode("koi8-r"), "text/html")
    assert read_article(fetch, row(title=""), None, "koi8-r").title == "Сообщение о приёме"


@pytest.mark.parametrize("title", [TITLE, f"{TITLE} (đính chính ngày 11/09/2010)"])
def test_the_date_below_the_headline_is_found_where_nothing_of_the_text_was_known_before(
    answer: Answering, title: str
) -> None:
    head = f"<head><title>{title} | Sở Y tế</title></head>"
    line = "<div class='ngay'>Thứ Tư, 22/9/2010, 18:18 [GMT+7]</div>"
    text = "<p>Ủy ban nhân dân tỉnh thông tin đến các tổ chức và công dân về việc tuyển dụng viên chức.</p>" * 4
    menu = "<ul><li><a href='/'>Trang chủ</a></li></ul>"
    body = f"<html>{head}<body>{menu}<div><h1>{title}</h1>{line}<div>{text}</div></div>"
    assert [date.raw for date in read(answer, body, row(summary="", title=title)).dates] == [
        "Thứ Tư, 22/9/2010, 18:18 [GMT+7]"
    ]


def test_files_below_a_text_are_its_own_where_a_line_before_it_was_left_out(answer: Answering) -> None:
    text = "<p>Ủy ban nhân dân tỉnh thông tin đến các tổ chức và công dân về việc tuyển dụng viên chức.</p>" * 4
    files = "<ul><li>Tệp đính kèm:</li><li><a href='/f/ke-hoach.pdf'>ke-hoach.pdf</a></li></ul>"
    line = "<span>Cập nhật lúc 10:17 CH 30/08/2010</span><span><img src='/in.gif' alt='In'> | <i>A+</i></span>"
    body = f"<html><body><div><h1>{TITLE}</h1>{line}<div>{text}</div>{files}</div><a href='/x.pdf'>Khác</a></body>"
    assert [file.name for file in read(answer, body, row(summary="")).files] == ["ke-hoach.pdf"]


def test_links_in_a_text_that_trafilatura_found_are_those_of_its_region(answer: Any) -> None:
    menu = "<ul><li><a href='/so'>Sở Y tế</a></li></ul>"
    prose = "Sở Y tế thông báo tuyển dụng viên chức năm 2010, ai muốn thi thì nộp hồ sơ tại bộ phận một cửa của sở."
    last = f"<p>{prose.replace('2010', '2011')} Đăng ký ở <a href='/dk?a=1&amp;b=2'>trang đăng ký</a>.</p>"
    text = f"<div><h1>{TITLE}</h1><article><p>{prose}</p>{last}</article></div>"
    fetch = answer(URL, f"<html><body><div>{menu}</div><div>{text}</div></body></html>")
    html = read_article(fetch, Item("so", URL, TITLE)).html
    assert '<a href="http://so.example.vn/dk?a=1&amp;b=2">trang đăng ký</a>' in html
    assert 'vn/so"' not in html

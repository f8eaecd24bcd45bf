"""The heading under which a page says its article stands."""

import pytest
from lxml import html

from hub.records import ArticleRule, Item
from spiders.pages import Page
from spiders.region import headline_in
from spiders.says import section_of
from spiders.words import trail_of

TITLE = "Thông báo tuyển dụng viên chức"
TEXT = "Sở Y tế thông báo tuyển dụng viên chức năm 2010, hồ sơ nộp tại bộ phận một cửa của sở trong giờ làm việc."
MENU = "<ul><li><a href='/'>Trang chủ</a></li><li><a href='/tin-tuc'>Tin tức</a></li></ul>"
LABELLED = f"<h1>{TITLE}</h1><p>27/9/2010</p>"


def section(body: str, rule: ArticleRule | None = None) -> str:
    page = Page(html.fromstring(f"<html><body>{body}</body></html>"), "http://so.vn/tin/1")
    row = Item("so", "http://so.vn/tin/1", TITLE)
    trail = trail_of(page.root)
    return section_of(page, trail, rule or ArticleRule(), row, headline_in(trail, TITLE))


@pytest.mark.parametrize(
    "page",
    [
        f"{LABELLED}<div>Chuyên mục: Y tế</div><p>{TEXT}</p>",
        f"{LABELLED}<div><b>Chuyên mục:</b> <a href='/c/7'>Y tế</a></div><p>{TEXT}</p>",
        f"<p>Thể loại: Y tế</p>{LABELLED}<p>{TEXT}</p>",
        f"{LABELLED}<p><a href='/muc/y-te'>Y tế</a></p><p>{TEXT}</p>",
        f"{LABELLED}<p>{TEXT}</p><a rel='tag' href='/c/7'>Y tế</a>",
        f"<div class='breadcrumb'><a href='/'>Trang chủ</a> <a href='/c/7'>Y tế</a></div>{LABELLED}<p>{TEXT}</p>",
        f"<div><a href='/'>Trang chủ</a> &raquo; <a href='/c/7'>Y tế</a></div>{LABELLED}<p>{TEXT}</p>",
        f"<p><a href='/'>Trang chủ</a> &gt; <a href='/c/7'>Y tế</a> &gt; <a href='/tin/1'>{TITLE}</a></p>{LABELLED}",
    ],
    ids=["label", "label and link", "label above", "link", "tag", "breadcrumb by class", "crumbs", "crumbs with title"],
)
def test_a_section_is_read_wherever_pages_say_it(page: str) -> None:
    assert section(MENU + page) == "Y tế"


@pytest.mark.parametrize(
    "page",
    [
        f"{LABELLED}<p>{TEXT}</p>",
        f"{LABELLED}<p>{TEXT}</p><p>Chuyên mục: Y tế</p>",
        f"{LABELLED}<p>Xem <a href='/tai-day'>tại đây</a></p>",
        f"{LABELLED}<p><a href='/vb/y-te.pdf'>y te</a></p>",
        f"<p><a href='/'>Trang chủ</a> | <a href='/y-te'>Y tế</a></p>{LABELLED}<p>{TEXT}</p>",
    ],
    ids=["nothing", "below the text", "a link in a sentence", "a document", "a menu above"],
)
def test_none_is_made_up(page: str) -> None:
    assert section(MENU + page) == ""


def test_the_rule_comes_first() -> None:
    page = f"{LABELLED}<div>Chuyên mục: Y tế</div><p class='x'>Tin tức</p><p>{TEXT}</p>"
    assert section(page, ArticleRule(section=".x")) == "Tin tức"

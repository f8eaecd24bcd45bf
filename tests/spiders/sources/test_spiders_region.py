"""What is headline, text and frame in the region of an article."""

from unicodedata import normalize

import pytest
from lxml import html

from spiders.cutting import markup_of
from spiders.pages import Page
from spiders.region import look_within
from spiders.selectors import text_of

TITLE = "Thông báo tuyển dụng viên chức"
TEXT = "Sở Y tế thông báo tuyển dụng viên chức năm 2010, hồ sơ nộp tại bộ phận một cửa của sở trong giờ làm việc."
NEWS = "".join(f"<li><a href='/tin/{n}'>Một tin đã đưa trước đây</a> (27/9/2010)</li>" for n in (2, 3))


def text_in(body: str) -> str:
    region = html.fromstring(f"<div>{body}</div>")
    page = Page(region, "http://so.vn/tin/1")
    within = look_within(page, region, TITLE)
    left = markup_of(page, [region], within.headline, without=within.frame)
    return text_of(html.fromstring(left or "<p/>"))


@pytest.mark.parametrize(
    "body",
    [
        f"<p>Trang chủ</p><h1>{TITLE}</h1><p>{TEXT}</p>",
        f"<h1>{TITLE}</h1><p>27/9/2010 08:30</p><p>Chuyên mục: Y tế</p><p>{TEXT}</p>",
        f"<h1>{TITLE}</h1><span>Cập nhật lúc 02:30 CH</span> <span>| Lượt xem: 25</span><p>{TEXT}</p>",
        f"<h1>{TITLE}</h1><p>{TEXT}</p><h3>Tin khác</h3><ul>{NEWS}</ul>",
        f"<h1>{TITLE}</h1><p>{TEXT}</p><b>Tin khác</b><ul>{NEWS}</ul>",
        f"<h1>{TITLE}</h1><p>{TEXT}</p><div><div>{NEWS}</div></div>",
        f"<h1>{TITLE}</h1><p>{TEXT}</p>{NEWS.replace('li>', 'p>')}",
        f"<h1>{TITLE}</h1><p>{TEXT}</p><b>Tin khác</b><a href='/tin/2'>Tin hai</a><br><a href='/tin/3'>Tin ba</a>",
        f"<h1>{TITLE}</h1><p>{TEXT}</p><nav>Xem tiếp</nav><footer>Bản quyền</footer>",
        f"<ol><li>Trang chủ</li><li>{TITLE}</li></ol><h2>{TITLE}</h2><p>{TEXT}</p><p><a href='/tin/1'></a></p>",
        f"<b>{TITLE}</b><br>{TEXT}<ul><li><a href='/tin/1'>{TITLE}</a></li></ul>",
    ],
    ids=[
        "before",
        "when and where",
        "counters",
        "news",
        "news in bold",
        "nested",
        "lines",
        "links",
        "parts",
        "crumbs",
        "itself",
    ],
)
def test_only_the_text_is_left(body: str) -> None:
    assert text_in(body) == TEXT


@pytest.mark.parametrize(
    "more",
    [
        "<p>Lịch tiếp công dân ngày 27/9/2010</p>",
        "<p>Xem <a href='/vb/1.pdf'>tại đây</a></p>",
        "<ul><li><a href='/vb/1.pdf'>Quyết định số 1</a></li><li><a href='/vb/2.pdf'>Quyết định số 2</a></li></ul>",
        "<p>Chi tiết: <a href='http://dvc.vn/tin/2'>dvc.vn</a>, <a href='http://dkqm.vn/tin/3'>dkqm.vn</a></p>",
        "<p><a href='/tin/2'>Thông báo trước</a></p>",
        "<p>Hồ sơ theo <a href='/tin/2'>thông báo trước</a> và <a href='/tin/3'>thông báo sau</a></p>",
    ],
    ids=[
        "a line with a date",
        "a document",
        "a list of documents",
        "links to others",
        "one link",
        "links in a sentence",
    ],
)
def test_what_may_be_the_text_is_kept(more: str) -> None:
    assert text_in(f"<h1>{TITLE}</h1>{more}<p>{TEXT}</p>") == f"{text_of(html.fromstring(more))}{TEXT}"


def test_without_a_headline_all_is_text() -> None:
    assert text_in(f"<p>{TEXT}</p>") == TEXT


def test_a_title_in_decomposed_letters_is_a_headline() -> None:
    spread = normalize("NFD", TITLE)
    assert text_in(f"<h1>{spread}</h1><p>{TEXT}</p>") == TEXT

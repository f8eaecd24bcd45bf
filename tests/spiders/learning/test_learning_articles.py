"""What a site's own pages tell of how it builds its articles."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hub.intake.markup import plain_text
from hub.records import ArticleRule, Fetch, Item
from spiders.article import read_article
from spiders.learning.articles import Sample, fits, learn_article_rule

HOST = "http://so.example.vn"
MENU = "".join(f"<li><a href='/muc-{n}.html'>Chuyên mục số {n} của trang</a></li>" for n in range(9))
CALENDAR = "".join(f"<li>Thứ {day}: họp giao ban, tiếp công dân tại trụ sở</li>" for day in ("Hai", "Tư", "Sáu"))
FOOTER = "<p>Bản quyền thuộc về Sở Y tế tỉnh Hải Sơn, số 3 đường Biển. Ghi rõ nguồn khi phát hành lại.</p>"
FRAME = ("Chuyên mục số", "họp giao ban", "Bản quyền thuộc về", "Lượt truy cập", "đã đưa", "Gửi cho bạn bè")
GREETING, FAREWELL = "Kính gửi: Ủy ban nhân dân các xã, phường", "Trân trọng thông báo."
TOPICS = ("tuyển dụng viên chức ngành y tế", "tiêm chủng bổ sung cho trẻ em", "khám bệnh miễn phí ở miền núi")


def related(first: int) -> str:
    """Other news, without links, as some sites print them; another list on another day."""
    return "".join(f"<li>Tin đã đưa thứ {n} về công tác phòng dịch ...</li>" for n in range(first, first + 4))


def title_of(number: int) -> str:
    return f"Thông báo số {number} về việc {TOPICS[number % 3]}"


def said_in(number: int) -> list[str]:
    topic = TOPICS[number % 3]
    return [
        GREETING,
        f"Sở Y tế thông báo đợt {number} về {topic} trên địa bàn toàn tỉnh, hồ sơ nộp tại bộ phận một cửa của sở.",
        f"Kinh phí đợt {number} là {number * 17} triệu đồng, các đơn vị có tên dưới đây chịu trách nhiệm {topic}.",
        FAREWELL,
    ]


def article(number: int, tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in said_in(number))


def flat(number: int) -> str:
    return "<br><br>".join(said_in(number))


def in_one_cell(title: str, body: str, first: int) -> str:
    return (
        f"<table><tr><td><ul>{MENU}</ul><h3>Lịch</h3><ul>{CALENDAR}</ul><h2>{title}</h2><i>(27/09/2010)</i>{body}"
        f"<h3>Tin liên quan</h3><ul>{related(first)}</ul><p>Lượt truy cập: {first * 1000}</p>{FOOTER}</td></tr></table>"
    )


def in_cells(title: str, body: str, first: int) -> str:
    return (
        f"<font><table><tr><td colspan=3>Chuyên mục số 0</td></tr><tr><td><ul>{MENU}</ul></td><td><table><tr><td>"
        f"<b><font size=4>{title}</font></b><br><i>(27/09/2010)</i><br><br>{body}</td></tr></table></td>"
        f"<td><h3>Tin liên quan</h3><ul>{related(first)}</ul><p>Lượt truy cập: {first * 1000}</p></td></tr>"
        f"<tr><td colspan=3>{FOOTER}</td></tr></table></font>"
    )


def in_divs(title: str, body: str, first: int) -> str:
    more = "".join(f"<li><a href='/tin/{n}'>Tin đã đưa thứ {n} về công tác phòng dịch</a></li>" for n in (first, 77))
    return (
        f"<div id=a><ul>{MENU}</ul></div><div id=b><div class=x1>{title}</div><div class=x2>27/09/2010 | Lượt xem: "
        f"{first}</div><div class=x3>{body}</div><div class=x4><a href='#'>Gửi cho bạn bè</a></div>"
        f"<div class=x5><b>Tin liên quan</b><ul>{more}</ul></div></div><div id=c><ul>{CALENDAR}</ul></div>{FOOTER}"
    )


def in_rows(title: str, body: str, first: int) -> str:
    return (
        f"<div><ul>{MENU}</ul></div><table id=in><tr><td><h1>{title}</h1></td></tr><tr><td>27/09/2010 08:30</td></tr>"
        f"<tr><td>{body}</td></tr><tr><td>Gửi cho bạn bè <a href='/in'>In trang</a></td></tr></table>"
        f"<div><ul>{related(first)}</ul>{FOOTER}</div>"
    )


Layout = Callable[[str, str, int], str]
LAYOUTS: list[Layout] = [in_one_cell, in_cells, in_divs, in_rows]


def page(layout: Layout, number: int, body: str | None = None, first: int = 30) -> Fetch:
    text = article(number) if body is None else body
    markup = f"<html><head><title>Sở Y tế</title></head><body>{layout(title_of(number), text, first)}</body></html>"
    return fetched(f"{HOST}/tin/{number}", markup)


def front(layout: Layout) -> Fetch:
    rows = "".join(f"<li><a href='/tin/{n}'>{title_of(n)}</a> (27/09/2010)</li>" for n in (1, 2, 3))
    return fetched(f"{HOST}/", f"<html><body>{layout('Tin mới', f'<ul>{rows}</ul>', 30)}</body></html>")


def fetched(url: str, markup: str) -> Fetch:
    return Fetch("so", url, datetime(2010, 9, 27, tzinfo=UTC), url, 200, {}, markup.encode())


def row(number: int) -> Item:
    return Item("so", f"{HOST}/tin/{number}", title_of(number), html_from="listing")


def learned(layout: Layout, *numbers: int, with_front: bool = True) -> ArticleRule | None:
    samples = [Sample(page(layout, number), row(number)) for number in numbers]
    return learn_article_rule([*samples, Sample(front(layout))] if with_front else samples)


def text(fetch: Fetch, number: int, rule: ArticleRule | None) -> str:
    return plain_text(read_article(fetch, row(number), rule).html)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("samples", [(1, 2, 3), (1, 2), (1,)])
def test_a_notice_is_all_of_its_text_and_nothing_of_the_frame(layout: Layout, samples: tuple[int, ...]) -> None:
    said = one_line(text(page(layout, 4), 4, learned(layout, *samples)))
    assert all(line in said for line in said_in(4))
    assert not [words for words in FRAME if words in said]
    assert title_of(4) not in said


@pytest.mark.parametrize("layout", LAYOUTS)
def test_formulas_that_all_notices_share_are_kept(layout: Layout) -> None:
    said = one_line(text(page(layout, 4), 4, learned(layout, 1, 2, 3, with_front=False)))
    assert said.startswith(GREETING)
    assert FAREWELL in said


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_day_with_other_news_and_other_counts_gives_the_same_text(layout: Layout) -> None:
    rule = learned(layout, 1, 2, 3)
    assert text(page(layout, 2, first=30), 2, rule) == text(page(layout, 2, first=61), 2, rule)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_line_and_a_document_are_a_notice(layout: Layout) -> None:
    body = "<p>Xem <a href='/img/12 TB.pdf'>tại đây</a></p>"
    item = read_article(page(layout, 5, body), row(5), learned(layout, 1, 2, 3))
    assert one_line(plain_text(item.html)) == "Xem tại đây"
    assert [file.url for file in item.files] == [f"{HOST}/img/12%20TB.pdf"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_site_of_documents_alone_is_learned_too(layout: Layout) -> None:
    bodies = {n: f"<p>Xem <a href='/img/{n}.pdf'>tại đây</a></p>" for n in (1, 2, 3)}
    samples = [Sample(page(layout, n, body), row(n)) for n, body in bodies.items()]
    item = read_article(page(layout, 5, bodies[1]), row(5), learn_article_rule([*samples, Sample(front(layout))]))
    assert one_line(plain_text(item.html)) == "Xem tại đây"


def test_text_that_stands_in_its_cell_without_elements_is_read() -> None:
    samples = [Sample(page(in_cells, n, flat(n)), row(n)) for n in (1, 2, 3)]
    said = one_line(text(page(in_cells, 4, flat(4)), 4, learn_article_rule(samples)))
    assert said == " ".join(said_in(4))


def test_the_rule_is_one_that_a_person_can_read() -> None:
    drop = ('//tr[normalize-space()="Gửi cho bạn bè In trang"]',)
    assert learned(in_rows, 1, 2, 3) == ArticleRule(around='//*[@id="in"]', drop=drop)


@pytest.mark.parametrize(
    "samples",
    [
        [],
        [Sample(page(in_cells, 1), row(1))],
        [Sample(page(in_cells, 1), row(1)), Sample(page(in_cells, 1), row(1))],
        [Sample(page(in_cells, 1), row(2)), Sample(page(in_cells, 2), row(1))],
        [Sample(fetched(HOST, ""), row(1)), Sample(fetched(HOST, "<p>"), row(2))],
    ],
    ids=["nothing", "a single page", "one page twice", "pages of other titles", "pages without words"],
)
def test_what_cannot_be_told_is_not_learned(samples: list[Sample]) -> None:
    assert learn_article_rule(samples) is None


def test_a_rule_fits_a_page_where_its_region_says_the_title() -> None:
    rule = learned(in_rows, 1, 2, 3)
    assert rule is not None
    assert fits(rule, Sample(page(in_rows, 4), row(4)))
    assert not fits(rule, Sample(page(in_divs, 4), row(4)))


def test_a_page_of_another_build_is_read_as_if_nothing_were_known_of_its_site() -> None:
    assert text(page(in_divs, 4), 4, learned(in_rows, 1, 2, 3)) == text(page(in_divs, 4), 4, None)


def test_a_link_in_a_sentence_is_no_line_of_its_own() -> None:
    bodies = {n: f"{article(n)}<p>Chi tiết xem <a href='#'>tại đây</a></p>" for n in (1, 2, 3)}
    rule = learn_article_rule([Sample(page(in_divs, n, body), row(n)) for n, body in bodies.items()])
    assert one_line(text(page(in_divs, 2, bodies[2]), 2, rule)).endswith("Chi tiết xem tại đây")


def test_what_was_learned_never_drops_a_document() -> None:
    rule = ArticleRule(around="//td", drop=('//p[normalize-space()="Xem tại đây"]',))
    item = read_article(page(in_one_cell, 5, "<p>Xem <a href='/img/5.pdf'>tại đây</a></p>"), row(5), rule)
    assert [file.url for file in item.files] == [f"{HOST}/img/5.pdf"]

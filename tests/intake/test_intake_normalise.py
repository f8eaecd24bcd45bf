"""Item -> Notice: what each field becomes."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intake.identity import notice_id, own_aliases, url_aliases
from hub.intake.markup import bearable, plain_text, safe_html, title_text
from hub.intake.normalise import alike, digest, notice_from_item, publication
from hub.records import FileLink, Item, Source, StatedDate

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SOURCE = Source("syt-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/")
URL = "https://syt.khanhhoa.gov.vn/tin/17"


def item(**fields: object) -> Item:
    return Item(**{"source": "syt-tin", "url": URL, "title": "Thông báo", **fields})  # type: ignore[arg-type]


def test_a_notice_of_a_whole_item() -> None:
    notice = notice_from_item(
        item(
            title="Quyết định số 1234/QÐ-UBND về việc phê duyệt giá đất",
            html="<p>Ngày 28/10/2026, Ủy ban nhân dân tỉnh ban hành Quyết định số 1234/QĐ-UBND do Nguyễn Văn A ký.</p>"
            "<p>Căn cứ Quyết định số 56/2024/QĐ-UBND ngày 02/01/2024 của Ủy ban nhân dân tỉnh;</p>",
            dates=(StatedDate("29/10/2026 08:30", "listing"),),
            section="Chỉ đạo điều hành",
            files=(FileLink("https://syt.khanhhoa.gov.vn/f/qd 1234.pdf", "QĐ 1234"),),
        ),
        SOURCE,
        NOW,
    )
    assert notice.title == "Quyết định số 1234/QĐ-UBND về việc phê duyệt giá đất"
    assert (notice.doc_number, notice.doc_type) == ("1234/QĐ-UBND", "QĐ")
    assert notice.doc_key == "so-y-te-1234-qd-ubnd-2026"
    assert notice.cites == ("56/2024/QĐ-UBND",)
    assert notice.issued_on == date(2026, 10, 28)
    assert notice.published == datetime(2026, 10, 29, 1, 30, tzinfo=UTC)
    assert (notice.published_precision, notice.published_from) == ("minute", "listing")
    assert (notice.section, notice.section_source) == ("chi-dao", "Chỉ đạo điều hành")
    assert notice.attachments[0].name == "QĐ 1234"
    assert notice.text.startswith("Ngày 28/10/2026")
    assert notice.agency == "so-y-te"


def test_on_a_first_collection_old_news_keeps_its_age_so_that_it_floods_nobody() -> None:
    old = item(dates=(StatedDate("29/10/2026 08:30", "listing"),))
    notice = notice_from_item(old, SOURCE, NOW, catching_up=True)
    assert notice.updated == notice.published < notice.first_seen == NOW == notice_from_item(old, SOURCE, NOW).updated


def test_the_section_hint_of_a_source_stands_in_where_the_item_has_none() -> None:
    source = Source("syt-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/", section="đấu thầu - mua sắm")
    notice = notice_from_item(item(), source, NOW)
    assert (notice.section, notice.section_source) == ("du-an", "đấu thầu - mua sắm")


def test_a_notice_without_a_title_is_named_by_its_text() -> None:
    assert notice_from_item(item(title=" ", html="<p>Kính mời dự họp</p>"), SOURCE, NOW).title == "Kính mời dự họp"


def test_a_notice_without_words_and_address_has_a_title_all_the_same() -> None:
    notice = notice_from_item(item(title="", url="", html="<img src='/a.png'>", base="http://x.vn/rss"), SOURCE, NOW)
    assert (notice.title, 'src="http://x.vn/a.png"' in notice.html) == ("(không có tiêu đề)", True)


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({}, "https://syt.khanhhoa.gov.vn/tin/a.html"),
        ({"base": "http://x.vn/b/"}, "http://x.vn/b/a.html"),
        ({"base": "http://x.vn/b/", "html_from": "page"}, "https://syt.khanhhoa.gov.vn/tin/a.html"),
        ({"url": "", "base": "http://x.vn/b/"}, "http://x.vn/b/a.html"),
        ({"url": ""}, None),
    ],
)
def test_links_in_a_text_are_read_where_the_text_stands(fields: dict[str, str], link: str | None) -> None:
    html = notice_from_item(item(html='<a href="a.html">tệp</a>', **fields), SOURCE, NOW).html
    assert (f'href="{link}"' in html) if link else ("href" not in html and "tệp" in html)


@pytest.mark.parametrize("tag", ["section", "main", "form", "fieldset", "header", "address", "aside", "nav", "DETAILS"])
def test_a_block_that_is_not_let_through_still_parts_lines(tag: str) -> None:
    assert plain_text(safe_html(f"<{tag} id=a>Một</{tag}><{tag}>Hai</{tag}>", URL)) == "Một\nHai"


def test_two_entries_of_text_alone_are_two_notices() -> None:
    one, two = (item(url="", title="", html=f"<p>Tin {n}</p>", base=URL) for n in (1, 2))
    assert own_aliases(one) != own_aliases(two)


@pytest.mark.parametrize(
    ("dates", "at", "precision", "origin"),
    [
        ((), NOW, "minute", "first_seen"),
        ((StatedDate("chưa rõ", "feed"),), NOW, "minute", "first_seen"),
        ((StatedDate("24/10/2026", "listing"),), datetime(2026, 10, 23, 17, tzinfo=UTC), "day", "listing"),
        (
            (StatedDate("Mon, 26 Oct 2026 08:10:00 +0700", "feed", "hour"), StatedDate("26/10/2026 08:47", "page")),
            datetime(2026, 10, 26, 1, 47, tzinfo=UTC),
            "minute",
            "page",
        ),
        (
            (StatedDate("24/10/2026", "listing"), StatedDate("25/10/2026 09:00", "page")),
            datetime(2026, 10, 23, 17, tzinfo=UTC),
            "day",
            "listing",
        ),
    ],
    ids=["none stated", "none readable", "day", "page refines the hour", "page that disagrees is not believed"],
)
def test_the_date_that_is_believed(dates: tuple[StatedDate, ...], at: datetime, precision: str, origin: str) -> None:
    found = publication(dates, "dmy", NOW)
    assert (found.at, found.precision, found.origin) == (at, precision, origin)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"html": "<p>Nội dung</p>"}, {"html": "<div>Nội  dung</div>"}, True),
        ({"html": "<p>A</p><p>Lượt xem: 12</p>"}, {"html": "<p>A</p><p>Lượt xem: 13</p>"}, True),
        ({"dates": (StatedDate("1/10/2026", "feed"),)}, {"dates": (StatedDate("2/10/2026", "feed"),)}, True),
        ({"html": "<p>hạn 5/11</p>"}, {"html": "<p>hạn 6/11</p>"}, False),
        ({"title": "Thông báo"}, {"title": "Thông báo (đính chính)"}, False),
        ({}, {"files": (FileLink("https://a.vn/b.pdf"),)}, False),
    ],
    ids=["layout", "counter", "date alone", "text", "title", "file"],
)
def test_the_digest_is_of_what_a_notice_says(one: dict[str, object], other: dict[str, object], same: bool) -> None:
    digests = {digest(notice_from_item(item(**fields), SOURCE, NOW)) for fields in (one, other)}
    assert (len(digests) == 1) is same


def test_the_first_alias_is_the_address_without_its_scheme_and_gives_the_id() -> None:
    http, https = item(url=URL.replace("https", "http"), guid="17"), item()
    assert url_aliases(http) == url_aliases(https)
    assert own_aliases(http) == ("guid:syt-tin:17",)
    assert notice_from_item(http, SOURCE, NOW).id == notice_id(url_aliases(https)[0])


def test_an_item_without_address_and_guid_is_known_by_title_and_date() -> None:
    nameless = item(url="", title="Lịch tiếp công dân", dates=(StatedDate("1/11/2026", "listing"),))
    assert own_aliases(nameless) == ("said:syt-tin:lich tiep cong dan|1/11/2026",)


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(2)">x</a>',
        '<iframe src="javascript:alert(3)"></iframe>',
        '<svg onload="alert(4)"></svg>',
        '<a href="java&Tab;script:alert(1)">x</a>',
        '<p style="background:url(javascript:alert(1))">x</p>',
    ],
)
def test_nothing_executable_is_left(payload: str) -> None:
    cleaned = safe_html(f"<p>trước</p>{payload}<p>sau</p>", URL)
    assert "trước" in cleaned
    assert "sau" in cleaned
    signs = ("<script", "javascript:", "onerror", "onload", "<iframe", "<svg", "style")
    assert not any(sign in cleaned.lower() for sign in signs)
    assert not any(sign in title_text(payload) for sign in "<>")


def test_links_are_absolute_and_foreign_ones_are_not_endorsed() -> None:
    assert safe_html('<a href="../f/q d.pdf">x</a>', URL) == (
        '<a href="https://syt.khanhhoa.gov.vn/f/q%20d.pdf" rel="noopener nofollow">x</a>'
    )


@pytest.mark.parametrize("base", ["", "http://xn--/", "http://10.0.0.xn--pokxncvks/", "nonsense"])
def test_without_a_page_to_start_from_a_relative_link_leads_nowhere(base: str) -> None:
    markup = '<p><a href="/x">a</a> <a href="http://b.vn/y">b</a></p>'
    assert safe_html(markup, base) == (
        '<p><a rel="noopener nofollow">a</a> <a href="http://b.vn/y" rel="noopener nofollow">b</a></p>'
    )


@given(st.text(max_size=300))
def test_cleaning_markup_is_idempotent_and_never_raises(markup: str) -> None:
    once = safe_html(markup, URL)
    assert safe_html(once, URL) == once
    plain_text(once)
    title_text(markup)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Thông báo tuyển dụng viên chức", "THÔNG BÁO tuyển dụng viên chức năm 2026", True),
        ("Thông báo tuyển dụng", "Quyết định giá đất", False),
        ("", "", False),
        ("!!!", "!!!", True),
    ],
)
def test_titles_that_could_be_one_announcement(one: str, other: str, expected: bool) -> None:
    assert alike(one, other) is expected


# --- markup that would hold up whoever cleans it -----------------------------------------

WORDS = "Kính gửi các xã"
UNBEARABLE = {
    "what stays open": "".join(f"<b id={n}>" for n in range(6_000)) + f"<p>{WORDS}" * 6_000,
    "what closes what is open outside its cell": "".join(f"<b id={n}><table><td></b></table>" for n in range(6_000))
    + WORDS,
    "deep lists": "<ul><li>" * 6_000 + WORDS,
    "attributes without end": f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>{WORDS}</p>",
    "no-break spaces": "\u00a0" * 60_000 + WORDS,
    "escapes": "&" * 110_000 + WORDS,
}


@pytest.mark.parametrize("markup", UNBEARABLE.values(), ids=UNBEARABLE.keys())
def test_markup_that_would_stall_the_cleaner_loses_that_and_keeps_its_words(markup: str) -> None:
    borne = bearable(markup)
    assert WORDS in borne and len(borne) < len(markup) + 1 and borne != markup
    assert WORDS in plain_text(safe_html(markup, "http://x.vn/"))


def test_a_table_of_thousands_of_rows_is_an_ordinary_text() -> None:
    rows = "<table>" + f"<tr><td><b>1</b></td><td><p>{WORDS}<br></td></tr>" * 3_000 + "</table>"
    assert bearable(rows) == rows

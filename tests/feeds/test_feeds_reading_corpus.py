"""Feeds kept beside the checkout: thirteen faults of Vietnamese portals, and a sample of the world's feeds."""

from pathlib import Path

import pytest

from feeds.reading import FeedRead, read_feed
from hub.errors import ReadError

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside this checkout"),
]
HOLIDAY = "Thông báo về việc nghỉ lễ Quốc khánh"


def read(name: str) -> FeedRead:
    body = (CORPUS / "feeds_defects" / name).read_bytes()
    return read_feed(
        body, url="http://x.khanhhoa.gov.vn/rss/tin.rss", content_type="text/xml", source="x", known=frozenset()
    )


@pytest.mark.parametrize(
    ("name", "entries", "title", "url", "defect"),
    [
        ("01_minutes_are_month.xml", 2, HOLIDAY, "http://x.khanhhoa.gov.vn/vi/news/tb/a-1.html", "minutes_are_months"),
        ("02_vi_dates.xml", 9, f"{HOLIDAY}0", "http://x/0", "local_dates"),
        ("03_bom_blank_before_decl.xml", 1, HOLIDAY, "http://x/1", "junk_before_xml"),
        ("04_control_chars_bare_amp.xml", 1, "Sở NN & PTNT", "http://x/?a=1&b=2", "control_characters"),
        ("05_nfd_partial.xml", 1, None, "http://x/1", "decomposed_unicode"),
        ("06_cp1258_declared.xml", 1, HOLIDAY, "http://x/1", "legacy_charset"),
        ("07_cp1258_says_utf8.xml", 1, HOLIDAY, "http://x/1", "wrong_charset"),
        ("08_double_escaped.xml", 1, None, "http://x.khanhhoa.gov.vn/vi/tin/1", "double_escaped"),
        (
            "09_no_guid_no_date_rel_link.xml",
            2,
            HOLIDAY,
            "http://x.khanhhoa.gov.vn/chi-tiet.aspx?ItemID=12&sid=abcdef",
            "missing_links",
        ),
        ("11_undefined_entities.xml", 1, "Nghò ph\xa0ng – Quý", "http://x/1", "bad_xml"),
        ("12_eth_letter.xml", 1, "QUYẾT ĐỊNH số 3659/QÐ-UBND", "http://x/1", "eth_letter"),
        ("13_truncated.xml", 1, HOLIDAY, "http://x/1", "truncated"),
    ],
)
def test_each_fault_is_read_right_and_named(name: str, entries: int, title: str | None, url: str, defect: str) -> None:
    feed = read(name)
    assert len(feed.items) == entries
    assert title is None or feed.items[0].title == title
    assert feed.items[0].url == url
    assert defect in feed.defects


def test_a_challenge_in_place_of_a_feed_is_no_feed() -> None:
    with pytest.raises(ReadError, match="not_a_feed"):
        read("10_html_instead_of_feed.html")


def test_vietnamese_dates_come_as_written() -> None:
    raws = [date.raw for item in read("02_vi_dates.xml").items for date in item.dates]
    assert raws[:3] == ["27/09/2010 08:30 SA", "Thứ Hai, 27/9/2010, 14:30 [GMT+7]", "14:30 | 27/09/2010"]


def test_a_sample_of_the_worlds_feeds_neither_crashes_nor_changes_at_a_second_look() -> None:
    files = [path for path in sorted((CORPUS / "feeds").rglob("*")) if path.is_file() and path.parent.name != "feeds"]
    for path in files[::25]:
        body = path.read_bytes()
        try:
            first = read_feed(body, url="http://x.vn/f", content_type="", source="x", known=frozenset())
        except ReadError as error:
            assert error.code == "not_a_feed", path
            continue
        again = read_feed(body, url="http://x.vn/f", content_type="", source="x", known=first.entries)
        assert again.items == (), path

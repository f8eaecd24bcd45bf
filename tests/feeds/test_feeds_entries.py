from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html as parser

from feeds.entries import BEGINNING, Channel, feed, feed_entry
from hub.records import Attachment

BASE = "https://daumoi.khanhhoa.gov.vn"
SHA = "ab" * 32
UNSAFE = [
    "javascript:alert(1)",
    "JaVa\tScript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "/f",
]


def links(entry):
    return [link.get("href") for link in parser.fromstring(f"<div>{entry.html}</div>").iter("a")]


def test_the_id_is_a_tag_and_the_address_the_hubs_own_page(notice, entry_of):
    entry = entry_of(notice)
    assert entry.id == "tag:daumoi.khanhhoa.gov.vn,2010:notice/7T0N9QHCK2M4XW5A"
    assert entry.url == f"{BASE}/notices/7T0N9QHCK2M4XW5A"


def test_the_id_does_not_change_with_the_address_of_the_hub(notice, entry_of):
    assert entry_of(notice, base_url="https://moved.test").id == entry_of(notice).id


def test_every_entry_names_author_and_source_and_links_to_the_original(notice, entry_of):
    entry = entry_of(notice)
    credit = parser.fromstring(f"<div>{entry.html}</div>").xpath("p[2]")[0]
    assert credit.text_content() == "Tác giả: Sở Y tế. Nguồn: Sở Y tế: thông báo."
    assert links(entry)[0] == entry.source_url == notice.url
    assert (entry.author, entry.source_title) == ("Sở Y tế", "Sở Y tế: thông báo")
    assert entry.source_feed == "https://syt.khanhhoa.gov.vn/rss/thong-bao"


def test_a_new_notice_has_no_remark(notice, entry_of):
    entry = entry_of(notice)
    assert (entry.remark, entry.withdrawn) == ("", False)
    assert entry.html.startswith(notice.html)


@pytest.mark.parametrize(
    ("change", "lang", "remark"),
    [
        ({"withdrawn": True}, "vi", "Ngày 27/09/2010 cơ quan đã gỡ thông báo này khỏi trang của mình."),
        ({"revisions": 3}, "vi", "Cơ quan đã sửa thông báo này 3 lần."),
        ({"withdrawn": True, "revisions": 3}, "en", "On 27 Sep 2010 the agency withdrew this notice from its site."),
        ({"revisions": 1}, "en", "The agency has changed this notice (changes so far: 1)."),
        ({"revisions": 1}, "fr", "Cơ quan đã sửa thông báo này 1 lần."),
    ],
)
def test_what_happened_to_a_notice_is_said_first(notice, entry_of, change, lang, remark):
    entry = entry_of(replace(notice, **change), lang=lang)
    assert entry.remark.startswith(remark)
    assert parser.fromstring(f"<div>{entry.html}</div>").xpath("string(p[1])") == entry.remark
    assert entry.summary.startswith(entry.remark)


def test_a_redacted_notice_says_nothing_but_that(notice, entry_of):
    entry = entry_of(replace(notice, redacted=True, withdrawn=True, summary="bí mật", text="bí mật", html="bí mật"))
    assert entry.remark == "Nội dung thông báo này đã được lược bỏ theo quy định."
    assert entry.title == "Thông báo đã được lược bỏ nội dung"
    assert not entry.enclosures
    assert not any(word in f"{entry}" for word in ("bí mật", notice.title, notice.url))


def test_files_link_to_the_kept_copy_or_else_to_the_source(notice, entry_of):
    kept, original = entry_of(notice).enclosures
    assert kept.url == f"{BASE}/files/{'0a' * 32}/117-SYT-NVY.pdf"
    assert (kept.name, kept.media_type, kept.bytes) == ("117/SYT-NVY.pdf", "application/pdf", 48213)
    assert original.url == "https://syt.khanhhoa.gov.vn/f/phu-luc.doc"
    assert links(entry_of(notice))[1:] == [kept.url, original.url]


@pytest.mark.parametrize(
    ("name", "shown", "address"),
    [
        ("Quyết định.pdf", "Quyết định.pdf", "Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf"),
        ("../../etc/passwd", "etc/passwd", "etc-passwd"),
        ('a"b?c#d.pdf', 'a"b?c#d.pdf', "a%22b%3Fc%23d.pdf"),
        ("a\ud800\x00b\r\n.pdf", "ab .pdf", "ab%20.pdf"),
        ("", "b c.pdf", "b%20c.pdf"),
        ("..", "b c.pdf", "b%20c.pdf"),
    ],
)
def test_a_file_name_becomes_one_segment_of_an_address(notice, entry_of, name, shown, address):
    attachment = Attachment("https://syt.test/f/b%20c.pdf", name, sha256=SHA)
    (file,) = entry_of(replace(notice, attachments=(attachment,))).enclosures
    assert (file.name, file.url) == (shown, f"{BASE}/files/{SHA}/{address}")


@pytest.mark.parametrize("url", UNSAFE)
def test_only_web_addresses_are_passed_on(notice, entry_of, url):
    unsafe = replace(notice, url=url, attachments=(Attachment(url, "x"),))
    entry = entry_of(unsafe, source_url=url)
    assert (entry.source_url, entry.source_feed, entry.enclosures, links(entry)) == ("", "", (), [])


def test_names_cannot_break_out_of_the_markup(notice, entry_of):
    name = '"><script>alert(1)</script>'
    files = (Attachment(f"https://x.test/{name}", name), Attachment("https://x.test/f", name, sha256=SHA))
    hostile = replace(notice, url=f"https://x.test/{name}", attachments=files)
    entry = entry_of(hostile, agency_name=name, source_name=name, lang=name)
    assert not list(parser.fromstring(f"<div>{entry.html}</div>").iter("script"))
    assert name not in entry.html


def test_categories_are_for_people_and_their_schemes_for_machines(notice, entry_of):
    assert entry_of(notice).categories == (
        ("tag:daumoi.khanhhoa.gov.vn,2010:section", "Chỉ đạo điều hành"),
        ("tag:daumoi.khanhhoa.gov.vn,2010:type", "CV"),
        ("tag:daumoi.khanhhoa.gov.vn,2010:agency", "Sở Y tế"),
    )
    assert entry_of(notice, section_name="").categories[0][1] == "chi-dao"
    assert len(entry_of(replace(notice, section="", doc_type=None), section_name="").categories) == 1


def test_a_missing_summary_is_the_beginning_of_the_text(notice, entry_of):
    assert entry_of(replace(notice, summary="Tóm tắt")).summary == "Tóm tắt"
    long = entry_of(replace(notice, text="một hai ba " * 1000)).summary
    assert long.endswith(" …") and 250 < len(long) <= 300
    assert entry_of(replace(notice, text="")).summary == notice.title


def test_an_entry_without_an_agency_is_by_its_source(notice):
    entry = feed_entry(
        notice, authority="h.test", base_url=BASE, agency_name="", source_name="Cổng", source_url="https://x.test/"
    )
    assert entry.author == "Cổng"
    assert "Tác giả: Cổng." in entry.html


def test_a_channel_is_newest_first_whatever_order_it_comes_in(sample, fill):
    assert [entry.id for entry in fill(*reversed(sample.entries)).entries] == [entry.id for entry in sample.entries]
    moments = [entry.updated for entry in sample.entries]
    assert moments == sorted(moments, reverse=True)
    assert sample.updated == moments[0]


def test_entries_of_one_moment_always_stand_in_one_order(sample, fill):
    moment = sample.updated
    same = [replace(entry, updated=moment) for entry in sample.entries]
    assert fill(*same).entries == fill(*reversed(same)).entries


def test_a_channel_without_entries_is_as_old_as_can_be(fill):
    assert fill().updated == BEGINNING


def test_a_channel_is_as_new_as_what_left_it(sample):
    gone = datetime(2011, 1, 1, tzinfo=UTC)
    channel = Channel("feeds/all", "Tất cả", changed=gone)
    assert feed(channel, sample.entries, authority="h.test", base_url=BASE).updated == gone


def test_a_search_is_a_channel_too():
    channel = Channel("search", "đất đai", page="search", query="q=%C4%91%E1%BA%A5t&agency=so-y-te")
    found = feed(channel, (), authority="h.test", base_url=BASE)
    assert found.id == "tag:h.test,2010:search?q=%C4%91%E1%BA%A5t&agency=so-y-te"
    assert found.home_url == f"{BASE}/search?q=%C4%91%E1%BA%A5t&agency=so-y-te"
    assert dict(found.alternates)["application/rss+xml"] == f"{BASE}/search.rss?q=%C4%91%E1%BA%A5t&agency=so-y-te"

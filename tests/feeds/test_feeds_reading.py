"""Feeds as portals write them, and what is read from them."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from feeds.reading import FeedRead, body_digest, read_feed
from hub.errors import ReadError
from hub.records import FileLink

URL = "http://so.example.vn/rss/tin.rss"
NONE: frozenset[str] = frozenset()
ENTRY = (
    "<item><title>Thông báo số {n}/TB-SYT</title><link>http://so.example.vn/tin/{n}</link>"
    "<guid isPermaLink='false'>tin-{n}</guid><pubDate>Mon, 27 Sep 2010 08:3{n}:00 +0700</pubDate>"
    "<description>Tóm tắt {n}</description></item>"
)


def rss(*numbers: int, header: str = "<title>Sở Y tế</title><language>vi</language>") -> str:
    entries = "".join(ENTRY.format(n=n) for n in numbers)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{header}{entries}</channel></rss>'


def channel(entries: str) -> str:
    return f"<rss version='2.0'><channel><title>Sở Y tế</title>{entries}</channel></rss>"


def read(text: str | bytes, known: frozenset[str] = NONE, content_type: str = "application/rss+xml") -> FeedRead:
    body = text if isinstance(text, bytes) else text.encode("utf-8")
    return read_feed(body, url=URL, content_type=content_type, source="so-y-te", known=known)


# --- what changed, and only that ---------------------------------------------------------


def test_every_entry_of_an_unknown_feed_is_read() -> None:
    feed = read(rss(1, 2, 3))
    assert [item.title for item in feed.items] == [f"Thông báo số {n}/TB-SYT" for n in (1, 2, 3)]
    assert (feed.parsed, len(feed.entries)) == (3, 3)


def test_known_entries_are_not_read_again_but_still_listed() -> None:
    first = read(rss(1, 2, 3))
    again = read(rss(1, 2, 3), first.entries)
    assert (again.items, again.parsed, again.entries) == ((), 0, first.entries)
    assert again.listed == first.listed == tuple(f"http://so.example.vn/tin/{n}" for n in (1, 2, 3))


def test_only_the_new_entry_reaches_the_parser() -> None:
    feed = read(rss(4, 1, 2, 3), read(rss(1, 2, 3)).entries)
    assert ([item.guid for item in feed.items], feed.parsed) == (["tin-4"], 1)


def test_an_edited_entry_is_read_again() -> None:
    known = read(rss(1, 2)).entries
    feed = read(rss(1, 2).replace("Tóm tắt 2", "Tóm tắt đã sửa"), known)
    assert [item.summary for item in feed.items] == ["Tóm tắt đã sửa"]


def test_a_stamp_of_the_build_makes_nothing_new() -> None:
    header = "<title>Sở Y tế</title><lastBuildDate>{}</lastBuildDate><pubDate>{}</pubDate>"
    known = read(rss(1, 2, header=header.format("Mon, 27 Sep 2010", "x"))).entries
    assert read(rss(1, 2, header=header.format("Tue, 28 Sep 2010", "y")), known).parsed == 0


def test_a_changed_header_makes_everything_new() -> None:
    known = read(rss(1, 2)).entries
    assert read(rss(1, 2, header="<title>Sở Y tế</title><language>en</language>"), known).parsed == 2


@pytest.mark.parametrize("spoil", ["", " & "])
def test_new_names_at_every_fetch_make_nothing_new(spoil: str) -> None:
    text = rss(1, 2, header=f"<title>Sở{spoil}Y tế</title>")
    assert read(text.replace("tin-", "x7f-"), read(text).entries).items == ()


def test_a_name_that_is_all_an_entry_has_to_be_known_by_counts() -> None:
    text = channel("<item><title>Lịch họp</title><guid isPermaLink='false'>a</guid></item>")
    assert [item.guid for item in read(text.replace(">a<", ">b<"), read(text).entries).items] == ["b"]


def test_an_entry_is_the_same_wherever_it_stands_in_the_feed() -> None:
    assert read(rss(3, 1, 2), read(rss(1, 2, 3)).entries).parsed == 0


def test_a_feed_that_is_not_well_formed_is_also_read_only_once() -> None:
    text = rss(1, 2).replace("Sở Y tế", "Sở NN & PTNT")
    first = read(text)
    assert first.defects == ("bad_xml",)
    assert read(text, first.entries).items == ()


def test_entries_beyond_one_visit_wait_for_the_next() -> None:
    numbers = range(5_003)
    text = channel("".join(f"<item><title>Tin {n}</title></item>" for n in numbers))
    first = read(text)
    assert (len(first.items), first.left, len(first.entries)) == (5_000, 3, 5_000)
    second = read(text, first.entries)
    assert ([item.title for item in second.items], second.left) == ([f"Tin {n}" for n in numbers[-3:]], 0)


# --- formats -----------------------------------------------------------------------------

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://so.example.vn/vi/">
<generator uri="http://cms.example/">CMS 2</generator><entry>
<title>Quyết định</title><id>tag:so.example.vn,2010:7</id><link rel="enclosure" href="qd.pdf" length="77" type="application/pdf"/>
<link rel="alternate" href="tin/7.html"/><published>2010-09-27T08:30:00+07:00</published><updated>2010-09-28T09:00:00+07:00</updated>
<author><name>Ban biên tập</name></author><category term="van-ban" label="Văn bản"/><summary>Ngắn</summary>
<content type="html">&lt;p&gt;Dài&lt;/p&gt;</content></entry></feed>"""  # noqa: E501
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://so.example.vn/"><title>Sở</title></channel>
<item rdf:about="http://so.example.vn/tin/8"><title>Kế hoạch</title><link>http://so.example.vn/tin/8</link>
<dc:date>2010-09-27T08:30:00+07:00</dc:date><dc:subject>Kế hoạch</dc:subject></item></rdf:RDF>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Sở", "items": [{"id": 9, "url": "/tin/9",
"title": "Thông báo", "content_text": "Một.\\n\\nHai < ba.", "date_published": "2010-09-27T08:30:00+07:00",
"tags": ["Tin tức"], "authors": [{"name": "Ban biên tập"}],
"attachments": [{"url": "/a.pdf", "mime_type": "application/pdf", "size_in_bytes": 12}]}]}"""


def test_atom_gives_content_dates_author_section_and_enclosure() -> None:
    feed = read(ATOM)
    (item,) = feed.items
    assert feed.generator == "CMS 2"
    assert (item.url, item.guid) == ("http://so.example.vn/vi/tin/7.html", "tag:so.example.vn,2010:7")
    assert (item.summary, item.html, item.html_from) == ("Ngắn", "<p>Dài</p>", "feed")
    assert [(date.raw, date.origin) for date in item.dates] == [("2010-09-27T08:30:00+07:00", "feed")]
    assert (item.section, item.author) == ("Văn bản", "Ban biên tập")
    assert [(file.media_type, file.bytes) for file in item.files] == [("application/pdf", 77)]


def test_rss_1_0_keeps_its_items_beside_the_channel() -> None:
    (item,) = read(RDF).items
    assert (item.url, item.title, item.section) == ("http://so.example.vn/tin/8", "Kế hoạch", "Kế hoạch")
    assert item.dates[0].raw == "2010-09-27T08:30:00+07:00"


def test_json_feed_is_read_like_the_others() -> None:
    first = read(JSON, content_type="application/feed+json")
    (item,) = first.items
    assert (item.url, item.guid, item.section) == ("http://so.example.vn/tin/9", "9", "Tin tức")
    assert item.html == "<p>Một.</p><p>Hai &lt; ba.</p>"
    assert item.files == (FileLink("http://so.example.vn/a.pdf", "", "application/pdf", 12),)
    assert read(JSON, first.entries).parsed == 0
    assert read(JSON.replace('"id": 9', '"id": 10'), first.entries).parsed == 0


def test_full_content_is_told_from_the_summary() -> None:
    entry = "<item><title>A</title><description>ngắn</description><c:encoded>&lt;p&gt;dài&lt;/p&gt;</c:encoded></item>"
    text = channel(entry).replace("<rss", '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"')
    (item,) = read(text).items
    assert (item.summary, item.html) == ("ngắn", "<p>dài</p>")


# --- addresses, dates, names -------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/tin/1.html", "http://so.example.vn/tin/1.html"),
        ("2.html", "http://so.example.vn/rss/2.html"),
        ("~/chi-tiet.aspx?id=3", "http://so.example.vn/chi-tiet.aspx?id=3"),
        ("\n http://khac.example.vn/4 \n", "http://khac.example.vn/4"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("http://[", ""),
    ],
)
def test_links_come_absolute_and_http_only(href: str, url: str) -> None:
    (item,) = read(channel(f"<item><title>A</title><link>{href}</link></item>")).items
    assert item.url == url


def test_a_permanent_guid_is_a_link_and_a_name_is_none() -> None:
    entries = (
        "<item><guid>http://so.example.vn/p/1</guid></item><item><guid isPermaLink='false'>http://x/2</guid></item>"
    )
    assert [item.url for item in read(channel(entries)).items] == ["http://so.example.vn/p/1", ""]


@pytest.mark.parametrize(
    ("dates", "raw"),
    [
        ("<pubDate>27/09/2010 08:30 SA</pubDate>", "27/09/2010 08:30 SA"),
        ("<pubDate> Thứ Hai, 27/9/2010 </pubDate><a:updated>2010-10-01</a:updated>", "Thứ Hai, 27/9/2010"),
        ("<d:date>2010-09-30</d:date>", "2010-09-30"),
    ],
)
def test_dates_come_as_they_are_written(dates: str, raw: str) -> None:
    names = 'xmlns:a="http://www.w3.org/2005/Atom" xmlns:d="http://purl.org/dc/elements/1.1/"'
    (item,) = read(channel(f"<item><title>A</title>{dates}</item>").replace("<rss", f"<rss {names}")).items
    assert item.dates[0].raw == raw


def test_pictures_are_no_files() -> None:
    entry = "<item><title>A</title><enclosure url='/a.jpg' type='image/jpeg'/><enclosure url='/a.doc' type=''/></item>"
    (item,) = read(channel(entry)).items
    assert [file.url for file in item.files] == ["http://so.example.vn/a.doc"]


def test_entries_that_say_nothing_are_dropped_and_counted() -> None:
    feed = read(channel("<item><pubDate>Mon, 27 Sep 2010 08:30:00 +0700</pubDate></item><item><title>A</title></item>"))
    assert ([item.title for item in feed.items], feed.dropped) == (["A"], 1)
    assert "empty_entries" in feed.defects


@pytest.mark.parametrize(
    "entry",
    [
        "<description>UBND tỉnh ban hành Quyết định số 1234/QĐ-UBND</description>",
        "<enclosure url='/qd.pdf' type='application/pdf'/>",
        "<guid isPermaLink='false'>tin-1</guid>",
    ],
)
def test_an_entry_that_says_one_thing_is_read(entry: str) -> None:
    feed = read(channel(f"<item>{entry}</item>"))
    assert (len(feed.items), feed.dropped) == (1, 0)


@pytest.mark.parametrize(
    ("feed", "base"),
    [
        (channel("<item><title>A</title><link>/1</link><description>x</description></item>"), ""),
        (channel("<item><title>A</title><description>x</description></item>"), URL),
        (channel("<item><description xml:base='http://so.example.vn/tin/'>x</description></item>"), "http://so.example.vn/tin/"),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/tin/'><entry><title>A</title><link href='1'/>"
            "<content type='html'>x</content></entry></feed>",
            "http://so.example.vn/tin/",
        ),
    ],
)  # fmt: skip
def test_what_links_in_a_text_refer_to_is_said_where_it_is_not_the_page(feed: str, base: str) -> None:
    (item,) = read(feed).items
    assert item.base == base


# --- NukeViet's minutes ------------------------------------------------------------------


def times(*clocks: str, generator: str = "", guid: str = "{}") -> str:
    entries = "".join(
        f"<item><title>T{n}</title><guid isPermaLink='false'>{guid.format(n)}</guid><pubDate>{clock}</pubDate></item>"
        for n, clock in enumerate(clocks)
    )
    return channel(f"<generator>{generator}</generator>{entries}" if generator else entries)


SEPTEMBER, OCTOBER, HONEST = (
    "Mon, 27 Sep 2010 07:09:15 GMT", "Fri, 01 Oct 2010 08:10:00 GMT", "Mon, 27 Sep 2010 07:31:15 GMT",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "finest"),
    [
        (times(SEPTEMBER, generator="NukeViet v4.0"), "hour"),
        (times(SEPTEMBER, OCTOBER, SEPTEMBER), "hour"),
        (times("2010-09-27T07:09:15Z", SEPTEMBER, OCTOBER), "hour"),
        (times(SEPTEMBER, OCTOBER, guid="news_{}"), "hour"),
        (times(SEPTEMBER, OCTOBER), "minute"),
        (times(SEPTEMBER, OCTOBER, HONEST, generator="NukeViet v4.5"), "minute"),
        (times(HONEST, HONEST, HONEST), "minute"),
    ],
)
def test_minutes_that_are_the_month_are_not_believed(text: str, finest: str) -> None:
    feed = read(text)
    assert {item.dates[0].finest for item in feed.items} == {finest}
    assert ("minutes_are_months" in feed.defects) == (finest == "hour")


def test_one_changed_entry_is_judged_by_the_whole_feed() -> None:
    known = read(times(OCTOBER, SEPTEMBER)).entries
    (item,) = read(times(OCTOBER, SEPTEMBER, SEPTEMBER), known).items
    assert item.dates[0].finest == "hour"


# --- faults ------------------------------------------------------------------------------


def _first_title(feed: FeedRead) -> str:
    return feed.items[0].title


@pytest.mark.parametrize(
    ("body", "title", "defect"),
    [
        (b"\xef\xbb\xbf\n \n" + rss(1).encode(), "Thông báo số 1/TB-SYT", "junk_before_xml"),
        (b"<br />Warning: x in y.php\n" + rss(1).encode(), "Thông báo số 1/TB-SYT", "junk_before_xml"),
        (rss(1).replace("báo", "b\x0báo").encode(), "Thông báo số 1/TB-SYT", "control_characters"),
        (rss(1).replace("utf-8", "us-ascii").encode(), "Thông báo số 1/TB-SYT", "wrong_charset"),
        (rss(1).replace("Thông báo", "Sở NN & PTNT&nbsp;&ndash;").encode(), "Sở NN & PTNT\xa0– số 1/TB-SYT", "bad_xml"),
        (rss(1, 2)[:-150].encode(), "Thông báo số 1/TB-SYT", "truncated"),
        (rss(1).replace("QĐ", "QÐ").replace("TB", "QÐ").encode(), "Thông báo số 1/QÐ-SYT", "eth_letter"),
        (rss(1).encode("utf-16"), "Thông báo số 1/TB-SYT", ""),
    ],
)
def test_a_faulty_feed_is_read_and_its_fault_named(body: bytes, title: str, defect: str) -> None:
    feed = read(body)
    assert _first_title(feed) == title
    assert not defect or defect in feed.defects


def test_one_bad_byte_does_not_spoil_the_letters() -> None:
    body = rss(1).encode().replace("Tóm".encode(), b"T\xffm")
    assert _first_title(read(body)) == "Thông báo số 1/TB-SYT"


def test_windows_1258_is_read_whatever_it_is_declared() -> None:
    declared = '<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><item><title>'
    letters = b"C\xf4\xf2ng ho\xcca xa\xde h\xf4\xf2i chu\xd2 nghi\xdea Vi\xea\xf2t Nam"
    for charset, defect in (("windows-1258", "legacy_charset"), ("utf-8", "wrong_charset")):
        feed = read(declared.format(charset).encode() + letters + b"</title></item></channel></rss>")
        assert _first_title(feed) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
        assert defect in feed.defects


def test_a_section_that_is_never_closed_costs_no_other_entry() -> None:
    text = rss(1, 2, 3).replace("Tóm tắt 1", "<![CDATA[<p>Tóm tắt 1</p>]] >").replace("Tóm tắt 2", "<![CDATA[<b>2")
    assert [item.summary for item in read(text).items] == ["<p>Tóm tắt 1</p>", "<b>2", "Tóm tắt 3"]


def test_half_an_entry_at_the_end_is_not_taken() -> None:
    assert [item.guid for item in read(rss(1, 2, 3)[:-60]).items] == ["tin-1", "tin-2"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n ",
        b"<html><body><h1>Xin ch\xc3\xa0o</h1></body></html>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
        b"<!DOCTYPE html><html><head><title>X</title></head><body><br><p>a</body></html>",
        b'<html><script>document.cookie="D1N=0";window.location.reload(true);</script></html>',
        b'{"data": []}',
        b"[1, 2]",
        b"{broken",
        b"plain words",
        b'<opml version="2.0"><body/></opml>',
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(body)
    assert caught.value.code == "not_a_feed"


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY e0 "nnnnnnnnnn">{BOMB}]>',
        '<!DOCTYPE rss [<!ENTITY e8 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_neither_blow_up_nor_read_files(doctype: str) -> None:
    text = doctype + channel("<item><title>A &e8;</title><link>http://so.example.vn/1</link></item>")
    feed = read(text)
    assert all(len(item.title) < 200 and "root:" not in item.title for item in feed.items)


@pytest.mark.parametrize("spoil", [str.upper, str.lower, lambda text: text[::-1], lambda text: text * 2])
def test_a_spoilt_feed_is_refused_or_read_but_never_breaks(spoil: Callable[[str], str]) -> None:
    try:
        assert read(spoil(rss(1, 2))).parsed >= 0
    except ReadError as error:
        assert error.code == "not_a_feed"


@pytest.mark.parametrize(
    "shape",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><updated>{stamp}</updated>{entries}</feed>',
        "<rss version='2.0'><channel><title>T</title><lastBuildDate>{stamp}</lastBuildDate>{entries}</channel></rss>",
        "<rss version='2.0'><channel><title>T</title>{entries}\n\n</channel></rss>",
    ],
    ids=["atom", "rss", "rss with other blanks"],
)
def test_a_new_entry_on_top_is_the_only_one_that_is_parsed(shape: str) -> None:
    entry = "<entry><id>e{n}</id><title>Tin {n}</title><link href='http://x.vn/{n}'/></entry>"
    item = "<item><guid>e{n}</guid><title>Tin {n}</title><link>http://x.vn/{n}</link></item>"
    entries = [(entry if "Atom" in shape else item).format(n=n) for n in range(9, 0, -1)]
    place = {"url": "http://x.vn/feed", "content_type": "application/xml", "source": "s"}
    first = shape.format(stamp="2026-11-01T00:00:00Z", entries="".join(entries[1:]))
    later = shape.format(stamp="2026-11-02T00:00:00Z", entries="\n".join(entries))
    known = read_feed(first.encode(), known=frozenset(), **place).entries
    read = read_feed(later.encode(), known=known, **place)
    assert (read.parsed, [found.title for found in read.items]) == (1, ["Tin 9"])


@pytest.mark.parametrize(
    ("one", "other", "is_equal"),
    [
        ("<lastBuildDate>Mon</lastBuildDate><item>a</item>", "<lastBuildDate>Tue</lastBuildDate><item>a</item>", True),
        ("<updated>1</updated><entry>a</entry>", "<updated>2</updated>\n<entry>a</entry>", False),
        ("<updated>1</updated>\n<entry>a</entry>", "<updated>2</updated>\n<entry>a</entry>", True),
        ("<!-- built at 8:00 --><item>a</item>", "<!-- built at 9:00 --><item>a</item>", True),
        ("<title>a</title><item>a</item>", "<title>b</title><item>a</item>", False),
        ("<item><pubDate>1</pubDate></item>", "<item><pubDate>2</pubDate></item>", False),
        ("<item>a</item><!-- 1 -->", "<item>a</item><!-- 2 -->", False),
    ],
)
def test_the_digest_of_a_feed_leaves_out_what_its_builder_stamps_on_its_head(
    one: str, other: str, is_equal: bool
) -> None:
    digests = {body_digest(body, sha256(body).hexdigest()) for body in (one.encode(), other.encode())}
    assert (len(digests) == 1) is is_equal

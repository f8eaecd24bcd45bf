"""The judge of `benchmarks.readback`: it knows a fault from a difference that is meant."""

from typing import Any

import pytest

from benchmarks.readback_cases import Case, Statement
from benchmarks.readback_markup import missing, words
from benchmarks.readback_rules import SAME, Reading, explain

ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Kênh</title><id>tag:x.vn,2010:feeds/x</id><entry>"
    "<id>tag:x.vn,2010:notice/1</id><title>Giá đất</title><published>2010-09-24T08:30:00+07:00</published>"
    "<author><name>Sở</name></author><link href='http://x.vn/notices/1'/><link rel='via' href='http://so.vn/1'/>"
    "<summary>Giá đất năm nay</summary>"
    "<content type='html'>&lt;p&gt;Giá &lt;b&gt;đất&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Tác giả: Sở.&lt;/p&gt;</content>"
    "</entry></feed>"
)
EMPTY = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Kênh</title></feed>"


def reason(path: tuple[str | int, ...], value: Any, body: str = "<rss/>", atom: str = ATOM) -> str | None:
    case = Case("x", "x", body.encode(), {}, ())
    return explain(Reading(case, "http://127.0.0.1:1/x", atom.encode()), Statement(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title",), "Giá đất"),
        (("description",), "<p>Giá <b>đất</b></p>"),
        (("summary",), "Giá đất năm nay"),
        (("published_parsed",), (2010, 9, 24, 1, 30, 0, 4, 267, 0)),
        (("author",), "Sở"),
    ],
)
def test_what_stands_there_is_found(path: tuple[str, ...], value: object) -> None:
    assert reason(path, value) == SAME


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title",), "Giá nhà"),
        (("title",), "<b>Giá nhà</b>"),
        (("description",), "<p>Giá <b>nhà</b></p>"),
        (("description",), "<p>Giá <b>đất</b> năm nay</p>"),
        (("description",), "<p>Giá <a href='http://x.vn/'><b>đất</b></a></p>"),
        (("link",), "http://so.vn/2"),
        (("published_parsed",), (2010, 9, 24, 8, 30, 0, 4, 267, 0)),
        (("publishedParsed",), "2010-09-25T01:30:00Z"),
        (("enclosures", 0, "href"), "http://so.vn/a.pdf"),
    ],
)
def test_what_is_lost_or_changed_without_reason_is_a_fault(path: tuple[str | int, ...], value: object) -> None:
    assert reason(path, value, "<rss><channel><item><title>Giá đất</title></item></channel></rss>") is None


def test_an_entry_that_is_missing_is_a_fault_unless_it_said_nothing() -> None:
    feed = "<rss><channel><item>{}</item></channel></rss>"
    assert reason(("title",), "A", feed.format("<title>A</title>"), EMPTY) is None
    assert reason(("author",), "A", feed.format("<author>A</author>"), EMPTY) is not None


def test_markup_may_lack_something_and_add_nothing_but_what_we_add() -> None:
    assert missing('<p><a href="/x" rel="nofollow">x</a></p>', '<p style="y"><a href="/x">x</a></p>') == {"@style"}
    assert missing("<p>x</p>", "<p><font>x</font></p>") == {"font"}
    assert missing("<p><b>x</b></p>", "<p>x</p>") is None
    assert missing('<a href="/y">x</a>', '<a href="/x">x</a>') is None
    assert words("<p>a <script>b</script>c</p>") == "a c"

"""Plain entries, read without feedparser, say what feedparser says of them."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from feeds.plain import Found, PlainReader, plain_items
from feeds.reading import FeedRead, read_feed
from hub.errors import ReadError
from hub.records import Item

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
RSS_HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
)
LINK = "<link>http://syt.vn/1</link>"


def nothing_is_plain(found: Found, links: Sequence[str], url: str, source: str) -> list[Item | None]:
    return [None] * len(links)


def said(text: str | bytes, plainly: PlainReader = plain_items) -> FeedRead | str:
    body = text.encode() if isinstance(text, str) else text
    try:
        return read_feed(
            body, url="http://syt.vn/rss", content_type="", source="syt", known=frozenset(), plainly=plainly
        )
    except ReadError as error:
        return error.code


def by_feedparser(text: str | bytes) -> FeedRead | str:
    return said(text, nothing_is_plain)


def rss(entry: str) -> str:
    return f"{RSS_HEAD}<item>{entry}</item></channel></rss>"


def atom(entry: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>'


def taken_as_plain(text: str) -> bool:
    root = etree.fromstring(text.encode())
    entry = next(element for element in root.iter() if str(element.tag).rpartition("}")[2] in ("item", "entry"))
    parent = entry.getparent()
    assert parent is not None
    parent.remove(entry)
    return plain_items([(parent, entry)], ["http://syt.vn/1"], "http://syt.vn/rss", "syt") != [None]


PLAIN = [
    rss(f"{LINK}<title>Thông báo</title>"),
    rss(f"{LINK}<title>a</title><description>&lt;p&gt;b&lt;/p&gt;</description><category>Tin tức</category>"),
    rss(f"{LINK}<description>b</description><content:encoded><![CDATA[<p>c</p>]]></content:encoded>"),
    rss(f"{LINK}<content:encoded>c</content:encoded><description>b</description>"),
    rss(f"{LINK}<content:encoded>c</content:encoded><description/>"),
    rss(f"{LINK}<content:encoded>c</content:encoded>"),
    rss(f"{LINK}<dc:creator> Nguyễn Văn A </dc:creator><dc:date>2010-09-24</dc:date><pubDate>x</pubDate>"),
    rss(f"{LINK}<pubDate/><dc:date>2010-09-24</dc:date>"),
    rss(f'{LINK}<guid isPermaLink="false">a 1</guid><comments>http://syt.vn/1#c</comments>'),
    rss(
        f'{LINK}<enclosure url="/a b.pdf" length="12" type="Application/PDF"/>'
        '<enclosure url="x.jpg" type="image/jpeg"/>'
    ),
    rss(f'{LINK}<category domain="d"/><category>b</category><dc:subject>c</dc:subject>'),
    rss("<guid>http://syt.vn/1</guid><title>a</title>"),
    atom('<link href="http://syt.vn/1"/><title type="html">a &amp;lt; b</title><id>tag:1</id><updated>2010</updated>'),
    atom('<link href="http://syt.vn/1"/><content>a\nb</content>'),
    atom('<link href="http://syt.vn/1"/><content type="html">&lt;p&gt;</content><summary>s</summary>'),
    atom(
        '<link href="http://syt.vn/1"/><summary>s</summary><content type="text">c</content>'
        "<author><name>A</name></author>"
    ),
    atom('<link href="http://syt.vn/1"/><category term="t" label=" L "/><published>2010</published>'),
]
NOT_PLAIN = [
    rss(f"{LINK}<title>a<b>c</b></title>"),
    rss(f"{LINK}<title>a</title><title>b</title>"),
    rss(f"{LINK}<title>SÃ¡ch</title>"),
    rss(f"{LINK}<description>a</description><description>b</description>"),
    rss(f"{LINK}<author>a@b.vn (A)</author>"),
    rss(f'{LINK}<media:content url="a"/>'),
    rss(f'{LINK}<title xml:base="/x">a</title>'),
    atom(
        '<link href="http://syt.vn/1"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a</div></content>'
    ),
    atom('<link href="http://syt.vn/1"/><content type="application/pdf">YQ==</content>'),
    atom('<link href="http://syt.vn/1"/><link rel="enclosure" href="a.pdf" title="A"/>'),
    rss(f"{LINK}<title>a</title>").replace("<channel>", '<channel xml:base="http://y.vn/">'),
]


@pytest.mark.parametrize("text", [*PLAIN, *NOT_PLAIN])
def test_an_entry_says_the_same_whoever_reads_it(text: str) -> None:
    assert said(text) == by_feedparser(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_read_from_the_tree(text: str) -> None:
    assert taken_as_plain(text)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_feedparser(text: str) -> None:
    assert not taken_as_plain(text)


WORDS = st.text(st.sampled_from("aấ Ã¡&;<>\xa0\n@/."), max_size=6)
CHILDREN = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "title",
                "description",
                "content:encoded",
                "guid",
                "pubDate",
                "dc:date",
                "category",
                "author",
                "dc:creator",
            ]
        ),
        WORDS,
    ),
    max_size=6,
)


@given(CHILDREN)
@example([("title", "\xa0Ã\xa0;")])
def test_any_entry_says_the_same_whoever_reads_it(children: list[tuple[str, str]]) -> None:
    numbers = count()
    parts = [f"<{name}>{escaped(text)}</{name}>" for name, text in children]
    text = rss(f"<link>http://syt.vn/{next(numbers)}</link>{''.join(parts)}")
    assert said(text) == by_feedparser(text)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside this checkout")
def test_every_feed_of_the_corpus_says_the_same_whoever_reads_it() -> None:
    files = sorted(path for path in (CORPUS / "feeds").rglob("*") if path.is_file())
    read = [(path.name, said(path.read_bytes()), by_feedparser(path.read_bytes())) for path in files]
    assert len(read) > 4_000
    assert [name for name, ours, theirs in read if ours != theirs] == []

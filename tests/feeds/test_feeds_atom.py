from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feeds import atom
from feeds.markup import line

HERE = Path(__file__).parent
NAMES = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
HOSTILE = [
    "]]>",
    "<script>alert(1)</script>",
    "&#x0;",
    "a\ufffeb",
    "a\ud800b",
    "<!--",
    "a\x00\x0b\x1fb",
    "&amp;",
    "\x85",
]


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(HERE / "atom.rng"))


def test_the_document_is_the_reviewed_one(sample, matches_golden):
    matches_golden("sample.atom", atom.render(sample))


def test_the_same_feed_gives_the_same_bytes(sample):
    assert atom.render(sample) == atom.render(sample)


def test_the_document_is_valid_atom(sample, schema):
    schema.assertValid(etree.fromstring(atom.render(sample)))


def test_an_empty_channel_is_valid_atom(fill, schema):
    schema.assertValid(etree.fromstring(atom.render(fill())))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<updated>", "<changed>"),
        ("<id>", "<name>"),
        ('type="html"', 'type="markdown"'),
        ("2010-09-29T08:00:00+07:00", "29/9/2010"),
        ('rel="enclosure" type="application/pdf"', 'rel="enclosure" type="pdf"'),
    ],
)
def test_the_schema_refuses_what_is_not_atom(sample, schema, was, becomes):
    text = atom.render(sample).decode()
    assert was in text
    close, closed = was.replace("<", "</"), becomes.replace("<", "</")
    wrong = text.replace(was, becomes).replace(close, closed) if was.startswith("<") else text.replace(was, becomes)
    assert not schema.validate(etree.fromstring(wrong.encode()))


def test_a_reader_finds_everything_that_was_put_in(sample):
    read = feedparser.parse(atom.render(sample), sanitize_html=False)
    assert not read.bozo
    assert (read.feed.id, read.feed.title, read.feed.subtitle) == (sample.id, sample.title, sample.subtitle)
    assert [(link.rel, link.href) for link in read.feed.links][:2] == [
        ("self", "https://daumoi.khanhhoa.gov.vn/feeds/agencies/so-y-te.atom"),
        ("alternate", "https://daumoi.khanhhoa.gov.vn/agencies/so-y-te"),
    ]
    for entry, got in zip(sample.entries, read.entries, strict=True):
        assert (got.id, got.link, got.title, got.author) == (entry.id, entry.url, entry.title, entry.author)
        assert got.content[0].value == entry.html
        assert got.summary == entry.summary
        assert got.updated_parsed[:6] == entry.updated.utctimetuple()[:6]
        assert got.published_parsed[:6] == entry.published.utctimetuple()[:6]
        assert [(tag.scheme, tag.term) for tag in got.tags] == [*entry.categories, (None, entry.subject)]
        assert got.source.title == entry.source_title
        assert [e.href for e in got.enclosures] == [file.url for file in entry.enclosures]


def test_a_file_comes_with_its_type_and_length(sample):
    read = feedparser.parse(atom.render(sample))
    known, unknown = read.entries[2].enclosures
    assert (known.type, known.length) == ("application/pdf", "48213")
    assert (unknown.type, unknown.get("length")) == ("application/octet-stream", None)


def test_the_original_page_is_linked(sample):
    links = etree.fromstring(atom.render(sample)).xpath("//a:entry/a:link[@rel='via']/@href", namespaces=NAMES)
    assert links == ["https://syt.khanhhoa.gov.vn/thong-bao/?id=117&loai=2"] * 3


def test_a_withdrawn_entry_stays_and_has_a_tombstone(sample):
    root = etree.fromstring(atom.render(sample))
    (stone,) = root.xpath("/a:feed/at:deleted-entry", namespaces=NAMES)
    (entry,) = root.xpath("/a:feed/a:entry[a:id = $ref]", namespaces=NAMES, ref=stone.get("ref"))
    assert entry.findtext("a:title", namespaces=NAMES) == "Thông báo tuyển dụng"
    assert "đã gỡ" in entry.findtext("a:content", namespaces=NAMES)
    assert stone.get("when") == entry.findtext("a:updated", namespaces=NAMES)
    assert "đã gỡ" in stone.findtext("at:comment", namespaces=NAMES)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_and_nothing_else(sample, schema, title):
    entry = replace(sample.entries[0], title=title, summary=title, author=title, html=title, remark=title)
    document = etree.fromstring(atom.render(replace(sample, title=title, entries=(entry,))))
    schema.assertValid(document)
    assert document.xpath("string(//a:entry/a:title)", namespaces=NAMES) == (line(title) or entry.id)
    assert {etree.QName(element).localname for element in document.iter(etree.Element)}.isdisjoint({"script"})
    assert not list(document.iter(etree.Comment))

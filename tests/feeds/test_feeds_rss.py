import json
from dataclasses import replace
from html import unescape

import feedparser
import pytest
from lxml import etree

from feeds import atom, jsonfeed, rss
from feeds.markup import line

DC = "{http://purl.org/dc/elements/1.1/}"
MANDATORY = ("title", f"{DC}creator", f"{DC}date", "description", f"{DC}publisher", f"{DC}identifier")
HOSTILE = ["]]>", "<script>alert(1)</script>", "&#x0;", "a\ufffeb", "a\ud800b", "<!--", "a\x00\x0b\x1fb", "&amp;"]


def test_the_document_is_the_reviewed_one(sample, matches_golden):
    matches_golden("sample.rss", rss.render(sample))


def test_the_same_feed_gives_the_same_bytes(sample):
    assert rss.render(sample) == rss.render(sample)


def test_the_channel_has_what_rss_requires(fill):
    channel = etree.fromstring(rss.render(fill())).find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description"))


def test_a_reader_finds_everything_that_was_put_in(sample):
    read = feedparser.parse(rss.render(sample), sanitize_html=False)
    assert not read.bozo
    assert read.version == "rss20"
    assert (read.feed.title, read.feed.link, read.feed.language) == (sample.title, sample.home_url, "vi")
    for entry, got in zip(sample.entries, read.entries, strict=True):
        assert (got.id, got.guidislink) == (entry.id, False)
        assert (got.link, got.title, got.author) == (entry.url, entry.title, entry.author)
        assert got.content[0].value == entry.html
        assert unescape(got.summary) == entry.summary
        assert got.published_parsed[:6] == entry.published.utctimetuple()[:6]
        assert got.updated_parsed[:6] == entry.updated.utctimetuple()[:6]
        assert [(tag.scheme, tag.term) for tag in got.tags] == [*entry.categories, (None, entry.subject)]
        assert (got.source.title, got.source.href) == (entry.source_title, entry.source_feed)


def test_dates_are_rfc_822_in_vietnamese_time(sample):
    item = etree.fromstring(rss.render(sample)).find("channel/item")
    assert item.findtext("pubDate") == "Mon, 27 Sep 2010 14:30:00 +0700"


def test_the_mandatory_metadata_is_never_empty(sample):
    bare = replace(sample.entries[0], author="", number=None, summary="", source_title="")
    items = etree.fromstring(rss.render(replace(sample, entries=(bare, *sample.entries)))).findall("channel/item")
    assert all(item.findtext(name) for item in items for name in MANDATORY)


def test_an_item_has_one_enclosure_and_its_text_links_to_all_files(sample):
    item = etree.fromstring(rss.render(sample)).findall("channel/item")[2]
    (enclosure,) = item.findall("enclosure")
    assert dict(enclosure.attrib) == {
        "url": sample.entries[2].enclosures[0].url,
        "length": "48213",
        "type": "application/pdf",
    }
    text = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert all(file.url in text for file in sample.entries[2].enclosures)


def test_a_length_that_is_not_known_is_0_where_one_is_required_and_left_out_elsewhere(sample):
    entry = replace(sample.entries[2], enclosures=sample.entries[2].enclosures[1:])
    feed = replace(sample, entries=(entry,))
    (of_rss,) = etree.fromstring(rss.render(feed)).iterfind("channel/item/enclosure")
    assert (of_rss.get("length"), of_rss.get("type")) == ("0", "application/octet-stream")
    (of_atom,) = etree.fromstring(atom.render(feed)).iterfind("{*}entry/{*}link[@rel='enclosure']")
    assert (of_atom.get("length"), of_atom.get("type")) == (None, "application/octet-stream")
    (of_json,) = json.loads(jsonfeed.render(feed))["items"][0]["attachments"]
    assert of_json.keys() == {"url", "mime_type", "title"}


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_and_nothing_else(sample, title):
    entry = replace(sample.entries[0], title=title, summary=title, author=title, html="", remark=title)
    document = etree.fromstring(rss.render(replace(sample, title=title, subtitle=title, entries=(entry,))))
    assert document.findtext("channel/item/title") == line(title)
    # a description is HTML to whoever shows it: the text must still be text after one more reading
    assert "<" not in document.findtext("channel/item/description")
    assert "<" not in document.findtext("channel/description")
    assert "script" not in {element.tag for element in document.iter(etree.Element)}
    assert not list(document.iter(etree.Comment))

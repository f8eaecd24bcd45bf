"""Whatever a field holds, each format stays well formed and a reader gets back what can be written at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import atom, jsonfeed, opml, rss
from feeds.markup import legal, line
from hub.records import FeedEntry, FileLink

HOSTILE = ["]]>", "<script>", "</title>", "&#x0;", "&amp;", "&nbsp;", "<!--", "<![CDATA[", "\ufffe", "\ud800", "\0"]
PIECE = st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE)
ANY = st.lists(PIECE, max_size=4).map("".join)
URL = st.from_regex(r"https://[a-z]{1,9}\.test/[a-z0-9?=&._-]{0,20}", fullmatch=True)
MOMENT = st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
FILE = st.builds(FileLink, url=URL, name=ANY, media_type=ANY, bytes=st.none() | st.integers(0, 10**9))
ENTRY = st.builds(
    FeedEntry,
    id=ANY.map(lambda name: f"tag:x,2010:{line(name)}"),
    url=URL,
    title=ANY,
    html=ANY,
    published=MOMENT,
    updated=MOMENT,
    author=ANY,
    source_title=ANY,
    source_url=URL,
    source_feed=URL,
    summary=ANY,
    remark=ANY,
    categories=st.lists(st.tuples(ANY, ANY), max_size=2).map(tuple),
    enclosures=st.lists(FILE, max_size=2).map(tuple),
    number=st.none() | ANY,
    lang=ANY,
    withdrawn=st.booleans(),
    issued=st.none() | st.dates(),
    subject=ANY,
    kind=ANY,
    coverage=ANY,
)
generously = settings(max_examples=200, deadline=None)


@pytest.fixture(scope="session")
def blank(fill):
    return fill()


def read_alone(render, blank, title, entry):
    """What feedparser makes of a feed with this title and this one entry."""
    document = render(replace(blank, title=title, entries=(entry,)))
    return feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)


def as_read(text):
    """feedparser takes Latin-1 letters that would also do as UTF-8 for an old mistake, and mends them (mostly)."""
    try:
        return text.strip().encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text.strip()


def named(entry):
    """Its title, or else what it is known by."""
    return line(entry.title) or line(entry.number or "") or line(entry.id)


def check_entry(got, entry):
    assert (got.id, got.link, got.title) == (as_read(entry.id), entry.url, as_read(named(entry)))
    assert got.published_parsed[:6] == entry.published.utctimetuple()[:6]
    assert got.updated_parsed[:6] == entry.updated.utctimetuple()[:6]
    assert (got.content[0].value if "content" in got else "") == as_read(legal(entry.html))


@generously
@given(text=ANY)
def test_cleaning_is_idempotent_and_leaves_what_all_formats_can_carry(text):
    assert legal(legal(text)) == legal(text)
    assert line(line(text)) == line(text)
    etree.Element("x").text = legal(text)
    assert legal(text).encode().decode() == legal(text)


@generously
@given(entry=ENTRY, title=ANY)
def test_a_reader_of_atom_gets_back_what_was_put_in(blank, entry, title):
    read = read_alone(atom.render, blank, title, entry)
    assert (read.bozo, read.feed.title) == (False, as_read(line(title)))
    check_entry(read.entries[0], entry)
    creator = line(entry.author) or line(entry.source_title) or line(title) or blank.authority
    assert read.entries[0].get("author", "") in (creator, as_read(creator))
    told = legal(entry.summary).strip() or named(entry)
    assert read.entries[0].summary == as_read(told)


@generously
@given(entry=ENTRY, title=ANY)
def test_a_reader_of_rss_gets_back_what_was_put_in(blank, entry, title):
    read = read_alone(rss.render, blank, title, entry)
    assert (read.bozo, read.feed.title) == (False, as_read(line(title)))
    check_entry(read.entries[0], entry)
    publisher = line(entry.author) or line(entry.source_title) or line(title) or blank.authority
    assert read.entries[0].get("author", "") in (publisher, as_read(publisher))
    described = etree.fromstring(rss.render(replace(blank, entries=(entry,)))).findtext("channel/item/description")
    assert unescape_once(described) == (legal(entry.summary).strip() or named(entry))


def unescape_once(text):
    """What an HTML reader shows of text without markup."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@generously
@given(entry=ENTRY, title=ANY)
def test_a_reader_of_json_gets_back_what_was_put_in(blank, entry, title):
    document = json.loads(jsonfeed.render(replace(blank, title=title, entries=(entry,))))
    (got,) = document["items"]
    assert document["title"] == line(title)
    assert (got["id"], got["url"], got["title"]) == (entry.id, entry.url, named(entry))
    assert got["content_html"] == legal(entry.html)


@generously
@given(title=ANY, group=ANY)
def test_any_list_of_channels_is_well_formed(title, group):
    document = etree.fromstring(opml.render(title, [opml.Outline(title, "https://x.test/", title, group)]))
    assert (document.findtext("head/title") or "") == line(title)


@pytest.mark.parametrize("render", [atom.render, rss.render, jsonfeed.render])
@generously
@given(entry=ENTRY)
def test_the_same_feed_always_gives_the_same_bytes(blank, render, entry):
    assert render(replace(blank, entries=(entry,))) == render(replace(blank, entries=(replace(entry),)))

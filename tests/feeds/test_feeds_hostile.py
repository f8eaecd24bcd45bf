"""Public attack strings in every text a source can put into a notice."""

import json
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from lxml import html as parser

from feeds import atom, jsonfeed, rss
from feeds.markup import legal, line
from hub.records import Attachment

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile"
OURS = {"div", "p", "a", "ul", "li", "b"}

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def payloads():
    if not CORPUS.exists():
        pytest.skip("the attack strings are kept beside the checkout")
    naughty = json.loads((CORPUS / "naughty_strings.json").read_text("utf-8"))
    xss = (CORPUS / "xss.txt").read_bytes().decode("utf-8", "surrogateescape").splitlines()
    return [text for text in naughty + xss if line(text)]


@pytest.fixture(scope="module")
def entries(payloads, notice, entry_of):
    return [hostile_entry(notice, entry_of, number, text) for number, text in enumerate(payloads)]


def hostile_entry(notice, entry_of, number, text):
    files = (Attachment(text, text), Attachment("https://x.test/f", text, text, sha256="ab" * 32))
    hostile = replace(notice, id=f"{number:016}", title=text, summary=text, doc_number=text, doc_type=text)
    hostile = replace(hostile, url=f"https://x.test/{text}", attachments=files)
    return entry_of(hostile, agency_name=text, source_name=text, source_url=text, section_name=text)


def test_what_the_hub_adds_to_the_text_has_no_markup_but_its_own(entries):
    for entry in entries:
        body = parser.fromstring(f"<div>{legal(entry.html)}</div>")
        assert {element.tag for element in body.iter()} <= OURS
        assert all(set(element.attrib) <= {"href", "lang"} for element in body.iter())
        assert all(link.get("href").startswith(("http://", "https://")) for link in body.iter("a"))


def test_every_format_holds_every_payload_as_plain_text(entries, payloads, fill):
    feed = fill(*entries)
    titles = [line(text) for text in reversed(payloads)]
    schema = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
    document = etree.fromstring(atom.render(feed))
    schema.assertValid(document)
    assert [title.text for title in document.iterfind("{*}entry/{http://www.w3.org/2005/Atom}title")] == titles
    assert [item.findtext("title") for item in etree.fromstring(rss.render(feed)).iter("item")] == titles
    assert [item["title"] for item in json.loads(jsonfeed.render(feed))["items"]] == titles


@pytest.mark.parametrize("render", [atom.render, rss.render])
def test_a_reader_finds_all_entries(entries, fill, render):
    read = feedparser.parse(render(fill(*entries)), sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    assert [entry.id for entry in read.entries] == [entry.id for entry in reversed(entries)]

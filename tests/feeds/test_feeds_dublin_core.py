"""The metadata of TT 24/2011: in every format, and never empty where the circular says so, whatever the notice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import atom, jsonfeed, rss
from feeds.dublin_core import MANDATORY, TERMS, elements
from hub.records import Attachment, Notice

DC, DCTERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
ANY = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(["", " ", "\ufffe", "\ud800", "\0"])
MOMENT = st.integers(10**5, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
FILE = st.builds(Attachment, url=ANY, name=ANY, media_type=st.none() | ANY, bytes=st.none() | st.integers(0, 9))
NOTICE = st.builds(
    Notice,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    source=ANY, agency=ANY, url=ANY, title=ANY, summary=ANY, text=ANY, html=ANY, section=ANY, lang=ANY,
    first_seen=MOMENT, updated=MOMENT, published=MOMENT,
    published_precision=st.just("day"), published_from=st.just("listing"),
    doc_number=st.none() | ANY, doc_type=st.none() | ANY | st.just("QĐ"), issued_on=st.none() | st.dates(),
    attachments=st.lists(FILE, max_size=2).map(tuple),
    revisions=st.integers(0, 3), withdrawn=st.booleans(), redacted=st.booleans(),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(notice=NOTICE, agency=ANY, source=ANY, section=ANY)
def test_what_is_mandatory_is_never_empty_whatever_the_notice(entry_of, fill, notice, agency, source, section):
    names = {"agency_name": agency, "source_name": source, "section_name": section, "source_url": ""}
    feed = replace(fill(entry_of(notice, **names)), title="")
    (of_atom,) = etree.fromstring(atom.render(feed)).iterfind("{*}entry")
    (of_rss,) = etree.fromstring(rss.render(feed)).iterfind("channel/item")
    (of_json,) = json.loads(jsonfeed.render(feed))["items"]
    for name in MANDATORY:
        assert (of_atom.findtext(f"{DC}{name}") or "").strip(), name
        assert (of_rss.findtext(f"{DC}{name}") or "").strip(), name
        assert of_json["_dc"][name].strip(), name


def test_every_element_that_is_known_is_told_the_same_in_all_formats(notice, entry_of, fill):
    feed = fill(entry_of(replace(notice, issued_on=date(2010, 9, 26)), coverage="tỉnh Khánh Hòa"))
    told = elements(feed.entries[0], feed)
    assert told == {
        "identifier": "117/SYT-NVY",
        "title": notice.title,
        "creator": "Sở Y tế",
        "publisher": "Sở Y tế",
        "date": "2010-09-27T14:30:00+07:00",
        "issued": "2010-09-26",
        "modified": "2010-09-27T14:35:12+07:00",
        "language": "vi",
        "subject": "Chỉ đạo điều hành",
        "type": "Công văn",
        "format": "text/html; application/pdf",
        "source": notice.url,
        "coverage": "tỉnh Khánh Hòa",
        "rights": "Khi đăng lại phải ghi rõ tác giả và nguồn. Reuse must name the author and the source.",
        "description": notice.text,
    }
    for document, path in ((atom.render(feed), "{*}entry"), (rss.render(feed), "channel/item")):
        (entry,) = etree.fromstring(document).iterfind(path)
        assert {name: entry.findtext(f"{DCTERMS if name in TERMS else DC}{name}") for name in told} == told
    (item,) = json.loads(jsonfeed.render(feed))["items"]
    assert item["_dc"] == {"about": "http://purl.org/dc/elements/1.1/"} | told


@pytest.mark.parametrize("field", ["summary", "title", "text", "html"])
def test_a_redacted_notice_tells_nothing_here_either(notice, entry_of, fill, field):
    feed = fill(entry_of(replace(notice, redacted=True, **{field: "điều bí mật"})))
    assert "bí mật" not in str(elements(feed.entries[0], feed))

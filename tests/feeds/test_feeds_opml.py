import pytest
from lxml import etree

from feeds import opml
from feeds.opml import Outline

OUTLINES = (
    Outline("Tất cả", "https://hub.test/feeds/all.atom", "https://hub.test/"),
    Outline("Sở Y tế", "https://hub.test/feeds/agencies/so-y-te.atom", "https://hub.test/agencies/so-y-te", "Cơ quan"),
    Outline("Chỉ đạo", "https://hub.test/feeds/sections/chi-dao.atom", "https://hub.test/sections/chi-dao", "Mục"),
    Outline("Sở Xây dựng", "https://hub.test/feeds/agencies/sxd.atom", "https://hub.test/agencies/sxd", "Cơ quan"),
)


def test_the_document_is_the_reviewed_one(matches_golden):
    matches_golden("channels.opml", opml.render("Các kênh của Đầu Mối", OUTLINES))


def test_channels_of_one_group_stand_together():
    body = etree.fromstring(opml.render("Kênh", OUTLINES)).find("body")
    shape = [(one.get("text"), [inner.get("text") for inner in one]) for one in body]
    assert shape == [("Tất cả", []), ("Cơ quan", ["Sở Y tế", "Sở Xây dựng"]), ("Mục", ["Chỉ đạo"])]


def test_every_channel_can_be_subscribed_to():
    document = etree.fromstring(opml.render("Kênh", OUTLINES))
    assert document.get("version") == "2.0"
    found = {one.get("xmlUrl"): one.get("htmlUrl") for one in document.iter("outline") if one.get("type") == "rss"}
    assert found == {outline.feed_url: outline.page_url for outline in OUTLINES}


def test_no_channels_make_a_document_too():
    assert len(etree.fromstring(opml.render("Kênh", ())).find("body")) == 0


@pytest.mark.parametrize("title", ["]]>", "<script>", '"><outline/>', "a\x00\ufffe\ud800", "&#x0;", ""])
def test_any_title_gives_a_well_formed_document(title):
    document = etree.fromstring(opml.render(title, [Outline(title, "https://hub.test/f.atom", group=title)]))
    assert [one.get("xmlUrl") for one in document.iter("outline") if one.get("xmlUrl")] == ["https://hub.test/f.atom"]
    assert all(one.get("text") is not None for one in document.iter("outline"))


def test_the_head_says_whose_list_it_is_and_nothing_of_the_clock():
    head = etree.fromstring(opml.render("Kênh", OUTLINES)).find("head")
    assert {one.tag: one.text for one in head} == {
        "title": "Kênh",
        "dateCreated": "Fri, 01 Jan 2010 07:00:00 +0700",
        "ownerName": "Đầu Mối",
    }

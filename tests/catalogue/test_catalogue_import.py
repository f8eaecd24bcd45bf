"""Lists of sources from elsewhere."""

import json

import pytest

from hub.catalogue.reading import read_import
from hub.errors import SettingsError
from hub.records import Address, Agency, Source

ROWS = [
    {
        "slug": "syt-thong-bao",
        "agency": {"slug": "so-y-te", "name": "Sở Y tế", "kind": "so", "parent": "ubnd-tinh", "mark": "SYT"},
        "homepage": "https://syt.khanhhoa.gov.vn/",
        "feed_url": "https://syt.khanhhoa.gov.vn/rss",
        "listing_url": "https://syt.khanhhoa.gov.vn/tin",
        "section_hint": "Chỉ đạo điều hành",
        "skin": "sharepoint",
    },
    {
        "slug": "syt-cong",
        "agency": {"slug": "so-y-te", "name": "Sở Y tế"},
        "homepage": "https://syt.khanhhoa.gov.vn/",
        "feed_url": None,
        "listing_url": None,
        "section_hint": None,
    },
]
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Nguồn</title></head><body>
<outline text="Sở Y tế">
  <outline type="rss" text="Thông báo" xmlUrl="https://syt.khanhhoa.gov.vn/rss" htmlUrl="https://syt.khanhhoa.gov.vn/"/>
  <outline type="rss" text="Thông báo" xmlUrl="https://syt.khanhhoa.gov.vn/rss2"/>
</outline>
<outline type="rss" title="Sở Xây dựng" xmlUrl="https://sxd.khanhhoa.gov.vn/rss"/>
</body></opml>
"""
CSV = """slug;agency;agency_name;homepage;feed_url;section_hint;ghi_chu
syt-rss;so-y-te;Sở Y tế;https://syt.khanhhoa.gov.vn/;https://syt.khanhhoa.gov.vn/rss;tin-tuc;a
sxd;so-xay-dung;"Sở Xây
dựng";https://sxd.khanhhoa.gov.vn/;;;b
"""


def _json(rows):
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def test_a_json_row_is_one_source_with_the_addresses_given():
    catalogue = read_import(_json(ROWS), "sources.json")
    assert catalogue.agencies == (Agency("so-y-te", "Sở Y tế", "so", parent="ubnd-tinh"),)
    assert catalogue.sources == (
        Source(
            "syt-thong-bao",
            "so-y-te",
            "https://syt.khanhhoa.gov.vn/",
            (Address("feed", "https://syt.khanhhoa.gov.vn/rss"), Address("listing", "https://syt.khanhhoa.gov.vn/tin")),
            section="Chỉ đạo điều hành",
        ),
        Source("syt-cong", "so-y-te", "https://syt.khanhhoa.gov.vn/"),
    )


def test_an_opml_group_is_the_agency_of_its_feeds():
    catalogue = read_import(OPML.encode(), "nguon.opml")
    assert [(source.slug, source.agency, source.homepage) for source in catalogue.sources] == [
        ("thong-bao", "so-y-te", "https://syt.khanhhoa.gov.vn/"),
        ("thong-bao-2", "so-y-te", "https://syt.khanhhoa.gov.vn/"),
        ("so-xay-dung", "so-xay-dung", "https://sxd.khanhhoa.gov.vn/"),
    ]
    assert [agency.name for agency in catalogue.agencies] == ["Sở Y tế", "Sở Xây dựng"]


@pytest.mark.parametrize("text", [CSV, CSV.replace(";", ",")], ids=["semicolons", "commas"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "from Excel"])
def test_a_csv_has_a_source_in_every_line(text, mark):
    catalogue = read_import(mark + text.encode(), "nguon.csv")
    assert [(source.slug, source.section, len(source.addresses)) for source in catalogue.sources] == [
        ("syt-rss", "tin-tuc", 1),
        ("sxd", None, 0),
    ]
    assert [agency.slug for agency in catalogue.agencies] == ["so-y-te", "so-xay-dung"]


def test_a_toml_file_may_refer_to_agencies_that_are_known():
    text = b'[[source]]\nslug = "a"\nagency = "so-y-te"\nhomepage = "https://a.vn/"\n'
    assert read_import(text, "x.toml", {"so-y-te"}).sources[0].agency == "so-y-te"
    with pytest.raises(SettingsError, match=r"x\.toml:3: no agency 'so-y-te'"):
        read_import(text, "x.toml")


REFUSALS = [
    ("sources.json", b'[\n {"slug": "a"},\n', 3, "", "write a list"),
    ("sources.json", b'{"slug": "a"}', 1, "not a list", "write a list"),
    ("sources.json", _json([ROWS[0], {**ROWS[1], "homepage": "syt"}]), 17, "homepage 'syt'", "https"),
    ("sources.json", _json([ROWS[0], ROWS[0]]), 17, "already used in line 2", "its own slug"),
    ("sources.json", _json([{**ROWS[0], "agency": None}]), 2, "agency is missing", "slug and name"),
    ("sources.json", _json([{**ROWS[1], "homepage": None}]), 2, "no address", "feed_url"),
    ("nguon.opml", b"<opml><body>\n<outline", 2, "", "OPML"),
    ("nguon.opml", OPML.replace("https://sxd", "sxd").encode(), 7, "feed_url", "https"),
    ("nguon.csv", b"name,url\n", 1, "no column slug", "slug,agency"),
    ("nguon.csv", CSV.replace("syt-rss", "").encode(), 2, "slug is missing", "add slug"),
    ("nguon.csv", CSV.replace(";so-y-te;", ";;").encode(), 2, "agency is missing", "slug and name"),
    ("nguon.csv", "slug,agency\nx,Sở".encode("utf-16"), 1, "not UTF-8", "UTF-8"),
    ("nguon.xlsx", b"PK", None, "unknown kind", ".csv"),
]


@pytest.mark.parametrize(("name", "data", "line", "problem", "remedy"), REFUSALS)
def test_a_wrong_row_from_elsewhere_is_refused_with_line_and_remedy(name, data, line, problem, remedy):
    with pytest.raises(SettingsError) as refused:
        read_import(data, name)
    assert (refused.value.file, refused.value.line) == (name, line)
    assert problem in refused.value.problem and remedy in refused.value.remedy

"""The catalogue's own format: what is written is read again, what is wrong is refused where it stands."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.catalogue.reading import Catalogue, read_catalogue, write_catalogue
from hub.catalogue.single import SourceText
from hub.errors import SettingsError
from hub.records import Address, Agency, ArticleRule, JsonRule, ListingRule, Source

SAMPLE = Path(__file__).parents[2] / "hub" / "catalogue" / "khanhhoa.toml"

ONE = '[[source]]\nslug = "{}"\nagency = "so"\nhomepage = "https://x.vn/"\n'
WHOLE = """\
[rules.bang.listing]
row = "table.ds tr"
title = "td a"
link = "td a::attr(href)"
next = "//a[.='Trang sau']/@href"

[rules.bang.article]
body = ".noi-dung"
data = "/api/tin/*?kieu=day-du"
drop = [".luot-xem"]

[[agency]]
slug = "so-y-te"
name = "Sở Y tế"
kind = "so"
level = "tinh"
valid_from = 2010-09-24

[[source]]
slug = "syt-thong-bao"
agency = "so-y-te"
homepage = "https://syt.khanhhoa.gov.vn/"
section = "Chỉ đạo điều hành"
rule = "bang"
every = 600
headers = { "Accept-Language" = "vi" }
tls = { legacy = true }

[[source.address]]
kind = "listing"
url = "https://syt.khanhhoa.gov.vn/tin"
[source.address.listing]
row = "table.moi tr"
pages = 3

[[source.address]]
kind = "json"
url = "https://syt.khanhhoa.gov.vn/api"
[source.address.json]
items = "data.items"
title = "tieuDe"
url = "/tin/{id}"
"""


def test_a_catalogue_is_read_with_shared_rules_under_its_own():
    catalogue = read_catalogue(WHOLE, "a.toml")
    source = catalogue.sources[0]
    assert catalogue.agencies == (Agency("so-y-te", "Sở Y tế", "so", "tinh", valid_from=date(2010, 9, 24)),)
    assert source.addresses[0].listing == ListingRule(
        "table.moi tr", "td a", "td a::attr(href)", next="//a[.='Trang sau']/@href", pages=3
    )
    assert source.addresses[1].json == JsonRule("data.items", "tieuDe", "/tin/{id}")
    assert source.article == ArticleRule(body=".noi-dung", data="/api/tin/*?kieu=day-du", drop=(".luot-xem",))
    assert (source.every, source.section, source.tls) == (600.0, "Chỉ đạo điều hành", {"legacy": True})


def test_the_sample_catalogue_is_sound_and_waits_for_an_operator():
    catalogue = read_catalogue(SAMPLE.read_text("utf-8"), SAMPLE.name)
    assert len([agency for agency in catalogue.agencies if agency.valid_to is None]) >= 20
    assert {source.status for source in catalogue.sources} == {"paused"}
    ended = [agency for agency in catalogue.agencies if agency.valid_to]
    assert ended and all(agency.successor for agency in ended)


# --- what was written is read again ---------------------------------------------------------

_slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
_texts = st.text(max_size=20).map(lambda text: "".join(text.split()).encode("utf-8", "ignore").decode())
_urls = _slugs.map(lambda slug: f"https://{slug}.khanhhoa.gov.vn/")
_selectors = st.sampled_from(["", ".", "td > a", "./td/a/@href", "a::attr(href)", "//a[.='Trang sau »']/@href"])
_listings = st.builds(
    ListingRule, row=st.just("tr"), title=_selectors, link=_selectors, next=_selectors, pages=st.integers(1, 99),
    counter=st.sampled_from(["", "?p={page}"]), days=st.sampled_from(["", "?tu={from:%d/%m/%Y}&den={to:%d/%m/%Y}"]),
)  # fmt: skip
_jsons = st.builds(JsonRule, items=_slugs, title=_slugs, url=st.just("/tin/{id}"), date=_texts, total=_slugs)
_articles = st.builds(ArticleRule, title=_selectors, body=_selectors, drop=st.lists(_selectors.filter(bool)).map(tuple))
_addresses = st.one_of(
    st.builds(Address, kind=st.sampled_from(["feed", "sitemap"]), url=_urls),
    st.builds(Address, kind=st.just("listing"), url=_urls, listing=st.none() | _listings),
    st.builds(Address, kind=st.just("json"), url=_urls, json=st.none() | _jsons),
)
_agencies = st.builds(
    Agency, slug=_slugs, name=_texts.filter(bool), level=_texts, valid_from=st.none() | st.dates(), parent=st.none()
)
_sources = st.builds(
    Source,
    slug=_slugs,
    agency=st.just("a"),
    homepage=_urls,
    addresses=st.lists(_addresses, max_size=3).map(tuple),
    name=_texts,
    section=st.sampled_from([None, "tin-tuc", "Chỉ đạo, điều hành"]),
    article=st.none() | _articles,
    status=st.sampled_from(["active", "paused", "retired"]),
    every=st.none() | st.floats(0, 1e6),
    encoding=st.sampled_from([None, "windows-1258"]),
    date_order=st.sampled_from(["dmy", "mdy", "ymd"]),
    headers=st.dictionaries(_texts.filter(bool), _texts, max_size=2),
    tls=st.sampled_from([{}, {"legacy": True}, {"insecure_reason": "chứng thư hết hạn"}]),
)


def _same(record: Agency | Source) -> str:
    return record.slug


@settings(max_examples=60)
@given(st.lists(_agencies, max_size=3, unique_by=_same), st.lists(_sources, max_size=3, unique_by=_same))
def test_what_is_written_is_read_again(agencies, sources):
    text = write_catalogue(agencies, sources)
    known = {"a"}
    assert read_catalogue(text, "a.toml", known) == Catalogue(tuple(agencies), tuple(sources))


def test_writing_leaves_out_what_is_at_its_default():
    text = write_catalogue((), (Source("a", "b", "https://a.vn/", (Address("feed", "https://a.vn/rss"),)),))
    assert text == (
        '[[source]]\nslug = "a"\nagency = "b"\nhomepage = "https://a.vn/"\n'
        '[[source.address]]\nkind = "feed"\nurl = "https://a.vn/rss"\n'
    )


# --- refusals ---------------------------------------------------------------------------------

_GOOD = """\
[[agency]]
slug = "so-y-te"
name = "Sở Y tế"

# a remark, so that line numbers are not row numbers
[[source]]
slug = "syt"
agency = "so-y-te"
homepage = "https://syt.khanhhoa.gov.vn/"

[[source.address]]
kind = "listing"
url = "https://syt.khanhhoa.gov.vn/tin"
[source.address.listing]
row = "tr"
"""

# the line to change, what to write there, the line that is pointed at, what the refusal and its remedy say
REFUSALS: Mapping[str, tuple[str, str, int, str, str]] = {
    "a key nobody knows": ("homepage =", "homepge =", 9, "unknown key 'homepge'", "did you mean 'homepage'"),
    "a table nobody knows": ("[[agency]]", "[[agencies]]", 1, "unknown key 'agencies'", "'agency'"),
    "no slug": ('slug = "syt"\n', "", 6, "slug is missing", 'add slug = "…"'),
    "no name": ('name = "Sở Y tế"', "", 1, "name is missing", "add name"),
    "a slug with marks": ('slug = "syt"', 'slug = "Sở Y tế"', 7, "cannot stand in an address", "a-z"),
    "an address without a scheme": ('"https://syt.khanhhoa.gov.vn/"', '"syt.gov.vn"', 9, "full address", "https"),
    "an address with a bad port": ("gov.vn/tin", "gov.vn:99999/tin", 13, "not a full address", "https"),
    "a kind nobody knows": ('"listing"', '"list"', 12, "kind 'list' is not known", "'listing'"),
    "a section nobody knows": ("homepage =", 'section = "tin-tuk"\nhomepage =', 9, "no section 'tin-tuk'", "'tin-tuc'"),
    "a status nobody knows": ("homepage =", 'status = "stopped"\nhomepage =', 9, "status 'stopped'", "active"),
    "a selector that does not parse": ('row = "tr"', 'row = "tr["', 15, "'tr[' is not a selector", "XPath"),
    "an XPath that does not parse": ('row = "tr"', 'row = "//tr["', 15, "Invalid expression", "XPath"),
    "a counter that counts nothing": (
        'row = "tr"', 'row = "tr"\ncounter = "?p={trang}"', 16, "counter '?p={trang}'", "{page} or {index}",
    ),
    "a rule without rows": ('row = "tr"', 'title = "a"', 14, "rule has no row", "add row"),
    "a key nobody knows in a rule": ('row = "tr"', 'row = "tr"\nlinks = "a"', 16, "'links'", "'link'"),
    "pages that are not a count": ('row = "tr"', 'row = "tr"\npages = 0', 16, "at least 1", "pages = 50"),
    "an agency nobody knows": ('agency = "so-y-te"', 'agency = "so-y-the"', 8, "no agency 'so-y-the'", "'so-y-te'"),
    "a rule nobody knows": ("homepage =", 'rule = "bang"\nhomepage =', 9, "no rule 'bang'", "[rules.bang.listing]"),
    "an encoding nobody knows": ("homepage =", 'encoding = "tcvn"\nhomepage =', 9, "no encoding", "windows-1258"),
    "a number in place of a text": ('name = "Sở Y tế"', "name = 5", 3, "name must be a text", 'name = "…"'),
    "a text in place of seconds": ("homepage =", 'every = "15m"\nhomepage =', 9, "number of seconds", "every = 900"),
    "a date in quotes": ('name = "Sở', 'valid_from = "2025"\nname = "Sở', 3, "must be a date", "without quotes"),
    "a header that is not a text": ("homepage =", "headers = { A = 1 }\nhomepage =", 9, "headers.A", "Accept-Language"),
    "a TLS setting nobody knows": ("homepage =", "tls = { legcy = true }\nhomepage =", 9, "'legcy'", "'legacy'"),
    "a table in place of a list": ("[[source.address]]", "[source.address]", 11, "list of tables", "[[address]]"),
    "TOML that does not parse": ('name = "Sở Y tế"', "name = Sở Y tế", 3, "", 'slug = "so-y-te"'),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "problem", "remedy"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_wrong_row_is_refused_with_line_and_remedy(old, new, line, problem, remedy):
    assert _GOOD.count(old) >= 1
    with pytest.raises(SettingsError) as refused:
        read_catalogue(_GOOD.replace(old, new, 1), "khanhhoa.toml")
    assert (refused.value.file, refused.value.line) == ("khanhhoa.toml", line)
    assert problem in refused.value.problem and remedy in refused.value.remedy
    assert str(refused.value).startswith(f"khanhhoa.toml:{line}: ")


def test_a_second_row_with_the_same_slug_is_refused_and_names_the_first():
    with pytest.raises(SettingsError, match=re.escape("a.toml:17: slug 'syt' is already used in line 7")):
        read_catalogue(_GOOD + _GOOD[_GOOD.index("[[source]]") :], "a.toml")


def test_lines_are_right_after_texts_of_several_lines():
    text = _GOOD.replace('name = "Sở Y tế"', 'name = """Sở\n[[agency]]\nslug = 5\nY tế"""').replace('"listing"', '"x"')
    with pytest.raises(SettingsError, match=re.escape("a.toml:15: kind 'x'")):
        read_catalogue(text, "a.toml")


# --- one source by itself ----------------------------------------------------------------


def test_a_source_is_the_same_as_text_and_as_values() -> None:
    one = SourceText()
    for source in read_catalogue(WHOLE, "x.toml").sources:
        assert one.read(one.write(source), {source.agency}) == source
        assert one.read_values(one.values(source), {source.agency}) == source


@pytest.mark.parametrize("text", ["", f'[[agency]]\nslug = "a"\nname = "A"\n{ONE.format("a")}', ONE.format("a") * 2])
def test_what_is_not_one_source_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        SourceText().read(text, {"so"})

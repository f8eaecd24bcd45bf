"""The sample sites over real HTTP."""

import gzip
import http.client
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import etree
from parsel import Selector

from hub.catalogue.selectors import is_xpath
from hub.demo.samples import bundled_sites
from hub.demo.script import site_state
from hub.demo.server import SampleSites
from hub.vietnamese.dates import VIETNAM, parse_date

START = datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
SITES = {site.slug: site for site in bundled_sites()}


class Clock:
    """A clock that is set by hand."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def fetch(url, method="GET", **headers):
    """One request; the address is escaped as browsers do."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    target = quote(parts.path, safe="/%") + (f"?{parts.query}" if parts.query else "")
    connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    reply = Reply(response.status, response.headers, response.read())
    connection.close()
    return reply


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def sites(clock):
    with SampleSites(0, clock) as running:
        yield running


@pytest.fixture
def sources(sites):
    return {source.slug: source for source in sites.catalogue()[1]}


def _find(node, selector):
    found = node.xpath(selector) if is_xpath(selector) else node.css(selector)
    texts = (part.xpath("string()").get() if hasattr(part.root, "tag") else part.get() for part in found)
    return [" ".join((text or "").split()) for text in texts]


def _decoded(reply, source):
    return normalize("NFC", reply.body.decode(source.encoding or "utf-8"))


def _rows(source):
    """The rows of a listing, page after page, as an operator's rule sees them."""
    rule, url = source.addresses[0].listing, source.addresses[0].url
    while url:
        page = Selector(text=_decoded(fetch(url), source))
        for row in page.xpath(rule.row) if is_xpath(rule.row) else page.css(rule.row):
            yield {
                "url": urljoin(url, _find(row, rule.link)[0]),
                "title": _find(row, rule.title)[0],
                "date": _find(row, rule.date)[0],
                "number": (_find(row, rule.number) or [""])[0] if rule.number else None,
            }
        following = _find(page, rule.next)
        url = urljoin(url, following[0]) if following else None


def _shown(slug):
    return site_state(SITES[slug], START, START).shown


# --- reading by the rules of the catalogue --------------------------------------------------


def test_the_catalogue_has_a_source_for_every_site(sites):
    agencies, sources = sites.catalogue()
    assert {source.agency for source in sources} == set(SITES)
    assert {agency.slug for agency in agencies} == {*SITES, "ubnd-tinh"}
    assert sorted(source.addresses[0].kind for source in sources) == ["feed"] * 3 + ["json"] + ["listing"] * 3


@pytest.mark.parametrize(
    ("slug", "agency", "finest"),
    [
        ("syt-thong-bao", "so-y-te", "minute"),
        ("sxd-thong-bao", "so-xay-dung", "minute"),
        ("bql-thong-bao", "bql-kkt-kcn", "day"),
    ],
)
def test_a_listing_is_read_whole_by_its_rule(sources, slug, agency, finest):
    rows, shown = list(_rows(sources[slug])), _shown(agency)
    assert [row["title"] for row in rows] == [notice.title for notice in shown]
    for row, notice in zip(rows, shown, strict=True):
        moment = parse_date(row["date"])
        assert moment is not None and moment.precision == finest
        assert moment.at.astimezone(VIETNAM).date() == notice.published.date()
        assert finest == "day" or moment.at == notice.published
        assert row["number"] in (None, notice.number)


def test_the_feeds_hold_every_notice(sources):
    for slug, agency in (("vpubnd-tin-tuc", "van-phong-ubnd"), ("sgddt-tin-tuc", "so-giao-duc-va-dao-tao")):
        root = etree.fromstring(fetch(sources[slug].addresses[0].url).body)
        assert [item.findtext("title") for item in root.iter("item")] == [notice.title for notice in _shown(agency)]
    root = etree.fromstring(fetch(sources["nam-nha-trang-tin"].addresses[0].url).body)
    titles = [entry.findtext("{*}title") for entry in root.iter("{*}entry")]
    assert titles == [notice.title for notice in _shown("phuong-nam-nha-trang")]


def test_one_feed_writes_the_month_where_the_minutes_belong(sources):
    root = etree.fromstring(fetch(sources["sgddt-tin-tuc"].addresses[0].url).body)
    assert root.findtext("channel/generator").startswith("NukeViet")
    clocks = [re.search(r"(\d\d):(\d\d):00 GMT$", item.findtext("pubDate")) for item in root.iter("item")]
    shown = _shown("so-giao-duc-va-dao-tao")
    assert all(int(clock[2]) == notice.published.month for clock, notice in zip(clocks, shown, strict=True))
    assert all(int(clock[1]) == notice.published.hour - 7 for clock, notice in zip(clocks, shown, strict=True))


def test_the_json_list_is_read_whole_by_its_paths(sources):
    rule, url, titles = sources["stc-tin-bai"].addresses[0].json, sources["stc-tin-bai"].addresses[0].url, []
    while url:
        data = json.loads(fetch(url).body)
        titles += [row[rule.title] for row in data["duLieu"]["danhSach"]]
        following = data["duLieu"]["trangSau"]
        url = urljoin(url, following) if following else None
    assert titles == [notice.title for notice in _shown("so-tai-chinh")]
    assert "giá khởi điểm" not in fetch(sources["stc-tin-bai"].homepage).text


ARTICLES = {
    "vpubnd-tin-tuc": ("van-phong-ubnd", "/{published:%Y/%m}/{key}/"),
    "syt-thong-bao": ("so-y-te", "/Pages/chi-tiet.aspx?ItemID={id}"),
    "sxd-thong-bao": ("so-xay-dung", "/web/guest/thong-bao/-/view_content/{id}-{key}"),
    "sgddt-tin-tuc": ("so-giao-duc-va-dao-tao", None),
    "bql-thong-bao": ("bql-kkt-kcn", "/thongbao/tb{id}.htm"),
    "stc-tin-bai": ("so-tai-chinh", "/tin-bai/{id}"),
    "nam-nha-trang-tin": ("phuong-nam-nha-trang", "/bai-viet/{key}"),
}


def _article_urls(source):
    agency, path = ARTICLES[source.slug]
    if path is None:
        root = etree.fromstring(fetch(source.addresses[0].url).body)
        return [item.findtext("link") for item in root.iter("item")]
    return [
        urljoin(source.homepage, path.format(id=notice.id, key=notice.key, published=notice.published))
        for notice in _shown(agency)
    ]


@pytest.mark.parametrize("slug", ARTICLES)
def test_every_article_is_read_by_its_rule_and_its_files_open(sources, slug):
    source, (agency, _) = sources[slug], ARTICLES[slug]
    for url, notice in zip(_article_urls(source), _shown(agency), strict=True):
        page = Selector(text=_decoded(fetch(url), source))
        rule = source.article
        assert _find(page, rule.title)[0] == notice.title
        assert _find(page, rule.body)[0].replace(" ", "").startswith("".join("".join(notice.paragraphs).split()))
        moment = parse_date(_find(page, rule.date)[0])
        assert moment is not None and moment.at.astimezone(VIETNAM).date() == notice.published.date()
        hrefs = [link.attrib["href"] for link in (page.xpath if is_xpath(rule.files) else page.css)(rule.files)]
        assert len(hrefs) == len(notice.files)
        for href in hrefs:
            assert fetch(urljoin(url, href)).body[:4] in (b"%PDF", b"PK\x03\x04")


def test_the_old_site_sends_windows_1258(sources):
    reply = fetch(sources["bql-thong-bao"].addresses[0].url)
    assert "charset" not in reply.headers["Content-Type"] and b"charset=windows-1258" in reply.body
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")
    assert _shown("bql-kkt-kcn")[0].title in normalize("NFC", reply.body.decode("cp1258"))


# --- HTTP -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug", ["vpubnd-tin-tuc", "sgddt-tin-tuc", "bql-thong-bao", "stc-tin-bai", "nam-nha-trang-tin"]
)
@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_what_has_not_changed_is_not_sent_again(sources, slug, packing):
    url = sources[slug].addresses[0].url
    first = fetch(url, Accept_Encoding=packing)
    assert first.headers["Vary"] == "Accept-Encoding"
    again = fetch(url, Accept_Encoding=packing, If_None_Match=first.headers["ETag"])
    since = fetch(url, If_Modified_Since=first.headers["Last-Modified"])
    assert (again.status, again.body) == (since.status, since.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert fetch(url, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"]).status == 200


def test_pages_are_packed_for_those_who_want_it(sources):
    url = sources["vpubnd-tin-tuc"].addresses[0].url
    plain, packed = fetch(url), fetch(url, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_head_says_the_same_without_a_body(sources):
    url = sources["vpubnd-tin-tuc"].addresses[0].url
    head, whole = fetch(url, "HEAD"), fetch(url)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body)) and head.headers["ETag"] == whole.headers["ETag"]


def test_counters_change_an_article_at_every_visit_but_not_its_text(sources):
    source = sources["syt-thong-bao"]
    url = _article_urls(source)[0]
    first, second = fetch(url), fetch(url)
    assert first.body != second.body and "ETag" not in first.headers
    bodies = [_find(Selector(text=reply.text), source.article.body) for reply in (first, second)]
    assert bodies[0] == bodies[1]


def test_what_is_not_there_is_not_found_and_robots_are_told(sites):
    for origin in sites.origins().values():
        assert fetch(origin + "/khong-co-trang-nay").status == 404
        robots = fetch(origin + "/robots.txt")
        assert robots.status == 200 and robots.text.startswith("User-agent: *")
        assert fetch(origin + "/").status == 200


def test_a_file_keeps_its_name(sources):
    url = urljoin(sources["syt-thong-bao"].homepage, "/Lists/ThongBao/Attachments/1371/")
    reply = fetch(url + "Phụ lục hướng dẫn xử lý nước và vệ sinh môi trường.pdf")
    assert reply.status == 200 and reply.headers["Content-Type"] == "application/pdf"
    assert quote("Phụ lục hướng dẫn") in reply.headers["Content-Disposition"]


# --- what happens -----------------------------------------------------------------------------


def test_a_correction_a_withdrawal_and_a_late_notice_happen_in_order(sites, sources, clock):
    feed = sources["vpubnd-tin-tuc"].addresses[0].url
    listing, late = sources["syt-thong-bao"].addresses[0].url, sources["sxd-thong-bao"].addresses[0].url
    withdrawn = _article_urls(sources["syt-thong-bao"])[1]
    etag, seen = fetch(feed).headers["ETag"], []
    for seconds in (0, 24, 26, 44, 46, 64, 66):
        clock.now = START + timedelta(seconds=seconds)
        seen.append(
            (
                fetch(feed, If_None_Match=etag).status,
                "(đính chính)" in fetch(feed).text,
                fetch(withdrawn).status,
                "ItemID=1372" in fetch(listing).text,
                "đợt 5" in fetch(late).text,
            )
        )
    clock.now = START
    before, edited = (304, False, 200, True, False), (200, True, 200, True, False)
    gone, arrived = (200, True, 410, False, False), (200, True, 410, False, True)
    assert seen == [before, before, edited, edited, gone, gone, arrived]


def test_a_taken_port_is_no_obstacle(clock):
    with SampleSites(0, clock) as first:
        taken = urlsplit(next(iter(first.origins().values()))).port
        with SampleSites(taken, clock) as second:
            ports = {urlsplit(origin).port for origin in second.origins().values()}
            assert len(ports) == len(SITES) and taken not in ports


def test_the_demo_can_go_on_from_an_earlier_start(clock):
    with SampleSites(0, clock, start=START - timedelta(hours=1)) as sites:
        feed = next(source for source in sites.catalogue()[1] if source.slug == "vpubnd-tin-tuc").addresses[0].url
        assert "(đính chính)" in fetch(feed).text

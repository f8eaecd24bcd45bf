"""What belongs to a source is for its own sites: not for whatever its pages link to."""

import asyncio

import pytest

from hub.records import Address, Agency, Source, Validators
from hub.settings import load_settings
from hub.wiring import open_parts
from hub.worker.collecting import collect_all, open_client
from spiders.asking import ask_for

SECRETS = {"Authorization": "Bearer geheim", "X-Api-Key": "geheim"}
LAX = {"insecure_reason": "expired since May"}
SOURCE = Source(
    "syt",
    "so-y-te",
    "https://syt.vn/",
    (Address("feed", "http://tin.syt.vn:8080/rss"),),
    delay=3.0,
    proxy="http://proxy.vn:3128",
    headers=SECRETS,
    tls=LAX,
)

PLACES = {
    "https://syt.vn/tin/1": (SECRETS, LAX),
    "HTTPS://SYT.vn:443/tin/1": (SECRETS, LAX),
    "http://tin.syt.vn:8080/tin/1": (SECRETS, LAX),
    "http://syt.vn/tin/1": ({}, LAX),
    "https://syt.vn:8443/tin/1": ({}, LAX),
    "https://tin.syt.vn/": ({}, LAX),
    "https://evil.test/syt.vn": ({}, {}),
    "https://syt.vn.evil.test/": ({}, {}),
    "https://syt.vn@evil.test/": ({}, {}),
    "https://evil.test\\@syt.vn/": ({}, {}),
    "javascript:alert(1)": ({}, {}),
}


@pytest.mark.parametrize("url", PLACES)
def test_headers_stay_with_the_origin_and_exceptions_with_the_host(url):
    ask = ask_for(SOURCE, url)
    assert (ask.headers, ask.tls) == PLACES[url]


def test_everything_else_is_the_same_for_every_address():
    validators = Validators(etag='"1"')
    ask = ask_for(SOURCE, "https://evil.test/", validators)
    assert (ask.source, ask.delay, ask.proxy, ask.validators) == ("syt", 3.0, SOURCE.proxy, validators)


def test_a_whole_collection_shows_no_secret_to_another_site(site, other_site, answer, tmp_path):
    """The feed links a page and a file of its own site, and a page and a file of another."""
    item = "<item><title>Thông báo số {n}</title><link>{url}</link><description>x</description></item>"
    pages = [site.url("/1"), other_site.url("/2")]
    feed = "<rss version='2.0'><channel>{}</channel></rss>".format(
        "".join(item.format(n=number, url=url) for number, url in enumerate(pages, 1))
    )
    for at in (site, other_site):
        files = "".join(f"<a href='{of.url('/vb.pdf')}'>tệp</a>" for of in (site, other_site))
        page = f"<html><body><h1>Thông báo số</h1><div><p>Mời công dân đến dự. {files}</p></div></body></html>"
        at.pages |= {"/1": [answer(200, page.encode())], "/2": [answer(200, page.encode())]}
        at.pages |= {"/vb.pdf": [answer(200, b"%PDF-1.7")]}
    site.pages["/rss"] = [answer(200, feed.encode(), Content_Type="application/xml")]
    parts = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0)[0])
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    source = Source("syt", "so-y-te", site.url(), (Address("feed", site.url("/rss")),), headers=SECRETS)
    parts.store.sources.save_source(source)

    async def collect():
        client = open_client(parts)
        tallies = await collect_all(parts, client, [source], lambda tally: None)
        await client.close()
        return tallies

    (tally,) = asyncio.run(collect())
    parts.close()
    assert (tally.error, tally.new) == (None, 2)
    assert sorted(set(site.paths)) == ["/1", "/robots.txt", "/rss", "/vb.pdf"]
    assert sorted(set(other_site.paths)) == ["/2", "/robots.txt", "/vb.pdf"]
    told = {hit.path for hit in site.hits if hit.headers.get("x-api-key") == "geheim"}
    assert told == {"/rss", "/1", "/vb.pdf"}
    assert not any("geheim" in str(hit.headers) for hit in other_site.hits)

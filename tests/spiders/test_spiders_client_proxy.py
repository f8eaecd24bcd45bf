"""A source's proxy is used, is itself guarded, and is told no private name."""

import pytest

from hub.records import Ask

ADDRESSES = {
    "a.test": ["127.0.0.1"],
    "public.test": ["93.184.216.34"],
    "other.test": ["93.184.216.35"],
    "private.test": ["10.0.0.1"],
}


async def lookup(host):
    return ADDRESSES[host]


def test_a_source_behind_a_proxy_is_fetched_through_it(site, fetch, answer):
    site.pages["http://public.test/a"] = [answer(200, b"fine")]
    got = fetch("http://public.test/a", proxy=site.url(), client={"resolver": lookup})
    assert got.body == b"fine"
    assert site.paths == ["http://public.test/robots.txt", "http://public.test/a"]


def test_the_password_of_a_proxy_is_for_the_proxy_alone(site, fetch, answer):
    site.pages["http://public.test/a"] = [answer(200, b"fine")]
    proxy = site.url().replace("http://", "http://du:geheim@")
    got = fetch("http://public.test/a", proxy=proxy, client={"resolver": lookup})
    assert "geheim" not in repr(got)
    assert site.hits[-1].headers["proxy-authorization"].startswith("Basic ")
    assert "authorization" not in site.hits[-1].headers


def test_a_redirect_to_another_origin_leaves_the_sources_headers_behind(site, fetch, answer):
    site.pages |= {
        "http://public.test/a": [answer(302, Location="http://other.test/b")],
        "http://other.test/b": [answer(200, b"fine")],
    }
    proxy = site.url().replace("http://", "http://du:matkhau@")
    got = fetch("http://public.test/a", proxy=proxy, headers={"X-Api-Key": "geheim"}, client={"resolver": lookup})
    assert got.body == b"fine"
    by_path = {hit.path: hit.headers for hit in site.hits}
    assert by_path["http://public.test/a"]["x-api-key"] == "geheim"
    assert "geheim" not in str(by_path["http://other.test/b"])
    assert all("proxy-authorization" in headers for headers in by_path.values())


@pytest.mark.parametrize("url", ["http://private.test/", "http://10.0.0.1/", "http://[::1]/", "https://private.test/"])
def test_a_proxy_is_told_no_private_address(url, site, fetch):
    got = fetch(url, proxy=site.url(), client={"resolver": lookup})
    assert got.error == "blocked_address"
    assert site.connections == 0


def test_a_proxy_on_a_private_address_needs_leave_too(site, fetch):
    proxy = site.url(host="a.test")
    got = fetch("http://public.test/", proxy=proxy, client={"resolver": lookup, "allow_networks": ()})
    assert got.error == "blocked_address"
    assert site.connections == 0


def test_a_tunnel_that_is_refused_or_a_proxy_that_is_not_there(site, fetch, answer):
    site.pages["public.test:443"] = [answer(403)]
    refused = fetch("https://public.test/", proxy=site.url(), client={"resolver": lookup})
    assert (refused.error, refused.detail) == ("connect_refused", "the proxy answered 403")
    absent = fetch("http://public.test/", proxy="http://127.0.0.1:1/", client={"resolver": lookup})
    assert absent.error == "connect_refused"


def test_what_is_no_proxy_is_said(fetch):
    for proxy in ("socks5://127.0.0.1:1080", "nonsense"):
        got = fetch("http://public.test/", proxy=proxy, client={"resolver": lookup})
        assert (got.error, got.detail) == ("internal", "the source's proxy is not an http(s) address")


def test_the_environment_names_no_proxy_for_us(site, visit, answer, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    site.pages["/a"] = [answer(200, b"fine")]

    async def scenario(client):
        return await client.fetch(Ask(site.url("/a"), "s"))

    assert visit(scenario).body == b"fine"

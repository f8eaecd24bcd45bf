"""The record of a fetch, and a day in the client's life."""

import asyncio
import hashlib
import random
from datetime import UTC, datetime

from hub.errors import CODES
from hub.records import Ask

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_a_fetch_says_what_when_and_how_long(site, fetch, answer):
    body = "<rss>Thông báo</rss>".encode()
    site.pages["/feed"] = [0.05, answer(200, body, ETag='"1"', CONTENT_TYPE="text/xml", Vary="a")]
    got = fetch(site.url("/feed#top"))
    assert (got.source, got.url, got.final_url, got.at) == ("so-y-te", site.url("/feed"), site.url("/feed"), NOW)
    assert (got.status, got.error, got.detail, got.wait, got.redirects) == (200, None, "", None, ())
    assert (got.body, got.sha256) == (body, hashlib.sha256(body).hexdigest())
    assert got.headers == {"content-length": str(len(body)), "etag": '"1"', "content-type": "text/xml", "vary": "a"}
    assert 50 <= got.ms < 500


def test_equal_headers_are_joined_and_odd_bytes_do_no_harm(site, fetch):
    site.pages["/a"] = [b"HTTP/1.1 200 OK\r\nLink: <a>\r\nlink: <b>\r\nX: \xe1\xff\r\nContent-Length: 0\r\n\r\n"]
    headers = fetch(site.url("/a")).headers
    assert headers["link"] == "<a>, <b>"
    assert headers["x"] == "áÿ"
    assert all(value.encode() for value in headers.values())


def test_head_brings_headers_alone(site, fetch):
    site.pages["/a"] = [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nContent-Encoding: gzip\r\n\r\n"]
    got = fetch(site.url("/a"), method="HEAD")
    assert (got.error, got.status, got.body) == (None, 200, b"")


def test_what_is_no_web_address_is_not_asked_for(fetch):
    for url in ("file:///etc/passwd", "ftp://a.vn/", "/feed", "", "http://", "javascript:alert(1)"):
        got = fetch(url)
        assert (got.error, got.status, got.ms) == ("blocked_address", None, 0)


def test_counters_tell_what_happened(site, visit, answer):
    site.pages |= {"/a": [answer(200)], "/b": [answer(410)]}

    async def scenario(client):
        for path in ("/a", "/a", "/b"):
            await client.fetch(Ask(site.url(path), "s"))
        return client.counters

    assert visit(scenario) == {"requests": 4, "ok": 2, "http_410": 1}


def test_through_a_storm_every_ask_gets_an_answer(site_thread, visit, answer):
    """Twelve sites, a third of what they do is a fault; nothing raises and nothing is left hanging."""
    dice = random.Random(7)
    faults = [
        ["reset"],
        ["hang"],
        [b"garbage\r\n\r\n"],
        [answer(500)],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"],
    ]
    sites = [site_thread.open() for _ in range(12)]
    for site in sites:
        for number in range(12):
            page = [answer(200, b"fine")] if dice.random() < 0.66 else [*dice.choice(faults), "close"]
            site.pages[f"/{number}"] = page

    async def scenario(client):
        asks = [Ask(site.url(f"/{number}"), "s") for number in range(12) for site in sites]
        fetches = await asyncio.gather(*(client.fetch(ask) for ask in asks))
        await asyncio.sleep(0)
        return fetches, len(asyncio.all_tasks()) - 1

    fetches, left = visit(scenario, deadline=0.2)
    assert {fetch.error for fetch in fetches} <= {None, *CODES}
    assert sum(fetch.ok for fetch in fetches) > 70
    assert left == 0

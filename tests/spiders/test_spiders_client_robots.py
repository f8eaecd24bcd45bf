"""robots.txt is obeyed as RFC 9309 says, asked for once a day, and never a trap."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from hub.records import Ask
from spiders.robots import LIMIT, read_rules

DENY_ALL = b"User-agent: *\nDisallow: /\n"


def head(status, *lines):
    return b"\r\n".join([b"HTTP/1.1 %d X" % status, b"Content-Length: 0", *lines, b"", b""])


CASES = {
    "none": ([head(404)], None),
    "forbidden": ([head(403)], None),
    "gone": ([head(410)], None),
    "empty": ([head(200)], None),
    "no content": ([head(204)], None),
    "a page of HTML": ([b"HTTP/1.0 200 OK\r\n\r\n<html><body>Disallow: /</body></html>", "close"], None),
    "nonsense": ([b"HTTP/1.0 200 OK\r\n\r\n" + bytes(range(256)) * 100, "close"], None),
    "all for others": ([b"HTTP/1.0 200 OK\r\n\r\nUser-agent: Other\nDisallow: /\n", "close"], None),
    "denied to all": ([b"HTTP/1.0 200 OK\r\n\r\n" + DENY_ALL, "close"], "robots_denied"),
    "denied to all, after a BOM": ([b"HTTP/1.0 200 OK\r\n\r\n\xef\xbb\xbf" + DENY_ALL, "close"], "robots_denied"),
    "denied to us": ([b"HTTP/1.0 200 OK\r\n\r\nUser-agent: daumoi\nDisallow: /a\n", "close"], "robots_denied"),
    "allowed to us": (
        [b"HTTP/1.0 200 OK\r\n\r\n" + DENY_ALL + b"\nUser-agent: DauMoi\nAllow: /\n", "close"],
        None,
    ),
    "a fault": ([head(500)], "robots_denied"),
    "a fault for now": ([head(503, b"Retry-After: 60")], "http_5xx"),
    "too many requests": ([head(429, b"Retry-After: 60")], "http_429"),
    "no answer": (["hang"], "robots_denied"),
    "broken off": (["reset"], "reset"),
    "half of it": ([b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + DENY_ALL, "close"], "robots_denied"),
    "in a circle": ([head(302, b"Location: /robots.txt")], None),
    "to a private place": ([head(302, b"Location: http://10.0.0.1/")], "robots_denied"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_robots_txt_says_is_done(name, site, fetch, answer):
    site.pages["/robots.txt"], code = CASES[name]
    site.pages["/a"] = [answer(200)]
    got = fetch(site.url("/a"), client={"deadline": 0.9})
    assert got.error == code
    assert ("/a" in site.paths) == (code is None)


def test_a_site_that_is_not_there_is_not_called_forbidden(fetch):
    assert fetch("http://127.0.0.1:1/a").error == "connect_refused"


def test_robots_txt_is_followed_to_where_it_moved(site, other_site, fetch, answer):
    site.pages |= {"/robots.txt": [answer(301, Location=other_site.url("/r"))], "/a": [answer(200)]}
    other_site.pages["/r"] = [answer(200, DENY_ALL)]
    assert fetch(site.url("/a")).error == "robots_denied"


def test_only_the_first_500_kib_are_read(site, fetch, answer):
    filling = (
        b"#" * (LIMIT - 100) + b"\nUser-agent: *\nDisallow: /b\n" + b"#" * 100 + b"\nDisallow: /a\n" + b"#" * 2_000_000
    )
    site.pages |= {"/robots.txt": [answer(200, filling)], "/a": [answer(200)]}
    assert fetch(site.url("/a")).ok
    assert fetch(site.url("/b")).error == "robots_denied"


def test_a_redirect_into_the_forbidden_is_not_followed(site, fetch, answer):
    site.pages |= {
        "/robots.txt": [answer(200, b"User-agent: *\nDisallow: /noi-bo")],
        "/a": [answer(302, Location="/noi-bo/x")],
    }
    assert fetch(site.url("/a")).error == "robots_denied"
    assert site.paths == ["/robots.txt", "/a"]


def test_each_hop_asks_the_robots_of_its_own_host(site, other_site, fetch, answer):
    site.pages["/a"] = [answer(302, Location=other_site.url("/a"))]
    other_site.pages |= {"/robots.txt": [answer(200, DENY_ALL)], "/a": [answer(200)]}
    assert fetch(site.url("/a")).error == "robots_denied"
    assert other_site.paths == ["/robots.txt"]


def test_robots_txt_itself_may_always_be_asked_for(site, fetch, answer):
    site.pages["/robots.txt"] = [answer(200, DENY_ALL)]
    assert fetch(site.url("/robots.txt")).body == DENY_ALL
    assert site.paths == ["/robots.txt"]


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, tzinfo=UTC)

    def __call__(self):
        return self.now


def test_it_is_asked_for_once_a_day_and_once_for_all_who_wait(site, visit, answer):
    clock = Clock()
    site.pages |= {"/robots.txt": [0.05, answer(200)], "/a": [answer(200)]}

    async def scenario(client):
        await asyncio.gather(*(client.fetch(Ask(site.url("/a"), "s")) for _ in range(3)))
        clock.now += timedelta(hours=23, minutes=59)
        await client.fetch(Ask(site.url("/a"), "s"))
        before = site.paths.count("/robots.txt")
        clock.now += timedelta(minutes=2)
        await client.fetch(Ask(site.url("/a"), "s"))
        return before

    assert visit(scenario, clock=clock) == 1
    assert site.paths.count("/robots.txt") == 2


def test_yesterdays_rules_hold_while_todays_cannot_be_read(site, visit, answer):
    clock = Clock()
    site.pages |= {"/robots.txt": [answer(200, b"User-agent: *\nDisallow: /b")], "/a": [answer(200)]}

    async def scenario(client):
        await client.fetch(Ask(site.url("/a"), "s"))
        site.pages["/robots.txt"] = [answer(500)]
        clock.now += timedelta(hours=25)
        return [(await client.fetch(Ask(site.url(path), "s"))).error for path in ("/a", "/b", "/a")]

    assert visit(scenario, clock=clock) == [None, "robots_denied", None]
    assert site.paths.count("/robots.txt") == 2


def test_an_unreadable_one_is_not_asked_for_again_at_once(site, visit, answer):
    site.pages["/robots.txt"] = [answer(500)]

    async def scenario(client):
        return [(await client.fetch(Ask(site.url("/a"), "s"))).error for _ in range(3)]

    assert visit(scenario) == ["robots_denied"] * 3
    assert site.paths == ["/robots.txt"]


def test_a_crawl_delay_is_a_wish_and_not_a_ban():
    delays = {"5": 5, "0.5": 0.5, "86400": 60, "inf": 0, "nan": 0, "-3": 0, "soon": 0}
    for value, seconds in delays.items():
        assert read_rules(f"User-agent: *\nCrawl-delay: {value}", "DauMoi").delay == seconds


@pytest.mark.parametrize("form", ["User-agent: a{}", "useragent a{}", "User agent:a{}", "USER-AGENT : a{} # x"])
def test_naming_a_thousand_robots_costs_nothing(form):
    """Left to the parser, this takes seconds, growing with the square."""
    names = "\n".join(form.format(number) for number in range(5_000))
    rules = "\n".join(f"Disallow: /{number}" for number in range(5_000))
    begun = process_time()
    read = read_rules(f"User-agent: DauMoi\n{names}\n{rules}\nUser-agent: *\nDisallow: /", "DauMoi")
    assert (read.allows("http://a.vn/x"), read.allows("http://a.vn/4999")) == (True, False)
    assert process_time() - begun < 1.5

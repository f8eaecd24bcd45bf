"""One request at a time to a host, apart from each other, and none while it asked for rest: by the site's own log."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.records import Ask
from spiders.policy import Turns
from spiders.retry_after import LONGEST, parse_retry_after

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
EARLY = 0.005  # what the clock of a busy machine may be off by

RETRY_AFTER = {
    "120": 120,
    " 120 ": 120,
    "0": 0,
    "Mon, 02 Mar 2026 08:02:00 GMT": 120,
    "Monday, 02-Mar-26 08:02:00 GMT": 120,
    "Mon Mar  2 08:02:00 2026": 120,
    "Mon, 02 Mar 2026 15:02:00 +0700": 120,
    "Mon, 02 Mar 2026 07:00:00 GMT": 0,
    "Thu, 01 Jan 1970 00:00:00 GMT": 0,
    "Fri, 01 Jan 2099 00:00:00 GMT": LONGEST,
    "86401": LONGEST,
    "9" * 5000: LONGEST,
    "-5": None,
    "1.5": None,
    "soon": None,
    "１２０": None,
    "Mon, 99 Mar 2026 08:02:00 GMT": None,
    "Mon, 02 Mar 99999 08:02:00 GMT": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize("value", RETRY_AFTER, ids=lambda value: repr(value)[:40])
def test_how_long_we_are_asked_to_stay_away(value):
    assert parse_retry_after(value, NOW) == RETRY_AFTER[value]


@settings(deadline=None)
@given(st.text())
def test_no_retry_after_does_harm(value):
    wait = parse_retry_after(value, NOW)
    assert wait is None or 0 <= wait <= LONGEST


@pytest.mark.parametrize(("status", "code"), [(429, "http_429"), (503, "http_5xx")])
def test_a_host_that_asks_for_rest_gets_it(status, code, site, other_site, visit, answer):
    site.pages |= {"/a": [answer(status, Retry_After="600")], "/b": [answer(200)]}
    other_site.pages["/b"] = [answer(200)]

    async def scenario(client):
        first = await client.fetch(Ask(site.url("/a"), "s"))
        begun = monotonic()
        second = await client.fetch(Ask(site.url("/b"), "another-source"))
        assert monotonic() - begun < 0.1
        return first, second, await client.fetch(Ask(other_site.url("/b"), "s"))

    first, second, elsewhere = visit(scenario)
    assert (first.error, first.status, first.wait) == (code, status, 600)
    assert (second.error, second.status) == (code, None)
    assert 595 < second.wait <= 600
    assert site.paths == ["/robots.txt", "/a"]
    assert elsewhere.ok


def test_after_its_rest_the_host_is_asked_again(site, visit, answer):
    site.pages["/a"] = lambda _: [answer(200) if len(site.hits) > 2 else answer(503, Retry_After=date_in(seconds=1))]

    def date_in(seconds):
        return (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")

    async def scenario(client):
        first = await client.fetch(Ask(site.url("/a"), "s"))
        await asyncio.sleep(1.01)
        return first, await client.fetch(Ask(site.url("/a"), "s"))

    first, second = visit(scenario)
    assert (first.wait, second.error) == (1, None)


@pytest.mark.parametrize("status", [200, 301, 404])
def test_a_wish_for_rest_on_any_answer_is_passed_on_but_stops_nobody(status, site, visit, answer):
    site.pages |= {"/a": [answer(status, Retry_After="60", Location="/b")], "/b": [answer(200)]}

    async def scenario(client):
        return [await client.fetch(Ask(site.url(path), "s")) for path in ("/a", "/b")]

    first, second = visit(scenario)
    assert (first.wait, second.wait, second.ok) == (60, None, True)


def gaps(site):
    return [later.at - earlier.at for earlier, later in pairwise(site.hits)]


def test_requests_to_a_host_are_apart_and_one_at_a_time(site, visit, answer):
    """Robots.txt, redirects and a slow connection included; first come, first served."""
    slow = [0.05, answer(200)]
    site.pages |= {f"/{n}": slow for n in range(4)} | {"/moved": [answer(302, Location="/0")]}

    async def scenario(client):
        await asyncio.gather(*(client.fetch(Ask(site.url(path), "s")) for path in ("/moved", "/1", "/2", "/3")))

    visit(scenario, per_host_delay=0.1)
    assert min(gaps(site)) >= 0.1 - EARLY
    assert site.most_open == 1
    assert site.paths == ["/robots.txt", "/moved", "/1", "/2", "/3", "/0"]


def test_the_longest_of_all_wishes_counts(site, visit, answer):
    site.pages |= {"/robots.txt": [answer(200, b"User-agent: *\nCrawl-delay: 0.3")], "/a": [answer(200)]}

    async def scenario(client):
        for delay in (None, 0.1, 0.4):
            await client.fetch(Ask(site.url("/a"), "s", delay=delay))

    visit(scenario, per_host_delay=0.2)
    for gap, least in zip(gaps(site), (0.3, 0.3, 0.4), strict=True):
        assert least - EARLY <= gap < least + 0.15


def test_hosts_do_not_wait_for_each_other(site_thread, visit, answer):
    sites = [site_thread.open() for _ in range(20)]
    for site in sites:
        site.pages["/a"] = [0.2, answer(200)]

    async def scenario(client):
        begun = monotonic()
        await asyncio.gather(*(client.fetch(Ask(site.url("/a"), "s")) for site in sites))
        return monotonic() - begun

    assert visit(scenario, per_host_delay=0.05) < 1.0


def test_waiting_for_a_turn_does_not_use_up_the_deadline(site, visit, answer):
    site.pages["/a"] = [answer(200)]

    async def scenario(client):
        return await asyncio.gather(*(client.fetch(Ask(site.url("/a"), "s")) for _ in range(4)))

    fetches = visit(scenario, per_host_delay=0.2, deadline=0.3)
    assert all(fetch.ok for fetch in fetches)
    assert max(fetch.ms for fetch in fetches) < 150


def test_who_stops_waiting_holds_nobody_up(site, visit, answer):
    site.pages |= {"/slow": [0.2, answer(200)], "/a": [answer(200)], "/b": [answer(200)]}

    async def scenario(client):
        slow, leaves, stays = (asyncio.create_task(client.fetch(Ask(site.url(p), "s"))) for p in ("/slow", "/a", "/b"))
        await asyncio.sleep(0.05)
        leaves.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaves
        return await slow, await stays

    assert all(fetch.ok for fetch in visit(scenario))
    assert "/a" not in site.paths


def test_who_leaves_during_its_request_frees_the_turn(site, visit, answer):
    site.pages |= {"/hang": ["hang"], "/a": [answer(200)]}

    async def scenario(client):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.fetch(Ask(site.url("/hang"), "s")), 0.2)
        return await client.fetch(Ask(site.url("/a"), "s"))

    assert visit(scenario).ok


def test_a_connection_is_used_again(site, visit, answer):
    site.pages["/a"] = [answer(200, b"x")]

    async def scenario(client):
        for _ in range(5):
            await client.fetch(Ask(site.url("/a"), "s"))

    visit(scenario)
    assert (site.connections, len(site.hits)) == (1, 6)


def test_a_kept_connection_that_was_closed_is_nobodys_fault_but_a_broken_one_is(site, visit, answer):
    """The client asks again, in its turn; on a new connection it believes the server."""
    site.pages |= {"/a": lambda hit: [answer(200)] if hit.connection > 1 else ["close"], "/b": ["reset"]}

    async def scenario(client):
        return [(await client.fetch(Ask(site.url(path), "s"))).error for path in ("/a", "/b", "/b")]

    assert visit(scenario, per_host_delay=0.05) == [None, "reset", "reset"]
    assert site.paths == ["/robots.txt", "/a", "/a", "/b", "/b", "/b"]
    assert min(gaps(site)) >= 0.05 - EARLY


def test_the_memory_of_hosts_stays_small():
    async def scenario():
        turns = Turns()
        for number in range(5000):
            async with turns.turn(f"{number}.test:80", 0) as turn:
                turn.started = monotonic() - 7200
        return len(turns._lanes)

    assert asyncio.run(scenario()) <= 1000


def test_closing_fails_what_is_in_flight_and_what_comes_after(site, visit, answer):
    site.pages["/hang"] = ["hang"]

    async def scenario(client):
        asks = [Ask(site.url("/hang"), "s") for _ in range(3)]
        tasks = [asyncio.create_task(client.fetch(ask)) for ask in asks]
        await asyncio.sleep(0.1)
        begun = monotonic()
        await client.close()
        fetches = [*await asyncio.gather(*tasks), await client.fetch(asks[0])]
        assert monotonic() - begun < 0.2
        return fetches

    fetches = visit(scenario, deadline=30)
    assert [fetch.error for fetch in fetches] == ["internal"] * 4
    assert {fetch.detail for fetch in fetches} == {"the client was closed"}

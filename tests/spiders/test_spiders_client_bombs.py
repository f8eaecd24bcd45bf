"""What grows without end is stopped at the cap, quickly and in little memory."""

import gzip
import resource
import zlib
from io import BytesIO
from time import monotonic

import pytest

from hub.records import Ask

MIB = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def gzip_bomb(size):
    out = BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as file:
        for _ in range(size // MIB):
            file.write(bytes(MIB))
    return out.getvalue()


BOMB = gzip_bomb(64 * MIB)  # 64 KB; sixteen members make a gibibyte


def chain_of_200():
    data = b"<rss/>"
    for _ in range(200):
        data = gzip.compress(data)
    return data


def grown(work):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = monotonic()
    result = work()
    return result, monotonic() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


BOMBS = {
    "1 MB of gzip that is 1 GiB": ([HEAD % b"gzip", BOMB * 16, "close"], "too_large"),
    "deflate": ([HEAD % b"deflate", *[zlib.compress(bytes(64 * MIB), 9)], "close"], "too_large"),
    "gzip 200 times over": ([HEAD % b", ".join([b"gzip"] * 200), chain_of_200(), "close"], "bad_encoding"),
    "gzip 200 times over that says so once": ([HEAD % b"gzip", chain_of_200(), "close"], None),
    "an endless body": ([b"HTTP/1.1 200 OK\r\n\r\n", *[bytes(MIB)] * 200, "close"], "too_large"),
    "endless chunks": (
        [CHUNKED, *[b"100000\r\n" + bytes(MIB) + b"\r\n"] * 200],
        "too_large",
    ),
    "gzip members with nothing in them": (
        [HEAD % b"gzip", *[gzip.compress(b"") * 20_000] * 40, "close"],
        "bad_encoding",
    ),
    "a bomb in an error": (
        [b"HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\n\r\n", BOMB * 16, "close"],
        "http_5xx",
    ),
    "brotli": ([HEAD % b"br", bytes(MIB), "close"], "bad_encoding"),
    "zstd": ([HEAD % b"zstd", bytes(MIB), "close"], "bad_encoding"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_put_out(name, site, fetch):
    site.pages["/a"], code = BOMBS[name]
    got, seconds, growth = grown(lambda: fetch(site.url("/a"), client={"deadline": 10}))
    assert got.error == code
    assert len(got.body) <= 64 * 1024
    assert seconds < 2
    assert growth < 64 * MIB


def test_a_size_that_is_too_large_from_the_start_is_not_fetched(site, fetch):
    site.pages["/a"] = [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + bytes(70_000), "hang"]
    got, seconds, _ = grown(lambda: fetch(site.url("/a"), client={"deadline": 10}))
    assert (got.error, len(got.body)) == ("too_large", 64 * 1024)
    assert seconds < 1


def test_the_cap_itself_is_allowed_and_an_ask_may_have_its_own(site, fetch, answer):
    site.pages |= {"/a": [answer(200, b"x" * 1000)], "/b": [answer(200, b"x" * 1001)]}
    assert fetch(site.url("/a"), client={"max_body": 1000}).ok
    assert fetch(site.url("/b"), client={"max_body": 1000}).error == "too_large"
    assert fetch(site.url("/b"), client={"max_body": 1000}, max_body=2000).ok
    assert fetch(site.url("/b"), max_body=10).error == "too_large"


def test_without_a_stated_length_the_cap_holds_as_well(site, fetch):
    site.pages["/a"] = [b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001, "close"]
    assert fetch(site.url("/a"), max_body=1000).error == "too_large"
    assert fetch(site.url("/a"), max_body=1001).ok


AROUND = {
    "interim answers": ([b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000] * 400, {"too_large"}),
    "an extension of a chunk": (
        [CHUNKED + b"1;a=", *[b"x" * 100_000] * 100],
        {"truncated"},
    ),
    "trailers": (
        [CHUNKED + b"0\r\n", *[b"x: y\r\n" * 10_000] * 100],
        {"http_5xx", "truncated"},  # by how the bytes come in it is the parser or the meter that has enough first
    ),
    "chunks of a byte": ([CHUNKED, *[b"1\r\nx\r\n" * 10_000] * 5], {"truncated"}),
}


@pytest.mark.parametrize("name", AROUND)
def test_what_is_around_a_body_is_not_taken_in_without_end(name, site, fetch):
    """At full speed: long before the deadline, which would be another code."""
    steps, codes = AROUND[name]
    site.pages["/a"] = [*steps, "hang"]
    assert fetch(site.url("/a"), client={"deadline": 30, "max_body": MIB}).error in codes


def test_a_body_may_come_in_small_chunks(site, fetch):
    site.pages["/a"] = [CHUNKED, b"10\r\n0123456789abcdef\r\n" * 50_000, b"0\r\n\r\n"]
    got = fetch(site.url("/a"))
    assert (got.error, len(got.body)) == (None, 800_000)


def test_a_connection_that_serves_for_long_is_not_taken_for_one_without_end(site, visit, answer):
    site.pages["/a"] = [answer(200, bytes(MIB))]

    async def scenario(client):
        return [(await client.fetch(Ask(site.url("/a"), "s"))).ok for _ in range(8)]

    assert all(visit(scenario, max_body=MIB))
    assert site.connections == 1

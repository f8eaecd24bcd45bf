"""Whatever a site does to a request, the answer is a Fetch with the right code, and soon."""

import gzip
import socket
import zlib
from time import monotonic

import pytest

OK = b"HTTP/1.1 200 OK\r\n"
SHORT = gzip.compress(b"<rss/>" * 50)
FEED = gzip.compress(b"<rss/>")


def sized(body, headers=b""):
    return OK + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


GZIP, DEFLATE = b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate\r\n"

FAULTS = {
    "a body of one byte now and then": ([OK + b"Content-Length: 99\r\n\r\n", *([0.05, b"x"] * 99)], "deadline"),
    "headers of one byte now and then": ([b"HTTP/1.1 200 OK\r\nX: ", *([0.05, b"x"] * 99)], "deadline"),
    "no answer at all": (["hang"], "deadline"),
    "interim answers without end": ([b"HTTP/1.1 100 Continue\r\n\r\n", 0.01] * 500, "deadline"),
    "a body shorter than it says": ([OK + b"Content-Length: 99\r\n\r\nshort", "close"], "truncated"),
    "a cut chunk": ([OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nshort", "close"], "truncated"),
    "chunks without the last": ([OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", "close"], "truncated"),
    # aiohttp closes the connection but tells the reader nothing, so only time does
    "a chunk that is none": ([OK + b"Transfer-Encoding: chunked\r\n\r\n", 0.05, b"xyz\r\nshort\r\n"], "deadline"),
    "broken off before the answer": (["reset"], "reset"),
    "closed before the answer": (["close"], "reset"),
    "closed within the headers": ([b"HTTP/1.1 200 OK\r\nX-", "close"], "reset"),
    "broken off within the body": ([OK + b"Content-Length: 99\r\n\r\nshort", 0.05, "reset"], "truncated"),
    "no HTTP": ([b"SSH-2.0-OpenSSH_9.2\r\n\r\n"], "http_5xx"),
    "a header line of 1 MB": ([OK + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n"], "too_large"),
    "10,000 headers": ([OK + b"X: y\r\n" * 10_000 + b"\r\n"], "http_5xx"),
    "truncated gzip": ([sized(SHORT[:-12], GZIP)], "truncated"),
    "gzip that is none": ([sized(b"<rss>plain</rss>", GZIP)], "bad_encoding"),
    "gzip with damage inside": ([sized(SHORT[:14] + b"\xff\xff\xff" + SHORT[17:], GZIP)], "bad_encoding"),
    "brotli": ([sized(b"\x8b\x02\x80<rss/>\x03", b"Content-Encoding: br\r\n")], "bad_encoding"),
    "two encodings": ([sized(gzip.compress(FEED), b"Content-Encoding: gzip, gzip\r\n")], "bad_encoding"),
    "two encodings in two headers": ([sized(gzip.compress(FEED), GZIP + GZIP)], "bad_encoding"),
    "a part that nobody asked for": ([b"HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\nx"], "truncated"),
    "unchanged, though nobody asked": ([b"HTTP/1.1 304 Not Modified\r\n\r\n"], "http_5xx"),
    "400": ([b"HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n"], "http_4xx"),
    "401": ([b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"], "http_4xx"),
    "403": ([b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"], "http_4xx"),
    "404": ([b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"], "http_4xx"),
    "410": ([b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"], "http_410"),
    "429": ([b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n"], "http_429"),
    "500": ([b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"], "http_5xx"),
    "503": ([b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"], "http_5xx"),
    "999": ([b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"], "http_5xx"),
    "an upgrade nobody asked for": (
        [b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "close"],
        "http_5xx",
    ),
    "300 without a choice": ([b"HTTP/1.1 300 Choices\r\nContent-Length: 0\r\n\r\n"], "redirect_refused"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_has_its_code_within_the_deadline(name, site, fetch):
    site.pages["/feed"], code = FAULTS[name]
    begun = monotonic()
    got = fetch(site.url("/feed"), client={"deadline": 0.9})
    assert (got.error, got.ok) == (code, False)
    assert got.detail
    assert monotonic() - begun < 1.5


FINE = {
    "a body with its length": ([sized(b"<rss/>")], b"<rss/>"),
    "chunks": ([OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<rs\r\n3\r\ns/>\r\n0\r\n\r\n"], b"<rss/>"),
    "a body that ends with the connection": ([OK + b"\r\n<rss/>", "close"], b"<rss/>"),
    "HTTP/1.0": ([b"HTTP/1.0 200 OK\r\n\r\n<rss/>", "close"], b"<rss/>"),
    "gzip": ([sized(FEED, GZIP)], b"<rss/>"),
    "x-gzip": ([sized(FEED, b"Content-Encoding: x-gzip\r\n")], b"<rss/>"),
    "gzip in two members": ([sized(FEED + FEED, GZIP)], b"<rss/><rss/>"),
    "gzip with filling after its end": ([sized(FEED + bytes(20), GZIP)], b"<rss/>"),
    "gzip byte by byte": (
        [OK + GZIP + b"\r\n", *([bytes([b]), 0.001][i] for b in FEED for i in (0, 1)), "close"],
        b"<rss/>",
    ),
    "deflate": ([sized(zlib.compress(b"<rss/>"), DEFLATE)], b"<rss/>"),
    "raw deflate": ([sized(zlib.compress(b"<rss/>", wbits=-15), DEFLATE)], b"<rss/>"),
    "identity": ([sized(b"<rss/>", b"Content-Encoding: identity\r\n")], b"<rss/>"),
    "nothing": ([sized(b"")], b""),
    "nothing, in gzip": ([sized(b"", GZIP)], b""),
    "interim answers before": ([b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", sized(b"<rss/>")], b"<rss/>"),
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_whole_is_read_whole(name, site, fetch):
    site.pages["/feed"], body = FINE[name]
    got = fetch(site.url("/feed"))
    assert (got.error, got.body, got.ok) == (None, body, True)


def test_compression_that_is_a_lie_is_asked_for_once_more_without(site, fetch):
    honest = sized(b"<rss/>")
    site.pages["/feed"] = lambda hit: [
        honest if hit.headers["accept-encoding"] == "identity" else sized(b"<rss/>", GZIP)
    ]
    got = fetch(site.url("/feed"))
    assert (got.error, got.body) == (None, b"<rss/>")
    assert site.paths == ["/robots.txt", "/feed", "/feed"]


def test_no_content_is_no_error(site, fetch):
    site.pages["/feed"] = [b"HTTP/1.1 204 No Content\r\n\r\n"]
    got = fetch(site.url("/feed"))
    assert (got.error, got.status, got.body, got.sha256) == (None, 204, b"", None)


def test_an_error_page_is_kept_as_evidence_but_not_all_of_it(site, fetch, answer):
    site.pages["/feed"] = [answer(500, b"fault " * 100_000)]
    got = fetch(site.url("/feed"))
    assert (got.error, got.status, len(got.body)) == ("http_5xx", 500, 64 * 1024)
    assert got.sha256 is None


def test_nobody_listens(fetch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        got = fetch(f"http://127.0.0.1:{free.getsockname()[1]}/feed")
    assert (got.error, got.status) == ("connect_refused", None)


def test_a_server_that_never_accepts(fetch):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        queue = [socket.socket() for _ in range(4)]
        for waiting in queue:
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        got = fetch(f"http://127.0.0.1:{deaf.getsockname()[1]}/feed", client={"deadline": 0.9})
        for waiting in queue:
            waiting.close()
    assert got.error == "connect_timeout"


def test_a_page_that_ends_one_fetch_does_not_disturb_the_next(site, visit, answer):
    """The bytes after an answer must not be taken for the next one."""
    site.pages |= {
        "/a": [answer(200, b"a") + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"],
        "/b": [answer(200, b"b")],
    }

    async def both(client):
        from hub.records import Ask

        return [await client.fetch(Ask(site.url(path), "s")) for path in ("/a", "/b")]

    first, second = visit(both)
    assert second.body == b"b"
    assert first.body in (b"a", b"")

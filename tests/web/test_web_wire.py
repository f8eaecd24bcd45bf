"""HTTP/1.1 byte by byte, over a real socket: the short cut for feeds, and what one connection may take."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from feeds.channels import channel_feed, names
from feeds.publish import publish_feed
from hub.web.front import Front
from hub.web.main import make_app
from hub.web.wire import LONGEST_HEAD, serve_until_stopped, server_config

FEED, PAGE = "/feeds/all.atom", "/about"
ASK = "GET {path} HTTP/1.1\r\nHost: hub\r\n{more}\r\n"


class Line:
    """A connection to the server."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._read = self._socket.makefile("rb")

    def send(self, data: str | bytes) -> None:
        self._socket.sendall(data.encode() if isinstance(data, str) else data)

    def ask(self, path: str, more: str = "") -> tuple[int, dict[str, str], bytes]:
        self.send(ASK.format(path=path, more=more))
        return self.answer()

    def answer(self, has_body: bool = True) -> tuple[int, dict[str, str], bytes]:
        """The next answer; (0, {}, b"") where the connection is closed."""
        first = self._read.readline()
        if not first:
            return 0, {}, b""
        lines = iter(lambda: self._read.readline().strip().decode(), "")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        return int(first.split()[1]), headers, self._read.read(int(headers.get("content-length", 0)) * has_body)

    def is_closed(self) -> bool:
        """Whether the server closes the connection within ten seconds."""
        try:
            return self._read.read(1) == b""
        except ConnectionError:
            return True

    def close(self) -> None:
        self._read.close()
        self._socket.close()


@contextmanager
def serving(front: Front, tick: float) -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(server_config(front, tick=tick))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def front(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Front:
    parts = sample.sample_parts(tmp_path_factory.mktemp("wire"))
    known = names(parts.store, "khanhhoa.example.vn", parts.settings.base_url, parts.clock())
    made = channel_feed(parts.store, "all", known)
    assert made
    publish_feed(parts.public / "feeds", "all", made)
    return make_app(parts)


@pytest.fixture(scope="module")
def port(front: Front) -> Iterator[int]:
    with serving(front, tick=30) as port:
        yield port


@pytest.fixture
def line(port: int) -> Iterator[Line]:
    line = Line(port)
    yield line
    line.close()


@pytest.fixture
def hasty(front: Front) -> Iterator[Line]:
    """A connection to a server whose clock strikes twice a second."""
    with serving(front, tick=0.5) as port:
        line = Line(port)
        yield line
        line.close()


# --- the short cut -----------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["", "Accept-Encoding: gzip\r\n", "accept-encoding: br;q=1, gzip;q=0.5\r\n"])
@pytest.mark.parametrize("condition", ["", "none", "tag", "weak", "date", "other"])
def test_the_short_cut_gives_the_answer_of_the_usual_way(line: Line, encoding: str, condition: str) -> None:
    _, told, _ = line.ask(FEED, encoding)
    conditions = {
        "none": 'If-None-Match: "x"\r\n',
        "tag": f"If-None-Match: {told['etag']}\r\n",
        "weak": f'If-None-Match: "x", W/{told["etag"]}\r\n',
        "date": f"If-Modified-Since: {told['last-modified']}\r\n",
        "other": f'If-None-Match: "x"\r\nIf-Modified-Since: {told["last-modified"]}\r\n',
    }
    asked = encoding + conditions.get(condition, "")
    short, usual = line.ask(FEED, asked), line.ask(f"{FEED}?usual", asked)
    assert without_date(short) == without_date(usual)
    assert short[0] == (304 if condition in ("tag", "weak", "date") else 200)
    assert ("content-encoding" in short[1]) == (bool(encoding) and short[0] == 200)


def without_date(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = answer
    assert headers.pop("date").endswith("gmt")
    return status, headers, body


def test_feeds_and_pages_take_turns_on_one_connection_in_the_order_they_were_asked(line: Line) -> None:
    paths = (FEED, PAGE, FEED, FEED, "/nowhere", FEED, PAGE)
    line.send("".join(ASK.format(path=path, more="") for path in paths))
    answers = [line.answer() for _ in paths]
    assert [status for status, _, _ in answers] == [200, 200, 200, 200, 404, 200, 200]
    types = [headers["content-type"].split(";")[0] for _, headers, _ in answers]
    assert types == ["application/atom+xml" if path == FEED else "text/html" for path in paths]


@pytest.mark.parametrize(
    ("request_line", "more", "stays"),
    [
        ("GET {} HTTP/1.1", "Connection: close\r\n", False),
        ("GET {} HTTP/1.0", "", False),
        ("GET {} HTTP/1.1", "Content-Length: 3\r\n", True),
        ("GET {} HTTP/1.1", "Upgrade: websocket\r\nConnection: Upgrade\r\n", True),
    ],
)
def test_what_is_not_quite_plain_is_answered_too(line: Line, request_line: str, more: str, stays: bool) -> None:
    body = "abc" if "Content-Length" in more else ""
    line.send(f"{request_line.format(FEED)}\r\nHost: x\r\n{more}\r\n{body}")
    assert line.answer()[0] == 200
    assert line.ask(FEED)[0] == 200 if stays else line.is_closed()


def test_head_brings_the_headers_without_the_feed(line: Line) -> None:
    whole = line.ask(FEED, "Accept-Encoding: gzip\r\n")
    line.send(f"HEAD {FEED} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")
    assert without_date(line.answer(has_body=False)) == (200, without_date(whole)[1], b"")
    assert line.ask(PAGE)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.test", 'a"><b>', "hub\r\nX-Forwarded-Host: evil.test\r\nForwarded: host=evil.test"]
)
@pytest.mark.parametrize("path", ["/", FEED, "/search.atom?q=a", "/api/v1/notices", "/sitemap.xml", "/nowhere"])
def test_nothing_is_made_of_the_host_header(line: Line, path: str, host: str) -> None:
    line.send(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    foreign, ours = without_date(line.answer()), without_date(line.ask(path))
    assert foreign == ours
    assert b"evil.test" not in foreign[2]


# --- what one connection may take --------------------------------------------------------


@pytest.mark.parametrize("start", ["GET /", "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\r\n" + "X: y\r\n" * 9])
def test_a_head_that_does_not_end_is_refused(line: Line, start: str) -> None:
    line.send(start)
    time.sleep(0.1)
    with pytest.raises(ConnectionError):  # at last; sending outruns the refusal
        for _ in range(1000):
            line.send("y" * LONGEST_HEAD)


def test_a_head_that_is_too_long_is_told_so(line: Line) -> None:
    line.send("GET / HTTP/1.1\r\n")
    time.sleep(0.1)
    line.send(f"X: {'y' * LONGEST_HEAD}")
    assert line.answer()[0] == 431
    assert line.is_closed()


def test_many_headers_are_refused(line: Line) -> None:
    status, headers, _ = line.ask(PAGE, "".join(f"X-{n}: {'y' * 1000}\r\n" for n in range(40)))
    assert (status, headers["x-content-type-options"]) == (431, "nosniff")


@pytest.mark.parametrize(
    "unwanted", ["Content-Length: 1000000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "trailers"]
)
def test_a_body_that_does_not_end_is_not_read_to_its_end(line: Line, unwanted: str) -> None:
    part = "y" * 65536
    if unwanted == "trailers":
        unwanted, part = "Transfer-Encoding: chunked\r\n\r\n0\r\n", f"X: {part}\r\n"
    elif "chunked" in unwanted:
        part = f"10000\r\n{part}\r\n"
    line.send(f"POST /search HTTP/1.1\r\nHost: x\r\n{unwanted}")
    assert line.answer()[0] in (405, 413)
    with pytest.raises(ConnectionError):
        for _ in range(1000):
            line.send(part)


def test_who_asks_far_ahead_of_the_answers_is_cut_off(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ConnectionError):
        for _ in range(100):
            line.send(ASK.format(path=PAGE, more="") * 500)
            time.sleep(0.01)
    assert caplog.records == []


@pytest.mark.parametrize(
    "garbage", [b"\x16\x03\x01\x02\x00\x01", b"HELLO\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 99]
)
def test_what_is_not_http_is_refused(line: Line, garbage: bytes) -> None:
    line.send(garbage)
    assert line.answer()[0] == 400
    assert line.is_closed()


@pytest.mark.parametrize("begun", ["", "GET / HT", "GET / HTTP/1.1\r\nX:", "\r\n"])
def test_who_asks_for_nothing_is_not_waited_for(hasty: Line, begun: str) -> None:
    hasty.send(begun)
    began = time.monotonic()
    assert hasty.is_closed()
    assert 0.4 < time.monotonic() - began < 3


@pytest.mark.parametrize("path", [FEED, PAGE])
def test_an_idle_connection_is_closed_and_one_in_use_is_not(hasty: Line, path: str) -> None:
    for _ in range(6):
        assert hasty.ask(path)[0] == 200
        time.sleep(0.3)
    assert hasty.is_closed()


def test_a_head_sent_a_byte_at_a_time_is_not_waited_for(hasty: Line) -> None:
    with pytest.raises(ConnectionError):
        for letter in "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y" * 100:
            hasty.send(letter)
            time.sleep(0.05)


@pytest.mark.parametrize("path", [FEED, f"{FEED}?usual"])
def test_who_does_not_fetch_the_answers_is_cut_off(hasty: Line, path: str) -> None:
    with pytest.raises((ConnectionError, TimeoutError)) as ended:
        for _ in range(2000):
            hasty.send(ASK.format(path=path, more="") * 8)
            time.sleep(0.01)
    assert ended.type is not TimeoutError


def test_a_port_that_is_taken_ends_the_server(front: Front, port: int) -> None:
    with pytest.raises(SystemExit):
        serve_until_stopped(front, "127.0.0.1", port)


def test_the_answers_of_a_short_cut_are_those_of_the_file(line: Line, front: Front) -> None:
    folder: Path = front.published.folder
    answer: Any = line.ask(FEED)
    assert answer[2] == (folder / "all.atom").read_bytes()

"""A site on loopback that moves to another address and takes its feed, articles and files along."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = tuple[int, dict[str, str], str]
WORDS = ("đất đai", "tuyển dụng", "y tế", "giao thông", "ngân sách", "giáo dục", "du lịch", "thuỷ sản", "nhà ở", "thuế")


@dataclass
class Agency:
    """So many notices under `feed`; once it has moved its old host sends every path on, by a status, to a new one.

    Links are always to the host that is asked, as content systems write them.
    """

    name: str
    newest: int = 12
    feed: str = "/rss.xml"
    moved_to: str = ""
    status: int = 301
    elsewhere: dict[str, str] = field(default_factory=dict)
    begin: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def answer(self, path: str, origin: str, etag: str | None) -> Answer:
        """What the site says to a request for a path at an origin."""
        if path in self.elsewhere:
            return 200, {}, self.elsewhere[path]
        if self.moved_to and self.moved_to != origin:
            return self.status, {"Location": self.moved_to + path}, ""
        if path == self.feed:
            mine = f'"{origin[-5:]}-{self.newest}"'
            return (304, {"ETag": mine}, "") if etag == mine else (200, {"ETag": mine}, self._feed(origin))
        number = path.removeprefix("/tin/").removesuffix(".html")
        if number.isdigit() and 0 < int(number) <= self.newest:
            return 200, {}, self._article(int(number))
        return (200, {}, f"Nội dung của {path}") if path.startswith("/tep/") else (404, {}, "")

    def title(self, n: int) -> str:
        """Of the n-th notice."""
        return f"Thông báo số {n} của {self.name} về {WORDS[n % len(WORDS)]} đợt {n}"

    def _feed(self, origin: str) -> str:
        numbers = range(max(1, self.newest - 19), self.newest + 1)
        entries = "".join(
            f"<item><title>{self.title(n)}</title><link>{origin}/tin/{n}.html</link>"
            f"<guid>{origin}/tin/{n}.html</guid><description>{self.title(n)}.</description>"
            f"<pubDate>{format_datetime(self.begin + timedelta(hours=7 * n))}</pubDate></item>"
            for n in reversed(numbers)
        )
        return f'<rss version="2.0"><channel><title>{self.name}</title>{entries}</channel></rss>'

    def _article(self, n: int) -> str:
        body = f"<p>{self.title(n)}. Kính gửi các đơn vị, {WORDS[n % len(WORDS)]} năm nay có {n} điểm mới.</p>" * 3
        return (
            f"<html><head><title>{self.name}</title></head><body><nav><a href='/'>Trang chủ</a></nav><article>"
            f"<h1>{self.title(n)}</h1>{body}<p><a href='/tep/{n}.txt'>Tệp đính kèm {n}</a></p></article></body></html>"
        )


@contextmanager
def serving(answer: Callable[[str, str, str | None], Answer]) -> Iterator[str]:
    """The origin of a server that answers a path at its origin, with what was sent of the last ETag."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, page = answer(self.path, self.server.origin, self.headers.get("If-None-Match"))  # type: ignore[attr-defined]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            body = page.encode()
            kind = "application/rss+xml" if page.startswith("<rss") else "text/html"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.origin = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.origin  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def two_homes(agency: Agency) -> Iterator[tuple[str, str]]:
    """The old and the new origin of an agency's site."""

    def answer(path: str, origin: str, etag: str | None) -> Answer:
        return agency.answer(path, origin, etag)  # which may be another one by then

    with serving(answer) as old, serving(answer) as new:
        yield old, new

"""A hub on a real store and a site on loopback that keeps a log of who asked it, when and how many at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from hub.settings import load_settings
from hub.wiring import Parts, open_parts

FEED = b'<rss version="2.0"><channel><title>t</title><item><title>Tin</title><guid>1</guid></item></channel></rss>'


@dataclass
class LoggedSite:
    """Answers every path with a feed, after `pause` seconds or when `may_answer`; robots.txt with 404."""

    pause: float = 0.0
    may_answer: asyncio.Event | None = None
    answer: bytes = b"200 OK"
    retry_after: str = "600"
    port: int = 0
    open_now: int = 0
    most_open: int = 0
    hits: list[tuple[float, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.hits if path != "/robots.txt"]

    @property
    def least_gap(self) -> float:
        return min(later - earlier for (earlier, _), (later, _) in pairwise(self.hits))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer(head.split(b" ")[1].decode(), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        self.hits.append((monotonic(), path))
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            await asyncio.sleep(self.pause)
            if self.may_answer:
                await self.may_answer.wait()
            body, status = (b"", b"404 Not Found") if path == "/robots.txt" else (FEED, self.answer)
            head = f"Content-Length: {len(body)}\r\nRetry-After: {self.retry_after}\r\n\r\n"
            writer.write(b"HTTP/1.1 %s\r\n%s%s" % (status, head.encode(), body))
            await writer.drain()
        finally:
            self.open_now -= 1


@asynccontextmanager
async def open_site(site: LoggedSite) -> AsyncIterator[LoggedSite]:
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


@pytest.fixture
def parts(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", database_url=database_url)[0])
    yield opened
    opened.close()

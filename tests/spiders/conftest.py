"""A site on loopback that does to a client what sites do, and a client to do it to.

A page is the steps of its connection: bytes are written, a number is a pause in seconds,
`hang`, `close` and `reset` end it. A site without a robots.txt of its own answers 404 for it.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ssl import SSLContext
from time import monotonic
from typing import Any

import pytest

from hub.records import Ask, Fetch
from spiders.client import Client

Step = bytes | float | str
Page = Iterable[Step] | Callable[["Hit"], Iterable[Step]]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Hit:
    """One request as the site saw it."""

    at: float
    connection: int
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def whole_answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer; header names with `_` for `-`. Content-Length is right unless given."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Reason"]
    lines += [f"{name}: {value}" for name, value in ({"Content-Length": str(len(body))} | named).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


@dataclass
class Site:
    """What the site answers, and what it was asked."""

    scheme: str = "http"
    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer(reader, writer, number):
                pass
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        hit = await _read_request(reader, number)
        self.hits.append(hit)
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            page = self.pages.get(hit.path.partition("?")[0], (whole_answer(404),))
            for step in page(hit) if callable(page) else page:
                if not await _take(step, writer):
                    return False
        finally:
            self.open_now -= 1
        return True


async def _read_request(reader: asyncio.StreamReader, number: int) -> Hit:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Hit(monotonic(), number, method, path, headers, body)


async def _take(step: Step, writer: asyncio.StreamWriter) -> bool:
    if isinstance(step, bytes):
        writer.write(step)
        await writer.drain()
    elif isinstance(step, float | int):
        await asyncio.sleep(step)
    elif step == "hang":
        await asyncio.sleep(60)
    else:
        if step == "reset":
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False
    return True


class SiteThread:
    """Serves sites in a loop of its own, so that a client that blocks is seen to block."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def open(self, context: SSLContext | None = None, address: str = "127.0.0.1", port: int = 0) -> Site:
        site = Site(scheme="https" if context else "http")
        start = asyncio.start_server(site.serve, address, port, ssl=context)
        server = asyncio.run_coroutine_threadsafe(start, self._loop).result(5)
        self._servers.append(server)
        site.port = server.sockets[0].getsockname()[1]
        return site

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _cancel_all(self) -> None:
        for server in self._servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
def site_thread() -> Iterator[SiteThread]:
    thread = SiteThread()
    yield thread
    thread.close()


@pytest.fixture
def site(site_thread: SiteThread) -> Site:
    return site_thread.open()


@pytest.fixture
def other_site(site_thread: SiteThread) -> Site:
    return site_thread.open()


Scenario = Callable[[Client], Awaitable[Any]]


@pytest.fixture
def answer() -> Callable[..., bytes]:
    """A whole answer as bytes: status, body, headers."""
    return whole_answer


@pytest.fixture
def visit() -> Callable[..., Any]:
    """What a scenario returns that is given a client: a quick one, allowed on loopback unless told otherwise."""
    return _visit


@pytest.fixture
def fetch() -> Callable[..., Fetch]:
    """One fetch by a client of its own; `client` holds its settings, the rest are fields of the Ask."""

    def fetch_one(url: str, client: Mapping[str, Any] | None = None, **ask: Any) -> Fetch:
        return _visit(lambda it: it.fetch(Ask(url, "so-y-te", **ask)), **(client or {}))

    return fetch_one


def _visit(scenario: Scenario, **settings: Any) -> Any:
    async def main() -> Any:
        given = {"allow_networks": ("127.0.0.0/8",), "user_agent": "DauMoi/0.1", "deadline": 2.0, "per_host_delay": 0.0}
        client = Client(**{**given, "clock": lambda: NOW, **settings})
        try:
            return await scenario(client)
        finally:
            await client.close()

    return asyncio.run(main())

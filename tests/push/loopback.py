"""Our hub as it is served on loopback with its worker's pusher, and callbacks that keep what they are told.

Time is the test's: the clock of the hub moves when a test moves it. A test starts nothing but what it names.
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import uvicorn

from hub.records import Address, Agency, Notice, Source, Subscription
from hub.settings import load_settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.web.wire import server_config
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.consuming import consume_all
from hub.worker.pushing import Pusher
from hub.worker.subscribing import subscribe

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
WAITED = 15.0  # seconds until something that should happen is given up


@dataclass(frozen=True)
class Told:
    """One request as a callback saw it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Callbacks:
    """A server of callbacks: `answers` by path say what a delivery is answered, after `pause` seconds.

    Questions are answered by their challenge, unless `echo` makes something else of it.
    """

    port: int = 0
    told: list[Told] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    pauses: dict[str, float] = field(default_factory=dict)
    echo: Callable[[str], str] = str
    location: str = ""
    under_way: dict[str, int] = field(default_factory=dict)
    most_at_once: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def of(self, method: str, path: str = "") -> list[Told]:
        return [one for one in self.told if one.method == method and (not path or one.path == path)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            method, address, _ = first.split(" ")
            await self._answer(method, address, headers, body, writer)
        writer.close()

    async def _answer(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes, writer: asyncio.StreamWriter
    ) -> None:
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.told.append(Told(method, parts.path, query, headers, body))
        self.under_way[parts.path] = self.under_way.get(parts.path, 0) + 1
        self.most_at_once = max(self.most_at_once, self.under_way[parts.path])
        await asyncio.sleep(self.pauses.get(parts.path, 0.0) if method == "POST" else 0.0)
        self.under_way[parts.path] -= 1
        status = self.answers.get(parts.path, 200)
        said = self.echo(query.get("hub.challenge", "")).encode() if method == "GET" else b""
        more = f"Location: {self.location}\r\n" if self.location else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{more}Content-Length: {len(said)}\r\n\r\n".encode() + said)
        await writer.drain()


@dataclass
class Publisher:
    """A site whose feeds name a hub, and that hub: `pages` by path are status, headers and body; `asked` are the forms
    that it was sent. `asks_back` is what it does before it answers them."""

    port: int = 0
    pages: dict[str, tuple[int, Mapping[str, str], str]] = field(default_factory=dict)
    asked: list[Mapping[str, str]] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)
    asks_back: Callable[[Mapping[str, str]], Awaitable[object]] | None = None

    def url(self, path: str = "/rss") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def publish(self, *titles: str, path: str = "/rss", links: str = "") -> None:
        """An RSS feed of these, each with the address of the hub in its head unless `links` says otherwise."""
        said = links or f'<atom:link rel="hub" href="{self.url("/hub")}"/>'
        items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
        head = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title>{said}'
        self.pages[path] = 200, {}, f"{head}{items}</channel></rss>"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                form = dict(parse_qsl((await reader.readexactly(int(length[1]) if length else 0)).decode()))
                await self._answer(head.split(" ")[1], form, writer)
        writer.close()

    async def _answer(self, path: str, form: Mapping[str, str], writer: asyncio.StreamWriter) -> None:
        self.hits.append(path)
        status, headers, body = self.pages.get(path, (404, {}, ""))
        if path == "/hub":
            status, headers, body = 202, {}, ""
            self.asked.append(form)
            if self.asks_back:
                await self.asks_back(form)
        said, lines = body.encode(), "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{lines}Content-Length: {len(said)}\r\n\r\n".encode() + said)
        await writer.drain()


Served = TypeVar("Served", Callbacks, Publisher)


@asynccontextmanager
async def serving(site: Served) -> AsyncIterator[Served]:
    server = await asyncio.start_server(site.serve, "127.0.0.1", site.port)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


class Hub:
    """A hub of one agency and one source, served, with what its worker does for the pushing."""

    def __init__(self, parts: Parts, clock: "Clock") -> None:
        self.parts, self.clock = parts, clock
        self.client = open_client(parts)
        self.pusher = Pusher(parts, self.client, moment=0.1)
        self.http = httpx.AsyncClient(timeout=30)
        self._notices = 0

    def url(self, path: str) -> str:
        return f"{self.parts.settings.base_url}{path}"

    async def announce(self, title: str = "") -> None:
        """A new notice, and all consumers with it; nothing is sent by that."""
        self._notices += 1
        url, title = f"https://syt.example/{self._notices}", title or f"Thông báo số {self._notices}"
        now = self.clock()
        one = Notice(f"n{self._notices}", "syt", "so-y-te", url, title, now, now, now, "minute", "feed")
        with self.parts.store.writing() as writer:
            writer.add_notice(one, [url])
        await consume_all(self.parts)

    async def ask(self, callback: str, topic: str = "/feeds/all.atom", **fields: str) -> httpx.Response:
        named = {f"hub.{name}": value for name, value in fields.items()}
        form = {"hub.mode": "subscribe", "hub.topic": self.url(topic), "hub.callback": callback, **named}
        return await self.http.post(self.url("/websub"), data=form)

    async def subscribe(self, callback: str, topic: str = "/feeds/all.atom", **fields: str) -> None:
        """A subscription that stands."""
        assert (await self.ask(callback, topic, **fields)).status_code == 202
        await self.until(lambda: not self.parts.store.subscribers.waiting(1))
        await self.pushed()

    # --- as a subscriber ---

    async def collect(self, address: Address, *, delay: float = 0.0) -> None:
        """A visit of the source at this address, and what follows from the hub that it names."""
        source = Source("syt", "so-y-te", "https://syt.example/", (address,), pages=False, delay=delay)
        if self.parts.store.sources.source("syt") != source:
            self.parts.store.sources.save_source(source)
        await collect_all(self.parts, self.client, [source], lambda _: None)
        await subscribe(self.parts, self.client)

    def hide(self) -> None:
        """From now on nobody outside could reach it."""
        hidden = self.parts.settings.model_copy(update={"base_url": "http://daumoi.internal"})
        self.parts = replace(self.parts, settings=hidden)

    def ours(self) -> Subscription:
        """The one subscription of the source."""
        (subscription,) = self.parts.store.subscriptions.of_sources(["syt"])["syt"]
        return subscription

    async def verify(self, form: Mapping[str, str], **changed: str) -> httpx.Response:
        """What a hub that was asked by this form asks back, or something else."""
        asking = {"mode": form["hub.mode"], "topic": form["hub.topic"], "challenge": "a1b2", "lease_seconds": "864000"}
        named = {f"hub.{name}": value for name, value in {**asking, **changed}.items() if value}
        return await self.http.get(form["hub.callback"], params=named)

    async def tell(self, form: Mapping[str, str], body: bytes = b"<rss/>", **headers: str) -> httpx.Response:
        """A push as the hub that was asked by this form would send it, but for the headers that are given."""
        mac = hmac.new(form["hub.secret"].encode(), body, hashlib.sha256).hexdigest()
        right = {"x-hub-signature": f"sha256={mac}", "link": f'<{form["hub.topic"]}>; rel="self"'}
        named = {**right, **{name.replace("_", "-"): value for name, value in headers.items()}}
        kept = {name: value for name, value in named.items() if value}
        return await self.http.post(form["hub.callback"], content=body, headers=kept)

    async def until(self, is_so: Callable[[], Any]) -> None:
        """The pusher at work until something is so."""
        end = monotonic() + WAITED
        while not is_so():
            assert monotonic() < end, "it never came to that"
            self.pusher.look()
            await asyncio.sleep(0.01)

    async def pushed(self) -> None:
        """All that can be sent now is sent."""

        def is_idle() -> bool:
            if self.pusher.is_idle:
                self.pusher.look()
            return self.pusher.is_idle

        await self.until(is_idle)

    async def close(self) -> None:
        await self.pusher.stop()
        await self.client.close()
        await self.http.aclose()


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@asynccontextmanager
async def served_hub(folder: Path, database_url: str = "", **settings: Any) -> AsyncIterator[Hub]:
    """The hub on a free port of loopback, in this loop."""
    given = {"allow_networks": "127.0.0.0/8", "database_url": database_url, "per_host_delay": 0.0, **settings}
    clock = Clock()
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    opened = open_parts(load_settings(folder, base_url=f"http://127.0.0.1:{port}", **given)[0])
    parts = replace(opened, clock=clock)
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    parts.store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    server = uvicorn.Server(server_config(make_app(parts, Allowances(burst=1e9)), "127.0.0.1", port))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    hub = Hub(parts, clock)
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        yield hub
    finally:
        await hub.close()
        server.should_exit = True
        await task
        parts.close()

"""Callbacks of subscribers, in a process of their own: thousands on a few loopback addresses, for `benchmarks.websub`.

The first letter of a path says what it does: `l`ive, `s`low (three seconds), `d`ead (503); `v`ictims echo nothing.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

SLOW_SECONDS = 3.0
HOSTS = tuple(f"127.0.7.{n}" for n in range(1, 9))
VICTIMS = tuple(f"127.0.9.{n}" for n in range(1, 4))  # who never heard of us
Told = dict[str, list[tuple[float, int]]]  # by path, when it was asked, and the CRC of what it was sent


class Callbacks:
    """What they were told, asked of their process."""

    def __init__(self, wire: Connection, port: int) -> None:
        self._wire, self.port = wire, port

    def url(self, name: str, n: int) -> str:
        """The nth callback of a kind; each kind is spread over all addresses, victims over theirs."""
        hosts = VICTIMS if name == "v" else HOSTS
        return f"http://{hosts[n % len(hosts)]}:{self.port}/{name}{n}"

    def take(self, method: str) -> Told:
        """The times at which each path was asked by this method, since it was last taken."""
        self._wire.send(method)
        told: Told = self._wire.recv()
        return told


@contextmanager
def callbacks() -> Iterator[Callbacks]:
    """All of them, while the block lasts."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Callbacks(ours, ours.recv())
    finally:
        process.terminate()
        process.join()


def _run(wire: Connection) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(wire))


async def _serve(wire: Connection) -> None:
    told: dict[str, Told] = {"GET": {}, "POST": {}}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"content-length: (\d+)", head.lower())
            body = await reader.readexactly(int(length[1]) if length else 0)
            method, address, _ = head.split(" ", 2)
            parts = urlsplit(address)
            told[method].setdefault(parts.path, []).append((time.time(), crc32(body)))
            status, said = _said(method, parts.path[1], parse_qs(parts.query).get("hub.challenge", [""])[0])
            if method == "POST" and parts.path[1] == "s":
                await asyncio.sleep(SLOW_SECONDS)
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode())
            await writer.drain()
        writer.close()

    first = await asyncio.start_server(answer, HOSTS[0], 0, backlog=2048)
    port = first.sockets[0].getsockname()[1]
    others = [await asyncio.start_server(answer, host, port, backlog=2048) for host in (*HOSTS[1:], *VICTIMS)]
    wire.send(port)
    while first.is_serving() and others:
        method = await asyncio.to_thread(wire.recv)
        wire.send(told[method])
        told[method] = {}


def _said(method: str, kind: str, challenge: str) -> tuple[int, str]:
    if method == "GET":
        return 200, "" if kind == "v" else challenge
    return 503 if kind == "d" else 200, ""

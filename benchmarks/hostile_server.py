"""A server of what is meant to fill a client's memory, to keep it busy, or never to end.

    python -m benchmarks.hostile_server ADDRESS…      prints its port; serves /KIND of `KINDS` at every address

A kind is the steps of a connection: bytes are written, a number is a pause in seconds; then it is closed. Sizes are
real ones: a megabyte on the wire that is a gibibyte when it is unpacked.
"""

import asyncio
import gzip
import socket
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from urllib.parse import unquote

MIB = 1024 * 1024
OK, END = b"HTTP/1.1 200 OK\r\n", b"\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
FEED = b"<rss version='2.0'><channel><title>x</title><item><title>%s</title><link>/1</link></item></channel></rss>"
FINE = FEED % b"Th\xc3\xb4ng b\xc3\xa1o"

Step = bytes | float


@dataclass(frozen=True)
class Kind:
    """What is served, the codes that a reader of it may end with, and what kind of address it is said to be."""

    codes: tuple[str | None, ...]
    steps: Callable[[], Iterable[Step]]
    address: str = "feed"


def whole(body: bytes, headers: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n" % (status, headers, len(body)) + body


def encoded(name: bytes, body: bytes) -> list[Step]:
    return [OK + b"Content-Encoding: " + name + END + END, body]


# --- a gibibyte in a small parcel ----------------------------------------------------------------


@lru_cache
def gzip_bomb() -> bytes:
    """Sixteen members of 64 MiB each."""
    return gzip.compress(bytes(64 * MIB), 9) * 16


@lru_cache
def deflate_bomb() -> bytes:
    """One stream: what stands between two full flushes may be repeated."""
    packer = zlib.compressobj(9)
    begin = packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + (packer.compress(bytes(64 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)) * 16


@lru_cache
def zstd_bomb() -> bytes:
    """A frame of 8,192 blocks that repeat one byte 131,072 times (RFC 8878)."""
    block, last = (1 << 1 | 131_072 << 3).to_bytes(3, "little"), (1 | 1 << 1 | 131_072 << 3).to_bytes(3, "little")
    return b"\x28\xb5\x2f\xfd\x00\x58" + (block + b"\0") * 8_191 + last + b"\0"


@lru_cache
def brotli_bomb() -> bytes:
    import brotli

    packer = brotli.Compressor(quality=5)
    return b"".join([*(packer.process(bytes(MIB)) for _ in range(1024)), packer.finish()])


@lru_cache
def chain_of_200() -> bytes:
    data = FINE
    for _ in range(200):
        data = gzip.compress(data)
    return data


# --- entities, and what is deep ------------------------------------------------------------------


def entity_feed(entities: str, said: str) -> list[Step]:
    text = f"<?xml version='1.0'?><!DOCTYPE rss [{entities}]>".encode() + FEED % said.encode()
    return [whole(text, b"Content-Type: application/rss+xml\r\n")]


def laughs() -> list[Step]:
    """Ten to the ninth in ten steps."""
    entities = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    return entity_feed(entities, "&a9;")


def quadratic() -> list[Step]:
    """A hundred kilobytes, named ten thousand times."""
    return entity_feed(f"<!ENTITY a '{'a' * 100_000}'>", "&a;" * 10_000)


def parameters() -> list[Step]:
    entities = "<!ENTITY % p0 'x'>" + "".join(f"<!ENTITY % p{n} '{f'%p{n - 1};' * 10}'>" for n in range(1, 10))
    return entity_feed(entities + "%p9;", "x")


def deep_page() -> list[Step]:
    return [whole(b"<ul><li>" + b"<div>" * 1_000_000, b"Content-Type: text/html\r\n")]


# --- without end ---------------------------------------------------------------------------------


def slowly(head: bytes) -> Iterator[Step]:
    """A byte a second."""
    return chain([head], (step for _ in repeat(0) for step in (b"x", 1.0)))


def endless(head: bytes, more: bytes) -> Iterator[Step]:
    return chain([head], repeat(more * (65_536 // len(more) + 1)))


KINDS = {
    "gzip of 1 GiB": Kind(("too_large",), lambda: encoded(b"gzip", gzip_bomb())),
    "deflate of 1 GiB": Kind(("too_large",), lambda: encoded(b"deflate", deflate_bomb())),
    "brotli of 1 GiB": Kind(("bad_encoding",), lambda: encoded(b"br", brotli_bomb())),
    "zstd of 1 GiB": Kind(("bad_encoding",), lambda: encoded(b"zstd", zstd_bomb())),
    "gzip 200 times over": Kind(("bad_encoding",), lambda: encoded(b", ".join([b"gzip"] * 200), chain_of_200())),
    "gzip 200 times over, said once": Kind(("not_a_feed",), lambda: encoded(b"gzip", chain_of_200())),
    "gzip of nothing, 800,000 times": Kind(("bad_encoding",), lambda: encoded(b"gzip", gzip.compress(b"") * 800_000)),
    "gzip of 1 GiB in a redirect": Kind(
        (None,),
        lambda: [b"HTTP/1.1 302 Found\r\nLocation: /fine\r\nContent-Encoding: gzip\r\n\r\n", gzip_bomb()],
    ),
    "gzip of 1 GiB in a fault": Kind(
        ("http_5xx",), lambda: [b"HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\n\r\n", gzip_bomb()]
    ),
    "gzip of 1 GiB in robots.txt": Kind((None,), lambda: [whole(FINE)]),
    "endless body": Kind(("too_large",), lambda: endless(OK + END, b"x")),
    "endless chunks": Kind(("too_large",), lambda: endless(CHUNKED, b"8000\r\n" + bytes(0x8000) + END)),
    "endless chunks of a byte": Kind(("too_large", "truncated", "deadline"), lambda: endless(CHUNKED, b"1\r\nx\r\n")),
    "endless chunk extension": Kind(("too_large", "truncated", "deadline"), lambda: endless(CHUNKED + b"1;a=", b"x")),
    "endless trailers": Kind(("http_5xx",), lambda: endless(CHUNKED + b"1\r\nx\r\n0\r\n", b"x: y\r\n")),
    "endless header line": Kind(("too_large",), lambda: endless(OK + b"x: ", b"x")),
    "endless headers": Kind(("too_large", "http_5xx"), lambda: endless(OK, b"x: y\r\n")),
    "endless interim answers": Kind(("too_large", "deadline"), lambda: endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    "a byte a second": Kind(("deadline",), lambda: slowly(OK + b"Content-Length: 999999\r\n\r\n")),
    "headers, a byte a second": Kind(("deadline",), lambda: slowly(OK + b"x: ")),
    "chunks, a byte a second": Kind(
        ("deadline",), lambda: chain([CHUNKED], (step for _ in repeat(0) for step in (b"1\r\nx\r\n", 1.0)))
    ),
    "no answer": Kind(("deadline",), lambda: repeat(1.0)),
    "a billion laughs": Kind((None, "parse_failed", "not_a_feed"), laughs),
    "entities by the square": Kind((None, "parse_failed", "not_a_feed"), quadratic),
    "parameter entities": Kind((None, "parse_failed", "not_a_feed"), parameters),
    "a million open tags": Kind(
        (None, "not_a_feed", "parse_failed"), lambda: [whole(b"<rss><channel>" + b"<a>" * 1_000_000)]
    ),
    "a million open divs": Kind(("not_a_listing",), deep_page, "listing"),
    "a million open brackets": Kind(("parse_failed",), lambda: [whole(b"[" * 1_000_000)], "json"),
    "fine": Kind((None,), lambda: [whole(FINE)]),
}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request a connection; robots.txt is missing, but where it is the bomb."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        path = unquote((await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode("latin-1"))
        for step in _steps(path, writer.get_extra_info("sockname")[0]):
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            else:
                await asyncio.sleep(step)
    writer.close()


def _steps(path: str, address: str) -> Iterable[Step]:
    if path == "/robots.txt":
        return encoded(b"gzip", gzip_bomb()) if address == ROBOTS_AT else [whole(b"", status=b"404 No")]
    return KINDS[path[1:]].steps()


ROBOTS_AT = "127.0.3.1"  # the host whose robots.txt is a bomb


def hosts_of(copies: int) -> dict[str, list[str]]:
    """The addresses at which each kind is met, so many of them, all different (one where robots.txt is the bomb)."""
    hosts = {
        kind: [f"127.0.2.{number * copies + copy + 1}" for copy in range(copies)] for number, kind in enumerate(KINDS)
    }
    return {**hosts, "gzip of 1 GiB in robots.txt": [ROBOTS_AT][:copies]}


def free_port(addresses: Sequence[str]) -> int:
    with socket.socket() as probe:
        probe.bind((addresses[0], 0))
        return int(probe.getsockname()[1])


async def main(addresses: Sequence[str]) -> None:
    for bomb in (gzip_bomb, deflate_bomb, zstd_bomb, brotli_bomb, chain_of_200):
        bomb()
    port = free_port(addresses)
    server = await asyncio.start_server(serve, addresses, port, backlog=512)
    print(port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

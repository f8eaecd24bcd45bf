"""A feed served on loopback, collected by a hub of its own as any other, and the Atom which that hub publishes."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from hub.records import Address, Agency, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.consuming import consume_all

AGENCY, SOURCE = Agency("so", "Sở"), "nguon"
XML = "application/xml"
BASE_URL = "https://daumoi.example.vn"
MEMORY = Path("/dev/shm")  # a thousand hubs, and no disk is measured


@dataclass(frozen=True, slots=True)
class Served:
    """Bytes at a path, and the headers they are sent with."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Published:
    """What a hub made of one feed: the error it met, the notices it counted, the seconds it took, its documents."""

    error: str | None
    detail: str
    new: int
    seconds: float
    documents: Mapping[str, bytes]


@asynccontextmanager
async def served(pages: Sequence[Served]) -> AsyncIterator[str]:
    """The pages on loopback for the length of the block, whose address is given (asyncio sends without Nagle)."""
    by_path = {f"/{page.path}": page for page in pages}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(_answer(by_path.get(head.split(b" ", 2)[1].decode())))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _answer(page: Served | None) -> bytes:
    if page is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    headers = {"content-type": XML, **{name.lower(): value for name, value in page.headers.items()}}
    headers["content-length"] = str(len(page.body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + page.body


async def published(pages: Sequence[Served]) -> AsyncIterator[tuple[str, Published]]:
    """What a hub of its own publishes of each page, in order, and the address that the page had."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        place = Path(folder)
        open_hub(place / "new").close()
        async with served(pages) as address:
            for page in pages:
                url = f"{address}/{page.path}"
                yield url, await _republished(place, url)


async def _republished(place: Path, url: str) -> Published:
    # a new hub for every feed, for many of them name the same pages; made once and copied
    mine = place / "hub"
    shutil.copytree(place / "new", mine)
    parts = open_hub(mine)
    try:
        return await _collected(parts, url)
    finally:
        parts.close()
        shutil.rmtree(mine)


def open_hub(folder: Path) -> Parts:
    """A hub that may read what is served here."""
    settings = load_settings(folder, allow_networks="127.0.0.0/8", per_host_delay=0, base_url=BASE_URL)[0]
    return open_parts(settings)


async def _collected(parts: Parts, url: str) -> Published:
    parts.store.sources.save_agency(AGENCY)
    source = Source(SOURCE, AGENCY.slug, url, (Address("feed", url),), pages=False)
    parts.store.sources.save_source(source)
    began = monotonic()
    client = open_client(parts)
    tallies = await collect_all(parts, client, [source], lambda tally: None)
    await client.close()
    await consume_all(parts)
    folder = parts.public / "feeds" / "sources"
    files = {suffix: folder / f"{SOURCE}.{suffix}" for suffix in ("atom", "rss", "json")}
    documents = {suffix: file.read_bytes() for suffix, file in files.items() if file.exists()}
    tally = tallies[0]
    return Published(tally.error, tally.detail, tally.new, monotonic() - began, documents)

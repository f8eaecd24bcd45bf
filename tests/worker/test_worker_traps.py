"""A trap on loopback, collected by the worker's own pieces: what the store keeps, and what an operator is told."""

import asyncio
from dataclasses import dataclass, field

from hub.cli.doctor.sources import failing_sources
from hub.records import Address, Agency, Filters, ListingRule, Memory, Source, Tally, Validators
from hub.wiring import Parts
from hub.worker.collecting import collect_all
from hub.worker.visiting import is_unfinished
from spiders.client import Client

EVERY_LINK = ListingRule(row="//a[@href]", link="./@href")
TITLES = {n: f"Thông báo tiếp nhận hồ sơ đợt {n}" for n in range(1, 6)}


@dataclass
class NestedSite:
    """Every page links all articles under several languages; sign-in has ever other addresses."""

    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        self.asked.append(path)
        status, body = ("404 No", b"") if path == "/robots.txt" else ("200 OK", self.page(path).encode())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    def page(self, path: str) -> str:
        if path.startswith("/login"):
            return "<title>Đăng nhập</title><form><input type=password></form>"
        nests = [f"/tin/{n}.html{tail}" for n in TITLES for tail in ("", "/en", "/vi/en", "/en/vi", "/vi/vi/vi")]
        links = "".join(
            f"<a href='{nest}'>{TITLES[int(nest[5])] if nest.endswith('l') else 'English'}</a>" for nest in nests
        )
        signs = "".join(f"<a href='/login{len(self.asked):03}{n}'>Đăng nhập</a>" for n in range(9))
        if not path.startswith("/tin/"):
            return f"<html><body>{links}{signs}</body></html>"
        title = TITLES[int(path[5])]
        return f"<html><body>{links}<h1>{title}</h1><p>{title * 5}</p><i>Lượt xem: {len(self.asked)}</i></body></html>"


async def collect_twice(parts: Parts, site: NestedSite) -> list[tuple[Tally, int]]:
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    home = f"http://127.0.0.1:{site.port}/"
    source = Source("bay", "so", home, (Address("listing", home, EVERY_LINK),))
    parts.store.sources.save_agency(Agency("so", "Sở"))
    parts.store.sources.save_source(source)
    client = Client(allow_networks=("127.0.0.0/8",), user_agent="test", per_host_delay=0, clock=parts.clock)
    came = []
    async with server:
        for _ in range(2):
            before = len(site.asked)
            (tally,) = await collect_all(parts, client, [source], lambda _: None)
            came.append((tally, len(site.asked) - before))
        await client.close()
    return came


def test_a_trap_gives_its_notices_once_and_is_named(parts: Parts) -> None:
    site = NestedSite()
    (first, asked), (second, asked_again) = asyncio.run(collect_twice(parts, site))
    notices = parts.store.notices.newest(Filters(), limit=100)
    assert sorted(notice.title for notice in notices) == list(TITLES.values())
    assert (first.new, first.error, second.new, second.edited, second.error) == (5, None, 0, 0, None)
    assert asked <= 2 + 2 * len(TITLES) + 6 and asked_again <= 8, (asked, asked_again)
    state = parts.store.sources.state("bay")
    assert (state.state, state.error) == ("healthy", None)
    assert state.detail.startswith("trap: ")
    assert [(found["code"], found["subject"]) for found in failing_sources(parts)] == [("trap", "source bay")]


def test_what_a_first_collection_left_over_is_no_news_of_the_next() -> None:
    assert is_unfinished(Memory({"https://so.example/tin": Validators()}))
    assert not is_unfinished(Memory({"https://so.example/tin": Validators(digest="x")}))
    assert not is_unfinished(Memory())

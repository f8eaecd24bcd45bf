"""The archive of a source on loopback, walked by the worker's own pieces on both databases."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.errors import ReadError
from hub.records import Address, Agency, Backfill, Filters, ListingRule, Source
from hub.wiring import Parts
from hub.worker.backfilling import Backfiller
from hub.worker.collecting import collect_all, lease_name
from spiders.client import Client

RULE = ListingRule("//li", title="./a", link="./a/@href", date="./i", next="//a[@rel='next']/@href", pages=1)
PAGES, ROWS = 4, 3
ALL = PAGES * ROWS
NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)


@dataclass
class PagedSite:
    """A list of four pages and its articles; `answers` are the statuses given first for a path."""

    asked: list[str] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    open_now: int = 0
    most_open: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        self.asked.append(path)
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        failing = self.answers.get(path)
        status = 404 if path == "/robots.txt" else failing.pop(0) if failing else 200
        await asyncio.sleep(0.001)
        body = self.page(path).encode()
        head = f"HTTP/1.1 {status} x\r\nContent-Type: text/html; charset=utf-8\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        with suppress(ConnectionError):
            await writer.drain()
        self.open_now -= 1
        writer.close()

    def page(self, path: str) -> str:
        if path == "/rss":
            entry = f"<item><title>{title(ALL)}</title><link>http://127.0.0.1:{self.port}/tin/{ALL}</link></item>"
            return f"<rss version='2.0'><channel><title>t</title>{entry}</channel></rss>"
        if path.startswith("/tin/"):
            text = "<p>Sở thông tin đến các tổ chức và công dân về việc này.</p>" * 3
            return f"<html><body><h1>{title(int(path[5:]))}</h1>{text}</body></html>"
        number = int(path.partition("=")[2] or 1)
        numbers = range(ALL - (number - 1) * ROWS, ALL - number * ROWS, -1)
        rows = "".join(f"<li><a href='/tin/{n}'>{title(n)}</a> <i>{n}/9/2026</i></li>" for n in numbers)
        onward = f"<a rel='next' href='/tin?trang={number + 1}'>Sau</a>" if number < PAGES else ""
        return f"<html><body><ul>{rows}</ul>{onward}</body></html>"


def title(n: int) -> str:
    return f"Thông báo tiếp nhận hồ sơ đợt {n}"


@asynccontextmanager
async def hub(parts: Parts, site: PagedSite, kind: str = "listing") -> Any:
    """The site open, its source stored and its first page collected; a client and the source."""
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    home = f"http://127.0.0.1:{site.port}/tin"
    feed, listing = Address("feed", home.replace("/tin", "/rss")), Address("listing", home, RULE)
    source = Source("so", "so", home, (listing if kind == "listing" else feed,))
    parts.store.sources.save_agency(Agency("so", "Sở"))
    parts.store.sources.save_source(source)
    client = Client(allow_networks=("127.0.0.0/8",), user_agent="test", per_host_delay=0, clock=parts.clock)
    async with server:
        await collect_all(parts, client, [source], lambda _: None)
        site.asked.clear()
        yield client, source
        await client.close()


def backfiller(parts: Parts, client: Client, source: Source, **more: Any) -> Backfiller:
    return Backfiller(parts, client, source, more.pop("report", lambda walk: None), tries=(0.01, 0.01), **more)


def titles(parts: Parts) -> list[str]:
    return sorted(notice.title for notice in parts.store.notices.newest(Filters(), limit=100))


def run(parts: Parts, work: Callable[..., Any], site: PagedSite | None = None, kind: str = "listing") -> Any:
    async def main() -> Any:
        async with hub(parts, site or PagedSite(), kind) as (client, source):
            return await work(client, source)

    return asyncio.run(main())


def test_what_a_collection_left_in_the_archive_is_brought_in_and_floods_nobody(parts: Parts) -> None:
    parts = replace(parts, clock=lambda: NOW)
    site = PagedSite()
    told: list[Backfill] = []

    async def work(client: Client, source: Source) -> list[Backfill]:
        assert len(titles(parts)) == ROWS
        return await backfiller(parts, client, source, report=told.append).run()

    (walk,) = run(parts, work, site)
    assert titles(parts) == sorted(map(title, range(1, ALL + 1)))
    assert (walk.is_over, walk.error, walk.pages, walk.found) == (True, None, PAGES, ALL - ROWS)
    assert (walk.oldest, [step.pages for step in told]) == (date(2026, 9, 1), [1, 2, 3, 4])
    assert len(site.asked) == PAGES + ALL - ROWS, "each page and each unknown article once"
    old = [notice for notice in parts.store.notices.newest(Filters(), limit=100) if notice.published.day <= ALL - ROWS]
    assert all(notice.updated == notice.published for notice in old)
    assert parts.store.sources.backfills("so") == (walk,)


def test_it_goes_back_to_the_day_that_is_wanted(parts: Parts) -> None:
    async def work(client: Client, source: Source) -> list[Backfill]:
        return await backfiller(parts, client, source).run(date(2026, 9, 8))

    (walk,) = run(parts, work)
    assert (walk.is_over, walk.pages, titles(parts)) == (True, 3, sorted(map(title, range(8, ALL + 1))))


@pytest.mark.parametrize("portion", [0.0, 100.0])
def test_stopped_on_its_way_it_goes_on_there(parts: Parts, portion: float) -> None:
    site = PagedSite()

    class Killed(Exception):
        pass

    def kill(walk: Backfill) -> None:
        if walk.pages == 2:
            raise Killed

    async def work(client: Client, source: Source) -> list[Backfill]:
        with pytest.raises(Killed):
            await backfiller(parts, client, source, report=kill, portion=portion).run()
        site.asked.clear()
        return await backfiller(parts, client, source, portion=portion).run()

    (walk,) = run(parts, work, site)
    lists = [path for path in site.asked if not path.startswith("/tin/")]
    assert list(dict.fromkeys(lists)) == ["/tin?trang=2", "/tin?trang=3", "/tin?trang=4"]
    assert len([path for path in site.asked if path.startswith("/tin/")]) == 2 * ROWS
    assert (walk.is_over, walk.found, len(titles(parts))) == (True, ALL - ROWS, ALL)


def test_a_passing_fault_is_tried_again_and_one_that_stays_is_said(parts: Parts) -> None:
    async def work(client: Client, source: Source) -> tuple[list[Backfill], list[Backfill]]:
        first = await backfiller(parts, client, source).run()
        site.answers.clear()
        return first, await backfiller(parts, client, source).run()

    site = PagedSite(answers={"/tin?trang=2": [503, 503], "/tin?trang=3": [503] * 9})
    (failed,), (again,) = run(parts, work, site)
    assert (failed.error, failed.pages, failed.is_over) == ("http_5xx", 2, False)
    assert [place.url.partition("?")[2] for place in failed.waiting] == ["trang=3"]
    assert (again.error, again.is_over, len(titles(parts))) == (None, True, ALL)


def test_a_worker_and_a_backfill_have_the_source_in_turns_and_its_host_one_at_a_time(parts: Parts) -> None:
    site = PagedSite()

    async def work(client: Client, source: Source) -> tuple[list[Backfill], Any]:
        token = parts.store.leases.take(lease_name(source), "another", 60)
        walking = asyncio.create_task(backfiller(parts, client, source).run())
        await asyncio.sleep(0.3)
        asked = list(site.asked)
        parts.store.leases.release(lease_name(source), "another", token or 0)
        tallies = await collect_all(parts, client, [source], lambda _: None)
        return asked, await walking, tallies

    asked, (walk,), (tally,) = run(parts, work, site)
    assert (asked, site.most_open) == ([], 1)
    assert (walk.error, walk.is_over, tally.error, len(titles(parts))) == (None, True, None, ALL)


def test_a_feed_alone_is_backfilled_by_the_list_its_homepage_offers(parts: Parts) -> None:
    async def work(client: Client, source: Source) -> list[Backfill]:
        assert titles(parts) == [title(ALL)]
        return await backfiller(parts, client, source).run()

    (walk,) = run(parts, work, kind="feed")
    assert (walk.address.rpartition("/")[2], walk.error, len(titles(parts))) == ("tin", None, ALL)


def test_where_nothing_holds_what_the_feed_tells_that_is_said(parts: Parts) -> None:
    class OtherSite(PagedSite):
        def page(self, path: str) -> str:
            return super().page(path).replace("/tin/", "/khac/") if path == "/tin" else super().page(path)

    async def work(client: Client, source: Source) -> None:
        with pytest.raises(ReadError, match="leads to no list of what its feed tells"):
            await backfiller(parts, client, source).run()

    run(parts, work, OtherSite(), kind="feed")

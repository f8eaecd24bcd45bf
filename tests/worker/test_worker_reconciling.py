"""Nights and gaps on loopback, by the worker's own pieces on both databases; the clock is ours."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.records import Address, Agency, Filters, Gap, ListingRule, Source
from hub.wiring import Parts
from hub.worker.collecting import collect_all
from hub.worker.reconciling import Reconciler
from hub.worker.rhythms import Rhythms
from spiders.client import Client

RULE = ListingRule("//li", title="./a", link="./a/@href", date="./i", next="//a[@rel='next']/@href")
WINDOW = 3
NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 5, 17, 0, tzinfo=UTC)  # in Vietnam
HALF_HOUR = timedelta(minutes=31)


@dataclass
class Site:
    """A feed of the three newest notices, and a list of all, three a page, at its homepage unless it `has_no_list`."""

    days: dict[int, date] = field(default_factory=dict)
    has_no_list: bool = False
    retry_after: int | None = None
    status: int = 200
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def publish(self, *numbers: int, day: date = date(2026, 10, 1)) -> None:
        self.days |= dict.fromkeys(numbers, day)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        self.asked.append(path)
        body = self.page(path)
        status = 404 if path == "/robots.txt" or body is None else self.status
        rest = f"Retry-After: {self.retry_after}\r\n" if self.retry_after else ""
        head = f"HTTP/1.1 {status} x\r\nContent-Type: text/html; charset=utf-8\r\n{rest}"
        content = (body or "").encode()
        writer.write(f"{head}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content)
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    @property
    def newest(self) -> list[int]:
        return sorted(self.days, key=lambda n: (self.days[n], n), reverse=True)

    def page(self, path: str) -> str | None:
        if path == "/rss":
            entries = "".join(
                f"<item><title>{title(n)}</title><link>{self.home}/{n}</link>"
                f"<pubDate>{self.days[n]:%d %b %Y} 01:00:00 GMT</pubDate></item>"
                for n in self.newest[:WINDOW]
            )
            return f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
        if path.startswith("/tin/"):
            text = "<p>Sở thông tin đến các tổ chức và công dân về việc này.</p>" * 3
            n = int(path[5:])
            return f"<html><body><h1>{title(n)}</h1>{text}</body></html>" if n in self.days else None
        if self.has_no_list:
            return "<html><body><p>Chào mừng quý vị.</p></body></html>"
        number = int(path.partition("=")[2] or 1)
        numbers = self.newest[(number - 1) * WINDOW : number * WINDOW]
        rows = "".join(f"<li><a href='/tin/{n}'>{title(n)}</a> <i>{self.days[n]:%d/%m/%Y}</i></li>" for n in numbers)
        onward = f"<a rel='next' href='/tin?trang={number + 1}'>Sau</a>" if number * WINDOW < len(self.days) else ""
        return f"<html><body><ul>{rows}</ul>{onward}</body></html>"

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/tin"


def title(n: int) -> str:
    return f"Thông báo tiếp nhận hồ sơ đợt {n}"


@dataclass
class Hub:
    """A hub of one source whose clock shows what it is set to."""

    parts: Parts
    client: Client
    now: datetime = NOON

    async def collect(self) -> None:
        await collect_all(self.parts, self.client, self.parts.store.sources.sources(), lambda _: None)

    async def at_night(self, now: datetime, reconciler: Reconciler) -> None:
        """The job of the night at that time, until what it began is over."""
        self.now = now
        await reconciler.compare()
        await reconciler.stop(10)

    def gaps(self) -> tuple[Gap, ...]:
        return self.parts.store.gaps.gaps_of("so")

    def numbers(self, **narrowed: str) -> set[int]:
        found = self.parts.store.notices.newest(Filters(**narrowed), limit=100)  # type: ignore[arg-type]
        return {int(notice.url.rpartition("/")[2]) for notice in found}


def run(parts: Parts, site: Site, read_by: str, work: Callable[[Hub, Reconciler], Awaitable[None]]) -> None:
    async def main() -> None:
        server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
        site.port = server.sockets[0].getsockname()[1]
        feed, listing = Address("feed", site.home.replace("/tin", "/rss")), Address("listing", site.home, RULE)
        hub = Hub(parts, None)  # type: ignore[arg-type]
        hub.parts = replace(parts, clock=lambda: hub.now)
        hub.client = Client(allow_networks=("127.0.0.0/8",), user_agent="test", per_host_delay=0, clock=hub.parts.clock)
        addresses = {"feed": (feed,), "listing": (listing,), "both": (feed, listing)}[read_by]
        parts.store.sources.save_agency(Agency("so", "Sở"))
        parts.store.sources.save_source(Source("so", "so", site.home, addresses))
        async with server:
            try:
                await hub.collect()
                site.asked.clear()
                await work(hub, Reconciler(hub.parts, hub.client, Rhythms(hub.parts.store, 900.0)))
            finally:
                await hub.client.close()

    asyncio.run(main())


def flooded(**made: bool) -> Site:
    """A site of eight notices; with the next nine its feed has lost six."""
    site = Site(**made)
    site.publish(*range(1, 9), day=date(2026, 10, 1))
    return site


def test_a_feed_that_overflowed_is_a_gap_that_is_filled_from_the_list_and_closed(parts: Parts) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        assert (hub.gaps(), hub.numbers()) == ((), {6, 7, 8})
        site.publish(*range(9, 18), day=date(2026, 10, 4))
        hub.now += timedelta(days=1)
        await hub.collect()
        (gap,) = hub.parts.store.gaps.open_gaps()
        assert (gap.reason, gap.since, gap.until, gap.tries) == ("window", date(2026, 10, 1), date(2026, 10, 4), 0)
        await reconciler.fill()
        (gap,) = hub.gaps()
        assert (gap.closed, gap.tries, gap.error) == (hub.now, 1, None)
        assert hub.numbers() >= set(range(6, 18))
        assert gap.found == len(hub.numbers()) - WINDOW - WINDOW
        site.asked.clear()
        await reconciler.fill()
        assert site.asked == [], "what is closed is left alone"

    run(parts, site, "feed", work)


def test_with_a_list_beside_the_feed_the_same_visit_finds_it_and_the_gap_says_so(parts: Parts) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        site.publish(*range(9, 18), day=date(2026, 10, 4))
        hub.now += timedelta(days=1)
        await hub.collect()
        assert hub.numbers() == set(range(1, 18))
        await reconciler.fill()
        assert [(gap.found, gap.closed) for gap in hub.gaps()] == [(6, hub.now)]

    run(parts, site, "both", work)


def test_without_an_archive_the_gap_stays_open_with_its_days_and_is_tried_again_later(parts: Parts) -> None:
    site = flooded(has_no_list=True)

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        site.publish(*range(9, 18), day=date(2026, 10, 4))
        hub.now += timedelta(days=1)
        await hub.collect()
        for later, tries in ((0, 1), (30, 1), (31, 2)):
            hub.now += timedelta(minutes=later)
            await reconciler.fill()
            (gap,) = hub.parts.store.gaps.open_gaps()
            assert (gap.error, gap.tries, gap.found) == ("no_archive", tries, 0)
        assert (gap.since, gap.until) == (date(2026, 10, 1), date(2026, 10, 4))

    run(parts, site, "feed", work)


def test_after_an_outage_the_gap_says_so(parts: Parts) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        site.status = 503
        await hub.collect()
        assert hub.gaps() == (), "an outage by itself has lost nothing yet"
        site.status = 200
        site.publish(*range(9, 18), day=date(2026, 10, 4))
        await hub.collect()
        assert [gap.reason for gap in hub.gaps()] == ["outage"]

    run(parts, site, "feed", work)


def test_a_gap_that_another_process_is_filling_is_left_to_it(parts: Parts) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        site.publish(*range(9, 18), day=date(2026, 10, 4))
        await hub.collect()
        assert hub.parts.store.leases.take("gap:so", "another:0:1", 60)
        site.asked.clear()
        await reconciler.fill()
        assert (site.asked, [gap.tries for gap in hub.gaps()]) == ([], [0])

    run(parts, site, "feed", work)


def test_by_morning_what_was_taken_down_is_withdrawn_and_what_was_put_up_late_is_there(parts: Parts) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        assert hub.numbers() == set(range(1, 9))
        for n in (2, 5):
            del site.days[n]
        site.publish(20, day=date(2026, 9, 1))
        for half_hours in range(10):
            await hub.at_night(MIDNIGHT + half_hours * HALF_HOUR, reconciler)
            await asyncio.sleep(0)
            due = hub.parts.store.sources.state("so").next_due
            if due and due <= hub.now:
                await hub.collect()  # as the worker does with what is due
        assert hub.numbers(withdrawn="only") == {2, 5}
        assert hub.numbers(withdrawn="exclude") == {1, 3, 4, 6, 7, 8, 20}
        late = next(it for it in hub.parts.store.notices.newest(Filters(), limit=1))
        assert late.url.endswith("/20") or late.withdrawn, "news, whatever its date"

    run(parts, site, "listing", work)


def test_a_night_reads_the_list_to_its_end_once_and_the_day_never(parts: Parts) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        await hub.at_night(NOON + timedelta(hours=3), reconciler)
        assert site.asked == []
        await hub.at_night(MIDNIGHT + timedelta(hours=3), reconciler)
        assert [path for path in site.asked if not path.startswith(("/robots", "/tin/"))] == [
            "/tin", "/tin?trang=2", "/tin?trang=3",
        ]  # fmt: skip
        site.asked.clear()
        await hub.at_night(MIDNIGHT + timedelta(hours=4), reconciler)
        assert site.asked == [], "nothing is in doubt: nobody is asked again"
        night = hub.parts.store.completeness.reconciliations()["so"]
        assert (night.night, night.passes) == (date(2026, 10, 6), 1)

    run(parts, site, "listing", work)


@pytest.mark.parametrize("obstacle", ["rest", "outage"])
def test_a_server_that_wants_rest_or_fails_is_not_asked_out_of_turn(parts: Parts, obstacle: str) -> None:
    site = flooded()

    async def work(hub: Hub, reconciler: Reconciler) -> None:
        hub.now = MIDNIGHT + timedelta(hours=2, minutes=50)
        site.retry_after = 3600 if obstacle == "rest" else None
        site.status = 200 if obstacle == "rest" else 503
        await hub.collect()
        site.asked.clear()
        site.retry_after, site.status = None, 200
        await hub.at_night(MIDNIGHT + timedelta(hours=3), reconciler)
        assert site.asked == []

    run(parts, site, "listing", work)

"""Hosts between processes: here two clients over one store, each with leases of its own, by the site's own log."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from hub.errors import StoreError
from hub.records import Ask, Lease, Manners
from hub.wiring import Parts
from hub.worker.collecting import holder
from hub.worker.hosts import LeasedHosts
from spiders.client import Client

from .conftest import LoggedSite, open_site


@asynccontextmanager
async def client(parts: Parts, delay: float = 0.0, beat: float = 0.2) -> AsyncIterator[Client]:
    hosts = LeasedHosts(parts.store.hosts, holder(), beat=beat)
    opened = Client(
        allow_networks=("127.0.0.0/8",), user_agent="test", per_host_delay=delay, clock=parts.clock, hosts=hosts
    )
    try:
        yield opened
    finally:
        await opened.close()


async def ask(client: Client, site: LoggedSite, *paths: str) -> list[str | None]:
    return [fetch.error for fetch in await asyncio.gather(*(client.fetch(Ask(site.url(p), "s")) for p in paths))]


def test_two_processes_ask_a_host_one_at_a_time_and_apart(parts: Parts) -> None:
    async def both() -> LoggedSite:
        async with open_site(LoggedSite(0.05)) as site, client(parts, 0.1) as one, client(parts, 0.1) as other:
            errors = await asyncio.gather(ask(one, site, *["/a", "/b", "/c"]), ask(other, site, *["/d", "/e", "/f"]))
            assert errors == [[None] * 3] * 2
        return site

    site = asyncio.run(both())
    assert sorted(site.paths) == ["/a", "/b", "/c", "/d", "/e", "/f"]
    assert site.most_open == 1
    assert site.least_gap >= 0.095


def test_a_process_that_waits_gets_its_turn_however_much_the_other_has_to_ask(parts: Parts) -> None:
    async def both() -> LoggedSite:
        enough = asyncio.Event()

        async def ask_on(it: Client, site: LoggedSite) -> None:
            while not enough.is_set():
                await ask(it, site, "/a", "/b", "/c")

        async with open_site(LoggedSite(0.01)) as site, client(parts) as one, client(parts) as other:
            endless = asyncio.create_task(ask_on(one, site))
            while not site.paths:
                await asyncio.sleep(0.01)
            async with asyncio.timeout(60):
                assert await ask(other, site, "/mine") == [None]
            enough.set()
            await endless
        return site

    site = asyncio.run(both())
    assert (site.paths.count("/mine"), site.most_open) == (1, 1)


def test_hosts_that_nobody_else_asks_are_not_waited_for(parts: Parts) -> None:
    async def both() -> LoggedSite:
        gate = asyncio.Event()
        async with (
            open_site(LoggedSite(may_answer=gate)) as held,
            open_site(LoggedSite()) as free,
            client(parts) as one,
            client(parts) as other,
        ):
            asks = asyncio.create_task(ask(one, held, "/first"))
            while not held.hits:
                await asyncio.sleep(0.01)
            waits = asyncio.create_task(ask(other, held, "/second"))
            assert await ask(other, free, "/y") == [None]
            assert other.waiting(0.0) == {f"127.0.0.1:{held.port}": "s"}
            gate.set()
            assert [await asks, await waits] == [[None], [None]]
            assert other.waiting(0.0) == {}
        return held

    held = asyncio.run(both())
    assert (sorted(held.paths), held.most_open) == (["/first", "/second"], 1)


def test_the_rest_a_host_asked_for_is_known_to_the_next_process(parts: Parts) -> None:
    async def one_after_the_other() -> tuple[list[str | None], LoggedSite]:
        async with open_site(LoggedSite(answer=b"429 Slow Down")) as site, client(parts) as one, client(parts) as other:
            return await ask(one, site, "/a") + await ask(other, site, "/b"), site

    errors, site = asyncio.run(one_after_the_other())
    assert errors == ["http_429", "http_429"]
    assert site.paths == ["/a"]


def test_a_closed_client_leaves_nothing_taken(parts: Parts) -> None:
    async def asked() -> str:
        async with open_site(LoggedSite()) as site, client(parts) as one:
            await ask(one, site, "/a")
            return f"127.0.0.1:{site.port}"

    host = asyncio.run(asked())
    taken = parts.store.hosts.take([host], "another", 60.0)
    assert taken[host][1].asked is not None


class CountedLeases:
    """Leases that are free to all; how often the store was asked."""

    def __init__(self) -> None:
        self.told: list[tuple[str, list[str]]] = []
        self.kept = True

    def take(self, hosts: list[str], holder: str, seconds: float) -> dict[str, tuple[Lease, Manners]]:
        self.told.append(("take", sorted(hosts)))
        return {host: (Lease(host, holder, 1), Manners()) for host in hosts}

    def hand_on(self, held: Mapping[str, tuple[Lease, Manners]], seconds: Mapping[str, float]) -> dict[str, bool]:
        self.told.append(("hand on", sorted(held)))
        return dict.fromkeys(held, False) if self.kept else {}


def test_the_store_is_asked_once_for_many_hosts_and_not_again_for_each_request() -> None:
    async def scenario() -> list[tuple[str, list[str]]]:
        leases = CountedLeases()
        hosts = LeasedHosts(leases, "me")
        names = [f"h{n}" for n in range(50)]
        await asyncio.gather(*map(hosts.take, names))
        for _ in range(100):
            for name in names:
                assert hosts.enter(name)
                hosts.leave(name, Manners(0.0))
        await hosts.close()
        return leases.told

    told = asyncio.run(scenario())
    assert told == [("take", sorted(f"h{n}" for n in range(50))), ("hand on", sorted(f"h{n}" for n in range(50)))]


def test_who_slept_beyond_its_lease_takes_the_host_anew_before_it_asks() -> None:
    async def scenario() -> None:
        hosts = LeasedHosts(CountedLeases(), "me", seconds=0.05)
        await hosts.take("a")
        assert hosts.enter("a")
        await asyncio.sleep(0.06)
        assert not hosts.enter("a")
        await hosts.take("a")
        assert hosts.enter("a")
        await hosts.close()

    asyncio.run(scenario())


def test_a_lease_that_another_took_over_is_held_no_more() -> None:
    async def scenario() -> None:
        leases = CountedLeases()
        hosts = LeasedHosts(leases, "me", beat=0.01)
        await hosts.take("a")
        assert hosts.enter("a")
        leases.kept = False
        await asyncio.sleep(0.1)
        assert not hosts.enter("a")
        await hosts.close()

    asyncio.run(scenario())


class BrokenLeases(CountedLeases):
    def take(self, hosts: list[str], holder: str, seconds: float) -> dict[str, tuple[Lease, Manners]]:
        raise StoreError("no database")


def test_a_fault_of_the_store_reaches_whoever_waits() -> None:
    async def scenario() -> None:
        hosts = LeasedHosts(BrokenLeases(), "me")
        for _ in range(2):
            with pytest.raises(StoreError, match="no database"):
                await hosts.take("a")
        await hosts.close()

    asyncio.run(scenario())

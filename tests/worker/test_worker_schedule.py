"""Due sources: each due run happens once, and no clock makes a burst or a stop of them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.records import Address, Agency, Source, SourceState, Tally
from hub.wiring import Parts
from hub.worker.collecting import Collector, collect_all, open_client
from hub.worker.planning import due_sources
from scheduler import TICK_SECONDS, Every, Worker

from .conftest import LoggedSite, open_site

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def parts(parts: Parts, tmp_path: Path) -> Parts:
    """One whose clock stands at NOW, or at what is written into its file."""
    (tmp_path / "clock").write_text(NOW.isoformat())
    quick = parts.settings.model_copy(update={"per_host_delay": 0.0})
    return replace(parts, settings=quick, clock=lambda: datetime.fromisoformat((tmp_path / "clock").read_text()))


def save(parts: Parts, site: LoggedSite, count: int) -> None:
    parts.store.sources.save_agency(Agency("so", "Sở"))
    for n in range(count):
        url = site.url(f"/{n}")
        parts.store.sources.save_source(Source(f"s{n}", "so", url, (Address("feed", url),), pages=False))


def test_of_two_schedulers_that_saw_the_same_due_sources_each_run_happens_once(parts: Parts) -> None:
    async def both() -> tuple[LoggedSite, list[Tally]]:
        async with open_site(LoggedSite()) as site:
            save(parts, site, 12)
            tallies: list[Tally] = []
            clients = open_client(parts), open_client(parts)
            one, other = (Collector(parts, client, tallies.append) for client in clients)
            stale = due_sources(parts, NOW)
            one.offer(stale[:8], due_by=NOW)
            other.offer(stale, due_by=NOW)
            await asyncio.gather(one.wait(20, 12), other.wait(20, 12))
            assert other.offer(stale, due_by=NOW) == one.offer(stale, due_by=NOW) == []
            assert not one.busy_with | other.busy_with
            for client in clients:
                await client.close()
        return site, tallies

    site, tallies = asyncio.run(both())
    assert sorted(site.paths) == sorted(f"/{n}" for n in range(12))
    assert (len(tallies), {tally.error for tally in tallies}) == (12, {None})
    assert parts.store.leases.take_each((f"source:s{n}" for n in range(12)), "x", 1).keys() >= {"source:s0"}


def test_a_source_given_back_is_offered_again(parts: Parts) -> None:
    async def collected() -> list[Tally]:
        async with open_site(LoggedSite(0.3)) as site:
            save(parts, site, 1)
            client = open_client(parts)
            collecting = asyncio.create_task(collect_all(parts, client, due_sources(parts, NOW), lambda _: None))
            await asyncio.sleep(0.2)
            takers = [task for task in asyncio.all_tasks() if "collect_source" in repr(task.get_coro())]
            assert len(takers) == 1
            takers[0].cancel()
            tallies = await collecting
            await client.close()
        return tallies

    assert [(tally.source, tally.error) for tally in asyncio.run(collected())] == [("s0", None)]


@pytest.mark.parametrize(("taken_over", "kept"), [(False, [("s0", None)]), (True, [])], ids=["free", "taken over"])
def test_a_collection_that_outlives_its_lease_is_kept_unless_another_has_begun(
    parts: Parts, taken_over: bool, kept: list[tuple[str, str | None]]
) -> None:
    """A worker starved for a minute found every source that stood in line for one host refused, one after the other."""
    tallies: list[Tally] = []

    async def starved() -> None:
        async with open_site(LoggedSite(may_answer=asyncio.Event())) as site:
            save(parts, site, 1)
            client = open_client(parts)
            collector = Collector(parts, client, tallies.append)
            collector.offer(due_sources(parts, NOW))
            with parts.store._database.writing() as transaction:
                transaction.connection.execute(text("UPDATE lease SET expires = expires - 61 WHERE name = 'source:s0'"))
            if taken_over:
                assert parts.store.leases.take("source:s0", "next", 60) == 2
            assert site.may_answer
            site.may_answer.set()
            await collector.stop(20)
            await client.close()

    asyncio.run(starved())
    assert [(tally.source, tally.error) for tally in tallies] == kept
    assert parts.store.notices.count_documents() == len(kept)


@pytest.mark.parametrize("jump", [HOUR, 24 * HOUR, -HOUR, -24 * HOUR], ids=str)
def test_after_a_jump_of_the_clock_due_times_lie_within_an_interval(parts: Parts, jump: timedelta) -> None:
    save(parts, LoggedSite(), 60)
    for n in range(60):
        tried = NOW - jump - timedelta(seconds=15 * n)
        state = SourceState(f"s{n}", "healthy", last_try=tried, next_due=tried + timedelta(seconds=900), collections=3)
        parts.store.sources.save_state(state)
    due = due_sources(parts, NOW)
    assert len(due) == (8 if jump > timedelta(0) else 0)
    waits = [(parts.store.sources.state(f"s{n}").next_due - NOW).total_seconds() for n in range(60)]  # type: ignore[operator]
    assert max(waits) <= 900
    assert sum(wait <= 0 for wait in waits) == len(due)
    assert [source.slug for source in due_sources(parts, NOW)] == [source.slug for source in due], "moved once"


def test_what_the_ledger_teaches_decides_when_a_source_is_visited_next(parts: Parts, tmp_path: Path) -> None:
    """Six weeks of office hours in the ledger; it is ten at night in Vietnam."""
    evening = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
    (tmp_path / "clock").write_text(evening.isoformat())
    days = [evening - timedelta(days=n, hours=12) for n in range(42, 0, -1)]

    async def collected() -> None:
        async with open_site(LoggedSite(retry_after="0")) as site:
            save(parts, site, 2)
            parts.store.sources.save_source(replace(parts.store.sources.sources()[1], every=600.0))
            with parts.store.writing() as writer:
                for slug, day in product(("s0", "s1"), days):
                    for visit in range(4):
                        news = 2 if visit and day.weekday() < 5 else 0
                        writer.save_tally(Tally(slug, day + visit * HOUR, new=news))
                for slug in ("s0", "s1"):
                    state = SourceState(slug, "healthy", last_new=days[-1], collections=99)
                    writer.save_state(state)
            client = open_client(parts)
            collector = Collector(parts, client, lambda _: None)
            assert collector.rhythms.learn(evening) == 1, "the other has an interval of its own"
            assert collector.rhythms.learn(evening + HOUR) == 0, "once a day"
            collector.offer(due_sources(parts, evening), due_by=evening)
            await collector.wait(20, 2)
            await client.close()

    asyncio.run(collected())
    (by_rhythm, by_interval) = (parts.store.sources.state(slug) for slug in ("s0", "s1"))
    assert by_rhythm.next_due and by_rhythm.last_try and by_rhythm.next_due - by_rhythm.last_try > 2 * HOUR
    assert by_interval.next_due and by_interval.last_try and by_interval.next_due - by_interval.last_try <= HOUR / 6


def test_a_clock_put_forward_costs_one_run_of_a_job_and_not_thousands() -> None:
    now = NOW + 9_000 * HOUR
    assert Every(1.0).get_next_fire_time(NOW, now) == now + timedelta(seconds=1)


def test_a_clock_put_back_does_not_put_the_jobs_to_sleep(parts: Parts) -> None:
    async def looked_again() -> None:
        client = open_client(parts)
        worker = Worker(parts, client, stalled=2 * TICK_SECONDS)
        before = worker.looked
        scheduler = worker._start()
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + 24 * HOUR)
        awake = asyncio.create_task(worker._stay_awake(scheduler))
        async with asyncio.timeout(10):
            while worker.looked == before:
                await asyncio.sleep(0.05)
        awake.cancel()
        scheduler.shutdown(wait=False)
        await client.close()

    asyncio.run(looked_again())

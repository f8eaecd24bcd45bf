"""The worker keeps incidents as the sources are: opened, closed with what came late, by one process at a time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.records import Address, Agency, Source, SourceState
from hub.wiring import Parts
from hub.worker.watching import LEASE, watch, watch_now

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """Three sources of one host, of which one is paused."""
    parts.store.sources.save_agency(Agency("so", "Sở"))
    for slug, status in (("a", "active"), ("b", "active"), ("c", "paused")):
        url = f"https://portal.example/{slug}"
        parts.store.sources.save_source(Source(slug, "so", url, (Address("feed", url),), status=status))  # type: ignore[arg-type]
    return replace(parts, clock=lambda: NOW + 9 * HOUR)


def fail(parts: Parts, *slugs: str) -> None:
    for slug in slugs:
        failing = SourceState(slug, "failing", "http_5xx", since=NOW, last_try=NOW + HOUR, failures=2)
        parts.store.sources.save_state(failing)


def test_what_fails_at_a_host_is_opened_and_what_is_back_is_closed(parts: Parts) -> None:
    fail(parts, "a", "b", "c")
    asyncio.run(watch_now(parts))
    (incident,) = parts.store.incidents.open()
    assert (incident.place, [one.source for one in incident.affected]) == ("portal.example:443", ["a", "b"])
    for slug in "ab":
        parts.store.sources.save_state(SourceState(slug, "healthy", since=NOW + 5 * HOUR, last_try=NOW + 5 * HOUR))
    asyncio.run(watch_now(parts))
    (over,) = parts.store.incidents.newest(9)
    assert (over.id, over.closed, over.late) == (incident.id, NOW + 5 * HOUR, 0)


def test_where_nothing_has_changed_nothing_is_written(parts: Parts) -> None:
    fail(parts, "a")
    asyncio.run(watch_now(parts))
    before = parts.store.incidents.newest(9)
    asyncio.run(watch_now(replace(parts, clock=lambda: NOW + 10 * HOUR)))
    assert parts.store.incidents.newest(9) == before


def test_another_process_that_is_at_it_is_left_alone(parts: Parts) -> None:
    fail(parts, "a")
    assert parts.store.leases.take(LEASE, "another", 60)
    assert asyncio.run(watch(parts)) is False and parts.store.incidents.open() == ()

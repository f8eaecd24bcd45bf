"""How long after their publication notices were first seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.records import Agency, Notice, Source, Tally
from hub.store.store import Store

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BOUNDS = (60.0, 600.0)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    store = Store(database_url, tmp_path)
    store.migrate()
    store.sources.save_agency(Agency("a", "A"))
    for slug in ("s", "t"):
        store.sources.save_source(Source(slug, "a", "https://a.example/"))
    with store.writing() as writer:
        for days in (40, 20):
            writer.save_tally(Tally("s", NOW - days * DAY))
        writer.save_tally(Tally("t", NOW - DAY))
    yield store
    store.close()


def add(store: Store, *notices: Notice) -> None:
    with store.writing() as writer:
        for n, notice in enumerate(notices):
            writer.add_notice(replace(notice, id=f"{notice.source}{n}"), [f"{notice.source}{n}"])


def seen(source: str, lag: timedelta, ago: timedelta = timedelta()) -> Notice:
    at = NOW - ago
    return Notice("", source, "a", "https://a.example/", "Tin", at, at, at - lag, "minute", "feed")


def test_the_delays_of_each_source_are_counted_by_bounds(store: Store) -> None:
    add(store, *(seen("s", lag) for lag in (0 * MINUTE, MINUTE, 2 * MINUTE, 11 * MINUTE, DAY)))
    add(store, seen("t", 3 * MINUTE))
    assert store.lags.within(NOW - 30 * DAY, BOUNDS) == {"s": [2, 1, 2], "t": [0, 1, 0]}


def test_what_was_there_before_the_first_visit_is_not_late(store: Store) -> None:
    add(store, seen("s", 2 * DAY), seen("s", 41 * DAY))
    add(store, seen("t", 2 * DAY))
    assert store.lags.within(NOW - 30 * DAY, BOUNDS) == {"s": [0, 0, 1]}


def test_days_without_an_hour_and_times_of_our_own_tell_nothing(store: Store) -> None:
    day = replace(seen("s", MINUTE), published_precision="day")
    add(store, day, replace(day, published_precision="minute", published_from="first_seen"))
    add(store, replace(seen("t", MINUTE), published_precision="hour"))
    assert store.lags.within(NOW - 30 * DAY, BOUNDS) == {"t": [1, 0, 0]}


def test_only_the_last_days_count_though_a_notice_was_edited_in_them(store: Store) -> None:
    old = seen("s", MINUTE, 31 * DAY)
    add(store, old, replace(old, updated=NOW), seen("s", MINUTE, 29 * DAY))
    assert store.lags.within(NOW - 30 * DAY, BOUNDS) == {"s": [1, 0, 0]}

"""What is judged of the machine, from what was seen of it."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.records import Presence, Source, SourceState
from hub.watch.machine import Witness, clock_error, is_cut_off, living, machines, overdue

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FAR = 5e9  # written by the uptime of another machine


def seen(*errors: timedelta) -> list[Witness]:
    return [Witness(f"h{n}", NOW + error, NOW) for n, error in enumerate(errors)]


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ((DAY, DAY, DAY), DAY),
        ((-DAY, -DAY, -DAY), -DAY),
        ((DAY, DAY), None),  # two sites may both be wrong
        ((DAY, MINUTE, -MINUTE), None),  # one site is wrong
        ((DAY, DAY, DAY, MINUTE, -DAY), DAY),
        ((7 * 60 * MINUTE,) * 3, 7 * 60 * MINUTE),  # Vietnamese time taken for UTC
        ((50 * MINUTE,) * 3, None),
    ],
)
def test_the_clock_is_judged_by_most_of_three_sites_or_more(
    errors: tuple[timedelta, ...], told: timedelta | None
) -> None:
    assert clock_error(seen(*errors)) == told


@pytest.mark.parametrize(
    ("errors", "cut_off"),
    [
        (("dns_failed", "dns_failed", "connect_timeout"), True),
        (("dns_failed", "dns_failed", None), False),
        (("dns_failed", "dns_failed", "http_5xx"), False),  # it answered
        (("dns_failed", "dns_failed"), False),
        ((), False),
    ],
)
def test_our_own_way_out_is_blocked_where_no_host_of_three_is_reached(
    errors: tuple[str | None, ...], cut_off: bool
) -> None:
    assert is_cut_off({f"h{n}": error for n, error in enumerate(errors)}) is cut_off


def test_a_source_is_overdue_some_minutes_after_its_time_and_only_while_it_is_active() -> None:
    sources = [Source(slug, "a", "", status=status) for slug, status in (("new", "active"), ("paused", "paused"))]  # type: ignore[arg-type]
    sources += [Source(slug, "a", "") for slug in ("late", "soon")]
    late, soon = (SourceState(slug, next_due=NOW - ago) for slug, ago in (("late", 6 * MINUTE), ("soon", 4 * MINUTE)))
    assert overdue(sources, {"late": late, "soon": soon}, NOW) == ["new", "late"]


def test_a_worker_lives_while_its_lease_does() -> None:
    assert living([Presence("m:1:2", 40.0), Presence("m:1:3", -1.0), Presence("other:1:4", FAR)]) == [
        Presence("m:1:2", 40.0)
    ]


@pytest.mark.parametrize(
    ("present", "where"),
    [
        ({"may-1:7:2": 40.0, "may-1:7:3": 50.0}, {"may-1:7"}),
        ({"may-1:7:2": 40.0, "may-1:8:2": 50.0}, {"may-1:7", "may-1:8"}),  # a container beside the machine
        ({"may-1:7:2": 40.0, "may-2:7:2": FAR}, {"may-1:7", "may-2:7"}),
        ({"may-1:7:2": 40.0, "may-2:7:2": -FAR}, {"may-1:7", "may-2:7"}),
        ({"may-1:7:2": 40.0, "may-2:7:2": -90.0}, {"may-1:7"}),  # it has ended
        ({"may-1:7:2": -90.0, "may-1:7:9": FAR}, set()),  # from before the machine's last start
    ],
)
def test_workers_are_on_several_machines_where_leases_say_so(present: dict[str, float], where: set[str]) -> None:
    assert machines(Presence(holder, ends) for holder, ends in present.items()) == where

"""Leases of hosts, on both databases: one holder at a time, who hands on what the host is owed."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import text

from hub.records import Lease, Manners
from hub.store.hosts import HostLeases
from hub.store.store import Store

HOST = "a.test:80"


@pytest.fixture
def hosts(database_url: str, tmp_path: Path) -> Iterator[HostLeases]:
    store = Store(database_url, tmp_path)
    store.migrate()
    yield store.hosts
    store.close()


def take(hosts: HostLeases, holder: str, seconds: float = 60.0) -> tuple[Lease, Manners] | None:
    return hosts.take([HOST], holder, seconds).get(HOST)


def test_a_host_is_asked_by_one_and_its_holder_hears_that_another_waits(hosts: HostLeases) -> None:
    first = take(hosts, "one")
    assert first == (Lease(f"host:{HOST}", "one", 1), Manners())
    assert hosts.hand_on({HOST: first}, {HOST: 60.0}) == {HOST: False}
    assert take(hosts, "two") is None
    assert hosts.hand_on({HOST: first}, {HOST: 60.0}) == {HOST: True}


def test_many_are_taken_at_once_and_those_that_are_held_left_out(hosts: HostLeases) -> None:
    assert take(hosts, "one")
    assert hosts.take(["b.test:80", HOST, "c.test:443"], "two", 60.0).keys() == {"b.test:80", "c.test:443"}


def test_the_next_holder_learns_when_it_was_asked_and_for_how_long_it_rests(hosts: HostLeases) -> None:
    first = take(hosts, "one")
    assert first
    hosts.hand_on({HOST: (first[0], Manners(0.25, 600.0, "http_5xx"))}, {HOST: 0.0})
    sleep(0.1)
    second = take(hosts, "two")
    assert second
    lease, owed = second
    assert (lease.token, owed.code) == (2, "http_5xx")
    assert owed.asked is not None and 0.34 < owed.asked < 2
    assert 598 < owed.rest < 600


def test_a_killed_holder_leaves_what_it_wrote_last(hosts: HostLeases) -> None:
    first = take(hosts, "killed")
    assert first
    hosts.hand_on({HOST: (first[0], Manners(0.0))}, {HOST: 0.1})
    sleep(0.15)
    second = take(hosts, "next")
    assert second and second[1].asked is not None and second[1].asked >= 0.14


def test_who_was_frozen_beyond_the_end_holds_nothing_and_changes_nothing(hosts: HostLeases) -> None:
    frozen = take(hosts, "frozen", 0.05)
    assert frozen
    sleep(0.08)
    assert hosts.hand_on({HOST: (frozen[0], Manners(0.0, 9.0))}, {HOST: 60.0}) == {}
    second = take(hosts, "next")
    assert second and second[1] == Manners()
    assert hosts.hand_on({HOST: (frozen[0], Manners(0.0, 9.0))}, {HOST: 60.0}) == {}
    assert take(hosts, "third") is None, "the next one's lease stands"


@pytest.mark.parametrize("moved", [-86_400.0, 86_400.0, 2e9])
def test_what_a_wrong_clock_wrote_holds_nobody_up(hosts: HostLeases, moved: float) -> None:
    """A day in the past, a day in the future, another start of the machine."""
    first = take(hosts, "one")
    assert first
    hosts.hand_on({HOST: (first[0], Manners(1.0, 600.0))}, {HOST: 60.0})
    with hosts._database.writing() as transaction:
        moving = "UPDATE lease SET expires = expires + :by, asked = asked + :by, rest = rest + :by"
        transaction.connection.execute(text(moving), {"by": moved})
    second = take(hosts, "two")
    assert second and second[1].rest == 0
    assert second[1].asked is None or second[1].asked >= 0

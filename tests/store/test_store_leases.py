"""Leases: one holder at a time, and a late one cannot write."""

from threading import Thread
from time import sleep

import pytest

from hub.errors import StoreError
from hub.store.store import Store


def test_an_expired_lease_is_free_and_its_token_worthless(store: Store) -> None:
    stale = store.leases.take("host", "frozen", 0.05)
    assert stale is not None
    sleep(0.08)
    token = store.leases.take("host", "next", 60)
    assert token is not None and token > stale
    assert not store.leases.renew("host", "frozen", stale, 60)
    store.leases.release("host", "frozen", stale)
    assert store.leases.take("host", "third", 60) is None, "a late release frees nothing"


def test_an_expired_lease_is_still_its_holders_while_nobody_takes_it(store: Store) -> None:
    """Nobody else has begun: what the holder has in hand need not be thrown away, nor done again."""
    lease = store.leases.take_each(["source:a"], "starved", 0.05)["source:a"]
    sleep(0.08)
    with store.writing() as writer:
        writer.require_lease("source:a", lease.token)
        assert writer.still_held([lease]) == {lease}
    assert store.leases.renew("source:a", "starved", lease.token, 60)
    assert store.leases.take("source:a", "next", 60) is None


def test_what_is_given_back_is_not_taken_back(store: Store) -> None:
    lease = store.leases.take_each(["source:a"], "one", 60)["source:a"]
    store.leases.release("source:a", "one", lease.token)
    assert not store.leases.renew("source:a", "one", lease.token, 60)
    with pytest.raises(StoreError, match="lost"), store.writing() as writer:
        writer.require_lease("source:a", lease.token)


def test_renewing_moves_the_end(store: Store) -> None:
    token = store.leases.take("host", "one", 0.3)
    assert token is not None and store.leases.renew("host", "one", token, 60)
    sleep(0.35)
    assert store.leases.take("host", "two", 60) is None


def test_the_holder_itself_must_not_take_twice(store: Store) -> None:
    assert store.leases.take("host", "one", 60) is not None
    assert store.leases.take("host", "one", 60) is None


def test_of_many_who_try_at_once_one_holds(store: Store) -> None:
    tokens: list[int | None] = []
    threads = [Thread(target=lambda n=n: tokens.append(store.leases.take("host", f"w{n}", 60))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 8 and [token for token in tokens if token] == [1]


def test_a_write_with_a_stale_token_is_refused_and_leaves_nothing(store: Store) -> None:
    stale = store.leases.take("consumer:index", "one", 60)
    assert stale is not None
    store.leases.release("consumer:index", "one", stale)
    token = store.leases.take("consumer:index", "two", 60)
    assert token is not None
    with pytest.raises(StoreError, match="lost"), store.writing() as writer:
        writer.require_lease("consumer:index", stale)
    with store.writing() as writer:
        writer.require_lease("consumer:index", token)
    with pytest.raises(StoreError, match="lost"), store.writing() as writer:
        writer.require_lease("nobody", 1)


def test_of_collections_that_end_together_only_those_whose_lease_is_lost_are_left_out(store: Store) -> None:
    """A batch of endings must not fail, nor write under a lease that another holds by now, for one late holder."""
    leases = store.leases.take_each(["source:a", "source:b"], "early", 60)
    store.leases.release("source:b", "early", leases["source:b"].token)
    later = store.leases.take("source:b", "late", 60)
    with store.writing() as writer:
        held = writer.still_held(list(leases.values()))
        writer.release_leases(list(leases.values()))
    assert held == {leases["source:a"]}
    assert store.leases.take("source:a", "next", 60) == leases["source:a"].token + 1
    assert later is not None
    assert store.leases.renew("source:b", "late", later, 60)


def test_all_that_one_holds_can_be_ended_at_once(store: Store) -> None:
    for name in ("a", "b"):
        store.leases.take(name, "dead", 60)
    store.leases.take("c", "living", 60)
    store.leases.take("d", "gone", 0.0)
    assert store.leases.holders() == ("dead", "living")
    assert store.leases.end_all_of("dead") == 2
    assert store.leases.holders() == ("living",)
    assert store.leases.take("a", "next", 60) == 2, "with a new token"
    assert store.leases.take("c", "next", 60) is None


def test_what_a_dead_holder_owes_a_host_is_counted_from_its_end(store: Store) -> None:
    store.hosts.take(["syt.example:443"], "dead", 60)
    store.leases.end_all_of("dead")
    (_, owed) = store.hosts.take(["syt.example:443"], "next", 60)["syt.example:443"]
    assert owed.asked is not None and owed.asked < 30

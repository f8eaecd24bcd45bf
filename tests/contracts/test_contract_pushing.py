"""What a store must do for pushing, whatever database is behind it: who subscribed to us, and what we subscribed to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.push.retrying import after_failure, after_taking
from hub.push.websub import Standing
from hub.records import Agency, PushFigures, PushRequest, Source, SourceState, Subscriber, Subscription
from hub.store.store import Store

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOPIC, RSS = "https://hub.vn/feeds/all.atom", "https://syt.example/rss"
ASKED = PushRequest(TOPIC, "https://me.example/a", "all", NOW, "subscribe", "secret", 86_400)
OURS = Subscription("syt", RSS, "https://hub.example/", RSS, "token", "secret")


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    yield opened
    opened.close()


def ask(store: Store, *requests: PushRequest) -> None:
    for request in requests:
        assert store.subscribers.ask(request, lambda _: True)


def subscribe(store: Store, *requests: PushRequest) -> None:
    ask(store, *requests)
    for request in requests:
        store.subscribers.confirm(request, NOW)


# --- who subscribed to us ----------------------------------------------------------------


def test_requests_wait_the_oldest_first_and_a_newer_one_takes_the_place_of_the_same(store: Store) -> None:
    later = replace(ASKED, callback="https://me.example/b", at=NOW + HOUR)
    again = replace(ASKED, at=NOW + 2 * HOUR, secret="new")
    ask(store, later, ASKED)
    assert store.subscribers.waiting(9) == [ASKED, later]
    ask(store, again)
    assert store.subscribers.waiting(9) == [later, again] and store.subscribers.waiting(1) == [later]
    store.subscribers.refuse(ASKED, NOW)
    assert store.subscribers.waiting(9) == [later, again], "that one was replaced meanwhile"


def test_a_confirmed_request_is_a_subscriber_until_its_lease_ends(store: Store) -> None:
    subscribe(store, ASKED)
    wanted = Subscriber(TOPIC, ASKED.callback, "all", NOW + DAY, "secret")
    assert store.subscribers.of_callback(ASKED.callback) == [wanted] and store.subscribers.waiting(9) == []
    store.subscribers.want({"all"}, 7)
    assert store.subscribers.due(NOW) == [replace(wanted, wanted=7)]
    assert store.subscribers.due(NOW + DAY) == []
    store.subscribers.prune(NOW + DAY)
    assert not store.subscribers.any()


def test_a_renewal_keeps_what_was_sent_and_forgets_what_failed(store: Store) -> None:
    subscribe(store, ASKED)
    store.subscribers.want({"all"}, 7)
    (due,) = store.subscribers.due(NOW)
    store.subscribers.settle([after_failure(after_taking(due, '"tag"'), "HTTP 500", NOW)])
    subscribe(store, replace(ASKED, lease=300, secret="new"))
    (known,) = store.subscribers.of_callback(ASKED.callback)
    assert (known.sent, known.tag, known.tries, known.retry) == (7, '"tag"', 0, None)
    assert (known.expires, known.secret) == (NOW + timedelta(seconds=300), "new")


def test_a_confirmed_end_ends_it(store: Store) -> None:
    other = replace(ASKED, topic="https://hub.vn/feeds/all.rss")
    subscribe(store, ASKED, other)
    end = replace(ASKED, mode="unsubscribe", at=NOW + HOUR)
    ask(store, end)
    store.subscribers.confirm(end, NOW)
    assert [one.topic for one in store.subscribers.of_callback(ASKED.callback)] == [other.topic]


def test_only_the_channels_that_changed_are_due_and_what_changes_meanwhile_stays_due(store: Store) -> None:
    other = replace(ASKED, channel="withdrawn", topic="https://hub.vn/feeds/withdrawn.atom")
    subscribe(store, ASKED, other)
    store.subscribers.want({"all", "sources/syt"}, 7)
    (due,) = store.subscribers.due(NOW)
    assert due.topic == TOPIC
    store.subscribers.want({"all"}, 8)
    store.subscribers.settle([after_taking(due, '"a"')])
    (again,) = store.subscribers.due(NOW)
    assert (again.sent, again.wanted, again.tag) == (7, 8, '"a"')


def test_a_failed_one_is_due_again_at_its_time_and_one_that_is_given_up_never(store: Store) -> None:
    subscribe(store, replace(ASKED, lease=9 * 86_400))
    store.subscribers.want({"all"}, 7)
    now = NOW
    for tries in range(1, 8):
        (due,) = store.subscribers.due(now)
        failed = after_failure(due, "timeout", now)
        store.subscribers.settle([failed])
        assert failed.tries == tries and failed.retry is not None
        assert store.subscribers.due(failed.retry - timedelta(seconds=1)) == []
        assert store.subscribers.figures(now) == PushFigures(subscribers=1, failing=1)
        now = failed.retry
    (due,) = store.subscribers.due(now)
    store.subscribers.settle([after_failure(due, "timeout", now)])
    store.subscribers.want({"all"}, 9)
    assert store.subscribers.due(now + DAY) == []
    assert store.subscribers.figures(now) == PushFigures(dropped=1)


def test_one_that_is_gone_is_no_subscriber(store: Store) -> None:
    subscribe(store, ASKED)
    store.subscribers.settle([], store.subscribers.of_callback(ASKED.callback))
    assert store.subscribers.figures(NOW) == PushFigures()


def test_what_waits_what_came_to_nothing_and_who_is_subscribed_counts_at_a_host(store: Store) -> None:
    seen: list[Standing] = []

    def refusing(standing: Standing) -> bool:
        seen.append(standing)
        return False

    subscribe(store, ASKED)
    ask(store, *(replace(ASKED, callback=f"https://me.example:84{n}/") for n in range(3)))
    store.subscribers.refuse(replace(ASKED, callback="https://me.example:840/"), NOW)
    ask(store, replace(ASKED, callback="https://me.example:840/"), replace(ASKED, callback="https://other.example/"))
    for callback in ("https://ME.example/new", "https://third.example/"):
        assert not store.subscribers.ask(replace(ASKED, callback=callback), refusing)
    assert seen == [Standing(5, 1, 1), Standing(0, 0, 1)], "each question counts, the second to one callback too"
    assert store.subscribers.figures(NOW).waiting == 4
    for n in range(3):
        store.subscribers.refuse(replace(ASKED, callback=f"https://me.example:84{n}/"), NOW)
    later = replace(ASKED, callback="https://me.example:840/", at=NOW + HOUR)
    assert not store.subscribers.ask(later, refusing)
    assert seen[-1] == Standing(0, 1, 1), "for an hour"
    ask(store, later)
    assert not store.subscribers.ask(replace(later, callback="https://me.example/x"), refusing)
    assert seen[-1] == Standing(1, 1, 1)
    store.subscribers.prune(NOW + HOUR)
    assert store.subscribers.waiting(9) == [replace(ASKED, callback="https://other.example/"), later]


# --- what we subscribed to ---------------------------------------------------------------


def offer(store: Store, *subscriptions: Subscription) -> None:
    with store.writing() as writer:
        for subscription in subscriptions:
            writer.offer(subscription)


def test_a_subscription_is_found_by_its_source_and_by_its_token(store: Store) -> None:
    other = replace(OURS, address="https://syt.example/tin", token="other")
    offer(store, OURS, other)
    assert store.subscriptions.of_sources(["syt", "nobody"]) == {"syt": (OURS, other)}
    assert store.subscriptions.of_token("other") == other and store.subscriptions.of_token("") is None
    with store.writing() as writer:
        writer.withdraw_offer("syt", RSS)
    assert store.subscriptions.of_sources(["syt"]) == {"syt": (other,)}


def test_it_is_due_at_first_before_it_ends_and_at_the_time_of_its_next_try(store: Store) -> None:
    offer(store, OURS)
    assert store.subscriptions.due(NOW, DAY) == [OURS]
    store.subscriptions.save_asking(replace(OURS, asked=NOW, retry=NOW + HOUR))
    assert store.subscriptions.due(NOW, DAY) == []
    assert [one.token for one in store.subscriptions.due(NOW + HOUR, DAY)] == ["token"]
    assert store.subscriptions.confirm("token", NOW, NOW + 10 * DAY)
    assert store.subscriptions.due(NOW + 8 * DAY, DAY) == []
    assert len(store.subscriptions.due(NOW + 9 * DAY, DAY)) == 1
    store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/", status="paused"))
    assert store.subscriptions.due(NOW + 9 * DAY, DAY) == []


def test_what_was_not_asked_is_neither_confirmed_nor_denied(store: Store) -> None:
    offer(store, OURS)
    assert not store.subscriptions.confirm("token", NOW, NOW + DAY)
    assert not store.subscriptions.deny("token", "no", NOW + DAY)
    store.subscriptions.save_asking(replace(OURS, asked=NOW))
    assert not store.subscriptions.confirm("another", NOW, NOW + DAY)
    assert store.subscriptions.confirm("token", NOW, NOW + DAY)
    assert not store.subscriptions.confirm("token", NOW, NOW + 9 * DAY), "once"
    known = store.subscriptions.of_token("token")
    assert known is not None and (known.asked, known.expires) == (None, NOW + DAY)


def test_a_push_is_counted_and_makes_a_source_due_that_is_well_and_not_due_sooner(store: Store) -> None:
    offer(store, replace(OURS, found=NOW))
    for state, due in (
        (SourceState("syt", "healthy", next_due=NOW + DAY), NOW + HOUR),
        (SourceState("syt", "healthy", next_due=NOW), NOW),
        (SourceState("syt", "failing", error="http_429", next_due=NOW + DAY), NOW + DAY),
    ):
        store.sources.save_state(state)
        store.subscriptions.pushed("token", NOW, NOW + HOUR, NOW - HOUR)
        assert store.sources.state("syt").next_due == due
    known = store.subscriptions.of_token("token")
    assert known is not None and (known.pushed, known.pushes, known.found) == (NOW, 3, None)


def test_what_a_visit_found_is_noted_beside_what_the_server_writes(store: Store) -> None:
    offer(store, OURS)
    store.subscriptions.pushed("token", NOW, NOW, NOW - HOUR)
    with store.writing() as writer:
        writer.note_found("syt", RSS, NOW, 2, NOW + HOUR)
    known = store.subscriptions.of_token("token")
    assert known is not None and (known.pushes, known.found, known.missed) == (1, NOW, 2)


def test_what_is_pushed_during_a_visit_makes_its_source_due_again(store: Store) -> None:
    offer(store, OURS)
    planned = SourceState("syt", "healthy", next_due=NOW + DAY)
    for pushed, due in ((NOW, NOW + DAY), (NOW + HOUR, NOW + 2 * HOUR)):
        store.subscriptions.pushed("token", pushed, NOW, NOW - HOUR)
        with store.writing() as writer:
            writer.save_state(planned)
            writer.heed_push("syt", NOW, NOW + 2 * HOUR)
        assert store.sources.state("syt").next_due == due

"""The hub scenarios 100 to 106 of websub.rocks, told anew, and what a hub must withstand besides.

Hub, pusher and callbacks are real and talk over loopback; time is the test's.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.push.loopback import Callbacks, Hub, served_hub, serving

Scenario = Callable[[Hub, Callbacks], Awaitable[None]]
FEED = "/feeds/all.atom"


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Scenario], None]:
    """Plays a scenario on a hub of its own that has announced one notice."""

    def on_loopback(scenario: Scenario) -> None:
        async def run() -> None:
            async with served_hub(tmp_path) as hub, serving(Callbacks()) as callbacks:
                await hub.announce()
                await scenario(hub, callbacks)

        asyncio.run(run())

    return on_loopback


# --- websub.rocks ------------------------------------------------------------------------


def test_100_a_typical_subscriber_is_asked_once_and_gets_the_whole_feed_unsigned(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        asked = await hub.ask(callbacks.url("/me?key=1"))
        assert asked.status_code == 202 and asked.headers["content-type"].startswith("text/plain")
        await hub.until(lambda: hub.parts.store.subscribers.any())
        (question,) = callbacks.told
        assert question.method == "GET" and question.query["key"] == "1", "the callback's own query stays"
        assert question.query["hub.mode"] == "subscribe" and question.query["hub.topic"] == hub.url(FEED)
        assert len(question.query["hub.challenge"]) >= 32 and question.query["hub.lease_seconds"] == "864000"
        await hub.announce()
        await hub.pushed()
        (told,) = callbacks.of("POST")
        topic = await hub.http.get(hub.url(FEED))
        assert told.body == topic.content and told.headers["content-type"] == topic.headers["content-type"]
        assert told.headers["link"] == f'<{hub.url("/websub")}>; rel="hub", <{hub.url(FEED)}>; rel="self"'
        assert "x-hub-signature" not in told.headers and told.query["key"] == "1"

    play(scenario)


def test_101_a_subscription_with_a_secret_is_signed_with_it(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"), secret="bí mật")
        await hub.announce()
        await hub.pushed()
        (told,) = callbacks.of("POST")
        mac = hmac.new("bí mật".encode(), told.body, hashlib.sha256).hexdigest()
        assert told.headers["x-hub-signature"] == f"sha256={mac}"

    play(scenario)


def test_102_parameters_that_nobody_knows_are_passed_over(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"), foo="hub.bar", verify="sync")
        assert [one.query.keys() & {"hub.foo", "foo"} for one in callbacks.told] == [set()]
        await hub.announce()
        await hub.pushed()
        assert len(callbacks.of("POST")) == 1

    play(scenario)


def test_103_who_subscribes_again_before_the_lease_ends_is_told_once_under_the_new_lease(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"), lease_seconds="86400", secret="old")
        hub.clock.pass_by(hours=23)
        await hub.subscribe(callbacks.url("/me"), lease_seconds="86400", secret="new")
        hub.clock.pass_by(hours=23)
        await hub.announce()
        await hub.pushed()
        (told,) = callbacks.of("POST")
        assert told.headers["x-hub-signature"] == f"sha256={hmac.new(b'new', told.body, hashlib.sha256).hexdigest()}"
        hub.clock.pass_by(hours=2)
        await hub.announce()
        await hub.pushed()
        assert len(callbacks.of("POST")) == 1, "the lease is over"

    play(scenario)


def test_104_who_unsubscribes_is_asked_and_then_told_nothing_more(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"))
        await hub.subscribe(callbacks.url("/me"), mode="unsubscribe")
        question = callbacks.told[-1]
        assert question.query["hub.mode"] == "unsubscribe" and "hub.lease_seconds" not in question.query
        await hub.announce()
        await hub.pushed()
        assert callbacks.of("POST") == []

    play(scenario)


@pytest.mark.parametrize(
    ("topic", "media_type"),
    [("/feeds/agencies/so-y-te.rss", "application/rss+xml"), ("/feeds/sources/syt.json", "application/feed+json")],
)
def test_105_106_whatever_the_topic_is_it_is_delivered_byte_for_byte_as_what_it_is(play, topic, media_type) -> None:
    """websub.rocks delivers plain text and JSON of its own; our topics are Atom, RSS and JSON."""

    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"), topic)
        await hub.announce()
        await hub.pushed()
        (told,) = callbacks.of("POST")
        assert told.body == (await hub.http.get(hub.url(topic))).content
        assert told.headers["content-type"] == f"{media_type}; charset=utf-8"

    play(scenario)


# --- what is not accepted ----------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "publish"},
        {"mode": ""},
        {"topic": "https://elsewhere.example/feeds/all.atom"},
        {"topic": "/search.atom"},
        {"topic": "/feeds/agencies/no-such-agency.atom"},
        {"topic": "/feeds/all.opml"},
        {"topic": "/feeds/../feeds/all.atom"},
        {"callback": "ftp://me.example/"},
        {"callback": "https://user:password@me.example/"},
        {"callback": "https://me.example/#part"},
        {"callback": "nothing"},
        {"callback": "https://me.example/" + "x" * 2000},
        {"secret": "x" * 200},
        {"lease_seconds": "a week"},
    ],
    ids=lambda fields: " ".join(f"{name} {value[:30]}" for name, value in fields.items()),
)
def test_a_request_that_is_wrong_is_refused_in_words_and_nobody_is_asked(play, fields: dict[str, str]) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        given = {"callback": callbacks.url("/me"), "topic": FEED, **fields}
        given["topic"] = hub.url(given["topic"]) if given["topic"].startswith("/") else given["topic"]
        form = {"hub.mode": "subscribe"} | {f"hub.{name}": value for name, value in given.items()}
        refused = await hub.http.post(hub.url("/websub"), data=form)
        assert refused.status_code == 400 and refused.text.startswith("hub.")
        await hub.pushed()
        assert callbacks.told == []

    play(scenario)


@pytest.mark.parametrize("answer", ["wrong", "none", "failing", "redirect"])
def test_a_callback_that_does_not_echo_the_challenge_is_asked_once_and_never_told(play, answer: str) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        echoes = {"wrong": lambda challenge: f"{challenge}\n", "none": lambda _: ""}
        callbacks.echo = echoes.get(answer, str)
        callbacks.answers["/me"] = {"failing": 404, "redirect": 302}.get(answer, 200)
        callbacks.location = callbacks.url("/elsewhere") if answer == "redirect" else ""
        await hub.subscribe(callbacks.url("/me"))
        await hub.announce()
        await hub.pushed()
        assert [(one.method, one.path) for one in callbacks.told] == [("GET", "/me")]
        assert not hub.parts.store.subscribers.any()

    play(scenario)


def test_every_challenge_is_another(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        for n in range(5):
            await hub.subscribe(callbacks.url(f"/{n}"))
        assert len({one.query["hub.challenge"] for one in callbacks.told}) == 5

    play(scenario)


def test_a_topic_that_is_gone_by_the_time_of_the_question_is_denied(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.ask(callbacks.url("/me"), "/feeds/sources/syt.atom")
        (request,) = hub.parts.store.subscribers.waiting(1)
        gone = type(request)(**{**{n: getattr(request, n) for n in request.__slots__}, "channel": "sources/gone"})
        hub.parts.store.subscribers.ask(gone, lambda _: True)
        await hub.until(lambda: callbacks.told)
        await hub.pushed()
        (told,) = callbacks.told
        assert told.query["hub.mode"] == "denied" and told.query["hub.topic"] == hub.url("/feeds/sources/syt.atom")
        assert not hub.parts.store.subscribers.any()

    play(scenario)


def test_a_callback_at_a_private_address_is_never_connected_to(tmp_path: Path) -> None:
    async def run() -> None:
        async with served_hub(tmp_path, allow_networks="10.99.0.0/16") as hub, serving(Callbacks()) as callbacks:
            for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1"):
                asked = await hub.ask(f"http://{host}:{callbacks.port}/me")
                assert asked.status_code == 202
            await hub.until(lambda: not hub.parts.store.subscribers.waiting(1))
            await hub.pushed()
            assert callbacks.told == [] and not hub.parts.store.subscribers.any()

    asyncio.run(run())


def test_many_requests_for_a_third_party_come_to_ten_small_questions_and_are_then_refused(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        callbacks.echo = lambda _: "who are you?"
        statuses = []
        for n in range(100):
            statuses.append((await hub.ask(callbacks.url(f"/victim/{n}"))).status_code)
            hub.pusher.look()
        await hub.pushed()
        assert set(statuses) == {202, 429} and statuses.count(202) == 10
        assert len(callbacks.told) == 10 and {one.method for one in callbacks.told} == {"GET"}
        hub.clock.pass_by(hours=2)
        hub.parts.store.subscribers.prune(hub.clock())
        assert (await hub.ask(callbacks.url("/late"))).status_code == 202, "not for ever"

    play(scenario)


def test_one_callback_asked_for_again_and_again_is_asked_ten_times_an_hour_however_it_answers(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        statuses = []
        for n in range(30):
            mode = ("subscribe", "unsubscribe")[n % 2]
            statuses.append((await hub.ask(callbacks.url("/victim"), mode=mode)).status_code)
            await hub.until(lambda: not hub.parts.store.subscribers.waiting(1))
        assert statuses.count(202) <= 11 and len(callbacks.told) <= 11

    play(scenario)


def test_who_proves_to_be_one_of_us_may_bring_its_friends(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        for n in range(40):
            await hub.subscribe(callbacks.url(f"/{n}"))
        await hub.announce()
        await hub.pushed()
        assert len(callbacks.of("POST")) == 40

    play(scenario)


# --- delivery ----------------------------------------------------------------------------


def test_a_callback_that_is_gone_is_forgotten(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"))
        callbacks.answers["/me"] = 410
        await hub.announce()
        await hub.pushed()
        assert len(callbacks.of("POST")) == 1 and not hub.parts.store.subscribers.any()

    play(scenario)


def test_a_failing_callback_is_tried_again_with_the_newest_document_and_then_given_up(play, caplog) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"))
        callbacks.answers["/me"] = 503
        await hub.announce("first")
        await hub.pushed()
        await hub.announce("second")
        await hub.pushed()
        assert len(callbacks.of("POST")) == 1, "the second waits for its turn"
        hub.clock.pass_by(seconds=11)
        await hub.pushed()
        assert b"second" not in callbacks.of("POST")[0].body and b"second" in callbacks.of("POST")[1].body
        assert hub.parts.store.subscribers.figures(hub.clock()).failing == 1
        for _ in range(8):
            hub.clock.pass_by(hours=12)
            await hub.pushed()
        assert len(callbacks.of("POST")) == 8
        figures = hub.parts.store.subscribers.figures(hub.clock())
        assert (figures.subscribers, figures.failing, figures.dropped) == (0, 0, 1)
        assert any("is sent nothing more" in line and "HTTP 503" in line for line in caplog.messages)
        callbacks.answers.clear()
        await hub.subscribe(callbacks.url("/me"))
        await hub.pushed()
        assert b"second" in callbacks.of("POST")[-1].body, "who subscribes again gets what it missed"

    play(scenario)


def test_a_redirected_delivery_is_not_followed(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"))
        callbacks.answers["/me"], callbacks.location = 307, callbacks.url("/elsewhere")
        await hub.announce()
        await hub.pushed()
        assert callbacks.of("POST", "/elsewhere") == [] and len(callbacks.of("POST", "/me")) == 1

    play(scenario)


def test_a_slow_callback_delays_no_other_and_is_sent_one_document_at_a_time(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        for n in range(20):
            await hub.subscribe(callbacks.url(f"/slow/{n}"))
        for n in range(10):
            await hub.subscribe(callbacks.url(f"/quick/{n}"))
        callbacks.pauses = {f"/slow/{n}": 1.2 for n in range(20)}
        await hub.announce("first")
        await hub.until(lambda: len({one.path for one in callbacks.of("POST")}) == 30)
        slow_ones_wait = sum(callbacks.under_way[f"/slow/{n}"] for n in range(20))
        assert slow_ones_wait == 20, "the quick ones were told while all of the slow ones were still being told"
        await hub.announce("second")
        await hub.pushed()
        assert callbacks.most_at_once == 1
        for n in range(20):
            first, second = callbacks.of("POST", f"/slow/{n}")
            assert b"second" not in first.body and b"second" in second.body, "each once"

    play(scenario)


def test_a_change_that_leaves_the_document_as_it_is_sends_nothing(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        await hub.subscribe(callbacks.url("/me"))
        await hub.announce()
        await hub.pushed()
        hub.parts.store.subscribers.want({"all"}, 10_000)
        await hub.pushed()
        assert len(callbacks.of("POST")) == 1

    play(scenario)


def test_feeds_say_where_to_subscribe_and_searches_do_not(play) -> None:
    async def scenario(hub: Hub, callbacks: Callbacks) -> None:
        told = f'<{hub.url("/websub")}>; rel="hub", <{{}}>; rel="self"'
        for path in (FEED, "/feeds/all.rss", "/feeds/all.json", "/feeds/types/qd.atom"):
            got = await hub.http.get(hub.url(path))
            assert got.headers["link"] == told.format(hub.url(path)), path
            assert hub.url("/websub") in got.text
            again = await hub.http.get(hub.url(path), headers={"If-None-Match": got.headers["etag"]})
            assert (again.status_code, again.headers["link"]) == (304, got.headers["link"])
        search = await hub.http.get(hub.url("/search.atom?q=thông+báo"))
        assert "link" not in search.headers and "/websub" not in search.text

    play(scenario)

"""The subscriber scenarios 100 to 104, 200 to 205 and 300 to 302 of websub.rocks, told anew, and what must not happen.

The site that publishes, its hub and we talk over loopback; time is the test's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from hub.records import Address, Filters, ListingRule
from hub.worker.subscribing import subscribe
from tests.push.loopback import Hub, Publisher, served_hub, serving

Scenario = Callable[[Hub, Publisher], Awaitable[None]]
DAY = timedelta(days=1)
LIST = ListingRule(row="//li", title="./a", link="./a/@href")


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Scenario], None]:
    """Plays a scenario: a hub of ours, and a publisher with its own."""

    def on_loopback(scenario: Scenario) -> None:
        async def run() -> None:
            async with served_hub(tmp_path) as hub, serving(Publisher()) as publisher:
                await scenario(hub, publisher)

        asyncio.run(run())

    return on_loopback


async def subscribed(hub: Hub, publisher: Publisher) -> Mapping[str, str]:
    """The form by which we asked for a feed; the subscription stands."""
    publisher.publish("Thông báo 1")
    await hub.collect(Address("feed", publisher.url()))
    (form,) = publisher.asked
    assert (await hub.verify(form)).status_code == 200
    return form


def due(hub: Hub) -> timedelta:
    """In how long the source is visited next."""
    planned = hub.parts.store.sources.state("syt").next_due
    assert planned is not None
    return planned - hub.clock()


# --- discovery ---------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["100 header", "101 HTML", "102 Atom", "103 RSS", "104 header before body"])
def test_10x_hub_and_topic_are_found_and_a_subscription_is_made(play, scenario: str) -> None:
    async def discovering(hub: Hub, publisher: Publisher) -> None:
        hub_url, wrong = publisher.url("/hub"), publisher.url("/hub?error=wrongtag")
        header = {"Link": f'<{hub_url}>; rel="hub", <{publisher.url("/self")}>; rel="self"'}
        pair = '<{tag} rel="hub" href="{hub}"/><{tag} rel="self" href="{self}"/>'
        inside = {"hub": hub_url, "self": publisher.url("/self")}
        item = "<item><title>Tin</title><guid>1</guid></item>"
        entry = "<entry><id>1</id><title>Tin</title><updated>2026-11-01T00:00:00Z</updated></entry>"
        rss = '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title>{}</channel></rss>'
        atom = '<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>t</title>{}</feed>'
        html = '<html><head>{}</head><body><ul><li><a href="/tin/1">Thông báo số 1</a></li></ul></body></html>'
        address, headers, body = {
            "100 header": (Address("feed", publisher.url()), header, rss.format(item)),
            "101 HTML": (
                Address("listing", publisher.url(), LIST),
                {"Content-Type": "text/html"},
                html.format(pair.format(tag="link", **inside)),
            ),
            "102 Atom": (Address("feed", publisher.url()), {}, atom.format(pair.format(tag="link", **inside) + entry)),
            "103 RSS": (
                Address("feed", publisher.url()),
                {},
                rss.format(pair.format(tag="atom:link", **inside) + item),
            ),
            "104 header before body": (
                Address("feed", publisher.url()),
                header,
                rss.format(pair.format(tag="atom:link", hub=wrong, self=wrong) + item),
            ),
        }[scenario]
        publisher.pages["/rss"] = 200, headers, body
        await hub.collect(address)
        (form,) = publisher.asked
        assert form["hub.mode"] == "subscribe" and form["hub.topic"] == publisher.url("/self")
        assert form["hub.callback"].startswith(hub.url("/websub/callback/")) and form["hub.lease_seconds"] == "864000"
        assert len(form["hub.callback"].rpartition("/")[2]) >= 32 and 32 <= len(form["hub.secret"]) < 200
        answer = await hub.verify(form)
        assert (answer.status_code, answer.text) == (200, "a1b2")
        assert hub.ours().expires == hub.clock() + 10 * DAY

    play(discovering)


def test_200_a_topic_with_another_rel_self_is_subscribed_to_under_that(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        other = publisher.url("/rss?self=other")
        publisher.publish(
            "Tin", links=f'<atom:link rel="self" href="{other}"/><atom:link rel="hub" href="{publisher.url("/hub")}"/>'
        )
        await hub.collect(Address("feed", publisher.url()))
        assert [form["hub.topic"] for form in publisher.asked] == [other]

    play(scenario)


@pytest.mark.parametrize("status", [302, 301])
def test_201_202_a_redirected_topic_is_subscribed_to_where_it_is(play, status: int) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        publisher.publish("Tin", path="/new")
        publisher.pages["/rss"] = status, {"Location": "/new"}, ""
        await hub.collect(Address("feed", publisher.url()))
        assert [form["hub.topic"] for form in publisher.asked] == [publisher.url("/new")]

    play(scenario)


@pytest.mark.parametrize("status", [307, 308])
def test_203_204_a_redirected_hub_is_followed_with_the_whole_request(play, status: int) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        publisher.publish("Tin", links=f'<atom:link rel="hub" href="{publisher.url("/old-hub")}"/>')
        publisher.pages["/old-hub"] = status, {"Location": "/hub"}, ""
        await hub.collect(Address("feed", publisher.url()))
        (form,) = publisher.asked
        assert {"hub.mode", "hub.topic", "hub.callback", "hub.secret"} <= form.keys()
        assert (await hub.verify(form)).text == "a1b2"

    play(scenario)


@pytest.mark.parametrize(
    "changed",
    [
        {"topic": "http://127.0.0.1/another"},
        {"topic": ""},
        {"mode": "unsubscribe"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "x" * 2000},
        {"lease_seconds": ""},
        {"lease_seconds": "-1"},
    ],
    ids=str,
)
def test_205_a_question_about_what_we_did_not_ask_is_answered_by_404(play, changed: dict[str, str]) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        publisher.publish("Tin")
        await hub.collect(Address("feed", publisher.url()))
        (form,) = publisher.asked
        before = hub.ours()
        assert (await hub.verify(form, **changed)).status_code == 404
        assert hub.ours() == before and before.expires is None

    play(scenario)


# --- delivery ----------------------------------------------------------------------------


def test_300_a_push_is_taken_by_a_2xx_and_we_look_for_ourselves(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        hub.clock.pass_by(minutes=1)
        assert due(hub) > timedelta(minutes=1)
        publisher.publish("Thông báo 1", "Thông báo 2")
        assert (await hub.tell(form, b"<rss>forged: Thong bao 3</rss>")).status_code == 202
        assert due(hub) <= timedelta()
        await hub.collect(Address("feed", publisher.url()))
        titles = {notice.title for notice in hub.parts.store.notices.newest(Filters(), limit=9)}
        assert titles == {"Thông báo 1", "Thông báo 2"}
        ours = hub.ours()
        assert (ours.pushes, ours.missed, ours.found) == (1, 0, None)

    play(scenario)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x_hub_signature": "sha256=" + "0" * 64}, 403),
        ({"x_hub_signature": "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709"}, 403),
        ({"x_hub_signature": "nonsense"}, 403),
        ({"x_hub_signature": ""}, 403),
        ({"link": '<http://127.0.0.1/another>; rel="self"'}, 400),
    ],
    ids=["301 wrong", "301 sha1", "301 nonsense", "302 none", "another topic"],
)
def test_301_302_what_its_hub_has_not_signed_changes_nothing(play, headers: dict[str, str], status: int) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        hub.clock.pass_by(minutes=1)
        before, planned = hub.ours(), due(hub)
        assert (await hub.tell(form, **headers)).status_code == status
        assert (hub.ours(), due(hub)) == (before, planned)

    play(scenario)


def test_what_is_signed_for_another_body_or_another_of_ours_or_is_too_large_changes_nothing(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        before = hub.ours()
        other = {**form, "hub.secret": "another secret of ours"}
        assert (await hub.tell(other)).status_code == 403
        nobody = {**form, "hub.callback": hub.url("/websub/callback/nobody")}
        assert (await hub.tell(nobody)).status_code == 410
        assert (await hub.tell(form, b"x" * (1024 * 1024 + 1))).status_code == 413
        assert (await hub.http.put(form["hub.callback"], content=b"x")).status_code in (401, 405)
        assert hub.ours() == before
        hub.clock.pass_by(days=11)
        assert (await hub.tell(form)).status_code == 410, "the lease is over"

    play(scenario)


def test_a_flood_of_true_pushes_makes_one_visit_in_ten_seconds_and_none_of_a_source_in_trouble(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        hub.clock.pass_by(seconds=1)
        for _ in range(20):
            assert (await hub.tell(form)).status_code == 202
        assert due(hub) == timedelta(seconds=9)
        publisher.pages["/rss"] = 503, {"Retry-After": "3600"}, ""
        hub.clock.pass_by(seconds=9)
        await hub.collect(Address("feed", publisher.url()))
        planned = due(hub)
        assert (await hub.tell(form)).status_code == 202 and due(hub) == planned > timedelta(minutes=30)

    play(scenario)


# --- leases ------------------------------------------------------------------------------


def test_a_subscription_is_renewed_before_it_ends_under_the_same_callback(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        hub.clock.pass_by(days=8)
        await subscribe(hub.parts, hub.client)
        assert len(publisher.asked) == 1
        hub.clock.pass_by(days=1, hours=1)
        await subscribe(hub.parts, hub.client)
        assert publisher.asked[1:] == [form]
        assert (await hub.tell(form)).status_code == 202, "the old lease stands meanwhile"
        assert (await hub.verify(form)).status_code == 200
        assert hub.ours().expires == hub.clock() + 10 * DAY
        assert (await hub.verify(form)).status_code == 404, "it was asked for once"

    play(scenario)


def test_a_hub_may_ask_back_before_it_answers_and_one_that_never_does_is_asked_again(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        publisher.publish("Tin")
        await hub.collect(Address("feed", publisher.url()))
        hub.clock.pass_by(minutes=9)
        await subscribe(hub.parts, hub.client)
        assert len(publisher.asked) == 1
        publisher.asks_back = hub.verify
        hub.clock.pass_by(minutes=2)
        await subscribe(hub.parts, hub.client)
        assert len(publisher.asked) == 2 and hub.ours().expires == hub.clock() + 10 * DAY

    play(scenario)


def test_a_denial_is_believed_where_we_had_asked_and_we_ask_again_a_day_later(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        publisher.publish("Tin")
        await hub.collect(Address("feed", publisher.url()))
        (form,) = publisher.asked
        answer = await hub.verify(form, mode="denied", reason="no\r\nroom")
        assert answer.status_code == 204 and hub.ours().error == "denied: no room"
        assert (await hub.verify(form, mode="denied")).status_code == 404
        hub.clock.pass_by(hours=25)
        await subscribe(hub.parts, hub.client)
        assert len(publisher.asked) == 2

    play(scenario)


def test_a_feed_that_names_no_hub_any_more_ends_it_and_another_hub_is_asked(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        publisher.publish("Thông báo 2", links=f'<atom:link rel="hub" href="{publisher.url("/hub?2")}"/>')
        publisher.pages["/hub?2"] = 500, {}, ""
        await hub.collect(Address("feed", publisher.url()))
        assert hub.ours().error == "http_5xx" and hub.ours().token not in form["hub.callback"]
        assert (await hub.tell(form)).status_code == 410
        publisher.publish("Thông báo 3", links=" ")
        await hub.collect(Address("feed", publisher.url()))
        assert hub.parts.store.subscriptions.of_sources(["syt"]) == {}

    play(scenario)


def test_where_no_hub_could_reach_us_none_is_asked(tmp_path: Path) -> None:
    async def run() -> None:
        async with served_hub(tmp_path) as hub, serving(Publisher()) as publisher:
            hub.hide()
            publisher.publish("Tin")
            await hub.collect(Address("feed", publisher.url()))
            assert publisher.asked == [] and hub.parts.store.subscriptions.of_sources(["syt"]) == {}

    asyncio.run(run())


# --- polling goes on ---------------------------------------------------------------------


def test_polling_finds_what_a_hub_drops_and_the_hub_is_told_to_be_unreliable(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        shown = ["Thông báo 1"]
        for n in range(2, 12):
            hub.clock.pass_by(minutes=15)
            shown.insert(0, f"Thông báo {n}")
            publisher.publish(*shown)
            if n != 5:  # one of ten
                assert (await hub.tell(form)).status_code == 202
            await hub.collect(Address("feed", publisher.url()))
            assert hub.parts.store.notices.count(Filters()) == n, "within one cadence, pushed or not"
        ours = hub.ours()
        assert (ours.pushes, ours.missed) == (9, 1)

    play(scenario)


def test_a_push_that_comes_a_moment_after_the_visit_was_not_missed(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        hub.clock.pass_by(minutes=15)
        publisher.publish("Thông báo 2", "Thông báo 1")
        await hub.collect(Address("feed", publisher.url()))
        assert hub.ours().found == hub.clock()
        hub.clock.pass_by(seconds=20)
        await hub.tell(form)
        hub.clock.pass_by(minutes=15)
        await hub.collect(Address("feed", publisher.url()))
        assert (hub.ours().found, hub.ours().missed) == (None, 0)

    play(scenario)


def test_an_address_that_a_source_has_no_more_is_subscribed_to_no_more(play) -> None:
    async def scenario(hub: Hub, publisher: Publisher) -> None:
        form = await subscribed(hub, publisher)
        publisher.publish("Tin", path="/moi", links=" ")
        await hub.collect(Address("feed", publisher.url("/moi")))
        assert hub.parts.store.subscriptions.of_sources(["syt"]) == {}
        assert (await hub.tell(form)).status_code == 410

    play(scenario)

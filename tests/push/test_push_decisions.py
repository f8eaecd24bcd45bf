"""What WebSub's rules decide, told with values: leases, retries, lanes, signatures, hubs that are named, and trust."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.push.lanes import Lanes, Width
from hub.push.retrying import WAITS, after_failure, after_refusal, after_taking
from hub.push.trust import after_visit, is_reachable
from hub.push.websub import Standing, admits, is_signed, is_unreliable, lease_of
from hub.records import Fetch, HubOffer, Subscriber, Subscription
from spiders.hubs import hub_of

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
THEM = Subscriber("https://hub.vn/feeds/all.atom", "https://me.example/", "all", NOW + DAY, wanted=9)
OURS = Subscription("syt", "https://syt.vn/rss", "https://h.vn/", "https://syt.vn/rss", "token", "secret")
STANDING = replace(OURS, since=NOW - DAY, expires=NOW + DAY)


def fetched(body: str = "", link: str = "", url: str = "https://syt.vn/rss") -> Fetch:
    return Fetch("syt", url, NOW, status=200, headers={"link": link} if link else {}, body=body.encode())


@pytest.mark.parametrize(
    ("asked", "granted"),
    [("", 864_000), ("0", 300), ("299", 300), ("300", 300), ("2592000", 2_592_000), ("2592001", 2_592_000)],
)
def test_a_lease_lies_between_five_minutes_and_thirty_days(asked: str, granted: int) -> None:
    assert lease_of(asked) == granted


def test_each_wait_is_four_times_the_last_and_then_it_is_given_up() -> None:
    failing, waits = THEM, []
    while (failing := after_failure(failing, "timeout", NOW)).retry:
        waits.append((failing.retry - NOW).total_seconds())
    assert waits == list(WAITS) and waits[0] == 10.0 and 14 * 3600 < sum(waits) < 16 * 3600
    assert (failing.tries, failing.error, failing.sent) == (8, "timeout", 0)
    assert after_taking(failing, '"tag"') == replace(THEM, sent=9, tag='"tag"')


def test_a_hub_that_will_not_have_us_is_asked_again_for_ever_at_last_once_a_day() -> None:
    refused, waits = OURS, []
    for _ in range(7):
        refused = after_refusal(refused, "HTTP 404", NOW)
        assert refused.retry is not None
        waits.append((refused.retry - NOW).total_seconds())
    assert waits == [60.0, 600.0, 3_600.0, 21_600.0, 86_400.0, 86_400.0, 86_400.0]


@pytest.mark.parametrize(
    ("standing", "room"),
    [
        (Standing(), True),
        (Standing(asked=9), True),
        (Standing(asked=10), False),
        (Standing(asked=10, subscribed=1), True),
        (Standing(asked=25, subscribed=15), False),
        (Standing(subscribed=5_000), False),
        (Standing(in_all=50_000), False),
    ],
)
def test_a_host_has_room_for_ten_strangers_and_one_more_for_each_that_is_known(standing: Standing, room: bool) -> None:
    assert admits(standing) is room


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512", "sha1", "md5", ""])
def test_only_strong_signatures_are_believed(method: str) -> None:
    mac = hmac.new(b"secret", b"body", method or "sha256").hexdigest()
    assert is_signed(f"{method}={mac}", "secret", b"body") is method.startswith(("sha2", "sha3", "sha5"))


@pytest.mark.parametrize("said", ["", "sha256", "sha256=", "sha256=é", "=", "sha256=" + "0" * 64])
def test_what_is_no_signature_proves_nothing(said: str) -> None:
    assert not is_signed(said, "secret", b"body")
    own = f"sha256={hmac.new(b'', b'body', hashlib.sha256).hexdigest()}"
    assert not is_signed(own, "", b"body"), "nor does one by an empty secret"


def test_the_slow_leave_the_quick_lane_and_no_host_takes_it_all() -> None:
    lanes = Lanes(Width(2, 3), Width(1, 1))
    a, b = lanes.enter("a"), lanes.enter("a")
    assert a and b and lanes.enter("a") is None, "two at a host"
    c = lanes.enter("c")
    assert c and lanes.enter("d") is None, "three in all"
    a.give_way()
    d = lanes.enter("a")
    assert a.is_slow and d, "its place is another's"
    b.give_way()
    assert not b.is_slow and lanes.enter("b", slow=True) is None, "there is one place for the slow"
    a.leave()
    assert lanes.enter("b", slow=True) and lanes.enter("a") is None
    for place in (b, c, d):
        place.leave()
    assert lanes.enter("a") and lanes.enter("a")


HTML = '<html><head><link rel="hub" href="/hub"><link rel=self href="/tin"></head><body>{}</body></html>'
ATOM = '<feed><link rel="self" href="https://syt.vn/atom"/><link href="https://h.vn/?a=1&amp;b=2" rel="hub"/>{}</feed>'
RSS = "<rss><channel><atom:link rel='hub' href='https://h.vn/'/>{}</channel></rss>"
JSON = '{"hubs": [{"type": "rssCloud", "url": "x"}, {"type": "WebSub", "url": "https://h.vn/"}], "feed_url": "/j"}'
EVIL = '<item><link rel="hub" href="https://evil.example/"/><link rel="self" href="https://evil.example/"/></item>'


@pytest.mark.parametrize(
    ("body", "link", "offer"),
    [
        ("", '<https://h.vn/>; rel="hub", <https://syt.vn/a>; rel="self"', HubOffer("https://h.vn/", "https://syt.vn/a")),
        ("", "</hub>; rel=hub; title=\"a, b\", </self>;rel='self'", HubOffer("https://syt.vn/hub", "https://syt.vn/rss")),
        (HTML, "", HubOffer("https://syt.vn/hub", "https://syt.vn/tin")),
        (ATOM, "", HubOffer("https://h.vn/?a=1&b=2", "https://syt.vn/atom")),
        (RSS, "", HubOffer("https://h.vn/", "https://syt.vn/rss")),
        (JSON, "", HubOffer("https://h.vn/", "https://syt.vn/j")),
        (ATOM, '<https://other.vn/>; rel="hub"', HubOffer("https://other.vn/", "https://syt.vn/rss")),
        (EVIL, "", None),
        (f"<html><head></head><body>{EVIL}", "", None),
        ('<link rel="hub" href="javascript:alert(1)">', "", None),
        ('<link rel="github" href="/x">', "", None),
        ('{"hubs": 1}', "", None),
        ('{"hubs": ' + "[" * 50_000, "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_hub_is_found_in_header_or_head_never_in_what_people_wrote(
    body: str, link: str, offer: HubOffer | None
) -> None:
    assert hub_of(fetched(body, link)) == offer
    if "{}" in body and offer and not link:
        assert hub_of(fetched(body.replace("{}", EVIL))) == offer


def test_what_a_visit_finds_unpushed_is_missed_if_it_stays_so_for_ten_minutes() -> None:
    previous = NOW - timedelta(minutes=15)
    found = after_visit(STANDING, previous, NOW, is_new=True)
    assert found == replace(STANDING, found=NOW)
    assert after_visit(found, NOW, NOW + 9 * MINUTE, is_new=False) == found
    assert after_visit(found, NOW, NOW + 10 * MINUTE, is_new=False) == replace(STANDING, missed=1)


@pytest.mark.parametrize(
    ("known", "previous", "is_new"),
    [
        (STANDING, NOW - MINUTE, False),
        (STANDING, None, True),
        (replace(STANDING, pushed=NOW - MINUTE), NOW - 2 * MINUTE, True),
        (replace(STANDING, since=NOW - MINUTE), NOW - 2 * MINUTE, True),
        (replace(STANDING, expires=NOW), NOW - MINUTE, True),
        (OURS, NOW - MINUTE, True),
    ],
    ids=["nothing new", "first visit", "pushed", "subscribed since", "lease over", "never verified"],
)
def test_what_nobody_had_to_push_was_not_missed(known: Subscription, previous: datetime | None, is_new: bool) -> None:
    assert after_visit(known, previous, NOW, is_new=is_new) == known


@pytest.mark.parametrize(("pushes", "missed", "told"), [(0, 0, False), (0, 1, True), (9, 1, True), (50, 1, False)])
def test_a_hub_that_drops_one_push_of_ten_is_unreliable(pushes: int, missed: int, told: bool) -> None:
    assert is_unreliable(replace(OURS, pushes=pushes, missed=missed)) is told


@pytest.mark.parametrize(
    ("base_url", "allowed", "reachable"),
    [
        ("https://daumoi.khanhhoa.gov.vn", (), True),
        ("http://daumoi.khanhhoa.gov.vn", (), False),
        ("http://127.0.0.1:8000", (), False),
        ("https://localhost", (), False),
        ("https://10.0.0.1", (), False),
        ("http://10.0.0.1", ("10.0.0.0/8",), True),
    ],
)
def test_hubs_are_asked_only_where_they_could_reach_us(
    base_url: str, allowed: tuple[str, ...], reachable: bool
) -> None:
    assert is_reachable(base_url, allowed) is reachable

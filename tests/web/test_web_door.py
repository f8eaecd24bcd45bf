"""What is let in: nothing is written by anybody who is no operator, and searches are shared out."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from hub.records import Operator, SignIn
from hub.web.allowances import Allowances, client_of
from hub.web.door import LONGEST_BODY, WAY_IN, Door, is_from_elsewhere
from hub.web.guard import Guard
from hub.web.main import ROUTERS
from hub.web.problems import answer_problems

UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "SEARCH", "FOO")
OURS = "https://daumoi.example.vn"
TOKEN = {"Authorization": "Bearer right"}
COOKIE = {"Cookie": "daumoi=right"}
PLACES = {"id": "0001v2m6x9q1h3t5", "abbreviation": "qd", "suffix": "atom", "channel": "all", "slug": "so-y-te"}


def routes() -> list[APIRoute]:
    """Every route of the hub."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: PLACES.get(match[1], "x"), path)


# --- nothing is written ------------------------------------------------------------------


def test_every_route_but_those_for_operators_only_reads() -> None:
    writing = [route.path for route in routes() if set(route.methods) != {"GET"}]
    assert len(routes()) > 30 and len(writing) > 5
    corrections = {"/api/v1/notices/{id}", "/api/v1/notices/{id}/corrections/{field}"}
    others = sorted(path for path in writing if not path.startswith(("/ops", "/api/v1/sources", "/websub")))
    assert others == sorted(corrections)
    for_hubs = {path for path in writing if path.startswith("/websub")}
    assert for_hubs == {"/websub", "/websub/callback/{token}"}, "believed for what they prove: see test_push_*"


@pytest.mark.parametrize("method", UNSAFE)
def test_no_unsafe_request_is_let_in_anywhere(visitor: Any, method: str) -> None:
    paths = {filled(route.path) for route in routes()} | {"/nowhere", "/ops", "/ops/x", "/api/v1/x", "/", "//"}
    for path in sorted(paths):
        for headers in ({}, TOKEN, {"Origin": OURS}, {"Sec-Fetch-Site": "same-origin"}, {"Cookie": "session=x"}):
            answer = visitor.ask(method, f"http://127.0.0.1{path}", headers=headers, content=b"x=1")
            expected = (400, 403, 405) if path == WAY_IN else (401, 404, 405)
            if method == "POST" and path.startswith("/websub"):
                expected = (400, 410)  # let in, and believed in nothing
            assert answer.status_code in expected, (method, path)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/ops", "/ops/", "/ops/sources", "/ops/x/y?z", "/ops%2Fx", "/o%70s", "/ops/%2e%2e/x"])
def test_what_is_for_operators_is_closed_to_all(visitor: Any, path: str, method: str) -> None:
    answer = visitor.ask(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert method == "HEAD" or "Chỉ dành cho người vận hành" in html.fromstring(answer.text).xpath("//h1/text()")


class Planted:
    """An application with routes that write, as there will be, and what they were called with."""

    def __init__(self, parts: Any) -> None:
        self.calls: list[bytes] = []
        app = FastAPI(openapi_url=None, redirect_slashes=False)
        app.state.parts = parts
        for path in ("/ops/sources", "/api/v1/sources", "/hooks"):
            app.add_api_route(path, self._write, methods=["POST", "DELETE"])
        app.add_api_route("/ops", self._read, methods=["GET"])
        answer_problems(app)
        app.add_middleware(Door, base_url=f"{OURS}/", allowances=Allowances(), operator_of=self._knows)
        self.app = Guard(app)

    async def _write(self, request: Request) -> str:
        self.calls.append(await request.body())
        return "written"

    def _read(self) -> str:
        self.calls.append(b"")
        return "read"

    def _knows(self, headers: Any) -> Operator | None:
        has_token = headers.get("authorization") == TOKEN["Authorization"]
        return Operator("lan") if has_token or headers.get("cookie") == COOKIE["Cookie"] else None


@pytest.fixture
def planted(sample: ModuleType, tmp_path: Path) -> Planted:
    return Planted(sample.sample_parts(tmp_path))


@pytest.fixture
def writer(planted: Planted, visitor_to: Any) -> Any:
    return visitor_to(planted.app)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/ops/sources", 401),
        ("DELETE", "/api/v1/sources", 401),
        ("POST", "/hooks", 401),
        ("GET", "/ops", 401),
        ("GET", "/ops/unknown", 401),
        ("PUT", "/hooks", 405),
        ("FOO", "/hooks", 405),
        ("POST", "/unknown", 404),
        ("PATCH", "/ops/sources", 401),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "right"}])
def test_a_route_that_writes_is_closed_until_an_operator_asks(
    planted: Planted, writer: Any, method: str, path: str, status: int, headers: dict[str, str]
) -> None:
    assert writer.ask(method, path, headers=headers).status_code == status
    assert planted.calls == []


def test_an_operator_is_let_in(planted: Planted, writer: Any) -> None:
    assert writer.ask("POST", "/hooks", headers=TOKEN, content=b"body").json() == "written"
    assert writer.ask("GET", "/ops", headers=TOKEN).json() == "read"
    assert planted.calls == [b"body", b""]


ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": f"{OURS}.evil.test"},
    {"Origin": "http://daumoi.example.vn"},
    {"Origin": ""},
)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_what_another_site_made_a_browser_send_is_refused_even_from_an_operator(
    planted: Planted, writer: Any, headers: dict[str, str]
) -> None:
    for path in ("/hooks", "/ops/sources", "/unknown"):
        assert writer.ask("POST", path, headers={**TOKEN, **headers}).status_code == 403
    assert planted.calls == []


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": OURS}]
)
def test_what_our_own_pages_and_programs_send_is_let_in(writer: Any, headers: dict[str, str]) -> None:
    assert writer.ask("POST", "/hooks", headers={**TOKEN, **headers}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 403), ({"Sec-Fetch-Site": "same-origin"}, 200), ({"Origin": OURS}, 200)]
)
def test_a_cookie_is_not_enough_to_change_something_unless_the_browser_says_whose_page_asks(
    planted: Planted, writer: Any, headers: dict[str, str], status: int
) -> None:
    assert writer.ask("GET", "/ops", headers=COOKIE).status_code == 200
    assert writer.ask("POST", "/hooks", headers={**COOKIE, **headers}).status_code == status


@given(st.dictionaries(st.sampled_from(["sec-fetch-site", "origin"]), st.text(max_size=12)))
def test_only_our_own_origin_is_ours(headers: dict[str, str]) -> None:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    ours = site in ("same-origin", "none") if site is not None else origin in (None, OURS)
    assert is_from_elsewhere(headers, OURS) is not ours


# --- bearable portions -------------------------------------------------------------------


@pytest.mark.parametrize("length", [str(LONGEST_BODY + 1), "99999999999999999999", "-1", "1e3", "", "²", "0x10"])
def test_a_body_that_is_too_long_or_of_no_known_length_is_refused(planted: Planted, writer: Any, length: str) -> None:
    headers = {**TOKEN, "Content-Length": length.encode("utf-8")}
    assert writer.ask("POST", "/hooks", headers=headers).status_code == 413
    assert planted.calls == []


@pytest.mark.parametrize(("parts", "status"), [(15, 200), (16, 200), (17, 413), (400, 413)])
def test_a_body_that_announces_no_length_is_counted(planted: Planted, writer: Any, parts: int, status: int) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(parts):
            yield b"x" * (LONGEST_BODY // 16)

    answer = writer.ask("POST", "/hooks", headers=TOKEN, content=body())
    assert answer.status_code == status
    assert len(planted.calls) == (1 if status == 200 else 0)


@pytest.mark.parametrize("path", ["/search?q=", "/api/v1/notices?q=", "/"])
def test_addresses_and_heads_of_unbearable_length_are_refused_with_the_headers_of_every_answer(
    visitor: Any, path: str
) -> None:
    long = visitor.get(f"{path}{'&' if '=' in path else '?'}x={'y' * 8200}")
    many = visitor.get(path, headers={f"X-{n}": "y" * 1000 for n in range(40)})
    assert (long.status_code, many.status_code) == (414, 431)
    for answer in (long, many):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert ("problem+json" in answer.headers["content-type"]) == path.startswith("/api/")


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


SEARCHES = ("/search?q=a", "/search.atom?q=a", "/api/v1/search?q=a", "/api/v1/notices", "/api/v1/changes")


@pytest.mark.parametrize("path", [*SEARCHES, "/sitemaps/2010.xml", "/notices/0001v2m6x9q1h3t5/diff"])
def test_who_searches_too_fast_is_told_when_to_come_back(
    visitor_of: Any, sample: ModuleType, tmp_path: Path, path: str
) -> None:
    clock = Clock()
    visitor = visitor_of(sample.sample_parts(tmp_path), allowances=Allowances(20, 10, clock=clock))
    statuses = [visitor.get(path).status_code for _ in range(25)]
    assert statuses[0] == 200
    refused = visitor.get(path)
    assert refused.status_code == statuses[-1] == 429
    assert refused.headers["retry-after"] == "1"
    is_page = path.startswith(("/search?", "/notices", "/sitemaps"))
    assert refused.headers["content-type"].startswith("text/html" if is_page else "application/problem+json")
    clock.now += 1
    assert visitor.get(path).status_code == 200


def test_pages_and_feeds_are_not_counted(
    visitor_of: Any, sample: ModuleType, tmp_path: Path, pages: tuple[str, ...]
) -> None:
    visitor = visitor_of(sample.sample_parts(tmp_path), allowances=Allowances(0.0))
    assert visitor.get("/search").status_code == 429
    counted = re.compile(r"/search.*|/notices/[^/]+/diff")
    for path in (*pages, "/feeds/all.atom", "/feeds/types/qd.json", "/api/v1/sources", "/api/v1/notices/x", "/healthz"):
        assert counted.fullmatch(path) or visitor.get(path).status_code in (200, 404), path


def test_clients_do_not_share_an_allowance() -> None:
    allowances = Allowances(2, 1, clock=Clock())
    assert [allowances.take("a", 1), allowances.take("a", 1), allowances.take("b", 1)] == [0, 0, 0]
    assert allowances.take("a", 1) == 1


def test_the_number_of_clients_that_are_remembered_is_bounded() -> None:
    allowances = Allowances(clients=100, clock=Clock())
    for n in range(10_000):
        allowances.take(f"client {n}", 1)
    assert allowances.remembered == 100


@given(
    st.lists(st.tuples(st.floats(0, 3), st.sampled_from([0.5, 1.0, 2.0, 10.0])), max_size=60), st.floats(1, 20),
    st.floats(0.5, 20),
)  # fmt: skip
def test_nobody_ever_takes_more_than_burst_and_rate_allow(
    asked: list[tuple[float, float]], burst: float, rate: float
) -> None:
    clock = Clock()
    allowances = Allowances(burst, rate, clock=clock)
    taken = 0.0
    for pause, cost in asked:
        clock.now += pause
        wait = allowances.take("a", cost)
        taken += cost if wait == 0 else 0
        assert taken <= burst + rate * clock.now + 1e-6
        if wait and cost <= burst:
            clock.now += wait + 1e-6
            assert allowances.take("a", cost) == 0
            taken += cost


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("/run/hub.sock", "", False),
    ],
)
def test_a_client_is_an_address_or_an_ipv6_network(one: str, other: str, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


def test_a_server_in_front_that_is_trusted_says_who_asks(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    parts = sample.sample_parts(tmp_path)
    parts.settings = parts.settings.model_copy(update={"trusted_proxies": ("127.0.0.1/32", "10.0.0.0/8")})
    visitor = visitor_of(parts, allowances=Allowances(2, 0.001, clock=Clock()))
    made_up = "203.0.113.7, " * 3  # what the client wrote; the servers in front add who asked them
    asked = [f"{made_up}192.0.2.1", "198.51.100.4, 192.0.2.1, 10.1.2.3", "192.0.2.1", "192.0.2.2", "203.0.113.7"]
    statuses = [visitor.get("/search", headers={"X-Forwarded-For": chain}).status_code for chain in asked]
    assert statuses == [200, 200, 429, 200, 200]


@pytest.mark.parametrize(("trusted", "place"), [((), ""), (("127.0.0.1/32",), "192.0.2.1")], ids=["nobody", "nginx"])
def test_a_try_to_sign_in_counts_against_whom_a_trusted_server_names(
    visitor_of: Any, sample: ModuleType, tmp_path: Path, trusted: tuple[str, ...], place: str
) -> None:
    parts = sample.sample_parts(tmp_path)
    parts.settings = parts.settings.model_copy(update={"trusted_proxies": trusted})
    parts.store.sessions = Tries()
    said = {"X-Forwarded-For": "192.0.2.1", "Origin": OURS}
    visitor_of(parts).ask("POST", WAY_IN, data={"name": "lan", "password": "x"}, headers=said)
    assert parts.store.sessions.places == [place]


class Tries:
    """As much of the sessions as a try in vain needs."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def sign_in(self, name: str, password: str, place: str, now: datetime) -> SignIn:
        self.places.append(place)
        return SignIn()


def test_what_a_client_says_of_itself_does_not_make_it_another(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    visitor = visitor_of(sample.sample_parts(tmp_path), allowances=Allowances(5, 0.001, clock=Clock()))
    claims = ({"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(9))
    statuses = [visitor.get("/search", headers={**claim, "X-Real-IP": "192.0.2.9"}).status_code for claim in claims]
    assert statuses == [200] * 5 + [429] * 4

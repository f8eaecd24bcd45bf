"""A message to somebody who asked for it: under the guard like every request, otherwise sent as it is and at once."""

import asyncio

import pytest

from benchmarks.address_forms import FORMS, NAMES
from benchmarks.canary import Canary
from hub.records import Ask

BODY = b"<feed/>"


async def looked_up(name: str) -> tuple[str, ...]:
    return NAMES.get(name, ("127.0.0.1",))


def to(url: str, **fields: object) -> Ask:
    return Ask(url, "", **{"method": "POST", "body": BODY, "headers": {"x-hub-signature": "sha256=1"}, **fields})  # type: ignore[arg-type]


def test_a_message_arrives_whole_and_its_answer_comes_back(site, visit, answer):
    site.pages["/me"] = [answer(202, b"thanks")]
    got = visit(lambda client: client.send(to(site.url("/me?key=1")), 2.0))
    (hit,) = site.hits
    assert (hit.method, hit.path, hit.body) == ("POST", "/me?key=1", BODY)
    assert (hit.headers["x-hub-signature"], hit.headers["connection"]) == ("sha256=1", "close")
    assert (got.status, got.body, got.error) == (202, b"thanks", None)


@pytest.mark.parametrize("status", [204, 301, 307, 404, 410, 500])
def test_an_answer_of_any_status_is_one_and_no_redirect_is_followed(site, visit, answer, status: int):
    site.pages |= {"/me": [answer(status, Location="/elsewhere")], "/elsewhere": [answer(200)]}
    assert visit(lambda client: client.send(to(site.url("/me")), 2.0)).status == status
    assert site.paths == ["/me"], "nor is robots.txt asked"


@pytest.mark.parametrize(
    ("page", "code"), [(["hang"], "deadline"), (["reset"], "reset"), (["close"], None)], ids=["hangs", "resets", "ends"]
)
def test_what_comes_to_nothing_is_a_code(site, visit, page: list[str], code: str | None):
    site.pages["/me"] = page
    got = visit(lambda client: client.send(to(site.url("/me")), 0.5))
    assert got.status is None and (got.error == code if code else got.error)


def test_nobody_waits_for_a_turn(site, visit, answer):
    site.pages["/me"] = [0.2, answer(200)]

    async def at_once(client):
        return await asyncio.gather(*(client.send(to(site.url("/me")), 2.0) for _ in range(5)))

    assert [got.status for got in visit(at_once, per_host_delay=1.0)] == [200] * 5
    assert site.most_open == 5


def test_what_is_under_way_when_the_client_is_closed_has_failed(site, visit):
    site.pages["/me"] = ["hang"]

    async def closed(client):
        task = asyncio.create_task(client.send(to(site.url("/me")), 9.0))
        while not site.hits:
            await asyncio.sleep(0.01)
        await client.close()
        return await task

    assert visit(closed).error == "internal"


def test_no_form_of_a_private_address_is_connected_to(visit):
    canary = Canary()
    urls = [form.format(port=canary.port, front="front.test:80", path="c") for form in FORMS]

    async def send_all(client):
        return [await client.send(to(url, method="GET", body=None), 2.0) for url in urls]

    refused = visit(send_all, allow_networks=(), resolver=looked_up)
    assert (canary.connections, {got.status for got in refused}) == (0, {None})
    allowed = visit(send_all, allow_networks=("127.0.0.0/8",), resolver=looked_up)
    assert canary.connections > 10 and 404 in {got.status for got in allowed}, "they would lead there"

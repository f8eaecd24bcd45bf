"""No connection is made to a private address, however it is written, named or redirected to."""

import asyncio
import socket
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import pytest

from hub.records import Ask
from spiders.guard import BlockedAddress, GuardedResolver, guard_for, is_public, look_up

FORMS = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile" / "private_addresses.txt"

PRIVATE = """
    0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 192.0.0.1 192.0.2.1
    192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1
    2002:7f00:1:: 2002:808:808:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 3fff::1 5f00::1 100::1
    fc00::1 fd12::1 fe80::1 fe80::1%lo fec0::1 ff02::1 ff0e::1
"""
PUBLIC = """
    1.1.1.1 8.8.8.8 103.28.36.1 113.160.0.1 171.224.0.1 192.0.1.1 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1
    198.20.0.1 2400:cb00::1 2405:4800::1 2001:4860:4860::8888 2606:4700::1111 2a00:1450::1
    ::ffff:8.8.8.8 64:ff9b::808:808
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_and_reserved_addresses_are_refused(address):
    with pytest.raises(BlockedAddress):
        guard_for(()).check(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_pass(address):
    guard_for(()).check(address)


GLOBAL_TO_PYTHON = "::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: fec0::1 ff02::1 224.0.0.1 192.88.99.1 3fff::1"


@pytest.mark.parametrize("address", GLOBAL_TO_PYTHON.split())
def test_what_python_calls_global_is_not_enough(address):
    assert not is_public(ip_address(address))


def test_an_allowed_network_passes_and_nothing_else_does():
    guard = guard_for(["127.0.0.0/8", "fd00::/8"])
    for allowed in ("127.9.1.1", "::ffff:127.0.0.1", "fd12::1"):
        guard.check(allowed)
    for refused in ("10.0.0.1", "::1", "fe80::1", "nonsense"):
        with pytest.raises(BlockedAddress):
            guard.check(refused)


async def anywhere_is_here(_host):
    return ["127.0.0.1"]


@pytest.mark.shared
@pytest.mark.skipif(not FORMS.exists(), reason="the list of address forms is not beside this checkout")
def test_no_spelling_reaches_the_canary(site, visit):
    forms = FORMS.read_text("utf-8").split("\n")[:-1]
    assert len(forms) == 52

    async def knock(client):
        return [await client.fetch(Ask(f"http://{form}:{site.port}/", "s")) for form in forms]

    fetches = visit(knock, allow_networks=(), resolver=anywhere_is_here)
    assert {fetch.error for fetch in fetches} == {"blocked_address"}
    assert site.connections == 0


@pytest.mark.shared
@pytest.mark.skipif(not FORMS.exists(), reason="the list of address forms is not beside this checkout")
def test_no_redirect_reaches_the_canary(site_thread, visit, answer):
    """The site that sends us on is allowed; the canary listens at the same port of another address."""
    forms = FORMS.read_text("utf-8").split("\n")[:-1]
    allowed = site_thread.open(address="127.0.0.2")
    canary = site_thread.open(port=allowed.port)
    for number, form in enumerate(forms):
        location = f"http://{form}:{canary.port}/".encode().decode("latin-1")
        allowed.pages[f"/{number}"] = [answer(302, Location=location)]

    async def knock(client):
        return [await client.fetch(Ask(allowed.url(f"/{number}", "a.test"), "s")) for number in range(len(forms))]

    async def lookup(host):
        return ["127.0.0.2" if host == "a.test" else "127.0.0.1"]

    fetches = visit(knock, allow_networks=("127.0.0.2/32",), resolver=lookup)
    assert {fetch.error for fetch in fetches} == {"blocked_address", "redirect_refused"}
    assert all(fetch.status != 404 for fetch in fetches)
    assert len(allowed.hits) == len(forms) + 1
    assert canary.connections == 0


def test_a_name_with_one_private_record_is_refused(site, fetch):
    async def lookup(_host):
        return ["127.0.0.1", "10.0.0.1"]

    got = fetch(f"http://a.test:{site.port}/", client={"resolver": lookup})
    assert got.error == "blocked_address"
    assert site.connections == 0


def test_a_name_that_changes_its_mind_gains_nothing(site_thread, visit, answer):
    """Odd answers name the site that is allowed, even ones the canary at the same port."""
    allowed = site_thread.open(address="127.0.0.2")
    canary = site_thread.open(port=allowed.port)
    allowed.pages["/"] = [answer(200, b"fine", Connection="close"), "close"]
    lookups = 0

    async def rebinding(_host):
        nonlocal lookups
        lookups += 1
        return ["127.0.0.2" if lookups % 2 else "127.0.0.1"]

    async def fetch_often(client):
        return [(await client.fetch(Ask(allowed.url(host="a.test"), "s"))).error for _ in range(100)]

    outcomes = visit(fetch_often, allow_networks=("127.0.0.2/32",), resolver=rebinding)
    assert set(outcomes) == {None, "blocked_address"}
    assert canary.connections == 0


def test_every_answer_of_a_thousand_is_judged_by_itself():
    answers = iter(["127.0.0.2", "127.0.0.1"] * 500)

    async def rebinding(_host):
        return [next(answers)]

    async def knock():
        resolver, passed = GuardedResolver(guard_for(["127.0.0.2/32"]), rebinding), []
        for _ in range(1000):
            with suppress(BlockedAddress):
                passed += await resolver.resolve("a.test", 80)
        return [result["host"] for result in passed]

    assert asyncio.run(knock()) == ["127.0.0.2"] * 500


def test_an_ipv6_literal_is_reached_where_it_is_allowed(site_thread, fetch, answer):
    try:
        site = site_thread.open(address="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    site.pages["/a"] = [answer(200, b"fine")]
    url = site.url("/a", host="[0:0::1]")
    assert fetch(url).error == "blocked_address"
    assert fetch(url, client={"allow_networks": ("::1/128",)}).body == b"fine"
    assert site.hits[-1].headers["host"] == f"[::1]:{site.port}"


def test_the_socket_itself_is_the_last_wall():
    with pytest.raises(BlockedAddress):
        guard_for(()).open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))


def test_a_name_that_does_not_exist_and_one_that_nobody_answers_for(fetch):
    async def none(_host):
        raise socket.gaierror(socket.EAI_NONAME, "no")

    async def failing(_host):
        raise socket.gaierror(socket.EAI_AGAIN, "again")

    async def empty(_host):
        return []

    async def slow(_host):
        await asyncio.sleep(60)

    codes = [
        fetch("http://a.test/", client={"resolver": lookup, "deadline": 0.2}).error
        for lookup in (none, failing, empty, slow)
    ]
    assert codes == ["dns_not_found", "dns_failed", "dns_not_found", "dns_failed"]


def test_the_system_is_asked_in_a_thread_that_holds_nothing_up():
    assert "127.0.0.1" in asyncio.run(look_up("localhost"))

    async def long_label():
        with pytest.raises(OSError):
            await look_up("a" * 70 + ".invalid")

    asyncio.run(long_label())

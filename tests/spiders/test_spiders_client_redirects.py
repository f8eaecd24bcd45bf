"""Redirects are followed by hand: few, never in a circle, never elsewhere than http, and with empty pockets."""

from base64 import b64encode

import pytest

from hub.errors import FetchError
from hub.records import Ask, Validators
from spiders.hops import Hop, next_hop, verdict


def to(location, status=302):
    return [b"HTTP/1.1 %d Moved\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n" % (status, location.encode())]


def test_the_way_is_kept(site, fetch, answer):
    site.pages |= {"/a": to("/b", 301), "/b": to("c?x=1#frag", 307), "/c": [answer(200, b"<rss/>")]}
    got = fetch(site.url("/a"))
    assert (got.error, got.body) == (None, b"<rss/>")
    assert got.final_url == site.url("/c?x=1")
    assert got.redirects == (site.url("/a"), site.url("/b"))
    assert got.url == site.url("/a")


def test_five_redirects_and_no_more(site, fetch, answer):
    site.pages |= {f"/{n}": to(f"/{n + 1}") for n in range(6)} | {"/6": [answer(200, b"far")], "/5b": [answer(200)]}
    assert fetch(site.url("/1")).body == b"far"
    too_far = fetch(site.url("/0"))
    assert (too_far.error, too_far.final_url) == ("redirect_loop", site.url("/5"))


def test_the_deadline_is_one_for_all_the_hops(site, fetch, answer):
    site.pages |= {f"/{n}": [0.15, *to(f"/{n + 1}")] for n in range(5)} | {"/5": [answer(200, b"far")]}
    assert fetch(site.url("/0"), client={"deadline": 2}).body == b"far"
    assert fetch(site.url("/0"), client={"deadline": 0.5}).error == "deadline"


def test_circles_are_noticed(site, fetch):
    site.pages |= {"/self": to("/self"), "/a": to("/b"), "/b": to("/a")}
    assert fetch(site.url("/self")).error == "redirect_loop"
    got = fetch(site.url("/a"))
    assert (got.error, got.status) == ("redirect_loop", 302)
    assert site.paths.count("/a") == 1


REFUSED = [
    "", "file:///etc/passwd", "ftp://127.0.0.1/", "s3://bucket/key", "data:text/html,x", "javascript:alert(1)",
    "http://", "http://[::1", "http://a b/", "http://169.254.169.254\\@127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("location", REFUSED)
def test_a_redirect_to_nowhere_is_refused(location, site, fetch):
    site.pages["/a"] = to(location)
    got = fetch(site.url("/a"))
    assert (got.error, got.status) == ("redirect_refused", 302)


def test_a_redirect_without_a_location_is_refused(site, fetch, answer):
    site.pages["/a"] = [answer(301)]
    assert fetch(site.url("/a")).error == "redirect_refused"


def test_a_line_break_in_a_location_adds_no_header(site, fetch, answer):
    site.pages |= {"/a": to("/b%0d%0aX-Evil:1"), "/b%0d%0aX-Evil:1": [answer(200, b"fine")]}
    got = fetch(site.url("/a"))
    assert got.body == b"fine"
    assert "x-evil" not in site.hits[-1].headers


def test_a_redirect_to_a_private_address_is_blocked(site, fetch):
    site.pages["/a"] = to("http://10.0.0.1/")
    got = fetch(site.url("/a"), client={"deadline": 0.5})
    assert (got.error, got.status, got.final_url) == ("blocked_address", None, "http://10.0.0.1/")


def test_the_body_of_a_redirect_is_not_read(site, fetch, answer):
    bomb = [
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\n\r\n",
        *([b"\x1f\x8b" * 50_000] * 50),
        "hang",
    ]
    site.pages |= {"/a": bomb, "/b": [answer(200, b"fine")]}
    assert fetch(site.url("/a")).body == b"fine"


def test_a_session_in_the_target_is_followed_as_it_is(site, fetch, answer):
    site.pages |= {"/a": to("/a;jsessionid=0A1B"), "/a;jsessionid=0A1B": [answer(200, b"fine")]}
    assert fetch(site.url("/a")).body == b"fine"


SECRETS = {"Authorization": "Bearer geheim", "Cookie": "a=geheim", "X-Api-Key": "geheim"}


def test_what_belongs_to_a_source_stays_with_its_origin(site, other_site, fetch, answer):
    site.pages |= {"/a": to("/b"), "/b": to(other_site.url("/c")), "/c": [answer(200)]}
    other_site.pages |= {"/c": to(site.url("/c"))}
    fetch(site.url("/a"), headers=SECRETS)
    by_path = {hit.path: hit.headers for hit in site.hits}
    assert by_path["/a"]["x-api-key"] == by_path["/b"]["x-api-key"] == "geheim"
    assert by_path["/b"]["authorization"] == "Bearer geheim"
    for headers in (by_path["/c"], by_path["/robots.txt"], *(hit.headers for hit in other_site.hits)):
        assert "geheim" not in str(headers)
        assert "user-agent" in headers


def test_a_password_in_the_url_goes_to_its_host_and_nowhere_else(site, other_site, fetch, answer):
    site.pages |= {"/a": to(other_site.url("/b"))}
    other_site.pages |= {"/b": [answer(200, b"fine")]}
    url = site.url("/a").replace("http://", "http://du:geheim@")
    got = fetch(url)
    assert site.hits[-1].headers["authorization"] == f"Basic {b64encode(b'du:geheim').decode()}"
    assert "authorization" not in other_site.hits[-1].headers
    assert "geheim" not in repr(got)
    assert got.url == site.url("/a")


def test_no_secret_is_told_when_things_go_wrong(site, fetch, caplog, answer):
    caplog.set_level("DEBUG")
    site.pages |= {"/500": [answer(500)], "/reset": ["reset"], "/odd": [b"geheim\r\n\r\n"], "/loop": to("/loop")}
    urls = [site.url(path).replace("http://", "http://du:geheim@") for path in ("/500", "/reset", "/odd", "/loop")]
    urls += [
        "http://du:geheim@[/",
        "ftp://du:geheim@a.vn/",
        "http://du:geheim@10.0.0.1/",
        "http://du:geheim@a.invalid/",
    ]
    for url in urls:
        got = fetch(url, headers={"X-Api-Key": "geheim"}, client={"deadline": 0.3})
        assert got.error
        assert "geheim" not in repr(got)
    assert "geheim" not in caplog.text


def test_validators_go_byte_exact_to_the_first_address_alone(site, fetch, answer):
    site.pages |= {"/a": to("/b"), "/b": [answer(200)], "/c": [answer(304)]}
    validators = Validators(etag='W/"ă, "b""', last_modified="Thứ hai, 02-03-2026", digest="not sent")
    got = fetch(site.url("/c"), validators=validators)
    assert (got.error, got.unchanged, got.ok, got.status) == (None, True, False, 304)
    sent = site.hits[-1].headers
    assert sent["if-none-match"].encode("latin-1").decode() == validators.etag
    assert sent["if-modified-since"].encode("latin-1").decode() == validators.last_modified
    fetch(site.url("/a"), validators=validators)
    assert ["if-none-match" in hit.headers for hit in site.hits[-2:]] == [True, False]


def test_an_etag_comes_back_as_it_was_given(site, visit, answer):
    odd = b'"\xe1\xba\xbf;, \\"'
    page = b"HTTP/1.1 200 OK\r\nETag: %s\r\nContent-Length: 0\r\n\r\n" % odd
    site.pages["/a"] = lambda hit: [answer(304) if "if-none-match" in hit.headers else page]

    async def twice(client):
        first = await client.fetch(Ask(site.url("/a"), "s"))
        return await client.fetch(Ask(site.url("/a"), "s", Validators(etag=first.headers["etag"])))

    assert visit(twice).unchanged
    assert site.hits[-1].headers["if-none-match"].encode("latin-1") == odd


def test_a_validator_that_cannot_be_sent_is_left_out(site, fetch, answer):
    site.pages["/a"] = [answer(200, b"x")]
    assert fetch(site.url("/a"), validators=Validators(etag='"a\x01\r\nX: y"')).ok
    assert "if-none-match" not in site.hits[-1].headers


def test_no_cookie_and_no_referrer(site, visit, answer):
    site.pages |= {
        "/a": [answer(302, Location="/b", Set_Cookie="a=1", Referrer_Policy="os.system")],
        "/b": [answer(200, b"x", Set_Cookie="b=2; Path=/")],
    }

    async def twice(client):
        return [await client.fetch(Ask(site.url("/a"), "s")) for _ in range(2)]

    fetches = visit(twice)
    assert all(fetch.ok and "set-cookie" not in fetch.headers for fetch in fetches)
    assert not any({"cookie", "referer"} & set(hit.headers) for hit in site.hits)


def test_we_say_who_we_are_and_what_we_can_read(site, fetch, answer):
    site.pages["/a"] = [answer(200)]
    fetch(site.url("/a"), client={"contact": "https://daumoi.khanhhoa.gov.vn/about"})
    headers = site.hits[-1].headers
    assert headers["user-agent"] == "DauMoi/0.1 (+https://daumoi.khanhhoa.gov.vn/about)"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["host"] == f"127.0.0.1:{site.port}"


def test_a_source_may_change_what_we_say_but_not_how_we_speak(site, fetch, answer):
    site.pages["/a"] = [answer(200)]
    fetch(site.url("/a"), headers={"User-Agent": "Mozilla/5.0", "Host": "evil.test", "Range": "bytes=0-1"})
    headers = site.hits[-1].headers
    assert headers["user-agent"] == "Mozilla/5.0"
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert "range" not in headers
    broken = fetch(site.url("/a"), headers={"X-A": "a\r\nX-B: geheim"})
    assert broken.error == "internal"
    assert "geheim" not in broken.detail


def test_a_form_is_posted_and_then_got(site, fetch, answer):
    site.pages["/a"] = lambda hit: to("/a", 303) if hit.method == "POST" else [answer(200, b"list")]
    got = fetch(
        site.url("/a"), method="POST", body=b"page=2", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert got.body == b"list"
    post, then = site.hits[-2:]
    assert (post.method, post.body, then.method, then.body) == ("POST", b"page=2", "GET", b"")


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_does_not_go_to_another_host(status):
    hop = Hop("http://a.vn/x", "POST", body=b"geheim")
    assert next_hop(hop, status, "/y").body == b"geheim"
    with pytest.raises(FetchError, match="redirect_refused"):
        next_hop(hop, status, "http://b.vn/")


LAX = {"insecure_reason": "expired since May"}
ONWARD = {
    "/y": (True, True),
    "https://a.vn:443/y": (True, True),
    "http://a.vn/y": (False, True),
    "https://a.vn:8443/y": (False, True),
    "https://www.a.vn/y": (False, False),
    "https://a.vn.evil.test/y": (False, False),
    "https://a.vn@evil.test/y": (False, False),
}


@pytest.mark.parametrize("location", ONWARD)
def test_headers_go_to_the_same_origin_and_tls_settings_to_the_same_host(location):
    onward = next_hop(Hop("https://a.vn/x", headers=SECRETS, tls=LAX), 302, location)
    assert (onward.headers == SECRETS, onward.tls == LAX) == ONWARD[location]


@pytest.mark.parametrize("status", [200, 304, 404, 300, 305])
def test_only_five_statuses_lead_on(status):
    assert next_hop(Hop("http://a.vn/"), status, "http://b.vn/") is None


def test_every_status_has_its_verdict():
    codes = {status: verdict(status, conditional=True) for status in (200, 204, 206, 304, 302, 404, 410, 429, 451, 502)}
    assert codes == {
        200: None, 204: None, 206: "truncated", 304: None, 302: "redirect_refused", 404: "http_4xx", 410: "http_410",
        429: "http_429", 451: "http_4xx", 502: "http_5xx",
    }  # fmt: skip
    assert verdict(304, conditional=False) == "http_5xx"

"""Hostile input: no address breaks anything, nothing the hub says runs. The whole of it: `benchmarks.hostile_web`."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi.routing import APIRoute

from benchmarks.hostile_hub import FIELDS, hostile_hub
from benchmarks.hostile_judge import faults_of_fragment, faulty_address
from benchmarks.hostile_outputs import Piece, pieces
from benchmarks.hostile_strings import NAUGHTY, PATHS, QUERIES, addresses, places, queries
from benchmarks.hostile_web import OWN
from hub.web.main import ROUTERS

HOSTILE = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile"
NOTICE = "0001v2m6x9q1h3t5"


def corpus(name: str) -> str:
    file = HOSTILE / name
    if not file.exists():
        pytest.skip("the hostile corpus is not beside the checkout")
    return file.read_text("utf-8", "replace")


# --- addresses ---------------------------------------------------------------------------


def unanswered(visitor: Any, asked: Iterable[str]) -> list[str]:
    """The addresses that were answered by a fault of ours."""
    return [address[:200] for address in asked if visitor.get(address).status_code >= 500]


def test_no_string_anywhere_in_an_address_is_a_fault_of_ours(visitor: Any) -> None:
    assert unanswered(visitor, addresses(NAUGHTY, places(NOTICE, "stnmt"), share=5)) == []


def test_no_query_that_nobody_means_is_a_fault_of_ours(visitor: Any) -> None:
    asked = [place for place in places(NOTICE, "stnmt") if re.search(r"[?&](q|number|agency|from)=", place)]
    assert unanswered(visitor, addresses(queries(300), asked, share=len(asked))) == []


@pytest.mark.shared
def test_none_of_the_big_list_of_naughty_strings_is_a_fault_of_ours(visitor: Any) -> None:
    strings = json.loads(corpus("naughty_strings.json"))
    assert unanswered(visitor, addresses(strings, places(NOTICE, "stnmt"), share=60)) == []


@pytest.mark.parametrize("raw", [b"\xff", b"%ff", b"%ED%A0%80", b"%00", b"%", b"%zz", b"q=%ff&q=%00&&&=;", b"?" * 4000])
@pytest.mark.parametrize("path", ["/search", "/search.json", "/api/v1/search", "/"])
def test_bytes_that_are_no_text_are_answered(visitor: Any, path: str, raw: bytes) -> None:
    assert visitor.get(f"http://127.0.0.1{path}?q=" + raw.decode("latin-1")).status_code < 500


@pytest.mark.parametrize("name", ["Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range"])
def test_no_string_in_a_header_is_a_fault_of_ours(visitor: Any, name: str) -> None:
    for string in NAUGHTY:
        value = string.encode("utf-8", "surrogatepass").translate(None, b"\r\n\0")
        for path in ("/", "/search?q=a", "/feeds/all.atom", "/api/v1/notices?limit=1", "/static/style.css"):
            assert visitor.get(path, headers={name.encode(): value}).status_code < 500, (path, string)


def test_every_place_of_every_address_is_tried(visitor: Any) -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    tried = [re.sub(r"\{\}|\{\w+\}", "x", path) for path in (*PATHS, *QUERIES)]
    for route in (route for route in routes if "GET" in route.methods):
        assert any(route.path_regex.fullmatch(path) for path in tried), route.path
    described = visitor.get("/api/openapi.json").json()["paths"]
    for path, operations in described.items():
        named = {
            parameter["name"]
            for parameter in operations.get("get", {}).get("parameters", ())
            if parameter["in"] == "query"
        }
        assert named <= set(QUERIES.get(path.replace("{id}", "{notice}"), ())), path


# --- the judge ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        *(
            "<script>x</script>",
            "<img src=x onerror=x>",
            "<svg/onload=x>",
            "<math><a xlink:href=javascript:x>",
            "<form>",
        ),
        *("<a href=' java\nscript:x'>", "<a href=vbscript:x>", "<iframe srcdoc=x>", "<object data=x>", "<embed src=x>"),
        *("<meta http-equiv=refresh content=0>", "<base href=/>", "<p style=x>", "<link rel=stylesheet href=x>"),
        *("<!--[if IE]><p>x<![endif]-->", "<template><p></template>", "<button formaction=x>", "<IMG ONERROR=x>"),
        *("<a href=data:text/html,x>", "<img src='javascript:x'>", "<input autofocus>", "<p background=x>"),
    ],
)
def test_the_judge_finds_what_could_run(markup: str) -> None:
    assert faults_of_fragment(f"<p>trước</p>{markup}<p>sau</p>") != []


def test_the_judge_lets_pass_what_notices_are_made_of() -> None:
    notice = (
        '<h2>Điều 1</h2><p lang="vi">Giá <b>đất</b> &lt; 5 triệu, <a href="https://x.vn/a.pdf" rel="noopener">tệp</a>,'
        '<a href="mailto:a@x.vn">thư</a></p><table><tr><td colspan="2">1</td></tr></table><img src="https://x.vn/a.png">'
    )
    assert faults_of_fragment(notice) == []
    assert not faulty_address("/notices/1")


@pytest.mark.shared
def test_the_judge_finds_most_of_the_corpus_when_nobody_cleans_it() -> None:
    payloads = corpus("xss.txt").splitlines()
    # the others are parts of payloads, or need a place inside a tag or a script to do harm
    assert sum(1 for payload in payloads if faults_of_fragment(payload)) > len(payloads) / 2


def test_the_judge_finds_what_gets_onto_a_page_without_being_cleaned(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    for n, markup in enumerate(("<script>x</script>", "<img src=x onerror=x>", "<form action=/search><input name=q>")):
        rows = [replace(sample.notices()[0], id="x", html=markup)]
        page = visitor_of(sample.sample_parts(tmp_path / str(n), rows)).get("/notices/x").text
        assert Piece("HTML", "", page).faults() != [], markup


# --- what the hub says -------------------------------------------------------------------


def faults(payloads: list[str]) -> list[str]:
    """What could run of all that is said about these payloads."""
    with hostile_hub(payloads) as parts:
        return [
            f"{piece.output} {piece.where}: {fault}" for piece in pieces(parts, payloads) for fault in piece.faults()
        ]


def test_nothing_that_comes_from_outside_runs_in_any_output() -> None:
    assert faults([*OWN, *NAUGHTY[15:20]]) == []


@pytest.mark.shared
def test_no_known_payload_runs_in_any_output() -> None:
    assert faults(corpus("xss.txt").splitlines()[::70]) == []


def test_every_output_of_every_field_is_judged() -> None:
    with hostile_hub(["<b>x</b>"]) as parts:
        said = list(pieces(parts, ["x"]))
    assert {piece.output for piece in said} == {"HTML", "Atom", "RSS", "JSON", "search"}
    for field in FIELDS:
        assert any(field in piece.where for piece in said)


# --- answers to mistakes -----------------------------------------------------------------

REFUSALS = {
    401: ("GET", "/ops/{}", {}),
    403: ("POST", "/{}", {"Sec-Fetch-Site": "cross-site"}),
    404: ("GET", "/{}", {}),
    405: ("PUT", "/search?{}", {}),
    413: ("POST", "/search?{}", {"Content-Length": "99999999"}),
    414: ("GET", "/search?q={}" + "x" * 9000, {}),
    422: ("GET", "/api/v1/notices?limit={}", {}),
}


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'"])
def test_no_refusal_runs_what_was_asked_and_each_bears_the_headers_of_every_answer(
    visitor: Any, status: int, payload: str
) -> None:
    method, path, headers = REFUSALS[status]
    answer = visitor.ask(method, path.format(payload), headers=headers)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe-inline" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    kind = answer.headers["content-type"]
    assert kind.startswith(("text/html", "text/plain", "application/problem+json"))
    assert not kind.startswith("text/html") or Piece("HTML", path, answer.text).faults() == []


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-URL"])
@pytest.mark.parametrize("value", ["evil.test", 'a"><b>', "evil.test:99999", ""])
def test_no_header_changes_where_links_lead(visitor: Any, pages: tuple[str, ...], header: str, value: str) -> None:
    for path in (*pages, "/search.atom?q=a", "/feeds.opml", "/sitemap.xml", "/api/v1/notices?limit=1", "/nowhere"):
        assert visitor.get(path, headers={header: value}).content == visitor.get(path).content


def test_every_string_of_the_tables_has_a_place() -> None:
    shown = list(chain(addresses(["a", "b"], ["/1{}", "/2{}"], share=2)))
    assert shown == ["/1a", "/2b"]

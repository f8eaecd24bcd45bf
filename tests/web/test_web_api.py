"""The API."""

import json
import re
from types import ModuleType
from typing import Any

import pytest
from pydantic import TypeAdapter

from hub.web import api_shapes as shapes
from hub.web.api_examples import TEXTS
from hub.web.completeness import Completeness
from hub.web.document_shapes import DocumentItem
from hub.web.incident_shapes import IncidentList
from hub.web.score_shapes import ScorecardList

# CONTRACT's item, key by key
ITEM = set(
    [
        "id",
        "url",
        "title",
        "summary",
        "text",
        "html",
        "agency",
        "source",
        "sources",
        "section",
        "section_source",
        "lang",
        "doc_number",
        "doc_key",
        "doc_type",
        "issued_on",
        "signer",
        "published",
        "published_precision",
        "published_from",
        "published_raw",
        "first_seen",
        "updated",
        "attachments",
        "cites",
        "cluster",
        "revisions",
        "withdrawn",
    ]
)
FILE = set(["url", "name", "media_type", "bytes", "sha256", "text", "state", "reason"])
BASE = "https://daumoi.example.vn"


def walk(visitor: Any, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    following: str | None = f"{BASE}{path}"
    while following:
        assert following.startswith(f"{BASE}/api/v1/")
        page = visitor.get(following.removeprefix(BASE)).json()
        items += page["items"]
        following = page["next"]
    return items


# --- notices -----------------------------------------------------------------------------


def test_an_item_is_exactly_what_the_contract_says(visitor: Any) -> None:
    item = visitor.get("/api/v1/notices/0000v2m6x9q1h3t5").json()
    assert set(item) == ITEM
    assert set(item["attachments"][0]) == FILE
    assert item["published"] == "2010-09-24T06:06:00+07:00"
    assert item["url"] == "https://ubnd.khanhhoa.example.vn/tin/0"
    assert (item["doc_number"], item["doc_type"], item["issued_on"]) == ("2375/QĐ-UBND", "QĐ", "2010-09-22")
    assert (item["cluster"], item["revisions"], item["withdrawn"]) == (None, 0, False)
    assert item["attachments"][1]["state"] == "no_text"


@pytest.mark.parametrize("limit", [1, 7, 40, 500])
@pytest.mark.parametrize("query", ["", "&q=đất", "&agency=nhatrang", "&withdrawn=exclude", "&type=QĐ"])
def test_a_walk_gives_every_notice_once_newest_change_first(visitor: Any, limit: int, query: str) -> None:
    items = walk(visitor, f"/api/v1/notices?limit={limit}{query}")
    assert [item["id"] for item in items] == [item["id"] for item in walk(visitor, f"/api/v1/notices?limit=500{query}")]
    assert len({item["id"] for item in items}) == len(items) > 0
    assert [item["updated"] for item in items] == sorted((item["updated"] for item in items), reverse=True)


def test_the_first_part_names_the_cursor_and_the_others_do_not(visitor: Any) -> None:
    first = visitor.get("/api/v1/notices?limit=30").json()
    assert first["cursor"] == 40
    assert visitor.get(first["next"].removeprefix(BASE)).json()["cursor"] is None
    assert visitor.get(f"/api/v1/changes?since={first['cursor']}").json() == {"items": [], "next": None}


def test_a_notice_that_changes_during_a_walk_does_not_come_twice(
    visitor_of: Any, sample: ModuleType, tmp_path: Any
) -> None:
    parts = sample.sample_parts(tmp_path)
    visitor = visitor_of(parts)
    first = visitor.get("/api/v1/notices?limit=10").json()
    rows = parts.store.notices.rows
    rows[25] = sample.replace(rows[25], updated=sample.NOW, revisions=1)
    rest = walk(visitor, first["next"].removeprefix(BASE))
    ids = [item["id"] for item in (*first["items"], *rest)]
    assert len(ids) == len(set(ids)) == 39


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("source=syt-thong-bao", 2),
        ("agency=so-y-te", 2),
        ("section=van-ban", 5),
        ("type=qd", 4),
        ("type=QĐ", 4),
        ("number=2375/QĐ-UBND", 1),
        ("from=2010-09-24", 2),
        ("from=2010-09-23&to=2010-09-23", 3),
        ("since=2010-09-24T07:00:00%2B07:00", 2),
        ("since=2010-09-24T07:00:00+07:00", 2),
        ("since=2010-09-24T07:00:00", 2),
        ("since=2010-09-24T00:00:00Z", 2),
        ("withdrawn=only", 1),
        ("withdrawn=exclude", 39),
        ("q=tiêm chủng", 1),
        ("agency=unknown", 0),
        ("unheard=of", 40),
    ],
)
def test_a_list_is_narrowed_by_every_parameter(visitor: Any, query: str, count: int) -> None:
    assert len(visitor.get(f"/api/v1/notices?limit=500&{query}").json()["items"]) == count


def test_the_next_part_asks_the_same_question(visitor: Any) -> None:
    following = visitor.get("/api/v1/notices?limit=1&from=2010-09-01&q=đất&type=QĐ&withdrawn=exclude").json()["next"]
    for part in ("limit=1", "from=2010-09-01", "q=%C4%91%E1%BA%A5t", "type=qd", "withdrawn=exclude", "after="):
        assert part in following


def test_the_states_of_a_notice_are_listed_from_the_first(visitor: Any) -> None:
    states = visitor.get("/api/v1/notices/0001v2m6x9q1h3t5/revisions").json()
    assert [state["n"] for state in states] == [0, 1, 2]
    assert set(states[0]) == {"n", "seen", "digest", "changed", "sha256"}
    assert states[1]["changed"] == ["text", "attachments"]


# --- changes -----------------------------------------------------------------------------


def test_a_copy_made_from_the_change_log_equals_the_store(visitor: Any) -> None:
    copy: dict[str, Any] = {}
    lines = walk(visitor, "/api/v1/changes?limit=7")
    for line in lines:
        copy[line["id"]] = line["notice"]
    assert [line["cursor"] for line in lines] == list(range(1, 41))
    assert copy == {item["id"]: item for item in walk(visitor, "/api/v1/notices")}
    assert {line["kind"] for line in lines} == {"new", "edited", "withdrawn"}


def test_a_change_of_a_notice_that_is_no_more_has_none(visitor_of: Any, sample: ModuleType, tmp_path: Any) -> None:
    parts = sample.sample_parts(tmp_path)
    gone = parts.store.notices.rows.pop()
    lines = visitor_of(parts).get("/api/v1/changes").json()["items"]
    assert next(line for line in lines if line["id"] == gone.id)["notice"] is None


# --- search ------------------------------------------------------------------------------


def test_a_search_tells_the_total_the_facets_and_where_the_words_stand(visitor: Any) -> None:
    page = visitor.get("/api/v1/search?q=gia dat&limit=5").json()
    assert page["total"] == 39
    assert {"value": "so-y-te", "label": "Sở Y tế", "count": 2} in page["facets"]["agency"]
    assert {"value": "qd", "label": "Quyết định", "count": 4} in page["facets"]["type"]
    assert set(page["items"][0]) == ITEM | {"highlights"}
    assert "<mark>giá đất</mark>" in page["items"][0]["highlights"]["text"]
    assert len(walk(visitor, "/api/v1/search?q=gia dat&limit=5")) == 39


def test_hostile_titles_are_escaped_in_highlights(visitor: Any) -> None:
    (item,) = visitor.get('/api/v1/search?q="lệ phí trước bạ"').json()["items"]
    assert "<script>" not in item["highlights"]["title"]
    assert "&lt;script&gt;" in item["highlights"]["title"]


def test_a_search_without_words_lists_everything_newest_first(visitor: Any) -> None:
    items = visitor.get("/api/v1/search").json()["items"]
    assert len(items) == 39
    assert [item["published"] for item in items] == sorted((item["published"] for item in items), reverse=True)


# --- sources, agencies, coverage ---------------------------------------------------------


def test_a_source_tells_how_it_is_doing(visitor: Any) -> None:
    one = visitor.get("/api/v1/sources/stnmt-tin").json()
    keys = [
        "slug",
        "agency",
        "state",
        "error",
        "since",
        "last_try",
        "last_ok",
        "last_new",
        "next_due",
        "items",
        "cadence",
    ]
    assert set(keys) <= set(one)
    assert (one["state"], one["error"], one["items"], one["cadence"]) == ("failing", "connect_timeout", 32, 900.0)
    assert one["last_ok"] == "2010-09-23T08:25:00+07:00"
    assert one in visitor.get("/api/v1/sources").json()["items"]


def test_agencies_tell_their_time_and_successor(visitor: Any) -> None:
    agencies = {one["slug"]: one for one in visitor.get("/api/v1/agencies").json()["items"]}
    assert len(agencies) == 13
    assert agencies["stnmt"]["valid_to"] == "2025-03-01"
    assert agencies["stnmt"]["successor"] == "snnmt"
    assert agencies["stnmt"]["url"] == f"{BASE}/agencies/stnmt"


def test_coverage_counts_the_states(visitor: Any) -> None:
    told = visitor.get("/api/v1/coverage").json()
    assert (told["working"], told["total"], len(told["items"])) == (6, 10, 11)
    assert told["states"] == {"failing": 1, "partial": 1, "late": 1, "new": 1, "healthy": 6, "paused": 1}
    assert told["updated"] == "2010-09-24T08:27:00+07:00"
    assert [one["id"] for one in told["incidents"]] == ["a1"], "those that are open"


# --- refusals ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/notices?limit=0", 422),
        ("/api/v1/incidents?limit=0", 422),
        ("/api/v1/incidents?after=x", 422),
        ("/api/v1/incidents?after=1285290000000000~a", 422),
        ("/api/v1/notices?limit=501", 422),
        ("/api/v1/notices?limit=x", 422),
        ("/api/v1/notices?from=yesterday", 422),
        ("/api/v1/notices?from=0001-01-01", 422),
        ("/api/v1/notices?to=0", 422),
        ("/api/v1/notices?since=0", 422),
        ("/api/v1/notices?to=99999999999999999999", 422),
        ("/api/v1/notices?since=0001-01-01T00:00:00%2B14:00", 422),
        ("/api/v1/notices?withdrawn=maybe", 422),
        ("/api/v1/notices?after=nonsense", 422),
        ("/api/v1/notices?q=" + "x" * 501, 422),
        ("/api/v1/search?offset=-1", 422),
        ("/api/v1/search?sort=random", 422),
        ("/api/v1/changes?since=-1", 422),
        ("/api/v1/changes?since=99999999999999999999", 422),
        ("/api/v1/notices/unknown", 404),
        ("/api/v1/notices/unknown/revisions", 404),
        ("/api/v1/sources/unknown", 404),
        ("/api/v1/nowhere", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_its_status(visitor: Any, path: str, status: int) -> None:
    answer = visitor.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]


def test_a_mistake_in_a_query_is_told_beside_what_was_understood(visitor: Any) -> None:
    told, right = (visitor.get(f"/api/v1/search?q={query}").json() for query in ('giá "đất', "giá đất"))
    (mistake,) = told["mistakes"]
    assert (mistake["code"], mistake["at"]) == ("unclosed_quote", 4)
    assert "quotation mark" in mistake["hint"]
    assert mistake["repairs"] == ['giá "đất"', "giá đất"]
    assert [item["id"] for item in told["items"]] == [item["id"] for item in right["items"]] != []
    assert right["mistakes"] == []
    assert visitor.get('/api/v1/notices?q=giá "đất').json()["items"]


def test_what_finds_nothing_is_searched_otherwise_and_that_is_told(visitor: Any) -> None:
    keys, near = (visitor.get(f"/api/v1/search?q={query}").json() for query in ("gias ddaats", "gia datt"))
    assert (keys["instead"], keys["suggestions"]) == ("giá đất", [])
    assert "<mark>giá" in keys["items"][0]["highlights"]["title"].lower()
    assert (near["instead"], near["suggestions"][0], near["whole"]) == (None, "gia dat", 0)


def test_a_wrong_parameter_is_named(visitor: Any) -> None:
    assert [fault["parameter"] for fault in visitor.get("/api/v1/notices?limit=x&from=y").json()["errors"]] == [
        "from",
        "limit",
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(visitor: Any, method: str) -> None:
    answer = visitor.ask(method, "/api/v1/notices")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.headers["content-type"] == "application/problem+json"


def test_pages_of_other_sites_may_read_it(visitor: Any) -> None:
    assert (
        visitor.get("/api/v1/notices", headers={"Origin": "https://x.vn"}).headers["access-control-allow-origin"] == "*"
    )
    asked = visitor.ask("OPTIONS", "/api/v1/notices", headers={"Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, HEAD")
    assert "access-control-allow-origin" not in visitor.get("/").headers


# --- its description ---------------------------------------------------------------------

ANSWERS: dict[str, Any] = {
    "/api/v1/notices": shapes.NoticeList,
    "/api/v1/notices/{id}": shapes.NoticeItem,
    "/api/v1/notices/{id}/revisions": list[shapes.RevisionItem],
    "/api/v1/notices/{id}/cluster": shapes.ClusterItem,
    "/api/v1/changes": shapes.ChangeList,
    "/api/v1/evidence": shapes.EvidenceList,
    "/api/v1/sources": shapes.SourceList,
    "/api/v1/sources/{slug}": shapes.SourceItem,
    "/api/v1/sources/{slug}/completeness": Completeness,
    "/api/v1/agencies": shapes.AgencyList,
    "/api/v1/coverage": shapes.Coverage,
    "/api/v1/incidents": IncidentList,
    "/api/v1/search": shapes.FoundList,
    "/api/v1/scorecard": ScorecardList,
    "/api/v1/documents/{key}": DocumentItem,
}


def test_the_description_names_every_address_of_the_contract(visitor: Any) -> None:
    described = visitor.get("/api/openapi.json").json()["paths"]
    assert {path for path, operations in described.items() if "get" in operations} == {
        *ANSWERS,
        *TEXTS,
        "/api/v1/notices/{id}/evidence",
    }
    writing = {(method, path) for path, operations in described.items() for method in operations if method != "get"}
    assert writing == {
        ("post", "/api/v1/sources"),
        ("patch", "/api/v1/sources/{slug}"),
        ("delete", "/api/v1/sources/{slug}"),
        ("post", "/api/v1/sources/{slug}/crawl"),
        ("post", "/api/v1/sources/{slug}/moves"),
        ("patch", "/api/v1/notices/{id}"),
        ("delete", "/api/v1/notices/{id}/corrections/{field}"),
    }


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_and_examples_are_what_the_description_promises(visitor: Any, path: str) -> None:
    adapter = TypeAdapter(ANSWERS[path])
    described = visitor.get("/api/openapi.json").json()["paths"][path]["get"]["responses"]["200"]
    adapter.validate_python(described["content"]["application/json"]["example"], strict=True, extra="forbid")
    known = {"{id}": "0001v2m6x9q1h3t5", "{slug}": "stnmt-tin", "{key}": "ubnd-12-qd-ubnd-2010"}
    real = re.sub(r"\{\w+\}", lambda name: known[name[0]], path)
    adapter.validate_json(visitor.get(real).content, strict=True, extra="forbid")


@pytest.mark.parametrize("path", TEXTS)
def test_a_file_is_of_the_described_type_and_its_example_of_the_same_form(visitor: Any, path: str) -> None:
    content = visitor.get("/api/openapi.json").json()["paths"][path]["get"]["responses"]["200"]["content"]
    ((media_type, described),) = content.items()
    real = visitor.get(path)
    assert real.headers["content-type"] == f"{media_type}; charset=utf-8"
    first, second = (text.lstrip("\ufeff").splitlines()[0] for text in (described["example"], real.text))
    assert first == second if media_type == "text/csv" else json.loads(first).keys() == json.loads(second).keys()


def test_health_shows_what_weakens_a_guard(visitor: Any) -> None:
    told = visitor.get("/healthz").json()
    assert told["status"] == "ok"
    assert told["now"] == "2010-09-24T08:30:00+07:00"
    assert told["settings"] == {"base_url": BASE, "allow_networks": ["127.0.0.0/8"], "clock": None}
    assert visitor.get("/readyz").json() == {"status": "ready", "checks": {"store": True, "index": True}}

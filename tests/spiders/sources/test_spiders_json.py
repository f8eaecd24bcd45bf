"""JSON lists read by dotted paths."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from hub.errors import ReadError
from hub.records import Address, Fetch, JsonRule, Memory, Place, Source
from spiders.json_list import pick, read_json_page

Answering = Callable[..., Fetch]
URL = "http://so.example.vn/api/tin?trang=1"
RULE = JsonRule(
    items="data.danhSach", title="tieuDe", url="/tin/{slug}-{id}", date="ngayDang", guid="id",
    section="chuyenMuc.ten", number="soHieu", next="data.tiep",
)  # fmt: skip
WHOLE = JsonRule(items="data.danhSach", title="tieuDe", url="/tin/{id}", body="noiDung")


def entry(n: int, **more: Any) -> dict[str, Any]:
    return {"id": n, "slug": f"thong-bao-{n}", "tieuDe": f"Thông báo mời họp số {n}", "ngayDang": "27/09/2010"} | more


def document(*entries: Any, onward: str | None = None) -> str:
    return json.dumps({"data": {"danhSach": list(entries), "tiep": onward}}, ensure_ascii=False)


def source(rule: JsonRule = RULE) -> Source:
    return Source("so", "so-y-te", URL, (Address("json", URL, json=rule),))


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"b": [10, 20]}}, "a.b.1", 20),
        ({"a": {"b": 1}}, "a.c", None),
        ({"a": 1}, "a.b.c", None),
        ([1, 2], "", [1, 2]),
        ([1, 2], "7", None),
    ],
)
def test_a_path_leads_to_a_value_or_nowhere(value: Any, path: str, found: Any) -> None:
    assert pick(value, path) == found


def test_rows_say_what_stands_at_the_paths(answer: Answering) -> None:
    body = document(entry(7, chuyenMuc={"ten": "Lịch họp"}, soHieu="7/TB-VP"), onward="/api/tin?trang=2")
    page = read_json_page(answer(URL, body, "application/json"), Place(URL), RULE, "so")
    (row,) = page.rows
    assert (row.url, row.title, row.guid) == ("http://so.example.vn/tin/thong-bao-7-7", "Thông báo mời họp số 7", "7")
    assert (row.section, row.number, row.dates[0].raw, row.dates[0].origin) == (
        "Lịch họp", "7/TB-VP", "27/09/2010", "listing",
    )  # fmt: skip
    assert page.following == Place("http://so.example.vn/api/tin?trang=2", number=2, before=1)


@pytest.mark.parametrize(
    ("rule", "fields", "url"),
    [
        ("/tin/{id}", {"id": 7}, "http://so.example.vn/tin/7"),
        ("duongDan", {"duongDan": "/muc/tin 7"}, "http://so.example.vn/muc/tin%207"),
        ("https://khac.example.vn/{a.b}", {"a": {"b": "x y?z"}}, "https://khac.example.vn/x%20y%3Fz"),
        ("/tin/{id}", {}, ""),
        ("duongDan", {"duongDan": "javascript:mo(7)"}, ""),
    ],
)
def test_addresses_are_paths_or_templates(answer: Answering, rule: str, fields: dict[str, Any], url: str) -> None:
    body = json.dumps([{"t": "Tin"} | fields])
    page = read_json_page(answer(URL, body), Place(URL), JsonRule(items="", title="t", url=rule), "so")
    assert [row.url for row in page.rows] == [url]


@pytest.mark.parametrize(
    ("body", "code"), [("<html>", "parse_failed"), ("", "parse_failed"), ('{"data": {}}', "not_a_listing")]
)
def test_what_is_no_such_list_is_refused(answer: Answering, body: str, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_json_page(answer(URL, body), Place(URL), RULE, "so")
    assert caught.value.code == code


def test_a_list_is_read_page_by_page_with_its_articles(site: Any, gather: Any) -> None:
    site.pages = {
        URL: document(entry(2), onward="/api/tin?trang=2"),
        "http://so.example.vn/api/tin?trang=2": document(entry(1)),
        "http://so.example.vn/tin/thong-bao-2-2": "<h1>Thông báo mời họp số 2</h1><p>Nội dung cuộc họp.</p>",
        "http://so.example.vn/tin/thong-bao-1-1": "<h1>Thông báo mời họp số 1</h1><p>Nội dung cuộc họp.</p>",
    }
    found = gather(source(), Memory(), site)
    (read,) = found.addresses
    assert found.urls == list(read.listed) == [f"http://so.example.vn/tin/thong-bao-{n}-{n}" for n in (2, 1)]
    assert (read.complete, read.error) == (True, None)
    again = gather(source(), found.memory, site)
    assert (again.pages, [read.unchanged for read in again.addresses]) == ([], [True])


def test_rows_that_carry_their_text_are_not_looked_up_but_watched(site: Any, gather: Any) -> None:
    site.pages = {URL: document(entry(1, noiDung="<p>Nội dung một</p>"), entry(2, noiDung="<p>Nội dung hai</p>"))}
    first = gather(source(WHOLE), Memory(), site)
    assert ([page.item.html for page in first.pages], site.asked) == (
        ["<p>Nội dung một</p>", "<p>Nội dung hai</p>"],
        [URL],
    )
    site.pages = {URL: document(entry(1, noiDung="<p>Nội dung một</p>"), entry(2, noiDung="<p>Đã sửa</p>"))}
    again = gather(source(WHOLE), first.memory, site)
    assert [(page.item.html, page.item.html_from) for page in again.pages] == [("<p>Đã sửa</p>", "listing")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<script>document.cookie='D1N=1';window.location.reload(true)</script>", "challenge_page"),
        ("không phải JSON", "parse_failed"),
        ('{"khac": 1}', "not_a_listing"),
    ],
)
def test_what_is_no_json_list_has_its_own_code(site: Any, gather: Any, body: str, code: str) -> None:
    site.pages = {URL: body}
    assert [read.error for read in gather(source(), Memory(), site).addresses] == [code]


def test_a_list_that_lost_its_rows_is_empty_or_has_changed(site: Any, gather: Any) -> None:
    site.pages = {URL: document(entry(1, noiDung="x"))}
    first = gather(source(WHOLE), Memory(), site)
    for body, code in ((document(), "empty"), ('{"khac": 1}', "layout_changed")):
        site.pages = {URL: body}
        assert [read.error for read in gather(source(WHOLE), first.memory, site).addresses] == [code]


def test_a_list_that_never_had_rows_is_merely_empty(site: Any, gather: Any) -> None:
    site.pages = {URL: document()}
    (read,) = gather(source(), Memory(), site).addresses
    assert (read.error, read.complete, read.listed) == (None, True, ())


def test_a_server_that_fails_is_no_empty_list(site: Any, gather: Any) -> None:
    assert [read.error for read in gather(source(), Memory(), site).addresses] == ["http_4xx"]

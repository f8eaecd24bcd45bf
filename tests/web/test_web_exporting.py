"""Everything, and all that a search finds, taken away as one file."""

import csv
import json
from dataclasses import replace
from io import StringIO
from types import ModuleType
from typing import Any

import pytest

from hub.web.allowances import Allowances, AtOnce
from hub.web.cells import as_it_was, harmless
from hub.web.exporting import PORTION, everything, found
from hub.web.main import make_app


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def ids_of(answer: Any) -> list[str]:
    return [json.loads(line)["id"] for line in answer.text.splitlines()]


# --- cells -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84 258 3822", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "'=1"],
)
def test_what_could_be_a_formula_is_text_and_can_be_had_back(text: str) -> None:
    assert not harmless(text).lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert harmless(text) == f"'{text}" and as_it_was(harmless(text)) == text


@pytest.mark.parametrize(
    "text", ["-12", "+5", "-1.234,5", "3,14", "2010-09-24", "24/09/2010", "1234/QĐ-UBND", "", "giá"]
)
def test_numbers_dates_and_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text == as_it_was(text)


# --- a search ----------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["", "q=giá đất", "q=gia dat&agency=ubnd", "from=2010-09-01", "q=khôngthấygìcả"])
def test_both_files_hold_all_that_the_search_finds_newest_first(visitor: Any, asked: str) -> None:
    pages = visitor.get(f"/api/v1/search?{asked}&sort=newest&limit=500").json()["items"]
    shown = [one["id"] for one in pages if one["title"]]  # all but the redacted one
    assert ids_of(visitor.get(f"/search.jsonl?{asked}")) == shown
    assert [row["id"] for row in rows_of(visitor.get(f"/search.csv?{asked}").text)] == shown


def test_a_line_is_the_notice_as_the_api_shows_it(visitor: Any) -> None:
    for line in visitor.get("/search.jsonl").text.splitlines():
        told = json.loads(line)
        assert told == visitor.get(f"/api/v1/notices/{told['id']}").json()


def test_the_table_is_what_a_spreadsheet_in_vietnam_opens(visitor: Any) -> None:
    answer = visitor.get("/search.csv?q=giá đất")
    assert answer.content.startswith(b"\xef\xbb\xbfid,published,title,")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="daumoi-gia-dat-2010-09-24.csv"'
    row = rows_of(answer.text)[0]
    assert row["withdrawn"] == "false" and row["published"].endswith("+07:00")


def test_who_was_cut_off_goes_on_after_the_last_row(visitor: Any) -> None:
    whole = visitor.get("/search.csv?q=thông báo").text
    last = rows_of(whole)[3]["id"]
    begin, rest = whole.split(last)[0] + last, visitor.get(f"/search.csv?q=thông báo&after={last}").text
    assert begin + whole[len(begin) :].split("\r\n", 1)[0] + "\r\n" + rest == whole
    gone = visitor.get("/search.csv?q=thông báo&after=0000")
    assert (gone.status_code, gone.json()["detail"]) == (
        404,
        "after: there is no such notice among these any more; begin anew",
    )


def test_a_file_holds_what_was_understood_of_a_search(visitor: Any) -> None:
    assert visitor.get("/search.csv?q=đất OR").text == visitor.get("/search.csv?q=đất").text != ""


@pytest.mark.parametrize(("asked", "status"), [("from=hôm qua kia", 422), ("withdrawn=maybe", 422), ("files=x", 422)])
def test_no_file_is_given_for_what_was_not_understood(visitor: Any, asked: str, status: int) -> None:
    for form in ("csv", "jsonl"):
        assert visitor.get(f"/search.{form}?{asked}").status_code == status


def test_the_search_page_leads_to_its_files(visitor: Any) -> None:
    page = visitor.get("/search?q=giá đất&agency=ubnd&page=2&sort=newest").text
    assert 'href="/search.csv?q=gi%C3%A1+%C4%91%E1%BA%A5t&amp;agency=ubnd"' in page
    assert "/search.csv" not in visitor.get("/search?q=khôngthấygìcả").text


# --- everything --------------------------------------------------------------------------


def test_everything_is_every_notice_once_and_leads_on_to_the_changes(visitor: Any) -> None:
    answer = visitor.get("/api/v1/export.jsonl")
    told = {one["id"]: one for one in map(json.loads, answer.text.splitlines())}
    assert len(told) == len(answer.text.splitlines()) == 40
    assert told == {one["id"]: one for one in visitor.get("/api/v1/notices?limit=500").json()["items"]}
    assert answer.headers["link"] == '<https://daumoi.example.vn/api/v1/changes?since=40>; rel="next"'
    assert answer.headers["access-control-allow-origin"] == "*"
    ids = list(told)
    assert ids_of(visitor.get(f"/api/v1/export.jsonl?after={ids[9]}")) == ids[10:]
    assert len(rows_of(visitor.get("/api/v1/export.csv").text)) == 40
    assert visitor.get("/api/v1/export.csv?after=0000").status_code == 404


def test_a_head_is_answered_without_a_row_being_read(visitor: Any) -> None:
    answer = visitor.ask("HEAD", "/api/v1/export.csv")
    assert (answer.status_code, answer.content) == (200, b"") and "attachment" in answer.headers["content-disposition"]


def test_a_file_is_compressed_for_who_can_read_it(visitor: Any) -> None:
    plain = visitor.get("/api/v1/export.jsonl", headers={"Accept-Encoding": "identity"})
    packed = visitor.get("/api/v1/export.jsonl", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content


# --- while others write, and while others read -------------------------------------------


def test_a_row_that_changes_under_way_comes_once_and_a_new_one_does_not_come(sample: ModuleType, tmp_path: Any) -> None:
    rows = [replace(sample.notices()[0], id=f"n{n:03}", redacted=False) for n in range(2 * PORTION + 5)]
    parts = sample.sample_parts(tmp_path, rows)
    for walk in (everything(parts.store), found(parts.index, parts.store, "", sample.Filters())):
        assert walk is not None
        told = [one.id for one in next(walk)]
        parts.index.add([sample.document_of(replace(rows[0], id="new"))])
        parts.index.add([sample.document_of(replace(rows[-1], published=sample.NOW))])
        told += [one.id for portion in walk for one in portion]
        assert sorted(told) == [row.id for row in rows]


def test_one_client_has_two_files_at_once_and_all_together_eight() -> None:
    places = AtOnce(most=3, most_for_one=2)
    assert [places.enter(client) for client in ("a", "a", "a", "b", "c")] == [0, 0, 429, 0, 503]
    places.leave("a")
    assert [places.enter(client) for client in ("c", "b")] == [0, 503]


def test_a_place_is_given_back_when_the_file_has_been_sent(sample: ModuleType, tmp_path: Any, visitor_to: Any) -> None:
    app = make_app(sample.sample_parts(tmp_path), Allowances(burst=1e9))
    visitor = visitor_to(app)
    for _ in range(20):
        assert visitor.get("/search.csv").status_code == 200


# --- evidence ----------------------------------------------------------------------------


def test_the_log_of_evidence_is_read_part_by_part_and_its_head_stands_in_the_changes(visitor: Any) -> None:
    first = visitor.get("/api/v1/evidence?limit=1").json()
    assert [line["n"] for line in first["items"]] == [1] and first["head"]["n"] == 2
    second = visitor.get(first["next"].removeprefix("https://daumoi.example.vn")).json()
    assert [line["n"] for line in second["items"]] == [2] and second["next"] is None
    assert visitor.get("/api/v1/changes").headers["daumoi-evidence"] == f"2 {'d' * 64}"
    assert "d" * 64 in visitor.get("/about").text


def test_a_notice_leads_to_the_file_that_proves_it(visitor: Any) -> None:
    assert "/api/v1/notices/0001v2m6x9q1h3t5/evidence" in visitor.get("/notices/0001v2m6x9q1h3t5/revisions").text
    answer = visitor.get("/api/v1/notices/0001v2m6x9q1h3t5/evidence")
    assert (answer.status_code, answer.content) == (200, b"PK 0001v2m6x9q1h3t5 https://daumoi.example.vn")
    assert answer.headers["content-disposition"] == 'attachment; filename="evidence-0001v2m6x9q1h3t5.zip"'
    assert visitor.ask("HEAD", "/api/v1/notices/0001v2m6x9q1h3t5/evidence").content == b""
    for nothing in ("nobody/evidence", "0001v2m6x9q1h3t5/evidence?version=7"):
        assert visitor.get(f"/api/v1/notices/{nothing}").status_code == 404
    assert visitor.get("/api/v1/notices/0001v2m6x9q1h3t5/evidence?version=x").status_code == 422

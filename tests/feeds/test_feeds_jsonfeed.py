import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from feeds import jsonfeed

SCHEMA = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "schemas" / "jsonfeed-1.1.json"
TOP = {"version", "title", "home_page_url", "feed_url", "description", "authors", "language", "items"}
ITEM = {
    "id", "url", "external_url", "title", "content_html", "summary", "date_published", "date_modified", "authors",
    "tags", "language", "attachments", "_dc", "_daumoi",
}  # fmt: skip


def faults(value, schema, root, where="$"):
    """What of JSON Schema draft 7 the JSON Feed schema uses, and no more."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float)}
    if "type" in schema and not isinstance(value, types[schema["type"]]):
        return [f"{where}: not {schema['type']}"]
    found = [f"{where}: not one of {schema['enum']}"] if value not in schema.get("enum", [value]) else []
    for part in schema.get("allOf", []):
        found += faults(value, part, root, where)
    if "anyOf" in schema and all(faults(value, part, root, where) for part in schema["anyOf"]):
        found.append(f"{where}: none of the alternatives")
    if isinstance(value, list):
        found += [f for n, one in enumerate(value) for f in faults(one, schema.get("items", {}), root, f"{where}[{n}]")]
    return found + (faults_of_object(value, schema, root, where) if isinstance(value, dict) else [])


def faults_of_object(value, schema, root, where):
    found = [f"{where}.{name}: missing" for name in schema.get("required", []) if name not in value]
    if len(value) < schema.get("minProperties", 0):
        found.append(f"{where}: empty")
    for name, one in value.items():
        patterns = [part for pattern, part in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
        part = schema.get("properties", {}).get(name) or next(iter(patterns), None)
        if part is not None:
            found += faults(one, part, root, f"{where}.{name}")
        elif name not in schema.get("properties", {}) and not patterns and schema.get("additionalProperties") is False:
            found.append(f"{where}.{name}: unknown")
    return found


@pytest.fixture(scope="module")
def schema():
    if not SCHEMA.exists():
        pytest.skip("the JSON Feed schema is kept beside the checkout")
    return json.loads(SCHEMA.read_text("utf-8"))


def test_the_document_is_the_reviewed_one(sample, matches_golden):
    indented = orjson.dumps(orjson.loads(jsonfeed.render(sample)), option=orjson.OPT_INDENT_2)
    matches_golden("sample.json", indented + b"\n")


def test_the_same_feed_gives_the_same_bytes(sample):
    assert jsonfeed.render(sample) == jsonfeed.render(sample)


@pytest.mark.shared
def test_the_document_satisfies_the_schema(sample, fill, schema):
    assert faults(json.loads(jsonfeed.render(sample)), schema, schema) == []
    assert faults(json.loads(jsonfeed.render(fill())), schema, schema) == []


@pytest.mark.shared
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"version": "https://jsonfeed.org/version/2"}, "$.version: not one of"),
        ({"items": [{"title": "x"}]}, "$.items[0].id: missing"),
        ({"items": [{"id": "x"}]}, "$.items[0]: none of the alternatives"),
        ({"colour": "red"}, "$.colour: unknown"),
        ({"authors": [{}]}, "$.authors[0]: empty"),
    ],
)
def test_the_schema_check_finds_what_is_wrong(sample, schema, change, fault):
    found = faults(json.loads(jsonfeed.render(sample)) | change, schema, schema)
    assert any(one.startswith(fault) for one in found)


def test_the_structure_is_json_feed_1_1(sample):
    document = json.loads(jsonfeed.render(sample))
    assert document.keys() == TOP
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    for item in document["items"]:
        assert {"id", "url", "title", "content_html", "date_modified"} <= item.keys() <= ITEM
        assert all(author["name"] for author in item["authors"])
        assert all({"url", "mime_type"} <= file.keys() for file in item.get("attachments", []))
        assert datetime.fromisoformat(item["date_modified"]).utcoffset() is not None


def test_a_reader_finds_everything_that_was_put_in(sample):
    document = json.loads(jsonfeed.render(sample))
    assert document["feed_url"] == "https://daumoi.khanhhoa.gov.vn/feeds/agencies/so-y-te.json"
    for entry, got in zip(sample.entries, document["items"], strict=True):
        assert (got["id"], got["url"], got["title"]) == (entry.id, entry.url, entry.title)
        assert (got["content_html"], got["summary"]) == (entry.html, entry.summary)
        assert got["external_url"] == entry.source_url
        assert datetime.fromisoformat(got["date_modified"]) == entry.updated.replace(microsecond=0)
        assert datetime.fromisoformat(got["date_published"]) == entry.published
        assert got["tags"] == [term for _, term in entry.categories]


def test_what_json_feed_has_no_word_for_is_in_the_extension(sample):
    withdrawn, _, new = (item["_daumoi"] for item in json.loads(jsonfeed.render(sample))["items"])
    assert new == {
        "number": "117/SYT-NVY",
        "withdrawn": False,
        "remark": "",
        "source": {"title": "Sở Y tế: thông báo", "url": "https://syt.khanhhoa.gov.vn/rss/thong-bao"},
    }
    assert withdrawn["withdrawn"] and withdrawn["number"] is None and "đã gỡ" in withdrawn["remark"]


def test_text_that_utf_8_cannot_hold_is_left_out(sample):
    entry = replace(sample.entries[0], title="a\ud800b\x00\ufffe", html="\udfff<p>x</p>", lang="vi\ud800")
    item = json.loads(jsonfeed.render(replace(sample, entries=(entry,))))["items"][0]
    assert (item["title"], item["content_html"], item["language"]) == ("ab", "<p>x</p>", "vi")

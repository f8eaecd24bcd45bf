"""The log of evidence, on every database: what it notes, what its files prove, and what it tells of tampering."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from hub.cli.verifying import Said, verify
from hub.records import Agency, Attachment, EvidenceLine, Fetch, Notice, Source
from hub.store.chain import as_json, digest_of, far_behind, way_back
from hub.store.store import Store

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGE, PDF = b"<p>trang</p>", b"%PDF"


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    yield opened
    opened.close()


def notice(id: str, **fields: Any) -> Notice:
    plain: dict[str, Any] = {"text": f"Nội dung {id}", "digest": f"digest-{id}", "sources": ("syt",)}
    url = f"https://syt.example/{id}"
    return Notice(id, "syt", "so-y-te", url, f"Thông báo {id}", NOW, NOW, NOW, "minute", "listing", **(plain | fields))


def add(store: Store, *notices: Notice) -> None:
    with store.writing() as writer:
        for added in notices:
            writer.add_notice(added, [f"url:{added.url}"])


def fetched(store: Store, url: str, body: bytes, **fields: Any) -> Fetch:
    headers = {"content-type": "text/html", "etag": '"1"'}
    return Fetch("syt", url, NOW, url, 200, headers, body, store.blobs.put(body), **fields)


def with_page_and_file(store: Store) -> Notice:
    """A notice of two versions: fetched with its file, edited an hour later; among others."""
    page = fetched(store, "https://lan:bi-mat@syt.example/a", PAGE)
    pdf = fetched(store, "https://syt.example/1.pdf", PDF)
    file = Attachment("https://syt.example/1.pdf", "1.pdf", "application/pdf", 4, pdf.sha256, "Một", "text")
    one = notice("a", page_sha256=page.sha256, attachments=(file,))
    add(store, *(notice(f"x{n}") for n in range(5)))
    with store.writing() as writer:
        writer.save_fetch(page)
        writer.save_fetch(pdf)
        writer.add_notice(one, ["url:a"])
    add(store, *(notice(f"y{n}") for n in range(20)))
    with store.writing() as writer:
        writer.edit_notice(replace(one, text="Nội dung mới", digest="another"), ("text",), NOW + HOUR)
    add(store, *(notice(f"z{n}") for n in range(9)))
    return one


def bundle_of(store: Store, folder: Path, id: str = "a", **asked: Any) -> Path:
    found = store.evidence.bundle(id, **asked)
    assert found is not None
    file = folder / f"{id}.zip"
    file.write_bytes(b"".join(store.evidence.packed(found, {"hub": "https://hub.example", "made": NOW.isoformat()})))
    return file


def members(file: Path) -> dict[str, bytes]:
    with ZipFile(file) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def changed(file: Path, change: Callable[[dict[str, bytes]], Any]) -> list[Said]:
    """What is said of the file after somebody has changed what is in it."""
    inside = members(file)
    change(inside)
    packed = BytesIO()
    with ZipFile(packed, "w") as bundle:
        for name, data in inside.items():
            bundle.writestr(name, data)
    file.with_name("changed.zip").write_bytes(packed.getvalue())
    return verify(file.with_name("changed.zip"))


def codes(said: list[Said], *, holds: bool | None) -> list[str]:
    return [one.code for one in said if one.holds is holds]


# --- what is noted -----------------------------------------------------------------------


def test_every_state_and_the_first_answer_of_every_page_and_file_has_a_line_in_the_order_of_commits(
    store: Store,
) -> None:
    one = with_page_and_file(store)
    with store.writing() as writer:
        writer.save_fetch(fetched(store, one.url, PAGE))  # the same bytes again
        writer.save_fetch(Fetch("syt", one.url, NOW, status=404))
        writer.complete_notice(replace(one, signer="Nguyễn Văn A"))
    lines = store.evidence.after(0)
    assert [line.n for line in lines] == list(range(1, len(lines) + 1))
    told = [(line.kind, line.version) for line in lines if line.notice == "a" or line.kind == "fetch"]
    assert told == [("fetch", None), ("fetch", None), ("revision", 0), ("revision", 1), ("revision", 1)]
    digests = {0: "0" * 64} | {line.n: line.digest for line in lines}
    for line in lines:
        assert (line.before, line.far) == (digests[line.n - 1], digests[far_behind(line.n)])
        assert line.digest == digest_of(line)
    assert store.evidence.head() == lines[-1] and list(store.evidence.faults(deep=True)) == []


def test_what_is_rolled_back_leaves_no_line(store: Store) -> None:
    add(store, notice("a"))
    with pytest.raises(RuntimeError), store.writing() as writer:
        writer.add_notice(notice("b"), ["b"])
        raise RuntimeError
    add(store, notice("c"))
    assert [line.notice for line in store.evidence.after(0)] == ["a", "c"]


def test_writers_beside_each_other_make_one_chain(store: Store) -> None:
    def write(name: str) -> None:
        for n in range(15):
            add(store, notice(f"{name}{n}"))

    threads = [Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.evidence.after(0)) == 60 and list(store.evidence.faults(deep=True)) == []


# --- what its file proves ----------------------------------------------------------------


def test_the_file_holds_the_bytes_headers_times_and_addresses_and_proves_them_without_a_hub(
    store: Store, tmp_path: Path
) -> None:
    one = with_page_and_file(store)
    file = bundle_of(store, tmp_path)
    store.close()
    inside = members(file)
    assert {inside[f"bytes/{one.page_sha256}"], inside[f"bytes/{one.attachments[0].sha256}"]} == {PAGE, PDF}
    answers = [json.loads(data) for name, data in inside.items() if name.startswith("records/") and b"headers" in data]
    assert {answer["url"] for answer in answers} == {"https://syt.example/a", "https://syt.example/1.pdf"}
    assert {answer["headers"]["etag"] for answer in answers} == {'"1"'}
    assert b"bi-mat" not in b"".join(inside.values())
    said = verify(file)
    assert codes(said, holds=False) == [] == codes(said, holds=None)
    kinds = ["bytes_hold", "bytes_hold", "chain_holds", "fetch_holds", "fetch_holds", "version_holds", "version_holds"]
    assert sorted(codes(said, holds=True)) == kinds


def test_one_version_has_its_own_file(store: Store, tmp_path: Path) -> None:
    with_page_and_file(store)
    said = verify(bundle_of(store, tmp_path, version=1))
    assert [one.names["version"] for one in said if one.code == "version_holds"] == [1]
    assert codes(said, holds=False) == [] and store.evidence.bundle("a", version=7) is None
    assert store.evidence.bundle("nobody") is None


def test_a_digest_that_was_noted_elsewhere_is_met_in_a_file_up_to_its_line(store: Store, tmp_path: Path) -> None:
    with_page_and_file(store)
    known = store.evidence.after(0)[29]
    add(store, *(notice(f"w{n}") for n in range(30)))
    whole, until = bundle_of(store, tmp_path), bundle_of(store, tmp_path, until=known.n)
    assert codes(verify(until, known.digest), holds=False) == []
    assert "head_known" in codes(verify(until, known.digest), holds=True)
    assert codes(verify(whole, "0" * 64), holds=False) == ["head_unknown"]
    assert store.evidence.bundle("a", until=1) is None and store.evidence.bundle("a", until=10**6) is None


def test_few_lines_lead_back_from_the_end_to_any_other() -> None:
    for bottom in (1, 2, 3, 499_999, 524_287, 524_288, 999_999):
        way = list(way_back(1_000_000, bottom))
        assert (way[0], way[-1]) == (1_000_000, bottom) and len(way) <= 45
        assert all(below in (above - 1, far_behind(above)) for above, below in pairwise(way))


def test_redaction_takes_bytes_and_words_leaves_the_digests_and_the_chain_holds(store: Store, tmp_path: Path) -> None:
    with_page_and_file(store)
    before = store.evidence.after(0)
    with store.writing() as writer:
        writer.redact("a", "yêu cầu của công dân", NOW + HOUR)
    assert store.evidence.after(0)[: len(before)] == before
    file = bundle_of(store, tmp_path)
    everything = b"".join(members(file).values())
    assert PDF not in everything and "Nội dung".encode() not in everything and b"etag" not in everything
    said = verify(file)
    assert codes(said, holds=False) == []
    (told,) = (one for one in said if one.code == "redacted")
    assert told.names["reason"] == "yêu cầu của công dân"
    assert codes(said, holds=None).count("bytes_redacted") == 1 and "record_redacted" in codes(said, holds=None)
    assert list(store.evidence.faults(deep=True)) == []


# --- tampering ---------------------------------------------------------------------------


def told_in(inside: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(inside["evidence.json"])
    return told


def test_every_byte_of_every_record_page_and_file_that_is_changed_is_named(store: Store, tmp_path: Path) -> None:
    with_page_and_file(store)
    file = bundle_of(store, tmp_path)
    for name, data in members(file).items():
        if not name.startswith(("records/", "bytes/")):
            continue
        for place in range(0, len(data), max(len(data) // 25, 1)):
            spoilt = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            said = changed(file, lambda inside, name=name, spoilt=spoilt: inside.update({name: spoilt}))  # type: ignore[misc]
            kind = "record_altered" if name.startswith("records/") else "bytes_altered"
            assert [one.code for one in said if one.holds is False] == [kind], (name, place)
            assert name.partition("/")[2] in [one.names.get("name") for one in said]


@pytest.mark.parametrize("name", [field.name for field in fields(EvidenceLine)])
def test_every_field_of_every_line_that_is_changed_is_named(store: Store, tmp_path: Path, name: str) -> None:
    with_page_and_file(store)
    file = bundle_of(store, tmp_path)
    others = {"n": 10**6, "at": "2010-09-24T01:31:00+00:00", "version": 9, "kind": "redacted"}
    for place in range(len(told_in(members(file))["lines"])):

        def change(inside: dict[str, bytes], place: int = place) -> None:
            told = told_in(inside)
            told["lines"][place][name] = others.get(name, "f" * 64)
            inside["evidence.json"] = json.dumps(told).encode()

        assert codes(changed(file, change), holds=False) != [], place


def test_a_line_that_is_missing_moved_or_rewritten_is_named_by_its_number(store: Store, tmp_path: Path) -> None:
    with_page_and_file(store)
    file = bundle_of(store, tmp_path)
    lines = told_in(members(file))["lines"]
    for place, line in enumerate(lines[:-1]):

        def without(inside: dict[str, bytes], place: int = place) -> None:
            told = told_in(inside)
            del told["lines"][place]
            inside["evidence.json"] = json.dumps(told).encode()

        def exchanged(inside: dict[str, bytes], place: int = place) -> None:
            told = told_in(inside)
            told["lines"][place : place + 2] = reversed(told["lines"][place : place + 2])
            inside["evidence.json"] = json.dumps(told).encode()

        def rewritten(inside: dict[str, bytes], place: int = place) -> None:
            told = told_in(inside)
            forged = EvidenceLine(**told["lines"][place] | {"at": NOW + 3 * HOUR})
            told["lines"][place] = as_json(replace(forged, digest=digest_of(forged)))
            inside["evidence.json"] = json.dumps(told).encode()

        assert line["n"] in [one.names.get("n") for one in changed(file, without) if one.code == "missing"]
        assert "order" in codes(changed(file, exchanged), holds=False)
        assert line["n"] in [one.names["n"] for one in changed(file, rewritten) if one.code == "replaced"]


def test_what_is_taken_out_of_the_file_or_put_in_is_named(store: Store, tmp_path: Path) -> None:
    one = with_page_and_file(store)
    file = bundle_of(store, tmp_path)
    for name in members(file):
        if name.startswith(("records/", "bytes/")):
            said = changed(file, lambda inside, name=name: inside.pop(name))  # type: ignore[misc]
            assert any(name.endswith(str(fault.names.get("name"))) for fault in said if fault.holds is False), name
    stray = changed(file, lambda inside: inside.update({f"bytes/{'a' * 64}": b"x"}))
    assert set(codes(stray, holds=False)) == {"bytes_altered"}
    assert one.id == "a"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"{}", b"[" * 10**5, b'{"n":-1}', b"\xff", b'{"n":1e999}', b"null", b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_evidence_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    assert codes(verify(file), holds=False) == ["no_evidence"]


def test_the_whole_log_as_lines_is_verified_and_each_fault_named(store: Store, tmp_path: Path) -> None:
    with_page_and_file(store)
    lines = [json.dumps(as_json(line)) for line in store.evidence.after(0)]
    file = tmp_path / "log.jsonl"

    def said_of(rows: list[str]) -> list[tuple[str, Any]]:
        file.write_text("\n".join(rows))
        return [(one.code, one.names.get("n")) for one in verify(file)]

    assert said_of(lines) == [("log_holds", len(lines))]
    assert said_of(lines[9:]) == [("log_holds", len(lines)), ("not_from_first", 10)]
    assert said_of([*lines[:4], *lines[5:]])[0] == ("missing", 5)
    assert said_of([*lines[:4], lines[5], lines[4], *lines[6:]])[:2] == [("missing", 5), ("order", 5)]
    altered = lines[7].replace("01:30", "01:31")
    assert said_of([*lines[:7], altered, *lines[8:]]) == [("altered", 8)]


def test_who_writes_to_the_database_by_hand_is_found_out(store: Store) -> None:
    with_page_and_file(store)
    lines = store.evidence.after(0)
    deeds = {
        "UPDATE evidence_line SET notice = 'b' WHERE n = 7": ("evidence_altered", "line 7"),
        "DELETE FROM evidence_line WHERE n = 5": ("evidence_missing", "line 5"),
        "UPDATE revision SET text = 'Khác' WHERE notice = 'x3'": ("evidence_differs", "version 0 of notice x3"),
    }
    for deed, fault in deeds.items():
        with store._database.writing() as transaction:
            transaction.connection.execute(text(deed))
        assert fault in list(store.evidence.faults(deep=True)), deed
    assert len(lines) == 38

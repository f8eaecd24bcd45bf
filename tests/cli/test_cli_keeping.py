"""`backup`, `restore`, `move`, `check` and `doctor` as an operator types them."""

import asyncio
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app
from hub.cli.setting_up import initialise
from hub.records import Agency, Attachment, Document, Notice, Poison, Source
from hub.settings import Settings, load_settings
from hub.wiring import Parts, open_parts
from hub.worker.consuming import consume_all

Run = Callable[..., Result]
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in [name for name in os.environ if name.startswith("DAUMOI_")]:
        monkeypatch.delenv(name)

    def run(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)

    return run


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """The data folder of a hub of three notices, indexed and published."""
    folder = tmp_path / "hub"
    settings = load_settings(folder)[0]
    initialise(settings, "none", "hub.example")
    with_parts(settings, fill)
    return folder


def with_parts(settings: Settings, work: Callable[[Parts], Any]) -> Any:
    parts = open_parts(settings)
    try:
        return work(parts)
    finally:
        parts.close()


def fill(parts: Parts) -> None:
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    parts.store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/", headers={"X-Khoa": "bi-mat"}))
    with parts.store.writing() as writer:
        for n in range(3):
            writer.add_notice(notice(parts, n), [f"url:{n}"])
    asyncio.run(consume_all(parts))


def notice(parts: Parts, n: int) -> Notice:
    return Notice(
        id=f"n{n}",
        source="syt",
        agency="so-y-te",
        url=f"https://syt.example/{n}",
        title=f"Thông báo {n}",
        first_seen=NOW,
        updated=NOW,
        published=NOW,
        published_precision="minute",
        published_from="listing",
        section="chi-dao",
        page_sha256=parts.store.blobs.put(f"page {n}".encode()),
    )


def findings(run: Run, folder: Path, *words: str) -> list[tuple[str, str]]:
    shown = run("check", "--data", folder, "--json", *words)
    found = json.loads(shown.stdout)
    assert shown.exit_code == (1 if found else 0)
    return [(line["code"], line["subject"]) for line in found]


# --- check -------------------------------------------------------------------------------


def test_a_sound_hub_agrees_with_itself(run: Run, folder: Path) -> None:
    shown = run("check", "--data", folder)
    assert (shown.exit_code, shown.stdout) == (0, "database, files, index and feeds agree\n")


def test_a_lost_and_a_spoilt_file_are_named(run: Run, folder: Path) -> None:
    lost, spoilt, _ = sorted((folder / "blobs").rglob("*/*/*"))
    lost.unlink()
    spoilt.write_bytes(b"PAGE 1")
    assert findings(run, folder, "--deep") == [("file_missing", lost.name), ("file_damaged", spoilt.name)]


def test_files_nobody_needs_are_counted_and_swept(run: Run, folder: Path) -> None:
    orphan = folder / "blobs" / "aa" / "aa" / ("a" * 64)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    assert findings(run, folder, "--sweep") == [("orphans", "1 kept files that no notice rests on")]
    os.utime(orphan, (0, 0))
    assert findings(run, folder, "--sweep") == [] and not orphan.exists()


def test_what_is_set_aside_is_named_by_check_and_doctor_and_its_bytes_are_no_orphan(run: Run, folder: Path) -> None:
    def set_aside(parts: Parts) -> None:
        digest = parts.store.blobs.put(b"<!--")
        with parts.store.writing() as writer:
            for url, tries in (("https://syt.example/a", 3), ("https://syt.example/b", 2)):
                writer.save_poison(Poison("syt", url, digest, tries, "crashed its reader", NOW))

    with_parts(load_settings(folder)[0], set_aside)
    assert findings(run, folder) == [("set_aside", "https://syt.example/a of source syt")]
    shown = run("doctor", "--data", folder)
    assert "set_aside: https://syt.example/a of source syt; it crashed its reader; kept as" in shown.stdout
    assert "is kept from the network by" in shown.stdout


def test_what_became_of_files_is_counted_and_named_where_most_are_lost(run: Run, folder: Path) -> None:
    def link(parts: Parts, lost: int) -> None:
        (id, *_) = parts.store.changes.versions()
        failed = [
            Attachment(f"https://syt.example/{n}.pdf", "", state="failed", reason="deadline") for n in range(lost)
        ]
        read = [Attachment(f"https://syt.example/{n}.doc", "", state="text") for n in range(4)]
        with parts.store.writing() as writer:
            writer.set_attachments(id, [*failed, *read])

    settings = load_settings(folder)[0]
    with_parts(settings, lambda parts: link(parts, 4))
    assert "files: 4 failed (deadline), 4 text" in run("source", "show", "syt", "--data", folder).stdout
    assert "files_failed" not in run("doctor", "--data", folder).stdout
    with_parts(settings, lambda parts: link(parts, 5))
    assert "files_failed: 5 of 9 files of source syt: 5 deadline;" in run("doctor", "--data", folder).stdout
    shown = json.loads(run("source", "show", "syt", "--json", "--data", folder).stdout)
    assert shown["files"][0] == {"state": "failed", "reason": "deadline", "count": 5}


def test_feeds_that_are_not_as_they_should_be_are_named_and_mended(run: Run, folder: Path) -> None:
    feeds = folder / "public" / "feeds"
    before = {path: path.read_bytes() for path in feeds.rglob("*.atom")}
    (feeds / "all.atom").write_bytes(b"<feed/>")
    (feeds / "agencies" / "so-y-te.json").unlink()
    assert findings(run, folder) == [
        ("feed_differs", str(feeds / "all.atom")),
        ("feed_differs", str(feeds / "agencies" / "so-y-te.json")),
    ]
    assert findings(run, folder, "--mend") == []
    assert {path: path.read_bytes() for path in feeds.rglob("*.atom")} == before


def test_an_index_that_lost_a_notice_is_told_of_and_reindexed(run: Run, folder: Path) -> None:
    settings = load_settings(folder)[0]
    with_parts(settings, lambda parts: parts.index.remove(["n1"]))
    lacking = "1 notices are not indexed as they are now, 0 should not be"
    assert findings(run, folder) == [("index_differs", lacking)]
    assert run("reindex", "--data", folder).exit_code == 0
    assert findings(run, folder) == []


def test_an_index_that_has_one_too_many_is_told_of(run: Run, folder: Path) -> None:
    extra = Document("x", "Lạ", "Lạ", NOW)
    with_parts(load_settings(folder)[0], lambda parts: parts.index.add([extra]))
    needless = "0 notices are not indexed as they are now, 1 should not be"
    assert findings(run, folder) == [("index_differs", needless)]


def test_a_damaged_index_is_told_of_and_reindexed(run: Run, folder: Path) -> None:
    segment = next((folder / "index").rglob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1])
    assert [code for code, _ in findings(run, folder)] == ["index_damaged"]
    assert run("reindex", "--data", folder).exit_code == 0
    assert findings(run, folder) == []


# --- a damaged database ------------------------------------------------------------------


@pytest.fixture
def damaged(folder: Path) -> Path:
    """The same hub with noise in the page that holds its revisions."""
    file = folder / "daumoi.db"
    connection = sqlite3.connect(file)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'revision'").fetchone()
    connection.close()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(b"\xa5" * 4096)
    return folder


@pytest.mark.parametrize("command", ["check", "doctor"])
def test_a_damaged_database_is_named_with_what_to_do(run: Run, damaged: Path, command: str) -> None:
    run("check", "--data", damaged)
    shown = run(command, "--data", damaged, "--json")
    first = json.loads(shown.stdout)[0]
    assert shown.exit_code == 1
    assert first["code"] == "database_damaged" and first["since"]
    assert "daumoi restore" in first["advice"] and ".recover" in first["advice"]


def test_check_names_the_notices_that_are_lost(run: Run, damaged: Path) -> None:
    assert [found for found in findings(run, damaged) if found[0] == "unreadable"] == [
        ("unreadable", f"notice n{n}") for n in range(3)
    ]


def test_doctor_speaks_also_where_the_database_cannot_be_opened(run: Run, folder: Path) -> None:
    (folder / "daumoi.db").write_bytes(b"\xa5" * 100_000)
    shown = run("doctor", "--data", folder, "--json")
    assert shown.exit_code == 1 and json.loads(shown.stdout)[0]["code"] == "database_damaged"


def test_nothing_is_collected_into_a_damaged_database(run: Run, damaged: Path) -> None:
    run("check", "--data", damaged)
    before = (damaged / "daumoi.db").read_bytes()
    assert run("crawl", "--data", damaged).exit_code == 1
    assert (damaged / "daumoi.db").read_bytes() == before


# --- backup and restore ------------------------------------------------------------------


def test_a_backup_is_restored_and_the_worker_makes_the_rest_anew(run: Run, folder: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "hub.tar.gz", tmp_path / "new"
    made = run("backup", file, "--data", folder)
    assert made.exit_code == 0 and "3 notices, 1 sources, 3 files" in made.stdout and "1 secrets" in made.stdout
    restored = run("restore", file, "--data", new)
    assert restored.exit_code == 0 and "enter again: syt, header X-Khoa" in restored.stdout
    assert [code for code, _ in findings(run, new)] == ["behind", "behind"]
    with_parts(load_settings(new)[0], lambda parts: asyncio.run(consume_all(parts)))
    assert findings(run, new, "--deep") == []
    assert feeds_of(new) == feeds_of(folder)


def feeds_of(folder: Path) -> dict[str, bytes]:
    feeds = folder / "public" / "feeds"
    return {str(path.relative_to(feeds)): path.read_bytes() for path in feeds.rglob("*") if path.is_file()}


def test_a_backup_holds_neither_settings_nor_index_nor_pickle(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "daumoi.toml").write_text('CONTACT = "khong-co-trong-do"')
    run("backup", tmp_path / "hub.tar", "--data", folder)
    data = (tmp_path / "hub.tar").read_bytes()
    assert b"khong-co-trong-do" not in data and b"bi-mat" not in data and b"MAIN_" not in data
    assert b"\x80\x04\x95" not in data


def test_what_cannot_be_done_is_said_in_a_line_and_leaves_nothing(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("restore", tmp_path / "nothing.tar", "--data", tmp_path / "new").exit_code == 1
    (tmp_path / "bad.tar").write_bytes(b"bad")
    shown = run("restore", tmp_path / "bad.tar", "--data", tmp_path / "new")
    assert shown.exit_code == 1 and shown.stderr.count("\n") == 1
    assert run("restore", tmp_path / "bad.tar", "--data", folder).exit_code == 1
    assert run("backup", tmp_path / "hub.tar", "--data", tmp_path / "nowhere").exit_code == 2


# --- move --------------------------------------------------------------------------------


def test_a_moved_hub_needs_no_new_index_and_publishes_the_same(
    run: Run, folder: Path, empty_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = feeds_of(folder)
    moved = run("move", "--to", empty_postgresql, "--data", folder)
    assert moved.exit_code == 0 and "equal by digest" in moved.stdout
    shutil.move(folder / "daumoi.db", folder / "old.db")
    monkeypatch.setenv("DAUMOI_DATABASE_URL", empty_postgresql)
    assert findings(run, folder, "--deep") == []
    with_parts(load_settings(folder)[0], lambda parts: asyncio.run(consume_all(parts)))
    assert run("check", "--mend", "--data", folder).exit_code == 0
    assert feeds_of(folder) == before
    home = folder / "home.db"
    assert run("move", "--to", f"sqlite:///{home}", "--data", folder).exit_code == 0
    monkeypatch.setenv("DAUMOI_DATABASE_URL", f"sqlite:///{home}")
    assert findings(run, folder) == []


def test_a_target_that_is_not_empty_is_refused(run: Run, folder: Path) -> None:
    refused = run("move", "--to", f"sqlite:///{folder / 'daumoi.db'}", "--data", folder)
    assert refused.exit_code == 1 and "not empty" in refused.stderr


# --- export, evidence and verify ---------------------------------------------------------


def test_everything_and_a_search_are_exported_and_go_on_after_an_id(run: Run, folder: Path) -> None:
    rows = [json.loads(line) for line in run("export", "--data", folder).stdout.splitlines()]
    assert [row["id"] for row in rows] == ["n2", "n1", "n0"] and rows[0]["published"] == "2026-11-02T08:30:00+07:00"
    table = run("export", "--data", folder, "--format", "csv", "thông báo").stdout.splitlines()
    assert table[0].startswith("id,published,title") and len(table) == 4
    assert run("export", "--data", folder, "--format", "csv", "--excel").stdout_bytes.startswith(b"\xef\xbb\xbfid,")
    rest = run("export", "--data", folder, "--format", "csv", "--after", "n1").stdout
    assert rest.startswith("n0,") and len(rest.splitlines()) == 1
    assert run("export", "--data", folder, "--after", "nobody").exit_code == 2


def test_the_evidence_of_a_notice_is_verified_where_there_is_no_hub(run: Run, folder: Path, tmp_path: Path) -> None:
    file, log = tmp_path / "n1.zip", tmp_path / "log.jsonl"
    assert run("evidence", "n1", "--data", folder, "-o", file).exit_code == 0
    assert run("evidence", "--data", folder, "-o", log).exit_code == 0
    assert run("evidence", "n1", "--data", folder, "-o", file).exit_code == 1  # nothing is written over
    assert run("evidence", "nobody", "--data", folder, "-o", tmp_path / "x").exit_code == 1
    assert not (tmp_path / "x").exists()
    shutil.rmtree(folder)
    whole = run("verify", file)
    assert whole.exit_code == 0 and "Nothing has been altered, removed or moved." in whole.stdout
    assert "Phiên bản 0" in run("verify", file, "--lang", "vi").stdout
    head = json.loads(log.read_text("ascii").splitlines()[-1])["digest"]
    assert run("verify", file, "--head", head).exit_code == run("verify", log, "--head", head).exit_code == 0
    spoilt = log.with_name("spoilt.jsonl")
    spoilt.write_text("\n".join(log.read_text("ascii").splitlines()[::2]))
    told = run("verify", spoilt)
    assert told.exit_code == 1 and "✗ Line 2 is missing" in told.stdout
    assert json.loads(run("verify", spoilt, "--json").stdout)[0] == {"code": "missing", "holds": False, "n": 2}


def test_check_names_what_somebody_changed_by_hand(run: Run, folder: Path) -> None:
    with sqlite3.connect(folder / "daumoi.db") as connection:
        connection.execute("UPDATE evidence_line SET at = '2020-01-01 00:00:00.000000+00:00' WHERE n = 2")
        connection.execute("UPDATE revision SET title = 'Khác' WHERE notice = 'n2'")
    connection.close()
    assert ("evidence_altered", "line 2") in findings(run, folder)
    assert ("evidence_differs", "version 0 of notice n2") in findings(run, folder, "--deep")

"""`doctor` on broken set-ups that can be made anywhere; `python -m benchmarks.doctor` makes all of them for real."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.doctor.diagnosing import looked
from hub.cli.doctor.names import ROOMS, shadowed
from hub.cli.doctor.works import clock_astray, cut_off, late, many_machines, no_worker
from hub.cli.findings import Finding, finding
from hub.cli.main import app
from hub.cli.setting_up import initialise
from hub.records import Agency, Fetch, Notice, Source, SourceState
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.consuming import consume_all
from hub.worker.holding import holder

Doctor = Callable[[Path], list[tuple[str, str]]]
HOURS = timedelta(hours=1)
SLUGS = ("s1", "s2", "s3")


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """What doctor says of a hub: codes and advice."""
    for name in [name for name in os.environ if name.startswith("DAUMOI_")]:
        monkeypatch.delenv(name)

    def doctor(folder: Path) -> list[tuple[str, str]]:
        shown = CliRunner().invoke(app, ["doctor", "--json", "--data", str(folder)], catch_exceptions=False)
        found = json.loads(shown.stdout)
        assert shown.exit_code == (1 if found else 0)
        return [(each["code"], each["advice"]) for each in found]

    return doctor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of a hub of one notice, indexed and published, whose sources were collected just now."""
    folder = tmp_path / "hub"
    settings = load_settings(folder)[0]
    initialise(settings, "none", "hub.example")
    with closing(open_parts(settings)) as parts:
        fill(parts)
    return folder


@pytest.fixture
def parts(folder: Path) -> Iterator[Parts]:
    with closing(open_parts(load_settings(folder)[0])) as parts:
        yield parts


def fill(parts: Parts) -> None:
    now = parts.clock()
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    for slug in SLUGS:
        parts.store.sources.save_source(Source(slug, "so-y-te", f"https://{slug}.example/"))
        parts.store.sources.save_state(SourceState(slug, "healthy", last_try=now, last_ok=now, next_due=now + HOURS))
    page = parts.store.blobs.put(b"page")
    notice = Notice(
        "n", "s1", "so-y-te", "https://s1.example/1", "Thông báo", now, now, now, "minute", "listing", page_sha256=page
    )
    with parts.store.writing() as writer:
        writer.add_notice(notice, ["url:1"])
    asyncio.run(consume_all(parts))


def test_nothing_is_wrong_with_a_sound_hub(doctor: Doctor, folder: Path) -> None:
    assert doctor(folder) == []


# --- what keeps the hub from being opened ------------------------------------------------


def lose_database(folder: Path) -> None:
    (folder / "daumoi.db").unlink()


def make_schema(version: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "daumoi.db")) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [version])

    return make


def name_a_server_that_is_down(folder: Path) -> None:
    (folder / "daumoi.toml").write_text('DATABASE_URL = "postgresql://hub@127.0.0.1:1/hub"')


def cut_segment(folder: Path) -> None:
    segment = next((folder / "index").rglob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1])


def lose_page(folder: Path) -> None:
    next(path for path in (folder / "blobs").rglob("*/*/*") if path.is_file()).unlink()


def spoil_page(folder: Path) -> None:
    next(path for path in (folder / "blobs").rglob("*/*/*") if path.is_file()).write_bytes(b"PAGE")


def empty_feeds(folder: Path) -> None:
    for file in (folder / "public" / "feeds").rglob("*.atom"):
        file.write_bytes(b"<feed/>")


@pytest.mark.parametrize(
    ("break_it", "code", "advice"),
    [
        (lose_database, "database_missing", "daumoi restore FILE"),
        (make_schema("9999"), "schema_newer", "install the newer program again"),
        (make_schema("0001"), "schema_older", "daumoi check"),
        (name_a_server_that_is_down, "database_down", "systemctl start postgresql"),
        (cut_segment, "index_damaged", "daumoi reindex"),
        (lose_page, "file_missing", "daumoi restore FILE"),
        (spoil_page, "file_damaged", "move it away"),
        (empty_feeds, "feed_differs", "daumoi check --mend"),
    ],
)
def test_what_is_broken_is_named_alone_with_what_to_do(
    doctor: Doctor, folder: Path, break_it: Callable[[Path], None], code: str, advice: str
) -> None:
    break_it(folder)
    ((told, said),) = doctor(folder)
    assert told == code and advice in said


def test_doctor_brings_no_database_to_another_schema(doctor: Doctor, folder: Path) -> None:
    make_schema("0001")(folder)
    assert doctor(folder) == doctor(folder) != []


def test_a_folder_that_may_only_be_read_is_named(doctor: Doctor, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere: python -m benchmarks.doctor makes it with a mount")
    for place in (*folder.rglob("*"), folder):
        place.chmod(0o555 if place.is_dir() else 0o444)
    assert [code for code, _ in doctor(folder)] == ["read_only"]
    for place in (folder, *folder.rglob("*")):
        place.chmod(0o755)


def test_where_there_never_was_a_hub_none_is_missed(doctor: Doctor, tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["doctor", "--data", str(tmp_path)])
    assert shown.exit_code == 2 and "daumoi init" in shown.stderr


# --- names -------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_another_package_that_comes_before_ours_is_found(tmp_path: Path, room: str) -> None:
    (tmp_path / room).mkdir()
    (tmp_path / room / "__init__.py").touch()
    (clash,) = shadowed([str(tmp_path), *sys.path])
    assert clash["code"] == "name_clash" and clash["subject"].startswith(f"{room} is read from {tmp_path}")
    assert list(shadowed()) == []


def test_a_clash_is_told_before_anything_of_the_other_is_imported(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "feeds"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("raise RuntimeError('not ours')")
    environment = {**os.environ, "PYTHONPATH": str(other.parent)}
    command = [sys.executable, "-P", "-m", "hub", "doctor", "--data", str(folder)]
    shown = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert shown.returncode == 1 and "unset PYTHONPATH" in shown.stdout and "Traceback" not in shown.stderr


# --- at work -----------------------------------------------------------------------------


def due(parts: Parts, slugs: tuple[str, ...] = SLUGS, error: str | None = None) -> None:
    tried = parts.clock() - 2 * HOURS
    for slug in slugs:
        state = SourceState(slug, "failing", error, since=tried, last_try=tried, next_due=tried + HOURS)
        parts.store.sources.save_state(state)


def codes(found: Iterator[Finding]) -> list[str]:
    return [each["code"] for each in found]


def test_a_worker_is_missed_where_sources_wait_for_one(parts: Parts) -> None:
    assert codes(no_worker(parts)) == []
    due(parts)
    (dead,) = no_worker(parts)
    assert dead["subject"] == "3 sources are due and no worker is there" and dead["since"]
    parts.store.workers.enter(holder(), 60)
    assert codes(no_worker(parts)) == []


def test_a_worker_that_was_killed_is_missed_before_its_lease_ends(parts: Parts) -> None:
    due(parts)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    parts.store.workers.enter(f"{holder().rpartition(':')[0]}:{ended.pid}", 60)
    assert codes(no_worker(parts)) == ["worker_dead"]


def test_workers_of_two_machines_share_no_sqlite_file(parts: Parts) -> None:
    parts.store.workers.enter(holder(), 60)
    assert codes(many_machines(parts)) == []
    parts.store.workers.stay("may-2:4026532180:7", 60)
    (shared,) = many_machines(parts)
    assert "may-2:4026532180" in shared["subject"] and "daumoi move --to" in shared["advice"]


def test_what_a_living_worker_is_just_about_to_do_is_not_late(parts: Parts) -> None:
    parts.store.changes.mark("index", 0)
    assert codes(late(parts)) == ["behind"]
    parts.store.workers.enter(holder(), 60)
    assert codes(late(parts)) == []


def test_a_blocked_way_out_is_told_once_instead_of_each_source(doctor: Doctor, folder: Path, parts: Parts) -> None:
    due(parts, SLUGS[:2], "dns_failed")
    assert codes(cut_off(parts)) == []
    due(parts, SLUGS, "dns_failed")
    (blocked,) = cut_off(parts)
    assert blocked["subject"] == "none of 3 hosts can be reached (dns_failed)" and blocked["since"]
    assert "getent hosts s1.example" in blocked["advice"]
    assert [code for code, _ in doctor(folder)] == ["worker_dead", "egress_blocked"]


def fetched(parts: Parts, ahead: timedelta, headers: dict[str, str]) -> None:
    """Each site is asked, by a clock of ours that is ahead of theirs."""
    now = parts.clock()
    with parts.store.writing() as writer:
        for slug in SLUGS:
            told = {"date": format_datetime(now.replace(microsecond=0), usegmt=True), **headers}
            writer.save_fetch(Fetch(slug, f"https://{slug}.example/", now + ahead, status=200, headers=told))


def test_the_clock_is_compared_with_those_of_the_sites(parts: Parts) -> None:
    fetched(parts, timedelta(), {})
    assert codes(clock_astray(parts)) == []
    fetched(parts, -24 * HOURS, {})
    (wrong,) = clock_astray(parts)
    assert "behind the clocks of the sites" in wrong["subject"] and "timedatectl" in wrong["advice"]


@pytest.mark.parametrize("headers", [{"age": "86400"}, {"date": "hôm nay"}, {"date": "Mon, 02 Nov 2026 01:30:00"}])
def test_answers_out_of_a_cache_and_strange_dates_are_no_witness(parts: Parts, headers: dict[str, str]) -> None:
    fetched(parts, -24 * HOURS, headers)
    assert codes(clock_astray(parts)) == []


def test_a_clock_that_is_behind_what_it_said_before_is_wrong(parts: Parts) -> None:
    fetched(parts, 24 * HOURS, {"date": ""})
    (wrong,) = clock_astray(parts)
    assert "behind the time of the last request" in wrong["subject"]


def test_whatever_a_look_meets_is_told_and_not_raised(parts: Parts) -> None:
    def nobody_thought_of_this(parts: Parts) -> Iterator[Finding]:
        yield finding("lost", str(parts.public), "")
        raise KeyError("x")

    (told,) = looked(nobody_thought_of_this, parts)
    assert told["code"] == "unexpected" and told["subject"] == "nobody thought of this: KeyError: 'x'"

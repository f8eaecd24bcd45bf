"""A full disk and a damaged database under the two real processes: they go on answering, and collect when they can."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from benchmarks.changing_site import BEGUN, Site, changing_site
from benchmarks.damages import answer, hub
from benchmarks.kills import collect_in_peace, everything, is_quiet, open_hub, settings_for, wrong
from hub.wiring import Parts

pytestmark = pytest.mark.whole
MEBIBYTE = 1024 * 1024
PATIENCE = 60.0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here: it takes root and the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with changing_site() as site:
        yield site


def new_hub(folder: Path, site: Site) -> Parts:
    """A hub that has collected the site once."""
    (folder / "clock").write_text(BEGUN.isoformat(), "ascii")
    parts = open_hub(folder, "hub", site.origin)
    asyncio.run(collect_in_peace(parts))
    return parts


def change(folder: Path, site: Site) -> None:
    """The site changes, and an hour goes by."""
    site.step += 1
    (folder / "clock").write_text((BEGUN + timedelta(hours=site.step)).isoformat(), "ascii")


def fill(disk: Path) -> Path:
    """Take all the room there is; the file that takes it."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        while (free := os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize) > 0:
            file.write(bytes(min(MEBIBYTE, free)))
            file.flush()
    return filler


def await_that(said: Callable[[], object]) -> None:
    """Wait until it is so."""
    end = monotonic() + PATIENCE
    while not said():
        assert monotonic() < end, "it never became so"
        sleep(0.2)


def statuses(origin: str, notice: str) -> set[int]:
    paths = ("/", "/search?q=tiep+cong+dan", "/feeds/all.atom", "/api/v1/notices", "/coverage", f"/notices/{notice}")
    return {answer(f"{origin}{path}") for path in paths}


def codes(folder: Path) -> list[str]:
    """What `daumoi doctor` finds, but for the settings of a test."""
    command = [sys.executable, "-m", "hub", "doctor", "--json"]
    told = subprocess.run(command, env={**os.environ, **settings_for(folder, "hub")}, capture_output=True, text=True)
    return [one["code"] for one in json.loads(told.stdout) if one["code"] != "test_setting"]


def test_a_full_disk_stops_collecting_and_nothing_else_and_is_over_by_itself(disk: Path, site: Site) -> None:
    with closing(new_hub(disk, site)) as parts, hub(disk) as origin:
        known = everything(parts)
        filler = fill(disk)
        while parts.store.trouble() is None:  # what there is already may take some lines more
            change(disk, site)
            sleep(3)
        assert codes(disk) == ["disk_full"]
        assert statuses(origin, known[0].id) == {200}
        assert {state.error for state in parts.store.sources.states().values()} == {None}
        assert len(everything(parts)) >= len(known)
        filler.unlink()
        change(disk, site)
        await_that(lambda: all(state.last_ok == parts.clock() for state in parts.store.sources.states().values()))
        await_that(lambda: is_quiet(parts))
        await_that(lambda: not wrong(parts))
        assert len(everything(parts)) == len(known) + 2 * site.step
        assert statuses(origin, known[0].id) == {200}


def test_a_damaged_database_is_read_and_never_written(tmp_path: Path, site: Site) -> None:
    with closing(new_hub(tmp_path, site)) as parts:
        notice = everything(parts)[0].id
    database = tmp_path / "hub" / "daumoi.db"
    spoil_ledger(database)
    change(tmp_path, site)
    with hub(tmp_path) as origin:
        await_that(lambda: codes(tmp_path) == ["database_damaged"])
        before = database.read_bytes()
        sleep(4)
        assert statuses(origin, notice) == {200}
        assert database.read_bytes() == before
        with urllib.request.urlopen(f"{origin}/api/v1/notices") as listed:
            assert len(json.load(listed)["items"]) == 12


def spoil_ledger(database: Path) -> None:
    """Put noise in the place of the first page of the ledger of fetches, which no page of the server needs."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'fetch'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * size)

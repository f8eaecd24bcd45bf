"""A full disk, on a real small one: nothing is lost, reading goes on, and writing is resumed without anybody's help."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.errors import DiskFull
from hub.records import Agency, Filters, Notice, Source, SourceState
from hub.store.store import Store
from hub.store.trouble import RESERVE_BYTES, ROOM_BYTES

Make = Callable[..., Notice]
MEBIBYTE = 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 32 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here: it takes root and the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def hub(disk: Path) -> Iterator[Store]:
    """A store on that disk, with its reserve."""
    store = Store(f"sqlite:///{disk / 'daumoi.db'}", disk)
    store.migrate()
    store.set_aside()
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    yield store
    store.close()


def fill(disk: Path, leave: int = 0) -> Path:
    """Take all the room but so much; the file that takes it."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        while room(disk) > leave:
            file.write(bytes(min(MEBIBYTE, room(disk) - leave)))
            file.flush()
    return filler


def room(disk: Path) -> int:
    stat = os.statvfs(disk)
    return stat.f_bavail * stat.f_frsize


def write_until_full(store: Store, notice: Make) -> int:
    """How many notices were kept before the disk was full."""
    for n in range(10_000):
        try:
            with store.writing() as writer:
                writer.add_notice(notice(f"n{n:05}", text="chữ " * 5000), [f"url:{n}"])
        except DiskFull:
            return n
    raise AssertionError("the disk never became full")


def test_a_hub_sets_room_aside_once(hub: Store, disk: Path) -> None:
    assert (disk / "reserve").stat().st_size == RESERVE_BYTES
    hub.set_aside()
    assert hub.trouble() is None


def test_a_full_disk_stops_what_is_new_keeps_what_is_there_and_ends_by_itself(
    hub: Store, disk: Path, notice: Make, now: datetime
) -> None:
    filler = fill(disk, leave=2 * MEBIBYTE)
    kept = write_until_full(hub, notice)
    assert kept > 0
    trouble = hub.trouble()
    assert trouble is not None and trouble.code == "disk_full" and trouble.since > now
    assert (disk / "reserve").stat().st_size == 0

    assert hub.notices.count(Filters()) == kept == len(hub.changes.after(0, 10_000)), "all or nothing, each of them"
    assert hub.notices.get("n00000") is not None
    with pytest.raises(DiskFull), hub.writing():
        raise AssertionError("nothing new is begun")
    with pytest.raises(DiskFull):
        hub.blobs.put(b"new")

    hub.sources.save_state(SourceState("syt", "healthy", detail="đĩa đầy " * 1000))
    token = hub.leases.take("source:syt", "worker", 60)
    assert token == 1, "the reserve's room serves for what must be written"
    hub.changes.mark("index", 7)

    filler.unlink()
    assert hub.trouble() is None
    assert (disk / "reserve").stat().st_size == RESERVE_BYTES
    with hub.writing() as writer:
        writer.add_notice(notice("after"), [])
    hub.examine()
    assert hub.notices.count(Filters()) == kept + 1


def test_another_process_knows_of_it_and_of_its_end(hub: Store, disk: Path, notice: Make) -> None:
    filler = fill(disk, leave=2 * MEBIBYTE)
    write_until_full(hub, notice)
    code = f"""if 1:
        from pathlib import Path
        from hub.store.store import Store
        store = Store("sqlite:///{disk / "daumoi.db"}", Path("{disk}"))
        store.migrate()
        print(store.changes.newest() > 0, store.trouble() and store.trouble().code)"""
    tell = [sys.executable, "-W", "ignore", "-c", code]
    root = Path(__file__).parents[2]
    assert subprocess.run(tell, capture_output=True, text=True, cwd=root).stdout == "True disk_full\n"
    filler.unlink()
    assert subprocess.run(tell, capture_output=True, text=True, cwd=root).stdout == "True None\n"
    assert hub.trouble() is None


def test_bytes_that_find_no_room_are_refused_whole(hub: Store, disk: Path) -> None:
    filler = fill(disk, leave=MEBIBYTE)
    with pytest.raises(DiskFull):
        hub.blobs.put(b"x" * 2 * MEBIBYTE)
    assert not [path for path in (disk / "blobs").rglob("*") if path.is_file()]
    filler.unlink()
    assert hub.blobs.get(hub.blobs.put(b"x" * 2 * MEBIBYTE)) is not None


def test_what_is_known_already_costs_no_room(hub: Store, disk: Path) -> None:
    digest = hub.blobs.put(b"known")
    fill(disk)
    with pytest.raises(DiskFull):
        hub.blobs.put(b"unknown")
    assert hub.blobs.put(b"known") == digest


def test_a_disk_too_full_for_the_reserve_is_trouble_from_the_start(disk: Path) -> None:
    filler = fill(disk, leave=ROOM_BYTES - MEBIBYTE)
    store = Store(f"sqlite:///{disk / 'daumoi.db'}", disk)
    store.migrate()
    store.set_aside()
    trouble = store.trouble()
    assert trouble is not None and trouble.code == "disk_full"
    filler.unlink()
    assert store.trouble() is None
    store.close()


def test_a_hub_that_cannot_be_made_for_want_of_room_says_so(disk: Path) -> None:
    (disk / "reserve").touch()
    fill(disk, leave=MEBIBYTE)
    store = Store(f"sqlite:///{disk / 'daumoi.db'}", disk)
    with pytest.raises(DiskFull):
        store.migrate()
    store.close()


def test_a_redaction_that_finds_no_room_is_not_half_done(hub: Store, disk: Path, notice: Make, now: datetime) -> None:
    with hub.writing() as writer:
        writer.add_notice(notice("a", page_sha256=hub.blobs.put(b"page")), [])
    before = hub.notices.get("a")
    filler = fill(disk)
    write_until_full(hub, notice)
    with pytest.raises(DiskFull), hub.writing() as writer:
        writer.redact("a", "why", now + timedelta(days=1))
    assert hub.notices.get("a") == before
    filler.unlink()
    with hub.writing() as writer:
        writer.redact("a", "why", now + timedelta(days=1))
    after = hub.notices.get("a")
    assert after is not None and after.redacted

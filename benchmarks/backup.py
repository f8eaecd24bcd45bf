"""Backups under load and the restore drill: `python -m benchmarks.backup [backups] [notices]`.

First: backups while three threads write; each is restored and must be one moment of the hub, equal by digest.
Then: a hub of so many notices with a kept page each is backed up, restored into an empty folder, and compared.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from threading import Event, Thread
from time import monotonic

from benchmarks.store import notices, ours
from hub.records import Notice
from hub.store.progress import silent
from hub.store.restoring import restore
from hub.store.store import Store

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
WRITERS, PAUSE = 3, 0.03
WRITES = 50  # of each writer while a backup is made, restored and compared: slow machines would grow a hub without end
AT_ONCE = 500
DRILL_SECONDS = 300


def page_of(notice: Notice) -> bytes:
    """The page a notice was read from."""
    return f"<!doctype html><title>{notice.title}</title>{notice.html}".encode()


def keep(store: Store, notice: Notice) -> Notice:
    """The notice with its page kept, but not synced one by one: a benchmark's disk is not to be measured here."""
    page = page_of(notice)
    digest = sha256(page).hexdigest()
    path = store.blobs.path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page)
    return replace(notice, page_sha256=digest)


@dataclass
class Pace:
    """Seconds between two writes of a writer."""

    pause: float = PAUSE


@contextmanager
def being_written(store: Store) -> Iterator[Pace]:
    """Three threads add and edit notices for the length of the block, at the pace it sets."""
    done, pace = Event(), Pace()

    def write(name: str) -> None:
        for notice, aliases in notices(1_000_000, name):
            if done.wait(pace.pause):
                return
            kept = keep(store, notice)
            with store.writing() as writer:
                writer.add_notice(kept, aliases)
                writer.edit_notice(kept, ("text",), kept.updated)

    threads = [Thread(target=write, args=(f"w{n}",)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield pace
    finally:
        done.set()
        for thread in threads:
            thread.join()


def is_one_moment(store: Store, folder: Path, n: int) -> bool:
    """Whether a backup made now is whole, and is again what it was when restored."""
    file, place = folder / f"{n}.tar", folder / f"restored{n}"
    manifest = store.back_up(file, NOW)
    restore(file, f"sqlite:///{place / 'daumoi.db'}", place, (), silent)
    restored = Store(f"sqlite:///{place / 'daumoi.db'}", place)
    rows = {name: found.rows for name, found in manifest.tables.items()}
    whole = rows["change"] == rows["revision"] == 2 * rows["notice"] and manifest.blobs == rows["notice"]
    equal = restored.contents() == manifest.tables
    restored.close()
    file.unlink()
    rmtree(place)  # a hundred copies of as many files would be the disk's trouble, not the backup's
    return whole and equal and not manifest.missing


def under_load(folder: Path, count: int) -> bool:
    """Print how many of the backups were good."""
    store, _ = ours(folder)
    good, began = 0, monotonic()
    with being_written(store) as pace:
        for n in range(count):
            this = monotonic()
            good += is_one_moment(store, folder, n)
            pace.pause = max(PAUSE, (monotonic() - this) / WRITES)
    held = store.contents()["notice"].rows
    store.close()
    print(f"{good} of {count} backups under load equal by digest ({held} notices at the end)", end=", ")
    print(f"{monotonic() - began:.0f} s  (wanted: all)")
    return good == count


def drill(folder: Path, count: int) -> bool:
    """Print how long backup and restore of a big hub take."""
    store, write = ours(folder)
    batch = []
    for notice, aliases in notices(count, "d"):
        batch.append((keep(store, notice), aliases))
        if len(batch) == AT_ONCE:
            write(batch)
            batch = []
    write(batch)
    began = monotonic()
    manifest = store.back_up(folder / "hub.tar", NOW)
    saved = monotonic()
    place = folder / "restored"
    restore(folder / "hub.tar", f"sqlite:///{place / 'daumoi.db'}", place, ("index", "publish"), silent)
    done = monotonic()
    restored = Store(f"sqlite:///{place / 'daumoi.db'}", place)
    equal = restored.contents() == manifest.tables == store.contents() and manifest.blobs == count
    restored.close()
    store.close()
    gigabytes = (folder / "hub.tar").stat().st_size / 1e9
    print(f"{count} notices, {gigabytes:.1f} GB: backup {saved - began:.0f} s, restore {done - saved:.0f} s", end=", ")
    print(f"{'equal' if equal else 'NOT EQUAL'} by digest  (wanted: restore in {DRILL_SECONDS} s or less)")
    return equal and done - saved <= DRILL_SECONDS


def main(backups: int = 100, count: int = 200_000) -> int:
    """Both; exit 1 if either fails."""
    reached = []
    for work, size in ((under_load, backups), (drill, count)):
        with tempfile.TemporaryDirectory() as folder:
            reached.append(work(Path(folder), size))
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

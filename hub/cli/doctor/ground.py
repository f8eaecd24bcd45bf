"""What a hub stands on, looked at before anything is opened: disk, data folder, database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from hub.cli.findings import RESCUE, Finding, finding
from hub.settings import Settings
from hub.store.probing import Obstacle, probe
from hub.store.trouble import ROOM_BYTES
from hub.watch.machine import scarcity

WRITTEN = ("", "daumoi.db", "blobs", "index", "public")
BLOCKING = frozenset({
    "read_only", "database_missing", "database_down", "database_locked", "database_damaged", "schema_newer",
    "schema_older",
})  # fmt: skip
OBSTACLES: dict[Obstacle, str] = {
    "database_missing": "stop the hub and restore the newest backup into a new folder: "
    "daumoi restore FILE --data NEW; or put the file back",
    "database_down": "start it (systemctl start postgresql), and look whether DATABASE_URL names it; "
    "the hub goes on by itself",
    "database_locked": "end the program that holds it (fuser -v {database} names it); the hub goes on by itself",
    "database_damaged": RESCUE,
    "disk_full": "make room on the disk of the data folder (df -h {folder}; du -xsh {folder}/*); "
    "the hub goes on by itself",
    "schema_newer": "install the newer program again (git checkout, make setup), or go back to the database it "
    "migrated: stop the hub, daumoi restore FILE --data NEW",
    "schema_older": "make a backup, then let this program bring it to its version: daumoi check",
}  # fmt: skip


def is_bare(settings: Settings) -> bool:
    """Whether there never was a hub in the data folder; one whose database is lost has left other things there."""
    return not any((settings.data_dir / name).exists() for name in ("daumoi.db", "blobs", "index", "public"))


def closed(error: PermissionError) -> Finding:
    """A data folder that this user may not even look into."""
    advice = "run it as the hub's user: sudo -u daumoi daumoi doctor --data FOLDER"
    return finding("read_only", f"{error.filename} cannot be read by {_user()}", advice)


def ground(settings: Settings) -> Iterator[Finding]:
    """What is wrong with disk, folder and database; of several only the first that explains the others."""
    folder = settings.data_dir
    scarce = list(room(folder))
    yield from scarce
    unwritable = list(unwritten(folder))
    yield from unwritable
    refusal = None if unwritable else probe(settings.database, folder)
    if refusal and refusal.code not in {each["code"] for each in scarce}:
        advice = OBSTACLES[refusal.code].format(folder=folder, database=settings.database.removeprefix("sqlite:///"))
        yield finding(refusal.code, refusal.detail, advice, _changed(folder / "damaged"))


def room(folder: Path) -> Iterator[Finding]:
    """Whether more can be kept: bytes and, where the file system counts them, files."""
    disk, system = shutil.disk_usage(folder), os.statvfs(folder)
    advice = OBSTACLES["disk_full"].format(folder=folder)
    if system.f_files and system.f_favail == 0:
        yield finding("disk_full", f"the disk of {folder} can hold no more files", advice)
    elif code := scarcity(disk.free, disk.total, ROOM_BYTES):
        subject = f"{disk.free / 2**20:,.0f} of {disk.total / 2**20:,.0f} MiB are free on the disk of {folder}"
        yield finding(code, subject, advice)


def unwritten(folder: Path) -> Iterator[Finding]:
    """Whether this user may write what the hub writes."""
    places = [folder / name for name in WRITTEN]
    refused = [place for place in places if os.path.lexists(place) and not os.access(place, os.W_OK)]
    if refused:
        is_disk = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
        of_disk = (
            f"mount its disk for writing: mount -o remount,rw $(findmnt -no TARGET -T {folder}); see dmesg for why"
        )
        of_user = f"give it to the hub's user (chown -R daumoi: {folder}; lsattr -d), or run as that user: "
        advice = of_disk if is_disk else f"{of_user}sudo -u daumoi daumoi doctor --data {folder}"
        yield finding("read_only", f"{refused[0]} cannot be written by {_user()}", advice)


def _user() -> str:
    with suppress(KeyError, OSError):
        return getuser()
    return str(os.geteuid())


def _changed(file: Path) -> datetime | None:
    with suppress(OSError):
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return None

"""Backups: made while the hub works, whole or not at all, restored as they were, and refused when they are not ours."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from hub.errors import StoreError
from hub.records import (
    Address,
    Agency,
    Fetch,
    Filters,
    Notice,
    Source,
    Tally,
)
from hub.store.contents import Contents
from hub.store.progress import silent
from hub.store.restoring import CURSOR_GAP, restore
from hub.store.store import Store

Make = Callable[..., Notice]
Restore = Callable[[Path], Store]
ROOT = Path(__file__).parents[2]
SECRETS = tuple(f"mat-khau-{n}" for n in range(1, 10))


@pytest.fixture
def hub(database_url: str, tmp_path: Path, fill: Callable[[Store], None]) -> Iterator[Store]:
    """A hub with something in every table, and secrets in every place that can hold one."""
    store = Store(database_url, tmp_path / "hub")
    store.migrate()
    store.set_meta("authority", "hub.example")
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_source(
        Source(
            "syt",
            "so-y-te",
            f"https://u:{SECRETS[0]}@syt.example/",
            (Address("feed", f"https://u:{SECRETS[1]}@syt.example/rss"), Address("feed", "https://syt.example/b")),
            headers={"Accept": "text/html", "Authorization": SECRETS[2], "X-Khoa": SECRETS[3]},
            proxy=f"http://u:{SECRETS[4]}@proxy.example:3128",
        )
    )
    fill(store)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bring_back(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Restore]:
    """Restores into a folder of its own; the hub that is there then."""
    opened: list[Store] = []

    def back(file: Path) -> Store:
        folder = tmp_path / "restored"
        url = f"sqlite:///{folder / 'daumoi.db'}"
        if request.param == "postgresql":
            url = request.getfixturevalue("empty_postgresql")
        restore(file, url, folder, ("index",), silent)
        opened.append(Store(url, folder))
        return opened[0]

    yield back
    for store in opened:
        store.close()


# what is secret, and what belongs to the work under way
DIFFERENT = frozenset({
    "source", "address", "consumer", "operator", "session", "api_token", "sign_in", "errand",
    "push_request", "subscriber", "subscription",
})  # fmt: skip


def comparable(contents: dict[str, Contents]) -> dict[str, Contents]:
    """Contents without the tables in which a backup differs on purpose."""
    return {name: found for name, found in contents.items() if name not in DIFFERENT}


@pytest.mark.parametrize("name", ["hub.tar", "hub.tar.gz"])
def test_what_is_restored_is_what_was_there(
    hub: Store, bring_back: Restore, tmp_path: Path, now: datetime, name: str
) -> None:
    manifest = hub.back_up(tmp_path / name, now)
    restored = bring_back(tmp_path / name)
    assert comparable(restored.contents()) == comparable(hub.contents())
    assert {**manifest.tables, "consumer": None} == {**restored.contents(), "consumer": None}
    assert (manifest.blobs, manifest.missing, manifest.made) == (3, (), now)
    assert restored.notices.many(["a", "b", "c"]) == hub.notices.many(["a", "b", "c"])
    assert restored.notices.revisions("a") == hub.notices.revisions("a")
    assert restored.changes.after(0) == hub.changes.after(0)
    assert restored.meta("authority") == "hub.example"
    kept = [restored.blobs.get(sha256(data).hexdigest()) for data in (b"%PDF", b"<p>a</p>", b"<p>c</p>")]
    assert kept == [b"%PDF", b"<p>a</p>", None]


def test_a_restored_hub_goes_on_and_gives_no_cursor_twice(
    hub: Store, bring_back: Restore, tmp_path: Path, now: datetime, notice: Make
) -> None:
    hub.back_up(tmp_path / "hub.tar", now)
    newest = hub.changes.newest()
    restored = bring_back(tmp_path / "hub.tar")
    assert (restored.changes.consumed("index"), restored.changes.consumed("push")) == (0, 3)
    assert restored.leases.take("source:syt", "another", 60) == 1
    with restored.writing() as writer:
        writer.add_notice(notice("d"), ["url:d"])
        writer.save_fetch(Fetch("syt", "https://syt.example/", now))
        writer.save_tally(Tally("syt", now))
    assert restored.changes.newest() == newest + CURSOR_GAP + 1


def test_no_secret_is_in_it_and_each_is_named(hub: Store, bring_back: Restore, tmp_path: Path, now: datetime) -> None:
    manifest = hub.back_up(tmp_path / "hub.tar", now)
    data = (tmp_path / "hub.tar").read_bytes()
    assert [secret for secret in SECRETS if secret.encode() in data] == []
    assert sorted(left.what for left in manifest.left_out) == [
        "header Authorization",
        "header X-Khoa",
        "password of the operator",
        "token of the operator",
        "user of https://syt.example/rss",
        "user of the homepage",
        "user of the proxy",
    ]
    source = bring_back(tmp_path / "hub.tar").sources.source("syt")
    assert source is not None
    assert dict(source.headers) == {"Accept": "text/html"} and source.proxy == "http://proxy.example:3128"
    assert (source.homepage, source.addresses[0].url) == ("https://syt.example/", "https://syt.example/rss")
    known = hub.sources.source("syt")
    assert known is not None and known.headers["Authorization"] == SECRETS[2], "the hub itself keeps them"


def test_it_is_for_its_owner_alone_and_never_takes_the_place_of_another(
    hub: Store, tmp_path: Path, now: datetime
) -> None:
    file = tmp_path / "hub.tar"
    hub.back_up(file, now)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        hub.back_up(file, now)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_backup_that_cannot_be_written_leaves_nothing(hub: Store, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        hub.back_up(tmp_path / "nowhere" / "hub.tar", now)


def test_kept_bytes_that_are_lost_or_spoilt_are_named_and_the_rest_is_saved(
    hub: Store, bring_back: Restore, tmp_path: Path, now: datetime
) -> None:
    lost, spoilt = (sha256(data).hexdigest() for data in (b"%PDF", b"<p>a</p>"))
    hub.blobs.path(lost).unlink()
    hub.blobs.path(spoilt).write_bytes(b"<p>b</p>")
    manifest = hub.back_up(tmp_path / "hub.tar", now)
    assert set(manifest.missing) == {lost, spoilt} and manifest.blobs == 1
    assert bring_back(tmp_path / "hub.tar").notices.get("a") == hub.notices.get("a")


# --- under load --------------------------------------------------------------------------


def test_twenty_backups_while_three_threads_write_are_each_one_moment_of_the_hub(
    database_url: str, tmp_path: Path, notice: Make, now: datetime
) -> None:
    """Each notice, its page and its file come in one transaction with its change: a backup has all of them or none."""
    store = Store(database_url, tmp_path)
    store.migrate()
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    done = Event()

    def write(name: str) -> None:
        n = 0
        while not done.is_set():
            page = store.blobs.put(f"{name}{n}".encode())
            with store.writing() as writer:
                writer.add_notice(notice(f"{name}{n}", text="chữ " * 200, page_sha256=page), [f"url:{name}{n}"])
                writer.edit_notice(notice(f"{name}{n}", title="neu", page_sha256=page), ("title",), now)
            n += 1
            sleep(0.01)

    threads = [Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    try:
        found = [one_moment(store, tmp_path, n, now) for n in range(20)]
    finally:
        done.set()
        for thread in threads:
            thread.join()
        store.close()
    assert found == sorted(found) and found[-1] > found[0], "the hub went on working"


def one_moment(store: Store, tmp_path: Path, n: int, now: datetime) -> int:
    """Back up and restore; how many notices it has, after they were found whole and equal by digest."""
    folder = tmp_path / f"restored{n}"
    manifest = store.back_up(tmp_path / f"{n}.tar", now)
    restore(tmp_path / f"{n}.tar", f"sqlite:///{folder / 'daumoi.db'}", folder, (), silent)
    restored = Store(f"sqlite:///{folder / 'daumoi.db'}", folder)
    assert restored.contents() == manifest.tables
    assert manifest.missing == ()
    count = restored.notices.count(Filters())
    changes = restored.changes.after(0, 1_000_000)
    assert [change.cursor for change in changes] == [change.cursor for change in store.changes.after(0, len(changes))]
    rows = manifest.tables
    assert (rows["revision"].rows, rows["change"].rows, rows["alias"].rows) == (2 * count, 2 * count, count)
    assert manifest.blobs == rows["blob"].rows == count
    restored.close()
    return count


# --- what is refused ---------------------------------------------------------------------


@pytest.fixture
def backup(store: Store, notice: Make, tmp_path: Path, now: datetime) -> Path:
    """A backup of a hub of one notice with one page."""
    with store.writing() as writer:
        writer.add_notice(notice("a", page_sha256=store.blobs.put(b"page")), ["url:a"])
    store.back_up(tmp_path / "good.tar", now)
    return tmp_path / "good.tar"


def members(file: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file) as tar:
        return [(member, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]


def rewrite(file: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """A copy of the backup in which something is otherwise."""
    found = members(file)
    change(found)
    changed = file.with_name("bad.tar")
    with tarfile.open(changed, "w") as tar:
        for member, data in found:
            member.size = len(data) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(data))
    return changed


def extra(name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE, link: str = "") -> Callable[[list], None]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return lambda found: found.insert(1, (member, data))


def manifest_with(**changed: object) -> Callable[[list], None]:
    def change(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        member, data = found[-1]
        found[-1] = (member, json.dumps(json.loads(data) | changed).encode())

    return change


def flip(position: int) -> Callable[[list], None]:
    def change(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        member, data = found[position]
        found[position] = (member, data[:-1] + bytes([data[-1] ^ 1]))

    return change


A = "a" * 64
BAD: dict[str, tuple[Callable[[list], None], str]] = {
    "a path outside": (extra("../evil"), "does not"),
    "an absolute path": (extra("/tmp/evil"), "does not"),
    "a path outside that begins as ours": (extra(f"blobs/aa/aa/../../../../{A}"), "does not"),
    "kept bytes in the wrong folder": (extra(f"blobs/ab/aa/{A}"), "does not"),
    "a symlink": (extra("blobs", kind=tarfile.SYMTYPE, link="/etc"), "does not"),
    "a hard link": (extra("daumoi.toml", kind=tarfile.LNKTYPE, link="daumoi.db"), "does not"),
    "a folder": (extra("blobs", kind=tarfile.DIRTYPE), "does not"),
    "a device": (extra("daumoi.toml", kind=tarfile.CHRTYPE), "does not"),
    "an index": (extra("index/MAIN_1.toc"), "does not"),
    "settings": (extra("daumoi.toml"), "does not"),
    "bytes that are not what their name says": (extra(f"blobs/aa/aa/{A}"), "not what its name says"),
    "something twice": (lambda found: found.insert(1, found[0]), "exists"),
    "something after the manifest": (lambda found: found.append(found[1]), "does not"),
    "no manifest": (lambda found: found.pop(), "no manifest"),
    "no database": (lambda found: found.pop(0), "daumoi.db"),
    "fewer kept bytes than it says": (lambda found: found.pop(1), "0 of 1"),
    "a damaged database": (flip(0), "not what the manifest says"),
    "damaged bytes": (flip(1), "not what its name says"),
    "a damaged manifest": (flip(2), "cannot be restored"),
    "a newer schema": (manifest_with(schema="0999"), "newer than this program"),
    "a newer form": (manifest_with(format=2), "newer than this program"),
}


@pytest.mark.parametrize(("change", "says"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_is_not_a_backup_of_ours_is_refused_whole(
    backup: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    change: Callable[[list], None],
    says: str,
    database: str,
) -> None:
    refused(rewrite(backup, change), tmp_path, says, request.getfixturevalue(f"{database}_place"))


@pytest.fixture
def sqlite_place(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'restored' / 'daumoi.db'}"


@pytest.fixture
def postgresql_place(empty_postgresql: str) -> str:
    return empty_postgresql


def refused(file: Path, tmp_path: Path, says: str, url: str) -> None:
    """The file is refused for this reason, nothing is left anywhere, and a good one is restored right after."""
    folder = tmp_path / "restored"
    with pytest.raises(StoreError, match=says):
        restore(file, url, folder, (), silent)
    assert not folder.exists() or list(folder.iterdir()) == []
    restore(tmp_path / "good.tar", url, folder, (), silent)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_cut_short_is_refused(
    store: Store, notice: Make, tmp_path: Path, now: datetime, sqlite_place: str, part: float, packed: bool
) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a", page_sha256=store.blobs.put(os.urandom(100_000))), ["url:a"])
    store.back_up(tmp_path / "good.tar", now)
    whole = tmp_path / ("whole.tar.gz" if packed else "whole.tar")
    store.back_up(whole, now)
    data = whole.read_bytes()
    end = len(data) if packed else data.rindex(b"}") + 1
    whole.write_bytes(data[: int(end * part)])
    refused(whole, tmp_path, "cannot be restored|no manifest", sqlite_place)


@pytest.mark.parametrize("data", [b"", b"no tar at all" * 1000, b"\x1f\x8b", b"\x80\x04\x95pickle"])
def test_a_file_that_is_none_is_refused(backup: Path, tmp_path: Path, sqlite_place: str, data: bytes) -> None:
    (tmp_path / "bad.tar").write_bytes(data)
    refused(tmp_path / "bad.tar", tmp_path, "cannot be restored|no manifest", sqlite_place)


def test_a_database_with_a_trigger_is_refused(backup: Path, tmp_path: Path, sqlite_place: str) -> None:
    def plant(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        file = tmp_path / "planted.db"
        file.write_bytes(found[0][1])
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("CREATE TRIGGER t AFTER DELETE ON consumer BEGIN DELETE FROM notice; END")
        connection.commit()
        connection.close()
        found[0] = (found[0][0], file.read_bytes())
        manifest_with(database_sha256=sha256(found[0][1]).hexdigest())(found)

    refused(rewrite(backup, plant), tmp_path, "none that a hub has made", sqlite_place)


# --- where to ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["daumoi.db", "blobs", "index", "anything"])
def test_nothing_is_restored_over_anything(backup: Path, tmp_path: Path, sqlite_place: str, name: str) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    (folder / name).write_text("mine")
    with pytest.raises(StoreError, match=name):
        restore(backup, sqlite_place, folder, (), silent)
    assert [path.name for path in folder.iterdir()] == [name] and (folder / name).read_text() == "mine"


def test_a_database_that_holds_a_hub_is_not_restored_over(backup: Path, tmp_path: Path, postgresql_url: str) -> None:
    store = Store(postgresql_url, tmp_path / "other")
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    with pytest.raises(StoreError, match="not empty"):
        restore(backup, postgresql_url, tmp_path / "restored", (), silent)
    assert store.sources.agency("so-y-te") is not None and store.notices.get("a") is None
    store.close()


def test_settings_may_wait_in_the_folder(backup: Path, tmp_path: Path, sqlite_place: str) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    (folder / "daumoi.toml").write_text("")
    restore(backup, sqlite_place, folder, (), silent)
    assert sorted(path.name for path in folder.iterdir()) == ["blobs", "daumoi.db", "daumoi.toml"]


@pytest.mark.parametrize("after", ["unpacking", "renaming"])
def test_a_restore_that_was_killed_leaves_no_hub_and_the_next_one_succeeds(
    backup: Path, tmp_path: Path, sqlite_place: str, after: str
) -> None:
    kill = "os.kill(os.getpid(), signal.SIGKILL)"
    code = f"""if 1:
        import os, signal
        from pathlib import Path
        from hub.store import restoring
        def report(what, done, total):
            if "{after}" == "unpacking" and done > total / 2:
                {kill}
        def sync():
            {kill}
        if "{after}" == "renaming":
            os.sync = sync
        restoring.restore(Path("{backup}"), "{sqlite_place}", Path("{tmp_path / "restored"}"), (), report)"""
    killed = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    folder = tmp_path / "restored"
    assert folder.exists() and not (folder / "daumoi.db").exists()
    restore(backup, sqlite_place, folder, (), silent)
    assert sorted(path.name for path in folder.iterdir()) == ["blobs", "daumoi.db"]

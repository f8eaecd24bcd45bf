"""Whatever index, feeds and kept files have come to, the worker finds it and makes them as the store says."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from hub.records import Agency, Document, Filters, Notice, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.comparing import Comparison, wrong_in_index
from hub.worker.consuming import consume_all
from hub.worker.holding import end_leases_of_the_dead, holder
from search_index.whoosh_index import WhooshIndex

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
COUNT = 12
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a hub of twelve notices, one of them withdrawn, indexed in four commits and published."""
    folder = tmp_path_factory.mktemp("made")
    opened = open_parts(load_settings(folder)[0])
    opened.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    for first in range(0, COUNT, 4):
        add(opened, *(notice(n) for n in range(first, first + 4)))
        asyncio.run(consume_all(opened))
    with opened.store.writing() as writer:
        writer.withdraw("n00", NOW)
    asyncio.run(consume_all(opened))
    opened.close()
    return folder


@pytest.fixture
def parts(made: Path, tmp_path: Path) -> Iterator[Parts]:
    """Such a hub of one's own."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    opened = open_parts(load_settings(tmp_path)[0])
    yield opened
    opened.close()


def notice(n: int) -> Notice:
    return Notice(
        id=f"n{n:02}",
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
        doc_type="QĐ",
        sources=("syt",),
    )


def add(parts: Parts, *notices: Notice) -> None:
    with parts.store.writing() as writer:
        for one in notices:
            writer.add_notice(one, [f"url:{one.id}"])


def edit(parts: Parts, changed: Notice) -> None:
    with parts.store.writing() as writer:
        writer.edit_notice(changed, ("title",), NOW)


def compare(parts: Parts) -> None:
    """As a worker does at its start."""
    comparison = Comparison(parts)
    comparison.index()
    comparison.feeds()


def searched(parts: Parts) -> dict[str, int]:
    """What somebody finds who opens the index now, by id, with the version it was brought in for."""
    index = WhooshIndex(parts.settings.data_dir / "index")
    found = {hit.id for hit in index.search("", Filters(), limit=99).hits}
    versions = index.versions()
    assert found == versions.keys()
    return dict(versions)


def published(parts: Parts) -> dict[str, bytes]:
    files = (parts.public / "feeds").rglob("*")
    return {str(file.relative_to(parts.public)): file.read_bytes() for file in files if file.is_file()}


def test_a_sound_hub_is_left_as_it_is(parts: Parts) -> None:
    folder = parts.settings.data_dir
    places = [*(folder / "index").rglob("*"), *parts.public.rglob("*")]
    before = {place: (place.stat().st_ino, place.stat().st_mtime_ns) for place in places}
    compare(parts)
    assert {place: (place.stat().st_ino, place.stat().st_mtime_ns) for place in before} == before


# --- the index ---------------------------------------------------------------------------


def _forget_last_commits(parts: Parts) -> None:
    """A power cut: what was written last never reached the disk, though the cursor did."""
    folder = parts.settings.data_dir / "index"
    kept = folder.parent / "kept"
    shutil.copytree(folder, kept)
    add(parts, *(notice(n) for n in range(COUNT, COUNT + 3)))
    edit(parts, replace(notice(1), title="Đính chính"))
    with parts.store.writing() as writer:
        writer.redact("n02", "lý do", NOW)
    asyncio.run(consume_all(parts))
    shutil.rmtree(folder)
    kept.rename(folder)


def _rewind_cursor(parts: Parts) -> None:
    """A kill between the commit and the cursor."""
    parts.store.changes.mark("index", 2)


def _foreign_documents(parts: Parts) -> None:
    parts.index.add([Document("alien", "Lạ", "Lạ", NOW, version=3), Document("n03", "Lạ", "Lạ", NOW, version=999)])


def _empty_segment(parts: Parts) -> None:
    next((parts.settings.data_dir / "index").rglob("*.seg")).write_bytes(b"")


def _no_index(parts: Parts) -> None:
    shutil.rmtree(parts.settings.data_dir / "index")


def _index_of_an_older_program(parts: Parts) -> None:
    for table in (parts.settings.data_dir / "index").rglob("*.toc"):
        table.write_bytes(b"\x80\x02" + table.read_bytes())
    next((parts.settings.data_dir / "index").rglob("seal.json")).write_text("{}")


WAYS = (_forget_last_commits, _rewind_cursor, _foreign_documents, _empty_segment, _no_index, _index_of_an_older_program)


@pytest.mark.parametrize("spoil", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_the_index_becomes_what_the_store_says(parts: Parts, spoil: Callable[[Parts], None]) -> None:
    spoil(parts)
    parts.close()
    reopened = open_parts(parts.settings)
    compare(reopened)
    asyncio.run(consume_all(reopened))
    assert searched(reopened) == reopened.store.changes.versions()
    reopened.close()


@pytest.mark.parametrize("spoil", [_empty_segment, _no_index, _index_of_an_older_program])
def test_an_index_damaged_while_the_worker_runs_is_found_without_any_change(
    parts: Parts, spoil: Callable[[Parts], None]
) -> None:
    comparison = Comparison(parts)
    comparison.index()
    reader = WhooshIndex(parts.settings.data_dir / "index")
    assert reader.count() == COUNT
    spoil(parts)
    assert reader.search("thong bao").total == COUNT, "search goes on meanwhile"
    comparison.index()
    assert searched(parts) == parts.store.changes.versions()
    reader.refresh()
    assert reader.search("thong bao").total == COUNT


def test_what_comes_after_the_cursor_is_not_wrong_yet(parts: Parts) -> None:
    add(parts, notice(20))
    edit(parts, replace(notice(1), title="Đính chính"))
    changes = parts.store.changes
    assert wrong_in_index(changes.versions(), parts.index.versions(), changes.consumed("index")) == ([], frozenset())


@pytest.mark.parametrize("chance", range(10))
def test_an_index_that_lacks_anything_whatever_is_mended(parts: Parts, chance: int) -> None:
    some = Random(chance)
    before = dict(parts.index.versions())
    gone = some.sample(sorted(before), some.randrange(COUNT))
    old = some.sample(sorted(before), some.randrange(COUNT))
    parts.index.add([Document(id, "Cũ", "Cũ", NOW, version=before[id] - 1) for id in old])
    parts.index.remove(gone)
    compare(parts)
    assert searched(parts) == before
    assert parts.index.search("Cũ").total == 0


# --- published feeds ---------------------------------------------------------------------


def _half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _stale(file: Path) -> None:
    file.write_bytes(b"<feed/>")


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def _folder(file: Path) -> None:
    shutil.rmtree(file.parents[1])


@pytest.mark.parametrize("name", ["all.atom", "all.json.gz", "agencies/so-y-te.rss", "types/qd.atom.gz"])
@pytest.mark.parametrize("spoil", [_half, _stale, _flip, Path.unlink, _folder])
def test_a_spoilt_feed_is_written_anew(parts: Parts, name: str, spoil: Callable[[Path], None]) -> None:
    right = published(parts)
    spoil(parts.public / "feeds" / name)
    compare(parts)
    assert published(parts) == right


def test_a_feed_spoilt_while_the_worker_runs_is_found_without_any_change(parts: Parts) -> None:
    right = published(parts)
    comparison = Comparison(parts)
    comparison.feeds()
    _half(parts.public / "feeds" / "sections" / "chi-dao.rss")
    comparison.feeds()
    assert published(parts) == right


def test_what_killed_writers_left_is_swept(parts: Parts) -> None:
    right = published(parts)
    (parts.public / "feeds" / "types" / ".gone.atom.0a1b2c3d.tmp").write_bytes(b"half")
    compare(parts)
    assert published(parts) == right


def test_a_notice_leaves_the_feeds_that_it_no_longer_belongs_to(parts: Parts) -> None:
    moved = replace(notice(1), section="hoi-dap", doc_type="TB")
    edit(parts, moved)
    asyncio.run(consume_all(parts))
    feeds = published(parts)
    assert b"n01" not in feeds["feeds/sections/chi-dao.atom"] + feeds["feeds/types/qd.atom"]
    assert b"n01" in feeds["feeds/sections/hoi-dap.atom"]


def test_what_is_redacted_before_its_move_was_published_leaves_every_feed(parts: Parts) -> None:
    edit(parts, replace(notice(1), section="hoi-dap", doc_type="TB"))
    with parts.store.writing() as writer:
        writer.redact("n01", "lý do", NOW)
    asyncio.run(consume_all(parts))
    assert not [name for name, feed in published(parts).items() if "Thông báo 1<".encode() in feed]
    right = published(parts)
    compare(parts)
    assert published(parts) == right


# --- kept files --------------------------------------------------------------------------


def test_a_spoilt_file_is_set_aside_so_that_its_bytes_are_kept_when_they_come_again(parts: Parts) -> None:
    with parts.store.writing() as writer:
        writer.add_notice(replace(notice(20), page_sha256=parts.store.blobs.put(b"page")), [])
    (file,) = (path for path in (parts.settings.data_dir / "blobs").rglob("*/*/*") if path.is_file())
    file.write_bytes(b"PAGE!")
    found = parts.store.blobs.set_damaged_aside()
    assert (found.damaged, found.missing) == ([file.name], [])
    assert (parts.settings.data_dir / "blobs" / "damaged" / file.name).read_bytes() == b"PAGE!"
    assert parts.store.blobs.get(file.name) is None
    assert parts.store.blobs.inspect().missing == [file.name]
    parts.store.blobs.put(b"page")
    assert parts.store.blobs.get(file.name) == b"page"


# --- leases of the dead ------------------------------------------------------------------


def dead_holder() -> str:
    """The name of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{holder().rpartition(':')[0]}:{process.pid}"


def test_what_a_killed_process_held_is_free_at_once(parts: Parts) -> None:
    leases = parts.store.leases
    assert leases.take("consumer:index", dead_holder(), 60)
    assert leases.take("consumer:publish", holder(), 60)
    assert leases.take("source:syt", f"elsewhere:0:{os.getpid()}", 60)
    end_leases_of_the_dead(parts)
    assert leases.take("consumer:index", holder(), 60) is not None
    assert leases.take("consumer:publish", holder(), 60) is None, "the living keep theirs"
    assert leases.take("source:syt", holder(), 60) is None, "nobody knows what goes on on other machines"


# --- points at which a process is killed -------------------------------------------------

PASSING = """
import sys
from hub.settings import Settings
from hub.wiring import open_checkpoint
check = open_checkpoint(Settings(kill_at=sys.argv[1]))
for turn in "123":
    check("after_fetch")
    print(turn, end="", flush=True)
    check("after_blob")
"""


@pytest.mark.parametrize(("kill_at", "passed"), [("", "123"), ("after_fetch", ""), ("after_blob:2", "12")])
def test_a_process_is_killed_at_the_turn_of_the_point_it_was_told(kill_at: str, passed: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", PASSING, kill_at]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (told.stdout, told.stderr) == (passed, "")
    assert told.returncode == (-9 if kill_at else 0)


def test_on_the_day_an_agency_is_succeeded_its_feed_says_so_without_a_restart(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    clock = tmp_path / "clock"
    clock.write_text("2026-12-31T23:59:00+07:00")
    parts = open_parts(load_settings(tmp_path, clock=str(clock))[0])
    ended = Agency("so-y-te", "Sở Y tế", valid_to=date(2027, 1, 1), successor="so-moi")
    for agency in (ended, Agency("so-moi", "Sở Mới")):
        parts.store.sources.save_agency(agency)
    comparison, feed = Comparison(parts), parts.public / "feeds" / "agencies" / "so-y-te.atom"
    comparison.feeds()
    before = feed.read_text()
    clock.write_text("2027-01-01T00:00:00+07:00")
    comparison.feeds()
    assert "Sở Mới" not in before and "Sở Mới" in feed.read_text()
    parts.close()

import gzip
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds import atom, jsonfeed, rss
from feeds.publish import etag, publish_feed, replace_file

ROOT = Path(__file__).parents[2]
NAMES = ["so-y-te.atom", "so-y-te.atom.gz", "so-y-te.rss", "so-y-te.rss.gz", "so-y-te.json", "so-y-te.json.gz"]
CHANNEL = "agencies/so-y-te"
WRITER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from feeds.publish import replace_file
def die(event, arguments):
    if event == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
replace_file(Path(sys.argv[1]), b"new" * 100_000, datetime(2010, 9, 24, tzinfo=UTC))
"""


def listing(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def states(folder):
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_a_channel_becomes_three_files_each_with_a_gzipped_copy(tmp_path, sample):
    written = publish_feed(tmp_path, CHANNEL, sample)
    folder = tmp_path / "agencies"
    assert written == tuple(folder / name for name in NAMES)
    assert listing(folder) == sorted(NAMES)
    for suffix, render in (("atom", atom.render), ("rss", rss.render), ("json", jsonfeed.render)):
        assert (folder / f"so-y-te.{suffix}").read_bytes() == render(sample)
        assert gzip.decompress((folder / f"so-y-te.{suffix}.gz").read_bytes()) == render(sample)


def test_the_gzipped_copy_names_neither_file_nor_time(tmp_path, sample):
    publish_feed(tmp_path, CHANNEL, sample)
    header = (tmp_path / f"{CHANNEL}.atom.gz").read_bytes()[:8]
    assert header[3] & 0x08 == 0
    assert header[4:8] == b"\0\0\0\0"


def test_files_bear_the_moment_of_the_feed_in_whole_seconds(tmp_path, sample):
    moment = datetime(2010, 9, 27, 7, 35, 12, 345678, tzinfo=UTC)
    for path in publish_feed(tmp_path, CHANNEL, replace(sample, updated=moment)):
        assert path.stat().st_mtime == moment.replace(microsecond=0).timestamp()


def test_an_unchanged_feed_is_not_written_again(tmp_path, sample):
    publish_feed(tmp_path, CHANNEL, sample)
    before = states(tmp_path)
    assert publish_feed(tmp_path, CHANNEL, sample) == ()
    assert states(tmp_path) == before


def test_a_changed_feed_is_written_again(tmp_path, sample):
    publish_feed(tmp_path, CHANNEL, sample)
    later = replace(sample, title="Khác", updated=sample.updated + timedelta(days=1))
    assert len(publish_feed(tmp_path, CHANNEL, later)) == 6
    assert (tmp_path / f"{CHANNEL}.atom").stat().st_mtime == later.updated.timestamp()


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(milliseconds=300), timedelta(days=-9)])
def test_other_bytes_never_bear_the_same_moment_or_an_older_one(tmp_path, sample, shift):
    publish_feed(tmp_path, CHANNEL, sample)
    was = (tmp_path / f"{CHANNEL}.rss").stat().st_mtime
    publish_feed(tmp_path, CHANNEL, replace(sample, title="Lược bỏ", updated=sample.updated + shift))
    times = {(tmp_path / f"{CHANNEL}.{name}").stat().st_mtime for name in ("rss", "rss.gz", "atom", "json")}
    assert times == {was + 1}


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", b"not gzip", None, gzip.compress(b"old")])
def test_a_missing_old_or_damaged_copy_is_made_again_and_nothing_else(tmp_path, sample, damage):
    publish_feed(tmp_path, CHANNEL, sample)
    packed = tmp_path / f"{CHANNEL}.json.gz"
    whole = packed.read_bytes()
    packed.unlink() if damage is None else packed.write_bytes(damage)
    assert publish_feed(tmp_path, CHANNEL, sample) == (packed,)
    assert packed.read_bytes() == whole


@pytest.mark.parametrize(
    "channel",
    [
        "", "/", "..", "../all", "agencies/../../all", "/etc/passwd", "agencies//x", "agencies/", ".hidden", "a/.b",
        "a\\b", "a\0b", "a b", "a\n", "sở-y-tế", "a/./b", "a%2fb", "C:x",
    ],
)  # fmt: skip
def test_a_channel_outside_the_folder_is_refused(tmp_path, sample, channel):
    folder = tmp_path / "feeds"
    with pytest.raises(ValueError, match="not the name of a channel"):
        publish_feed(folder, channel, sample)
    assert listing(tmp_path) == []


@pytest.mark.parametrize("channel", ["all", "types/qd", "sources/syt_thong-bao.2", "topics/bao-so-12"])
def test_a_plain_path_is_a_channel(tmp_path, sample, channel):
    assert len(publish_feed(tmp_path, channel, sample)) == 6


def test_everyone_may_read_what_is_public(tmp_path):
    mask = os.umask(0o022)
    try:
        replace_file(tmp_path / "all.atom", b"x", None)
    finally:
        os.umask(mask)
    assert (tmp_path / "all.atom").stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "all.atom"
    path.mkdir()
    with pytest.raises(OSError):
        replace_file(path, b"new", None)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("event", ["os.utime", "os.rename"])
def test_a_writer_killed_before_the_rename_leaves_the_old_file(tmp_path, event):
    path = tmp_path / "all.atom"
    path.write_bytes(b"old")
    killed = subprocess.run([sys.executable, "-c", WRITER, str(path), event], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert path.read_bytes() == b"old"
    assert len(listing(tmp_path)) == 2


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path):
    path, other = tmp_path / "all.atom", tmp_path / ".all.atom.gz.0123abcd.tmp"
    subprocess.run([sys.executable, "-c", WRITER, str(path), "os.rename"], cwd=ROOT, check=False)
    assert len(listing(tmp_path)) == 1
    other.write_bytes(b"of another writer")
    replace_file(path, b"new", None)
    assert listing(tmp_path) == [other.name, "all.atom"]


def test_an_etag_is_strong_and_its_own_for_each_encoding():
    data = b"<feed/>"
    assert etag(data) == etag(bytes(data))
    assert etag(data).startswith('"') and etag(data).endswith('"')
    assert etag(data) != etag(gzip.compress(data, mtime=0))

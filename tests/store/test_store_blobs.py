"""Kept bytes, and whether they still are what their names say."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest

from hub.records import Notice
from hub.store.inspecting import SAMPLE, sweep
from hub.store.store import Store

Make = Callable[..., Notice]


def test_bytes_are_kept_once_under_their_digest(store: Store) -> None:
    digest = store.blobs.put(b"abc")
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    written = store.blobs.path(digest).stat()
    assert store.blobs.put(b"abc") == digest
    assert store.blobs.path(digest).stat().st_ino == written.st_ino
    assert store.blobs.path(digest).parts[-4:-1] == ("blobs", "ba", "78")
    assert store.blobs.get(digest) == b"abc" and store.blobs.size(digest) == 3
    assert [path.name for path in store.blobs.path(digest).parent.iterdir()] == [digest]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_digest_leads_to_no_file(store: Store, name: str) -> None:
    assert store.blobs.get(name) is None and store.blobs.size(name) is None
    with pytest.raises(ValueError, match="SHA-256"):
        store.blobs.path(name)


def test_what_was_never_kept_is_none(store: Store) -> None:
    assert store.blobs.get("a" * 64) is None and store.blobs.size("a" * 64) is None


def test_bytes_that_cannot_be_written_whole_leave_nothing(store: Store) -> None:
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="large"):
            store.blobs.put(b"x" * 1000)
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))
    digest = store.blobs.put(b"x" * 1000)
    assert [path.name for path in store.blobs.path(digest).parent.iterdir()] == [digest]


def test_a_redaction_cut_short_by_a_crash_is_finished_at_the_next_start(
    store: Store, notice: Make, now: datetime
) -> None:
    digest = store.blobs.put(b"abc")
    with store.writing() as writer:
        writer.add_notice(notice("a", page_sha256=digest), [])
    with store.writing() as writer:
        writer.redact("a", "why", now)
    store.blobs.path(digest).write_bytes(b"abc")  # as if the process had died right after the commit
    store.upkeep(now, 1100)
    assert store.blobs.get(digest) is None


# --- looking through ---------------------------------------------------------------------


def keep(store: Store, notice: Make, *pages: bytes) -> list[str]:
    """Notices that rest on these pages; the pages' digests."""
    digests = [store.blobs.put(page) for page in pages]
    with store.writing() as writer:
        for digest in digests:
            writer.add_notice(notice(digest[:8], page_sha256=digest), [])
    return digests


def test_files_that_are_what_they_should_be_are_no_finding(store: Store, notice: Make) -> None:
    keep(store, notice, b"one", b"two")
    found = store.blobs.inspect()
    assert (found.kept, found.read) == (2, 2)
    assert not found.missing and not found.damaged and not found.orphans


def test_missing_cut_and_changed_files_are_found(store: Store, notice: Make) -> None:
    missing, cut, changed = keep(store, notice, b"missing", b"cut", b"changed")
    store.blobs.path(missing).unlink()
    store.blobs.path(cut).write_bytes(b"cu")
    store.blobs.path(changed).write_bytes(b"CHANGED")
    found = store.blobs.inspect(deep=True)
    assert found.missing == [missing] and sorted(found.damaged) == sorted([cut, changed]) and found.kept == 3


def test_of_many_files_a_sample_is_read_and_all_of_them_with_deep(store: Store, notice: Make) -> None:
    keep(store, notice, *(str(n).encode() for n in range(4 * SAMPLE)))
    assert SAMPLE / 2 < store.blobs.inspect().read < 2 * SAMPLE
    assert store.blobs.inspect(deep=True).read == 4 * SAMPLE


def test_pages_that_were_never_kept_are_not_missing(store: Store, notice: Make) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a", page_sha256="a" * 64), [])
    assert store.blobs.inspect().kept == 0 and store.blobs.inspect().missing == []


def test_files_nobody_needs_are_swept_once_they_are_old_enough_to_be_nobodys(store: Store, notice: Make) -> None:
    (needed,) = keep(store, notice, b"needed")
    old, fresh = store.blobs.put(b"old"), store.blobs.put(b"fresh")
    torn = store.blobs.path(old).with_name(".x.part")
    torn.write_bytes(b"half")
    now = datetime.fromtimestamp(store.blobs.path(fresh).stat().st_mtime, UTC)
    a_week_ago = now.timestamp() - 7 * 86400
    for path in (store.blobs.path(old), store.blobs.path(needed), torn):
        os.utime(path, (a_week_ago, a_week_ago))
    found = store.blobs.inspect()
    assert sorted(path.name for path in found.orphans) == sorted([old, fresh, ".x.part"])
    assert sweep(found.orphans, now - timedelta(days=1)) == 2
    assert [path.name for path in store.blobs.inspect().orphans] == [fresh]
    assert store.blobs.get(needed) == b"needed"


def test_an_old_file_that_is_put_again_is_not_swept(store: Store) -> None:
    digest = store.blobs.put(b"again")
    os.utime(store.blobs.path(digest), (0, 0))
    orphans = store.blobs.inspect().orphans
    assert store.blobs.put(b"again") == digest
    assert sweep(orphans, datetime(2026, 1, 1, tzinfo=UTC)) == 0
    assert store.blobs.get(digest) == b"again"


def test_what_is_left_of_a_redacted_file_is_nobodys(store: Store, notice: Make, now: datetime) -> None:
    (digest,) = keep(store, notice, b"secret")
    with store.writing() as writer:
        writer.redact(digest[:8], "why", now)
    store.blobs.path(digest).write_bytes(b"secret")
    assert [path.name for path in store.blobs.inspect().orphans] == [sha256(b"secret").hexdigest()]

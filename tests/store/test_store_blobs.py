"""Kept bytes."""

from collections.abc import Callable
from datetime import datetime
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest

from hub.records import Notice
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
    store.migrate()
    assert store.blobs.get(digest) is None

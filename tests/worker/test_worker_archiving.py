"""What leaves a feed is in its archive: found once by a walk, kept as it was, made whole wherever it is not."""

import asyncio
import gzip
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from feeds.archive import Document, Name, read_document, read_name
from feeds.archive_files import Archive
from hub.cli.checking import publish_anew, unlike_feeds
from hub.records import Address, Agency, Notice, Source
from hub.settings import Checkpoint, load_settings
from hub.store.progress import silent
from hub.wiring import Parts, open_parts
from hub.worker.comparing import Comparison
from hub.worker.consuming import consume as consumed
from hub.worker.consuming import publish

START = datetime(2010, 9, 24, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Parts]:
    """A hub of two agencies. What is asked of the store is held on both databases by its own tests."""
    parts = open_parts(load_settings(tmp_path)[0])
    for slug in ("y-te", "xay-dung"):
        parts.store.sources.save_agency(Agency(slug, f"Sở {slug}"))
        home = f"https://{slug}.example/"
        parts.store.sources.save_source(Source(slug, slug, home, addresses=(Address("feed", f"{home}rss"),)))
    yield parts
    parts.close()


def notice(n: int, **other: Any) -> Notice:
    slug, at = ("y-te", "xay-dung")[n % 2], START + n * MINUTE
    made = Notice(
        f"n{n:03}", slug, slug, f"https://{slug}.example/{n}", f"Thông báo {n}", at, at, at, "minute", "listing",
        text=f"Nội dung {n}", section="chi-dao", doc_type="QĐ", sources=(slug,),
    )  # fmt: skip
    return replace(made, **other)


def add(parts: Parts, *notices: Notice) -> None:
    with parts.store.writing() as writer:
        for one in notices:
            writer.add_notice(one, [f"url:{one.id}"])


def change(parts: Parts, act: Callable[[Any], None]) -> None:
    with parts.store.writing() as writer:
        act(writer)


def edit(n: int, minute: int, **other: Any) -> Callable[[Any], None]:
    return lambda writer: writer.edit_notice(notice(n, **other), ("title",), START + minute * MINUTE)


def redact(n: int, minute: int) -> Callable[[Any], None]:
    return lambda writer: writer.redact(f"n{n:03}", "lý do", START + minute * MINUTE)


def consume(parts: Parts) -> None:
    asyncio.run(consumed(parts, "publish"))


def folder_of(parts: Parts) -> Path:
    return parts.public / "feeds"


def documents(parts: Parts, channel: str = "all") -> list[Document]:
    """The feed of a channel, then its archive as a reader walks it."""
    document = read_document((folder_of(parts) / f"{channel}.atom").read_bytes())
    assert document
    found, shelf = [document], Archive(folder_of(parts), channel).shelf
    while document.archive:
        name = read_name(document.archive.rpartition("/")[2].removesuffix(".atom"))
        assert name
        while isinstance(document := shelf.find(name), Name):  # type: ignore[assignment]
            name = document  # type: ignore[assignment]
        assert document, f"{name} of {channel} is not there"
        found.append(document)
    return found


def walk(parts: Parts, channel: str = "all") -> list[str]:
    """The ids that a walk meets, each as often as it does."""
    return [line.id.rpartition("/")[2] for document in documents(parts, channel) for line in document.lines]


def ids(numbers: range) -> list[str]:
    return [f"n{n:03}" for n in numbers]


def archived(parts: Parts) -> dict[str, bytes]:
    """Every archive document of every channel, plain."""
    files = folder_of(parts).rglob("archive/*.atom.gz")
    return {str(file.relative_to(folder_of(parts))): gzip.decompress(file.read_bytes()) for file in files}


def text_of(parts: Parts) -> str:
    """Everything that is published of archives."""
    return b"".join(archived(parts).values()).decode()


def test_a_walk_finds_every_notice_of_a_channel_once(hub: Parts) -> None:
    for first, last in ((0, 3), (3, 120), (120, 121), (121, 240)):
        add(hub, *map(notice, range(first, last)))
        consume(hub)
    assert sorted(walk(hub)) == ids(range(240))
    assert sorted(walk(hub, "agencies/y-te")) == ids(range(0, 240, 2))
    assert walk(hub, "withdrawn") == []


def test_old_notices_of_a_backfill_are_found_though_they_never_were_in_the_feed(hub: Parts) -> None:
    add(hub, *map(notice, range(100, 160)))
    consume(hub)
    add(hub, *map(notice, range(60)))
    consume(hub)
    assert sorted(walk(hub)) == [*ids(range(60)), *ids(range(100, 160))]


def test_a_channel_of_fifty_has_no_archive(hub: Parts) -> None:
    add(hub, *map(notice, range(50)))
    consume(hub)
    assert len(documents(hub)) == 1
    assert not (folder_of(hub) / "all" / "archive").exists()


def test_an_edited_notice_comes_to_the_top_again_and_its_old_line_stays(hub: Parts) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    before = archived(hub)
    change(hub, edit(3, 500, title="Đính chính"))
    consume(hub)
    assert walk(hub)[0] == "n003" and walk(hub).count("n003") == 2
    assert "Đính chính" not in text_of(hub)
    for name, data in before.items():
        if name.endswith("/50.atom.gz"):
            assert archived(hub)[name] == data
    add(hub, *(notice(n, updated=START + (500 + n) * MINUTE) for n in range(200, 260)))
    consume(hub)
    assert walk(hub).count("n003") == 2 and "Đính chính" in text_of(hub)


def test_what_is_filled_in_without_being_news_gets_no_second_line(hub: Parts) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    change(hub, lambda writer: writer.complete_notice(notice(3, text="Nội dung đầy đủ")))
    consume(hub)
    assert sorted(walk(hub)) == ids(range(120))


def test_a_notice_that_enters_a_channel_late_is_found_there_and_one_that_leaves_is_not_added(hub: Parts) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    change(hub, edit(119, 119, section="hoi-dap"))  # it was the newest of its section
    add(hub, *(notice(n) for n in range(120, 180)))
    change(hub, lambda writer: writer.sight("n001", "y-te", None, START))
    consume(hub)
    assert "n119" not in walk(hub, "sections/chi-dao") and "n119" in walk(hub, "sections/hoi-dap")
    assert walk(hub, "sources/y-te").count("n001") == 1
    assert sorted(set(walk(hub, "sources/y-te"))) == sorted([*ids(range(0, 180, 2)), "n001"])


def test_what_was_restored_leaves_the_channel_of_the_withdrawn(hub: Parts) -> None:
    add(hub, *map(notice, range(60)))
    for n in range(55):
        change(hub, lambda writer, n=n: writer.withdraw(f"n{n:03}", START + (100 + n) * MINUTE))
    consume(hub)
    assert sorted(walk(hub, "withdrawn")) == ids(range(55))
    change(hub, lambda writer: writer.restore("n054", START + 300 * MINUTE))
    consume(hub)
    assert walk(hub, "withdrawn").count("n054") == 0


def test_batches_that_are_worked_off_twice_leave_nothing_twice(hub: Parts) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    batch = hub.store.changes.after(0, 500)
    before = archived(hub)
    publish(hub, batch)
    assert archived(hub) == before


# --- killed --------------------------------------------------------------------------------


class Killed(Exception):
    """The process ends here."""


def dying(turn: int) -> Checkpoint:
    turns = iter(range(turn, -1, -1))

    def check(_: object) -> None:
        if next(turns, None) == 0:
            raise Killed

    return check


@pytest.mark.parametrize("turn", [1, 2, 3, *range(4, 60, 6)])
def test_whenever_a_publisher_is_killed_nothing_is_lost_and_nothing_doubled(hub: Parts, turn: int) -> None:
    add(hub, *map(notice, range(100, 230)))
    consume(hub)
    seen = archived(hub)
    add(hub, *map(notice, range(100)), *map(notice, range(230, 300)))
    change(hub, edit(150, 400, title="Đính chính"))
    with pytest.raises(Killed):
        publish(replace(hub, checkpoint=dying(turn)), hub.store.changes.after(hub.store.changes.consumed("publish")))
    assert set(ids(range(100, 230))) <= {*walk(hub)}, "a reader finds what there was"
    seen |= {name: data for name, data in archived(hub).items() if _is_full(name)}
    consume(hub)
    assert sorted(walk(hub)) == sorted([*ids(range(300)), "n150"])
    assert archived(hub).items() >= {(name, data) for name, data in seen.items() if _is_full(name)}
    Comparison(hub).feeds()
    short = [name for name in archived(hub) if name.startswith("all/") and not _is_full(name)]
    assert short == ["all/archive/251.atom.gz"], "what a killed publisher did not remove is swept"


def _is_full(name: str) -> bool:
    return int(name.rpartition("/")[2].partition(".")[0]) % 50 == 0


# --- made whole ----------------------------------------------------------------------------


def _as_before_there_were_archives(parts: Parts) -> None:
    for place in folder_of(parts).rglob("archive"):
        shutil.rmtree(place)
    for file in folder_of(parts).rglob("*.atom"):
        lines = [line for line in file.read_bytes().split(b"\n") if b"prev-archive" not in line]
        file.write_bytes(b"\n".join(lines))


def _no_public_folder(parts: Parts) -> None:
    shutil.rmtree(parts.public)


def _no_archives(parts: Parts) -> None:
    for place in folder_of(parts).rglob("archive"):
        shutil.rmtree(place)


def _no_lines(parts: Parts) -> None:
    for file in folder_of(parts).rglob("lines"):
        file.unlink()


def _no_first_document(parts: Parts) -> None:
    (folder_of(parts) / "all" / "archive" / "50.atom.gz").unlink()


def _no_newest_document(parts: Parts) -> None:
    (folder_of(parts) / "all" / "archive" / "70.atom.gz").unlink()


def _no_feed(parts: Parts) -> None:
    (folder_of(parts) / "all.atom").unlink()


def _stray_document(parts: Parts) -> None:
    shutil.copy(
        folder_of(parts) / "all" / "archive" / "70.atom.gz", folder_of(parts) / "all" / "archive" / "60.atom.gz"
    )


WAYS = (
    _as_before_there_were_archives, _no_public_folder, _no_archives, _no_lines, _no_first_document,
    _no_newest_document, _no_feed, _stray_document,
)  # fmt: skip


@pytest.mark.parametrize("spoil", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_archives_become_whole_again_with_the_same_bytes(hub: Parts, spoil: Callable[[Parts], None]) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    right = archived(hub)
    spoil(hub)
    Comparison(hub).feeds()
    assert archived(hub) == right
    assert sorted(walk(hub)) == ids(range(120))


@pytest.mark.parametrize("spoil", [_no_archives, _no_first_document, _no_newest_document, _no_feed])
def test_what_is_lost_while_the_worker_runs_is_found_without_any_change(
    hub: Parts, spoil: Callable[[Parts], None]
) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    right, comparison = archived(hub), Comparison(hub)
    comparison.feeds()
    spoil(hub)
    comparison.feeds()
    assert archived(hub) == right


@pytest.mark.parametrize("spoil", [_no_archives, _no_newest_document, _no_feed])
def test_what_is_lost_is_whole_after_the_next_change_too(hub: Parts, spoil: Callable[[Parts], None]) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    spoil(hub)
    add(hub, notice(120))
    consume(hub)
    assert sorted(walk(hub)) == ids(range(121))


def _half_a_document(parts: Parts) -> None:
    (folder_of(parts) / "all" / "archive" / "50.atom.gz").write_bytes(b"\x1f\x8b half")


@pytest.mark.parametrize("spoil", [_no_archives, _no_first_document, _no_feed, _half_a_document])
def test_check_names_what_is_lost_and_mends_it(hub: Parts, spoil: Callable[[Parts], None]) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    assert list(unlike_feeds(hub, silent, deep=True)) == []
    right = archived(hub)
    spoil(hub)
    assert {found["code"] for found in unlike_feeds(hub, silent, deep=True)} == {"feed_differs"}
    asyncio.run(publish_anew(hub))
    assert archived(hub) == right
    assert list(unlike_feeds(hub, silent, deep=True)) == []


def test_an_archive_of_another_store_is_made_anew_where_it_lacks_something(hub: Parts, tmp_path: Path) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    other = open_parts(load_settings(tmp_path / "other")[0])
    other.store.sources.save_agency(Agency("y-te", "Sở y-te"))
    other.store.sources.save_source(Source("y-te", "y-te", "https://y-te.example/"))
    add(other, *(notice(n) for n in range(20, 100, 2)), *(notice(n) for n in range(200, 240, 2)))
    shutil.copytree(hub.public, other.public)
    _no_first_document(other)
    Comparison(other).feeds()
    assert sorted(walk(other)) == sorted([*ids(range(20, 100, 2)), *ids(range(200, 240, 2))])
    other.close()


def test_a_sound_archive_is_left_as_it_is(hub: Parts) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    before = {file: file.stat().st_mtime_ns for file in hub.public.rglob("*")}
    Comparison(hub).feeds()
    assert {file: file.stat().st_mtime_ns for file in hub.public.rglob("*")} == before


def test_at_another_address_the_archive_is_made_anew(hub: Parts) -> None:
    add(hub, *map(notice, range(120)))
    consume(hub)
    moved = open_parts(replace_base(hub, "https://moi.example"))
    for turn in ("a comparison", "a change"):
        Comparison(moved).feeds() if turn == "a comparison" else consume(moved)
        assert sorted(walk(moved)) == ids(range(120))
        assert all(document.url.startswith("https://moi.example/feeds/") for document in documents(moved))
        assert "http://localhost" not in text_of(moved) and "127.0.0.1" not in text_of(moved)
    moved.close()


def replace_base(parts: Parts, base: str) -> Any:
    return parts.settings.model_copy(update={"base_url": base})


# --- redaction -----------------------------------------------------------------------------


def test_what_is_redacted_leaves_every_document_of_every_channel(hub: Parts) -> None:
    add(hub, *(notice(n, title=f"Bí mật {n}!", text=f"Lời {n}!") for n in range(160)))
    consume(hub)
    change(hub, edit(20, 600, title="Bí mật 20!!", text="Lời 20!!"))
    consume(hub)
    addresses = {document.url for document in documents(hub)}
    change(hub, redact(20, 900))
    consume(hub)
    assert "Bí mật 21!" in text_of(hub)
    for said in ("Bí mật 20!", "Lời 20!", "xay-dung.example/20<", "y-te.example/20<"):
        assert said not in text_of(hub) + "".join(file.read_text("utf-8") for file in folder_of(hub).rglob("*.atom"))
    assert sorted(set(walk(hub))) == ids(range(160))
    now = {document.url for document in documents(hub)}
    assert {url for url in now - addresses if "/archive/" in url} == {url for url in now if "-1.atom" in url} != set()
    Comparison(hub).feeds()
    assert list(unlike_feeds(hub, silent, deep=True)) == []


def test_redacted_at_random_while_everything_changes_nothing_is_left(hub: Parts) -> None:
    chance, minute, redacted = Random(7), 1000, set[int]()
    add(hub, *(notice(n, title=f"Bí mật {n}!") for n in range(130)))
    for n in range(130, 190):
        minute += 1
        add(hub, notice(n, title=f"Bí mật {n}!", updated=START + minute * MINUTE))
        for one in {chance.randrange(n) for _ in range(2)} - redacted:
            minute += 1
            change(hub, edit(one, minute, title=f"Bí mật {one}! {minute}"))
        if n % 20 == 0:
            redacted.add(one := chance.randrange(n))
            change(hub, redact(one, minute))
        if n % 7 == 0:
            consume(hub)
    consume(hub)
    assert sorted(set(walk(hub))) == ids(range(190))
    said = text_of(hub) + "".join(file.read_text("utf-8") for file in folder_of(hub).rglob("*.atom"))
    assert [n for n in range(190) if f"Bí mật {n}!" not in said] == sorted(redacted)

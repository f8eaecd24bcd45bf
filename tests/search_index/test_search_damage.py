"""A damaged index says so, never answers wrongly, and is whole again after a rebuild."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import IndexDamaged
from hub.records import Document
from search_index.whoosh_index import WhooshIndex

DOCUMENTS = [
    Document(f"n{day}", f"Đất đai số {day}", "nhà ở " * day, datetime(2010, 9, day, tzinfo=UTC)) for day in range(1, 9)
]
QUERIES = ("đất đai", "nhà", '"nhà ở nhà"', "")


def grown(folder: Path) -> WhooshIndex:
    """An index of two segments, with a removed document."""
    index = WhooshIndex(folder)
    index.rebuild(DOCUMENTS[:5])
    index.add(DOCUMENTS[4:])
    return index


def answers(index: WhooshIndex) -> list[object]:
    return [index.search(query, facets=True) for query in QUERIES]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.name.endswith(FILES))


def _delete(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _fill(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


WAYS = (_delete, _empty, _halve, _flip, _fill, _lengthen)
FILES = (".seg", ".toc", "seal.json", "current")


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_damage_is_found_and_a_rebuild_mends_it(tmp_path: Path, way: Callable[[Path], None], ending: str) -> None:
    right = answers(grown(tmp_path))
    way(next(path for path in files(tmp_path) if path.name.endswith(ending)))
    index = WhooshIndex(tmp_path)
    for call in (index.count, index.refresh, index.worn, lambda: index.search("đất"), lambda: index.remove(["n1"])):
        with pytest.raises(IndexDamaged):
            call()
    index.rebuild(DOCUMENTS)
    assert answers(index) == right
    assert answers(WhooshIndex(tmp_path)) == right


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_open_index_goes_on_answering_from_what_it_has(tmp_path: Path, way: Callable[[Path], None]) -> None:
    index = grown(tmp_path)
    right = answers(index)
    way(next(path for path in files(tmp_path) if path.suffix == ".seg"))
    assert answers(index) == right
    with pytest.raises(IndexDamaged):
        index.refresh()
    assert answers(index) == right


def test_a_folder_without_a_pointer_is_damaged_but_none_at_all_is_empty(tmp_path: Path) -> None:
    assert WhooshIndex(tmp_path / "nothing").count() == 0
    grown(tmp_path)
    shutil.rmtree(next(tmp_path.glob("g*")))
    with pytest.raises(IndexDamaged):
        WhooshIndex(tmp_path).count()


def test_a_commit_whose_writer_was_killed_before_the_seal_counts(tmp_path: Path) -> None:
    index = grown(tmp_path)
    seal = next(path for path in files(tmp_path) if path.name == "seal.json")
    before = seal.read_bytes()
    index.add([Document("late", "Đất đai", "", datetime(2011, 1, 1, tzinfo=UTC))])
    seal.write_bytes(before)
    reopened = WhooshIndex(tmp_path)
    assert reopened.search("đất").hits[0].id == "late"
    reopened.remove(["late"])
    assert answers(reopened) == answers(grown(tmp_path / "again"))


def test_a_rebuild_that_fails_leaves_the_old_index_in_force(tmp_path: Path) -> None:
    index = grown(tmp_path)
    right = answers(index)

    def broken() -> Document:
        raise OSError("the store went away")

    with pytest.raises(OSError, match="went away"):
        index.rebuild(broken() for _ in range(3))
    assert answers(WhooshIndex(tmp_path)) == right
    index.rebuild(DOCUMENTS)
    assert len(list(tmp_path.glob("g*"))) == 1


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object]]:
    folder = tmp_path_factory.mktemp("sound")
    return folder, answers(grown(folder))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_one_flipped_bit_anywhere_never_gives_a_wrong_answer(
    sound: tuple[Path, list[object]], data: st.DataObject
) -> None:
    folder, right = sound
    with TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        path = data.draw(st.sampled_from(files(Path(copy))))
        content = bytearray(path.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content)
        with suppress(IndexDamaged):
            assert answers(WhooshIndex(Path(copy))) == right


def test_what_one_reader_finds_damaged_the_writer_looks_into_though_it_has_all_in_memory(tmp_path: Path) -> None:
    writer = grown(tmp_path)
    segment = next(tmp_path.rglob("*.seg"))
    times = segment.stat().st_atime_ns, segment.stat().st_mtime_ns
    _flip(segment)
    os.utime(segment, ns=times)  # as a disk does it, which asks nobody
    writer.examine()
    with pytest.raises(IndexDamaged):
        WhooshIndex(tmp_path).refresh()
    with pytest.raises(IndexDamaged):
        writer.examine()
    writer.rebuild(DOCUMENTS)
    writer.examine()
    assert answers(WhooshIndex(tmp_path)) == answers(writer)


def test_a_false_alarm_is_looked_into_and_forgotten(tmp_path: Path) -> None:
    index = grown(tmp_path)
    (tmp_path / "doubted").touch()
    with pytest.raises(IndexDamaged):
        index.refresh()
    index.examine()
    index.refresh()
    assert not (tmp_path / "doubted").exists()


def test_what_was_damaged_is_kept_aside_and_only_the_last_of_it(tmp_path: Path) -> None:
    index = grown(tmp_path)
    for _ in range(2):
        _flip(segment := next(tmp_path.glob("g*/*.seg")))
        spoilt = segment.read_bytes()
        with pytest.raises(IndexDamaged):
            index.refresh()
        index.rebuild(DOCUMENTS)
        assert (tmp_path / "damaged" / segment.name).read_bytes() == spoilt
    index.rebuild(DOCUMENTS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "damaged", "g000004"]


def test_an_index_that_is_deleted_under_a_reader_is_missed(tmp_path: Path) -> None:
    index = grown(tmp_path)
    right = answers(index)
    shutil.rmtree(tmp_path)
    with pytest.raises(IndexDamaged, match="deleted"):
        index.refresh()
    assert answers(index) == right
    index.rebuild(DOCUMENTS)
    assert answers(index) == answers(WhooshIndex(tmp_path))


def test_a_file_cut_short_under_a_reader_is_damage_and_no_end_of_the_process(tmp_path: Path) -> None:
    writer, reader = WhooshIndex(tmp_path), WhooshIndex(tmp_path)
    many = " ".join(f"chữ{n}" for n in range(20_000))
    writer.add([*DOCUMENTS, Document("many", "Nhiều chữ", many, datetime(2010, 9, 9, tzinfo=UTC))])
    assert reader.search("chữ19999").total == 1
    for path in tmp_path.glob("g*/*.seg"):
        os.truncate(path, 100)
    with suppress(IndexDamaged):
        assert reader.search("chữ777").total == 0
    with pytest.raises(IndexDamaged):
        reader.refresh()

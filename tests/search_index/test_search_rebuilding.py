"""An index that several processes write is that of one; whatever happens to them, the old one answers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from whoosh.index import open_dir
from whoosh.query import Term

from hub.errors import StoreDamaged, StoreError
from hub.records import Filters
from hub.settings import KillPoint
from search_index.whoosh_index import WhooshIndex
from search_index.whoosh_parts import segment_size
from search_index.whoosh_rebuilding import WORTH_A_PROCESS
from search_index.whoosh_schema import INDEX_NAME
from search_index.whoosh_writing import BATCH
from tests.search_index.shelf import Shelf, die, document, find_damage, raise_what_cannot_be_copied, sign, wait

ENOUGH = 2 * WORTH_A_PROCESS
QUERIES = ("đất đai", "dat dai", '"nhà ở"', "thông báo số 12", "đất -nhà", "")


def answers(index: WhooshIndex) -> list[object]:
    pages = [index.search(query, sort="newest", facets=True, limit=200) for query in QUERIES]
    ranked = [index.search(query, Filters(agency="so-3"), offset=20) for query in QUERIES]
    return [*pages, *ranked, index.count(), index.versions()]


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    one, two = WhooshIndex(tmp_path / "one"), WhooshIndex(tmp_path / "two", processes=2)
    one.rebuild(document(number) for number in range(ENOUGH))
    two.rebuild(Shelf(0, ENOUGH))
    assert answers(two) == answers(one)
    assert answers(WhooshIndex(tmp_path / "two")) == answers(one)
    for index in (one, two):
        index.add([replace(document(7), title="Đính chính", version=ENOUGH + 1)])
        index.remove([document(5_000).id])
    assert answers(two) == answers(one)


def test_what_two_processes_have_written_is_one_index_that_stock_whoosh_reads(tmp_path: Path) -> None:
    WhooshIndex(tmp_path, processes=2).rebuild(Shelf(0, ENOUGH))
    [folder] = tmp_path.glob("g*")
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".seg", ".seg", ".toc"]
    with open_dir(folder, INDEX_NAME).searcher() as searcher:
        assert searcher.doc_count() == ENOUGH
        assert len(list(searcher.docs_for_query(Term("agency", b"so-3")))) == ENOUGH // 5


@pytest.mark.parametrize(
    ("processes", "documents", "writers"), [(2, ENOUGH, 2), (3, ENOUGH, 2), (2, ENOUGH - 1, 0), (1, ENOUGH, 0)]
)
def test_processes_are_begun_only_where_each_has_enough_to_write(
    tmp_path: Path, processes: int, documents: int, writers: int
) -> None:
    (signed := tmp_path / "signed").mkdir()
    WhooshIndex(tmp_path / "index", processes=processes).rebuild(Shelf(0, documents, partial(sign, signed)))
    signatures = {int(path.name) for path in signed.iterdir()}
    assert (len(signatures), os.getpid() in signatures) == (writers or 1, not writers)


@pytest.mark.parametrize("processes", [2, 3, 8])
@pytest.mark.parametrize("count", [ENOUGH, BATCH * 2, BATCH * 2 + 1, 100_000, 1_000_000])
def test_every_process_writes_about_as_many(processes: int, count: int) -> None:
    size = segment_size(count, processes)
    segments = -(-count // size)
    assert size <= BATCH
    assert segments % processes == 0
    assert segments < count / BATCH + processes + 1


@pytest.mark.parametrize(
    ("mishap", "error", "told"),
    [
        (die, StoreError, "SIGKILL"),
        (find_damage, StoreDamaged, "page 7"),
        (raise_what_cannot_be_copied, StoreError, "unclosed"),
    ],
)
def test_what_goes_wrong_in_one_process_ends_the_rebuild_and_the_old_index_stays(
    tmp_path: Path, mishap: Callable[[int], None], error: type[Exception], told: str
) -> None:
    index = WhooshIndex(tmp_path, processes=2)
    index.rebuild([document(1)])
    with pytest.raises(error, match=told) as caught:
        index.rebuild(Shelf(0, ENOUGH, mishap))
    assert type(caught.value) is error
    assert index.versions() == WhooshIndex(tmp_path).versions() == {"n00001": 2}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "g000001"]
    index.rebuild(Shelf(0, ENOUGH))
    assert index.count() == ENOUGH


def test_a_checkpoint_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    WhooshIndex(tmp_path).rebuild([document(1)])

    def refuse(_: KillPoint) -> None:
        raise StoreError("no further")

    with pytest.raises(StoreError, match="no further"):
        WhooshIndex(tmp_path, checkpoint=refuse).rebuild([document(2)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "g000001"]


def test_search_answers_while_processes_write(tmp_path: Path) -> None:
    (signed := tmp_path / "signed").mkdir()
    index, reader = WhooshIndex(tmp_path / "index", processes=2), WhooshIndex(tmp_path / "index")
    index.rebuild([document(1)])
    with ThreadPoolExecutor(1) as pool:
        rebuilt = pool.submit(index.rebuild, Shelf(0, ENOUGH, partial(wait, signed)))
        _until(lambda: len(list(signed.iterdir())) == 2)
        for one in (index, reader):
            one.refresh()
            assert [hit.id for hit in one.search("đất").hits] == ["n00001"]
        (signed / "go").touch()
        rebuilt.result()
    reader.refresh()
    assert reader.search("đất").total == ENOUGH


KILLED = """
import os, signal, sys
from functools import partial
from pathlib import Path
from search_index.whoosh_index import WhooshIndex
from tests.search_index.shelf import Shelf, wait
index, signed, kill_at, count = sys.argv[1:]
def check(point):
    if point == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
WhooshIndex(Path(index), checkpoint=check, processes=2).rebuild(Shelf(0, int(count), partial(wait, Path(signed))))
"""


@pytest.mark.parametrize(
    ("kill_at", "held"), [("meanwhile", 1), ("before_index_commit", 1), ("after_index_commit", ENOUGH)]
)
def test_whoever_is_killed_leaves_a_whole_index_and_no_process(tmp_path: Path, kill_at: str, held: int) -> None:
    (signed := tmp_path / "signed").mkdir()
    home = tmp_path / "index"
    WhooshIndex(home).rebuild([document(1)])
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(home), str(signed), kill_at, str(ENOUGH)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as killed:
        _until(lambda: len(list(signed.iterdir())) == 2)
        children = [int(path.name) for path in signed.iterdir()]
        if kill_at == "meanwhile":
            killed.kill()
        else:
            (signed / "go").touch()
    assert killed.returncode == -signal.SIGKILL
    _until(lambda: not _running(children))
    index = WhooshIndex(home)
    assert index.count() == held
    index.rebuild([document(2)])
    assert len(list(home.glob("g*"))) == 1


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(6_000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it has not become so in a minute")


def _running(processes: Iterable[int]) -> list[int]:
    return [process for process in processes if _state(process) not in ("", "Z")]


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return ""

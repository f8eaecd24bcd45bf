"""One process writes, others read: they see whole commits, and pick up new ones when they refresh."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from hub.errors import QueryError, StoreError
from hub.records import Document
from search_index.whoosh_index import WhooshIndex
from search_index.whoosh_writing import writing

START = datetime(2010, 9, 24, tzinfo=UTC)
EACH = 5
COMMITS = 30


def batch(number: int) -> list[Document]:
    return [
        Document(f"{number}-{n}", f"Đất đai đợt {number}", "nhà ở " * n, START + timedelta(hours=number))
        for n in range(EACH)
    ]


def test_a_reader_sees_whole_commits_while_another_index_writes(tmp_path: Path) -> None:
    written, done = WhooshIndex(tmp_path), Event()
    reader = WhooshIndex(tmp_path)

    def read() -> list[int]:
        totals = []
        while not done.is_set():
            reader.refresh()
            totals.append(reader.search("đất đai", sort="newest", facets=True).total)
        return totals

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for number in range(COMMITS):
            written.add(batch(number))
            if number % 10 == 9:
                written.rebuild(one for earlier in range(number + 1) for one in batch(earlier))
        done.set()
        totals = [future.result() for future in readers]
    assert all(total % EACH == 0 for seen in totals for total in seen)
    reader.refresh()
    assert reader.search("đất", limit=1).total == COMMITS * EACH
    assert reader.search("đất", sort="newest").hits[0].id == f"{COMMITS - 1}-0"


def test_searches_in_several_threads_agree(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.rebuild(one for number in range(40) for one in batch(number))
    queries = ["đất đai", '"nhà ở nhà ở"', "đợt 7", "nhà -đất", "so 12"] * 8
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(index.search, queries))
    assert found == [WhooshIndex(tmp_path).search(query) for query in queries]


def test_a_refresh_without_news_reads_nothing(tmp_path: Path) -> None:
    index, other = WhooshIndex(tmp_path), WhooshIndex(tmp_path)
    index.add(batch(1))
    other.refresh()
    state = other._snapshot
    other.refresh()
    assert other._snapshot is state
    index.add(batch(2))
    assert other.count() == EACH
    other.refresh()
    assert other.count() == 2 * EACH


def test_another_process_takes_over_what_was_written(tmp_path: Path) -> None:
    WhooshIndex(tmp_path).add(batch(1))
    program = "import sys; from pathlib import Path; from search_index.whoosh_index import WhooshIndex; "
    program += "print([hit.id for hit in WhooshIndex(Path(sys.argv[1])).search('dat dai').hits])"
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert run.stdout.strip() == str([f"1-{n}" for n in range(EACH)])


WRITER = """
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from hub.records import Document
from search_index.whoosh_index import WhooshIndex
index = WhooshIndex(Path(sys.argv[1]))
for number in count():
    index.add([Document(f"{number % 9}-{n}", "Đất đai", "", datetime(2010, 1, 1, tzinfo=UTC)) for n in range(5)])
    print(number, flush=True)
"""


@pytest.mark.parametrize("commits", [1, 2, 7])
def test_a_killed_writer_leaves_whole_commits_and_no_obstacle(tmp_path: Path, commits: int) -> None:
    command = [sys.executable, "-W", "ignore", "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as writer:
        assert writer.stdout
        for _ in range(commits):
            writer.stdout.readline()
        writer.kill()
    index = WhooshIndex(tmp_path)
    assert index.count() >= min(commits, 9) * EACH
    assert index.count() % EACH == 0
    index.add(batch(100))
    assert index.search("đợt 100").total == EACH


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.add(batch(1))
    folder = next(tmp_path.glob("g*"))
    with writing(folder), pytest.raises(StoreError, match="another process"):
        WhooshIndex(tmp_path).add(batch(2))


def test_a_search_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    WhooshIndex(tmp_path).add(batch(1))
    with pytest.raises(QueryError) as caught:
        WhooshIndex(tmp_path, seconds=-1).search("đất đai")
    assert caught.value.problem == "too_slow"


def test_many_small_commits_are_mended_by_adding_what_is_worn(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    documents = {one.id: one for number in range(30) for one in batch(number)}
    most = 0
    for number in range(30):
        index.add(batch(number))
        if worn := index.worn():
            index.add(documents[id] for id in worn)
        most = max(most, len(list(tmp_path.rglob("*.seg"))))
    assert most <= 25
    assert index.count() == len(documents)


def test_a_closed_index_holds_no_file(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.add(batch(1))
    index.search("đất")
    index.close()
    open_files = [path for path in Path("/proc/self/fd").iterdir() if str(tmp_path) in str(path.resolve())]
    assert open_files == []
    index.close()

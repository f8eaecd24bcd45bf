"""Eight writers and twenty readers on one hub, on both databases: `python -m benchmarks.together [seconds]`.

Every writer is a process of its own, as workers are; it looks notices up, adds and edits them in batches,
now and then one that another writer has too. Readers list, look up and follow the change log, which must
never show a line before one already read. Nobody may see an error, and nothing that was written may be missing.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from random import Random
from time import monotonic

from benchmarks.postgresql import programs, running
from benchmarks.store import notices
from hub.records import Agency, Filters, Notice, Source
from hub.store.store import Store

WRITERS, READERS = 8, 20
BATCH = 10
SHARED = 500


def write(store: Store, name: str, until: float) -> int:
    """Write until then; how many notices of one's own were added."""
    own, chance, added = notices(10_000_000, name), Random(name), 0
    shared = list(notices(SHARED, "s"))
    while monotonic() < until:
        batch = [next(own) for _ in range(BATCH)] + [shared[chance.randrange(SHARED)]]
        chance.shuffle(batch)
        with store.writing() as writer:
            known = writer.notices.find_each([aliases for _, aliases in batch])
            for (notice, aliases), before in zip(batch, known, strict=True):
                if before is None:
                    writer.add_notice(notice, aliases)
                else:
                    writer.edit_notice(replace(before, title=f"{name} {added}"), ("title",), notice.updated)
        added += BATCH
    return added


def read(store: Store, name: str, until: float) -> int:
    """Read until then; how many lines of the change log went by, each after the one before."""
    chance, cursor, seen = Random(name), 0, 0
    while monotonic() < until:
        lines = store.changes.after(cursor, 500)
        assert [line.cursor for line in lines] == sorted({line.cursor for line in lines})
        seen, cursor = seen + len(lines), lines[-1].cursor if lines else cursor
        page = store.notices.newest(Filters(), limit=50)
        for notice in chance.sample(page, min(5, len(page))):
            assert_whole(store, notice)
    return seen


def assert_whole(store: Store, notice: Notice) -> None:
    """The notice and all of its revisions are there."""
    found = store.notices.get(notice.id)
    assert found is not None and len(store.notices.revisions(notice.id)) >= found.revisions + 1


def work(kind: str, name: str, url: str, folder: str, seconds: float) -> None:
    """One process: prints what it did."""
    store = Store(url, Path(folder))
    print({"write": write, "read": read}[kind](store, name, monotonic() + seconds))
    store.close()


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The URLs of an empty database of each kind there is here."""
    where = programs()
    with tempfile.TemporaryDirectory() as folder, running(where) if where else nullcontext() as server:
        yield {"sqlite": f"sqlite:///{folder}/daumoi.db"} | ({"postgresql": server.make("together")} if server else {})


def together(url: str, seconds: float) -> tuple[int, int, int]:
    """Run them all: notices added, notices lost, processes that saw an error."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(url, Path(folder))
        store.migrate()
        store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
        store.sources.save_source(Source("so-y-te-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/"))
        names = [("write", f"w{n}") for n in range(WRITERS)] + [("read", f"r{n}") for n in range(READERS)]
        command = [sys.executable, "-m", "benchmarks.together"]
        processes = [
            subprocess.Popen([*command, *name, url, folder, str(seconds)], stdout=subprocess.PIPE, text=True)
            for name in names
        ]
        said = [process.communicate()[0].strip() for process in processes]
        failed = sum(process.returncode != 0 for process in processes)
        added = sum(int(line or 0) for line in said[:WRITERS])
        held = sum(not notice.id.startswith("s") for notice in everything(store))
        store.examine()
        store.close()
    return added, added - held, failed


def everything(store: Store) -> Iterator[Notice]:
    """All notices."""
    before = None
    while page := store.notices.newest(Filters(), before=before, limit=500):
        yield from page
        before = (page[-1].updated, page[-1].id)


def main(seconds: float) -> int:
    """Print what came of it on each database; exit 1 if anything was lost or anybody saw an error."""
    bad = 0
    with databases() as urls:
        for name, url in urls.items():
            added, lost, failed = together(url, seconds)
            print(f"{name}: {WRITERS} writers, {READERS} readers, {seconds:.0f} s: {added} notices added, {lost} lost,")
            print(f"  {failed} processes saw an error  (wanted: 0 lost, 0 errors)")
            bad += bool(lost or failed or not added)
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        work(*sys.argv[1:5], float(sys.argv[5]))
    else:
        sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600.0))

"""Memory of worker and server at a hundred thousand notices: `python -m benchmarks.memory [notices]`.

The hub is filled straight into its store, but for what a thousand feeds of `benchmarks.feed_farm` say (35,000
entries): those a real `daumoi worker` collects, indexes and publishes, and reads all feeds once more. Then a
real `daumoi serve` answers a thousand different page views. PSS of each at the end, and the most it ever was.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.feed_farm import FEEDS
from benchmarks.soak import process, pss
from benchmarks.store import WORDS, notices
from hub.records import Address, Agency, Filters, Source
from hub.store.store import Store

BATCH = 500
VIEWS = 1_000
MOST = {"worker": 250.0, "serve": 150.0}  # MB
PORT = 8931
STATIC_VIEWS = ("/", "/agencies", "/agencies/so-y-te", "/coverage", "/subscribe", "/about", "/feeds/all.atom")


@contextmanager
def farm() -> Iterator[int]:
    """The feeds; their port."""
    command = [sys.executable, "-m", "benchmarks.feed_farm", str(FEEDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        yield int(running.stdout.readline())
        running.kill()


def filled(folder: Path, count: int, port: int) -> Store:
    """A hub of so many notices, and a thousand feeds never visited yet."""
    store = Store(f"sqlite:///{folder / 'daumoi.db'}", folder)
    store.migrate()
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    paused = Source("so-y-te-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/", status="paused")
    store.sources.save_source(paused)
    made = notices(count, "m")
    while batch := list(islice(made, BATCH)):
        with store.writing() as writer:
            writer.add_notices(batch)
    for n in range(FEEDS):
        url = f"http://127.0.0.1:{port}/feed/{n}"
        store.sources.save_source(Source(f"s{n}", "so-y-te", url, (Address("feed", url),), pages=False))
    return store


class Watch:
    """Reads a process's PSS twice a second; `most` is the most it was."""

    def __init__(self, pid: int) -> None:
        self._pid, self.most = pid, 0.0
        self._ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            self.most = max(self.most, pss(self._pid))

    def last(self) -> float:
        self._ended.set()
        now = pss(self._pid)
        self.most = max(self.most, now)
        return now


def refresh(store: Store, folder: Path) -> tuple[float, float]:
    """Every feed read for the first time and once more; the worker's PSS at the end and at most."""
    settings = {"DAUMOI_PER_HOST_DELAY": "0", "DAUMOI_EVERY": "86400"}
    with process("worker --quiet", folder, **settings) as running:
        watch = Watch(running.pid)
        for rounds in (1, 2):
            if rounds == 2:
                for state in store.sources.states().values():
                    store.sources.save_state(replace(state, next_due=None))
            wait_until(lambda n=rounds: visited(store, n) and is_level(store), f"round {rounds}")  # type: ignore[misc]
            print(f"  worker after round {rounds}: {pss(running.pid):.0f} MB, at most {watch.most:.0f} MB", flush=True)
        time.sleep(10)
        return watch.last(), watch.most


def visited(store: Store, rounds: int) -> bool:
    states = store.sources.states()
    return len(states) == FEEDS and all(state.collections >= rounds for state in states.values())


def is_level(store: Store) -> bool:
    """Whether index and feeds hold every change."""
    newest = store.changes.newest()
    return all(store.changes.consumed(name) == newest for name in ("index", "publish"))


def wait_until(done: Callable[[], bool], what: str, seconds: float = 3_600) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(1)


def browse(store: Store, folder: Path) -> tuple[float, float]:
    """A thousand different pages; the server's PSS at the end and at most."""
    with process(f"serve --port {PORT}", folder, DAUMOI_BASE_URL=f"http://127.0.0.1:{PORT}") as running:
        wait_until(lambda: answers("/readyz"), "the server", 60)
        watch = Watch(running.pid)
        failed = [path for path in views(store) if not answers(path)]
        print(f"  {VIEWS} views, failed: {failed[:3] or 'none'}", flush=True)
        if failed:
            watch.most = float("inf")
        return watch.last(), watch.most


def views(store: Store) -> Iterator[str]:
    """Notices, searches of one to three words, pages of lists, and the few others."""
    chance = Random(1)
    yield from STATIC_VIEWS
    newest = store.notices.newest(Filters(), limit=500)
    yield from (f"/notices/{notice.id}" for notice in newest[:500])
    for n in range(VIEWS - 500 - len(STATIC_VIEWS)):
        words = " ".join(chance.choices(WORDS, k=1 + n % 3))
        yield "/search?" + urllib.parse.urlencode(
            {"q": words, "page": 1 + n % 4, "sort": ("relevance", "newest")[n % 2]}
        )


def answers(path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as page:
            page.read()
            return bool(page.status == 200)
    except OSError:
        return False


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    os.environ.pop("MALLOC_ARENA_MAX", None)
    missed = []
    with tempfile.TemporaryDirectory() as name, farm() as port:
        folder = Path(name)
        store = filled(folder, max(count - 35_000, 0), port)
        for who, run in (("worker", refresh), ("serve", browse)):
            last, most = run(store, folder)
            notices_there = store.notices.count_documents()
            said = f"{who:<7} {last:6.1f} MB at the end, {most:6.1f} MB at most, {notices_there} notices"
            print(f"{said} (at the end at most {MOST[who]:.0f} MB)", flush=True)
            missed += [who] if last > MOST[who] else []
        store.close()
    print(f"FAIL: {', '.join(missed)}" if missed else "PASS")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

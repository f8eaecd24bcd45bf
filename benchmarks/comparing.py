"""What it costs a worker to make sure at its start that all is as the store says: `python -m benchmarks.comparing [n]`.

A hub of 100,000 notices, 60 agencies and 300 sources, indexed and published, with a kept page for each notice. All of
it is done in the background, in CPU seconds of one thread. Then five hundred documents are taken out of the index, as
by a power cut, and must be brought in again.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import monotonic

from benchmarks.store import notices
from hub.records import Agency, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.comparing import Comparison
from hub.worker.consuming import rebuild_index

AGENCIES, SOURCES = 60, 300
MOST = {"index": 5.0, "feeds": 30.0, "files": 30.0}  # CPU seconds at 100,000 notices
PORTION = 500


def fill(parts: Parts, count: int) -> None:
    """Write notices of all sources in turn."""
    for n in range(AGENCIES):
        parts.store.sources.save_agency(Agency(f"so-{n}", f"Sở {n}"))
    for n in range(SOURCES):
        parts.store.sources.save_source(Source(f"nguon-{n}", f"so-{n % AGENCIES}", f"https://s{n}.example/"))
    made = enumerate(notices(count, "c"))
    while portion := list(islice(made, PORTION)):
        with parts.store.writing() as writer:
            for n, (notice, aliases) in portion:
                source = f"nguon-{n % SOURCES}"
                page = keep(parts, notice.text.encode())
                own = replace(notice, source=source, sources=(source,), agency=f"so-{n % AGENCIES}", page_sha256=page)
                writer.add_notice(own, aliases)
        print(f"\r{portion[-1][0] + 1} notices", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def keep(parts: Parts, page: bytes) -> str:
    """A kept file, without the waiting for the disk that a hundred thousand would take."""
    digest = sha256(page).hexdigest()
    path = parts.store.blobs.path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page)
    return digest


def timed(name: str, work: Callable[[], object]) -> float:
    """CPU seconds of some work, printed beside those of the clock."""
    cpu, began = sum(os.times()[:4]), monotonic()
    work()
    spent = sum(os.times()[:4]) - cpu  # of processes it has begun too
    print(f"{name:<58} {spent:7.2f} s CPU {monotonic() - began:7.2f} s by the clock", flush=True)
    return spent


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        with closing(open_parts(load_settings(Path(folder))[0])) as parts:
            fill(parts, count)
            timed("rebuilding the index", lambda: rebuild_index(parts))
            for consumer in ("index", "publish"):
                parts.store.changes.mark(consumer, parts.store.changes.newest())
            timed("publishing every feed", Comparison(parts).feeds)
        with closing(open_parts(parts.settings)) as parts:
            timed("opening the index", parts.index.count)
            return measure(parts)


def measure(parts: Parts) -> int:
    """The comparisons of a start, and of every ten seconds after it."""
    comparison = Comparison(parts)
    spent = {
        "index": timed("comparing the index", comparison.index),
        "feeds": timed("comparing the feeds", comparison.feeds),
        "files": timed("looking at the kept files", parts.store.blobs.set_damaged_aside),
    }
    timed("looking whether anybody touched index or feeds", lambda: (comparison.index(), comparison.feeds()))
    parts.index.remove(sorted(parts.index.versions())[-PORTION:])
    timed(f"bringing in {PORTION} that a power cut took", Comparison(parts).index)
    whole = parts.index.versions() == parts.store.changes.versions()
    missed = [name for name, seconds in spent.items() if seconds > MOST[name]]
    print(f"FAIL: {missed or 'the index is not whole'}" if missed or not whole else "PASS")
    return 1 if missed or not whole else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

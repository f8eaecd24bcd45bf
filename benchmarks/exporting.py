"""Everything taken away as one file: `python -m benchmarks.exporting [notices … [in FOLDER]]`.

A hub on disk of 10,000, 100,000 and a million notices of `benchmarks.search_corpus`; at the two smaller sizes also an
index. A process of its own, `daumoi export`, writes all of them as JSON Lines, as CSV, and what a common word finds;
then `daumoi serve` sends all of them to a client. Rows per second, CPU per row and the most memory (PSS, read ten
times a second) of the process; every row must be there once. A million take some ten gigabytes of disk, and an hour.
"""

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from benchmarks.memory import wait_until
from benchmarks.search_corpus import AGENCIES, notice
from benchmarks.soak import process, pss
from hub.records import Agency, Notice, Source
from hub.store.store import Store
from hub.vietnamese.numbers import type_slug
from search_index.whoosh_index import WhooshIndex

SIZES = (10_000, 100_000, 1_000_000)
MOST_INDEXED = 100_000
BATCH = 500
MOST_MB = 300.0
PORT = 8937
LATER = timedelta(minutes=10)
WORD = "thực"
CPU_TICKS = os.sysconf("SC_CLK_TCK")
ID = re.compile(rb'^(?:\{"id":")?(n[0-9]+)[",]', re.MULTILINE)


def notices(count: int) -> Iterator[tuple[Notice, list[str]]]:
    """The corpus as the store keeps it."""
    for number in range(count):
        made = notice(number, count)
        url = f"https://{made.source}.example.vn/tin/{number}"
        yield (
            Notice(
                id=made.id, source="nguon", agency=made.agency, url=url, title=made.title, text=made.text,
                first_seen=made.published + LATER, updated=made.published + LATER, published=made.published,
                published_precision="minute", published_from="listing", summary=made.text[:200],
                html=f"<p>{made.text}</p>", section=made.section, doc_number=made.number, doc_type=made.type,
                doc_key=f"{type_slug(made.number)}-{number}", cites=made.numbers, sources=("nguon",),
                digest=f"{number:032x}",
            ),
            [f"url:{url}"],
        )  # fmt: skip


def fill(folder: Path, count: int) -> None:
    """A hub of so many notices, with an index where it does not take too long; what is there already is left."""
    store = Store(f"sqlite:///{folder / 'daumoi.db'}", folder)
    store.migrate()
    store.sources.save_agency(Agency("so", "Sở"))
    for n in range(AGENCIES):
        store.sources.save_agency(Agency(f"so-{n}", f"Sở số {n}"))
    store.sources.save_source(Source("nguon", "so", "https://nguon.example.vn/", status="paused"))
    made = islice(notices(count), store.notices.count_documents(), None)
    began = time.process_time()
    while batch := list(islice(made, BATCH)):
        with store.writing() as writer:
            writer.add_notices(batch)
    print(f"{count:>9} notices written, {time.process_time() - began:.0f} s CPU", flush=True)
    index = WhooshIndex(folder / "index")
    if count <= MOST_INDEXED and index.count() < count:
        index.rebuild(store.documents())
    store.close()


class Sink:
    """Takes what comes, and counts the rows; no id may come twice."""

    def __init__(self, count: int) -> None:
        self._seen = bytearray(count)
        self._rest = b""
        self.rows = self.bytes = self.twice = 0

    def take(self, chunk: bytes) -> None:
        whole, _, self._rest = (self._rest + chunk).rpartition(b"\n")
        self.bytes += len(chunk)
        for id in ID.findall(whole):
            number = int(id[1:])
            self.twice += self._seen[number]
            self._seen[number] = 1
            self.rows += 1


class Gauge:
    """The most memory a process ever took, and the CPU seconds it has had."""

    def __init__(self, pid: int) -> None:
        self._pid, self._ended, self.most = pid, Event(), 0.0
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            try:
                self.most = max(self.most, pss(self._pid))
            except (OSError, StopIteration):
                return

    def end(self) -> float:
        self._ended.set()
        self._thread.join()
        return self.most

    def cpu(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / CPU_TICKS


def by_command(folder: Path, count: int, *words: str) -> tuple[Sink, float, float, float]:
    """What `daumoi export` prints: rows, the most memory, CPU and seconds."""
    command = [sys.executable, "-P", "-m", "hub", "export", "--data", str(folder), *words]
    began, sink = time.monotonic(), Sink(count)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout
        gauge, cpu = Gauge(running.pid), 0.0
        while chunk := running.stdout.read(1 << 20):
            sink.take(chunk)
            cpu = gauge.cpu()
    if running.returncode:
        raise RuntimeError(f"daumoi export ended with {running.returncode}")
    return sink, gauge.end(), cpu, time.monotonic() - began


def by_server(folder: Path, count: int, path: str) -> tuple[Sink, float, float, float]:
    """What `daumoi serve` sends for an address."""
    sink = Sink(count)
    with process(f"serve --port {PORT}", folder) as running:
        wait_until(lambda: answers("/healthz"), "the server", 120)
        gauge, began = Gauge(running.pid), time.monotonic()
        before = gauge.cpu()
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=600) as answer:
            while chunk := answer.read(1 << 20):
                sink.take(chunk)
        return sink, gauge.end(), gauge.cpu() - before, time.monotonic() - began


def answers(path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=5):
            return True
    except OSError:
        return False


def found_by(folder: Path) -> int:
    index = WhooshIndex(folder / "index")
    return index.search(WORD, limit=1).total


def measure(folder: Path, count: int) -> list[str]:
    """Every way at this size; those that did not reach."""
    ways: list[tuple[str, int, Callable[[], tuple[Sink, float, float, float]]]] = [
        ("daumoi export, JSON Lines", count, lambda: by_command(folder, count)),
        ("daumoi export, CSV", count, lambda: by_command(folder, count, "--format", "csv")),
        ("/api/v1/export.jsonl", count, lambda: by_server(folder, count, "/api/v1/export.jsonl")),
    ]
    if count <= MOST_INDEXED:
        query = urllib.parse.quote(WORD)
        found = found_by(folder)
        ways += [
            (f"daumoi export {WORD}, CSV", found, lambda: by_command(folder, count, "--format", "csv", WORD)),
            (f"/search.csv?q={WORD}", found, lambda: by_server(folder, count, f"/search.csv?q={query}")),
        ]
    missed = []
    for name, wanted, run in ways:
        sink, most, cpu, seconds = run()
        is_whole = sink.rows == wanted and not sink.twice
        said = f"{sink.rows:>9} rows, {sink.bytes / 1e6:7.1f} MB  {sink.rows / seconds:7.0f} rows/s"
        print(f"{name:<28}{said}  {cpu / max(sink.rows, 1) * 1e6:5.0f} µs CPU a row  {most:5.0f} MB PSS", flush=True)
        missed += [f"{name} at {count}"] if most > MOST_MB or not is_whole else []
    return missed


def main(words: Sequence[str]) -> int:
    sizes, kept = [int(word) for word in words if word.isdecimal()] or SIZES, "in" in words
    missed = []
    for count in sizes:
        with TemporaryDirectory() as name:
            folder = Path(words[-1]) / str(count) if kept else Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            fill(folder, count)
            missed += measure(folder, count)
    print(f"FAIL: {', '.join(missed)}" if missed else f"PASS: every row once, at most {MOST_MB:.0f} MB")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

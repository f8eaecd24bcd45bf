"""Each engine in a process of its own, asked over a pipe, so that its CPU time and memory are its own.

CPU time is that of the whole process, all threads, and of children it has waited for. What reading the corpus costs
is taken off a build.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from threading import Event, Thread
from time import monotonic, process_time
from typing import Any

from benchmarks.search_corpus import Corpus, NewestFirst
from benchmarks.search_peers import Answer, Asked, Fts5, open_engine
from hub.errors import QueryError
from hub.records import Document

TANTIVY = "tantivy==0.27.0"
SPAWN = multiprocessing.get_context("spawn")
BETWEEN_LOOKS = 0.25


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task, with the seconds of CPU and clock it took."""

    value: Any
    cpu: float
    clock: float


class _Worker:
    """The tasks of an engine's process, by name."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder = name, folder
        self._cores = os.sched_getaffinity(0)
        self._engine = open_engine(name, folder)

    def build(self, corpus: Corpus) -> float:
        """Index the corpus on one core; answers the CPU seconds that reading it took."""
        os.sched_setaffinity(0, set(sorted(self._cores)[:1]))
        metered = _Metered(corpus.documents(newest_first=self._engine.newest_first))
        self._engine.build(metered)
        os.sched_setaffinity(0, self._cores)
        return metered.seconds

    def rebuild(self, corpus: Corpus) -> float:
        """Index the corpus anew on all cores; what reading it takes is not known, for every process reads."""
        self._engine.build(NewestFirst(corpus, 0, corpus.count))
        return 0.0

    def optimise(self) -> None:
        if isinstance(self._engine, Fts5):
            self._engine.optimise()

    def add(self, documents: list[Document], replaced: list[Document], proof: Asked) -> int:
        """Add documents, and find the row that proves that they are there."""
        self._engine.add(documents, replaced)
        [row] = self._engine.search(proof).rows[:1]
        return row

    def search(self, asked: Asked) -> Answer | None:
        """The first page, or how many there are; nothing where the engine refuses to read the query."""
        if asked.kind == "counted":
            return Answer(total=self._engine.total(asked))
        try:
            return self._engine.search(asked)
        except QueryError:
            return None

    def total(self, asked: Asked) -> int:
        return self._engine.total(asked)

    def size(self) -> int:
        return self._engine.size()

    def reopen(self) -> None:
        self._engine = open_engine(self._name, self._folder)


class _Metered:
    """Documents, with the CPU seconds that it took to get them."""

    def __init__(self, documents: Iterator[Document]) -> None:
        self._documents, self.seconds = documents, 0.0

    def __iter__(self) -> "_Metered":
        return self

    def __next__(self) -> Document:
        began = process_time()
        try:
            return next(self._documents)
        finally:
            self.seconds += process_time() - began


def _cpu() -> float:
    children = getrusage(RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def serve(pipe: Connection, name: str, folder: Path, packages: str) -> None:
    """Do one task after the other, until the pipe is closed."""
    sys.path.append(packages)
    worker = _Worker(name, folder)
    pipe.send("ready")
    while True:
        try:
            task, arguments = pipe.recv()
        except EOFError:
            return
        cpu, clock = _cpu(), monotonic()
        value = getattr(worker, task)(*arguments)
        pipe.send(Done(value, _cpu() - cpu, monotonic() - clock))


class Client:
    """An engine as the benchmark sees it."""

    def __init__(self, name: str, folder: Path, packages: Path) -> None:
        self.name, self._folder, self._packages = name, folder, packages
        self._pipe, far_end = SPAWN.Pipe()
        self._process = SPAWN.Process(target=serve, args=(far_end, name, folder, str(packages)))
        self._process.start()
        far_end.close()
        if self._pipe.recv() != "ready":
            raise RuntimeError(name)

    def another(self) -> "Client":
        """One more process of the same engine, on the same index."""
        return Client(self.name, self._folder, self._packages)

    def do(self, task: str, *arguments: object) -> Done:
        """One task; EOFError where the process has died."""
        self._pipe.send((task, arguments))
        done: Done = self._pipe.recv()
        return done

    @contextmanager
    def watched(self) -> Iterator["Watch"]:
        """What its process and their children take meanwhile."""
        watch, over = Watch(self._process.pid or 0), Event()

        def look() -> None:
            while not over.wait(BETWEEN_LOOKS):
                watch.look()

        looking = Thread(target=look)
        looking.start()
        try:
            yield watch
        finally:
            over.set()
            looking.join()
            watch.look()

    def memory(self) -> int:
        """PSS of its process and their children, in bytes."""
        return sum(map(_pss, _family(self._process.pid or 0)))

    def close(self) -> None:
        self._pipe.close()
        self._process.join()


class Watch:
    """Looks at a process and its children: the most memory they took (PSS, bytes), and the CPU seconds of each."""

    def __init__(self, pid: int) -> None:
        self._pid, self.most = pid, 0
        self._before = _cpu_of(pid)
        self._spent: dict[int, float] = {}

    def look(self) -> None:
        """See what is there now."""
        family = list(_family(self._pid))
        self.most = max(self.most, sum(map(_pss, family)))
        for pid in family:
            self._spent[pid] = max(self._spent.get(pid, 0.0), _cpu_of(pid) - (self._before if pid == self._pid else 0))

    @property
    def cpu(self) -> float:
        """The CPU seconds of all, also of children that nobody has waited for."""
        return sum(self._spent.values())

    @property
    def busiest(self) -> float:
        """The CPU seconds of the process that took most: nothing can make the whole quicker than that."""
        return max(self._spent.values())


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = listed.read_text("ascii").split()
        except OSError:  # the thread has ended
            continue
        for child in children:
            yield from _family(int(child))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tantivy_packages(folder: Path) -> Path:
    """A folder with tantivy-py in it and nothing else, installed at the first time."""
    packages = folder / "packages"
    if not packages.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(packages), TANTIVY]
        subprocess.run(command, check=True)
    return packages

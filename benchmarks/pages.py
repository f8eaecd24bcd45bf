"""Home, an agency's page and a search of a hub with 100,000 notices, beside a Starlette page that renders nothing.

    python -m benchmarks.pages [--notices 100000] [--keep FOLDER]

Each server is a process of its own, under uvicorn as the hub is served, and is asked over one connection that stays
open, in turns; a CPU second is user and system time of its process. Cold is the first answer of a page since
something changed: the server keeps none. Cached is every further one. Both are asked for gzip, as browsers ask.
"""

import argparse
import gzip
import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from benchmarks.exporting import fill
from benchmarks.search_corpus import FIRST_DAY, YEARS
from benchmarks.serving import Server
from hub.records import Address, Source, SourceState
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.web.wire import server_config
from hub.wiring import Parts, open_parts

SOURCES = 63
NOW = FIRST_DAY + timedelta(days=YEARS * 365.25)
PAGES = {"home": "/", "agency": "/agencies/so-7", "search": "/search?q=th%E1%BB%B1c+hi%E1%BB%87n"}
ROUNDS, COLD, CACHED = 5, 40, 1000
MOST = {"cold": 10.0, "cached": 2.0}
MOST_BYTES = 60 * 1024
# one client asks for all of it
UNBOUNDED = Allowances(burst=1e9, per_second=1e9)


class Asked(Server):
    """A server under test, asked for pages."""

    def cost(self, path: str, times: int, before: Callable[[], None] = lambda: None) -> float:
        """Seconds of the processor for one answer; something is done before each request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = self.cpu()
        for _ in range(times):
            before()
            ask(connection, path)
        return (self.cpu() - began) / times


def ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    return body


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        prepare(folder, asked.notices)
        with opened(folder) as parts, serving("hub", folder) as hub, serving("nothing", folder) as peer:
            missed = compare(hub, peer, lambda: parts.store.set_meta("benchmark", str(time.monotonic())))
    print("FAIL" if missed else "PASS")
    return 1 if missed else 0


def prepare(folder: Path, count: int) -> None:
    """The hub, its sources read a few minutes ago."""
    fill(folder, count)
    (folder / "clock").write_text(NOW.isoformat())
    with opened(folder) as parts:
        for n in range(SOURCES):
            source = Source(
                f"nguon-{n}", f"so-{n % 60}", f"https://nguon-{n}.example.vn/", (Address("feed", "https://x.vn/"),)
            )
            parts.store.sources.save_source(source)
            seen = NOW - timedelta(minutes=3 + n)
            state = "failing" if n < 2 else "healthy"
            parts.store.sources.save_state(SourceState(source.slug, state, since=seen, last_try=seen, last_ok=seen))


@contextmanager
def opened(folder: Path) -> Iterator[Parts]:
    parts = open_parts(Settings(data_dir=folder, clock=str(folder / "clock")))
    try:
        yield parts
    finally:
        parts.close()


def compare(hub: Asked, peer: Asked, commit: Callable[[], None]) -> int:
    """Print what each page costs, and how many figures are missed."""
    home = ask(http.client.HTTPConnection("127.0.0.1", hub.port, timeout=30), "/")
    plain = len(gzip.decompress(home))
    print(f"home: {len(home) / 1024:.1f} KB gzipped, {plain / 1024:.1f} KB plain (at most {MOST_BYTES / 1024:.0f})")
    missed = int(plain > MOST_BYTES)
    for name, path in PAGES.items():
        costs: dict[str, list[float]] = {"cold": [], "cached": [], "nothing": []}
        hub.cost(path, 10, commit)
        peer.cost("/", 10)
        for _ in range(ROUNDS):
            costs["nothing"].append(peer.cost("/", CACHED))
            costs["cold"].append(hub.cost(path, COLD, commit))
            costs["cached"].append(hub.cost(path, CACHED))
        base = median(costs["nothing"])
        for kind, most in MOST.items():
            ratio = median(costs[kind]) / base
            missed += ratio > most
            told = f"{median(costs[kind]) * 1000:.3f} ms, {ratio:.1f}x of {base * 1000:.3f} ms (at most {most:.0f}x)"
            print(f"{name:7} {kind:7} {told}", flush=True)
    return missed


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[Asked]:
    """A server of this kind, once it answers."""
    port = {"hub": 8951, "nothing": 8952}[kind]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.pages", "serve", kind, str(folder), str(port)])
    try:
        server = Asked(kind, process.pid, port)
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def wait_for(server: Asked) -> None:
    for _ in range(600):
        try:
            ask(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30), "/")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{server.name} does not answer")


def serve(kind: str, folder: Path, port: int) -> None:
    """What the processes run."""
    if kind == "nothing":
        app = Starlette(routes=[Route("/", nothing)])
        uvicorn.run(app, port=port, access_log=False, log_level="warning", http="httptools")
        return
    with opened(folder) as parts:
        front = make_app(parts, UNBOUNDED)
        uvicorn.Server(server_config(front, port=port)).run()


async def nothing(_: object) -> HTMLResponse:
    return HTMLResponse("")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(main(sys.argv[1:]))

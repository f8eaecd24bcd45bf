"""The schedule with two real workers, judged by the servers' own log.

    python -m benchmarks.schedule [burst|clock_jumps] [postgresql]

    burst        300 sources on 40 hosts, all due in one second: each visited once, one request at a time to a host
                 and never sooner than the delay; then for three intervals, each due time run once
    clock_jumps  the hub's clock put forward and back by an hour and a day, and the workers suspended for six hours
                 of it: no five seconds with more than twice the usual visits, nobody later than an interval

The hub's clock is a file (setting CLOCK) that follows the real one at a distance; an interval is thirty seconds.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.postgresql import programs, running
from benchmarks.soak import end, process
from hub.records import Address, Agency, Source, SourceState
from hub.store.store import Store

SOURCES, HOSTS = 300, 40
EVERY, DELAY = 30.0, 0.4
WINDOW = 5.0  # seconds over which a rate is taken
SOONEST = 0.2 * EVERY  # a second visit comes after 0.225 of an interval at the soonest, later ones after 0.9
EARLY = 0.01  # by which a busy machine may hand us a request too early
FEED = b'<rss version="2.0"><channel><title>t</title><item><title>Tin</title><guid>1</guid></item></channel></rss>'
Result = tuple[str, bool]


@dataclass
class Sites:
    """Forty hosts on loopback and one log of who asked for what and when."""

    hits: list[tuple[float, int, str, str]] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    most_open: int = 0

    async def open(self) -> None:
        for _ in range(HOSTS):
            open_now: list[int] = []
            server = await asyncio.start_server(lambda r, w, o=open_now: self.serve(r, w, o), "127.0.0.1", 0)  # type: ignore[misc]
            self.ports.append(server.sockets[0].getsockname()[1])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, open_now: list[int]) -> None:
        """One connection; `open_now` holds the requests that its host is answering."""
        port = writer.get_extra_info("sockname")[1]
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                path = head.split(" ", 2)[1]
                agent = head.lower().partition("user-agent: ")[2].split("\r", 1)[0]
                self.hits.append((time.monotonic(), port, path, agent))
                open_now.append(1)
                self.most_open = max(self.most_open, len(open_now))
                await asyncio.sleep(0.02)
                body, status = (b"", b"404 Not Found") if path == "/robots.txt" else (FEED, b"200 OK")
                open_now.pop()
                writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def visits(self, since: float, until: float = float("inf")) -> list[tuple[float, str]]:
        """When each feed was asked for."""
        return [(at, path) for at, _, path, _ in self.hits if path != "/robots.txt" and since <= at < until]

    def least_gap(self) -> tuple[float, str]:
        """The least time between two requests to one host, and who made them."""
        by_host: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for at, port, _, agent in self.hits:
            by_host[port].append((at, agent))
        return min((b[0] - a[0], f"{a[1]}, {b[1]}") for hits in by_host.values() for a, b in pairwise(hits))


@contextmanager
def served() -> Iterator[Sites]:
    sites, loop = Sites(), asyncio.new_event_loop()
    loop.run_until_complete(sites.open())
    thread = threading.Thread(target=lambda: (go_first(), loop.run_forever()), daemon=True)
    thread.start()
    yield sites
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def go_first() -> None:
    """Let this thread go before others, if we may: its log must say when a request came, not when there was time."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -15)


class HubClock:
    """The file that stands for the hub's clock; it follows the real one at a distance until closed."""

    def __init__(self, folder: Path) -> None:
        self.file, self.ahead = folder / "clock", timedelta(0)
        self._closed = threading.Event()
        self.write()
        threading.Thread(target=self._follow, daemon=True).start()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def jump(self, by: timedelta) -> None:
        self.ahead += by
        self.write()

    def write(self) -> None:
        fresh = self.file.with_name(f"clock-{threading.get_ident()}")
        fresh.write_text(self.now().isoformat())
        fresh.replace(self.file)

    def close(self) -> None:
        self._closed.set()

    def _follow(self) -> None:
        while not self._closed.wait(0.1):
            self.write()


@dataclass
class Hub:
    """A hub of the sites, its clock, and its workers."""

    store: Store
    clock: HubClock
    workers: tuple[subprocess.Popen[bytes], ...] = ()


@contextmanager
def hub(sites: Sites, url: str | None, delay: float) -> Iterator[Hub]:
    """A hub with two workers, its sources all due four seconds from now."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        store = Store(url or f"sqlite:///{folder / 'daumoi.db'}", folder)
        store.migrate()
        clock = HubClock(folder)
        store.sources.save_agency(Agency("so", "Sở"))
        due = clock.now() + timedelta(seconds=4)
        for n in range(SOURCES):
            feed = f"http://127.0.0.1:{sites.ports[n % HOSTS]}/{n}"
            store.sources.save_source(Source(f"s{n}", "so", feed, (Address("feed", feed),), pages=False))
            store.sources.save_state(SourceState(f"s{n}", "healthy", last_try=clock.now(), next_due=due))
        settings = {"DAUMOI_CLOCK": str(clock.file), "DAUMOI_EVERY": str(EVERY), "DAUMOI_PER_HOST_DELAY": str(delay)}
        settings |= {"DAUMOI_DATABASE_URL": url} if url else {}
        workers = [
            stack.enter_context(process("worker --quiet", folder, **settings, DAUMOI_USER_AGENT=f"worker-{n}"))
            for n in (1, 2)
        ]
        yield Hub(store, clock, tuple(workers))
        clock.close()
        stack.close()
        store.close()


# --- what is judged ------------------------------------------------------------------------------


def burst(url: str | None) -> Iterator[Result]:
    with served() as sites, hub(sites, url, DELAY) as it:
        wait_until(lambda: len(sites.visits(0)) >= SOURCES, 120)
        first = sites.visits(0)
        time.sleep(3 * EVERY)
        for worker in it.workers:
            end(worker)  # so that what was asked for is also written
        visits = sites.visits(0)
        agents = Counter(agent for _, _, path, agent in sites.hits if path != "/robots.txt")
        states = it.store.sources.states().values()
        done = {f"s{n}": it.store.ledger.tallies(f"s{n}", 99) for n in range(SOURCES)}
    times = times_of(visits)
    runs = {slug: sorted(tally.at for tally in tallies) for slug, tallies in done.items()}
    gaps = [(b - a).total_seconds() for begun in runs.values() for a, b in pairwise(begun)]
    seconds = Counter(int(seen[2]) for seen in times.values() if len(seen) > 2)
    twice = sum(gap < SOONEST for gap in gaps)
    yield f"{len(times)} of {SOURCES} visited, the first {SOURCES} visits in {span(first):.1f} s", len(times) == SOURCES
    yield (
        f"runs {sum(map(len, runs.values()))}, requests for feeds {len(visits)}",
        len(visits) == sum(map(len, runs.values())),
    )
    yield f"run twice for one due time: {twice} (least from one to the next {min(gaps):.1f} s)", twice == 0
    yield f"longest from one run to the next {max(gaps):.1f} s (interval {EVERY:.0f} s)", max(gaps) <= 2 * EVERY
    yield f"by worker: {dict(agents)}", len(agents) == 2
    yield f"at a time to one host, at most: {sites.most_open}", sites.most_open == 1
    gap, whose = sites.least_gap()
    yield f"least time between two requests {gap:.3f} s (delay {DELAY} s; {whose})", gap >= DELAY - EARLY
    yield f"in one second of the third round at most {max(seconds.values())}", max(seconds.values()) <= SOURCES / 4
    yield f"failed: {sum(bool(state.error) for state in states)}", not any(state.error for state in states)


def clock_jumps(url: str | None) -> Iterator[Result]:
    with served() as sites, hub(sites, url, 0.0) as it:
        wait_until(lambda: len(sites.visits(0)) >= SOURCES, 120)
        time.sleep(EVERY)
        began = time.monotonic()
        time.sleep(EVERY)
        usual = len(sites.visits(began)) / EVERY
        yield f"usual visits a second: {usual:.1f}", usual > 0.9 * SOURCES / EVERY
        for name, by in (("+1 h", 1), ("-1 h", -1), ("+1 day", 24), ("-1 day", -24)):
            yield after(sites, name, usual, lambda by=by: it.clock.jump(timedelta(hours=by)))  # type: ignore[misc]
        yield after(sites, "6 h asleep", usual, lambda: sleep_long(it))


def sleep_long(it: Hub) -> None:
    """The workers stand still while the clock goes on."""
    for worker in it.workers:
        worker.send_signal(signal.SIGSTOP)
    time.sleep(1.0)
    it.clock.jump(timedelta(hours=6))
    for worker in it.workers:
        worker.send_signal(signal.SIGCONT)


def after(sites: Sites, name: str, usual: float, event: Callable[[], None]) -> Result:
    """Rates and gaps in the time of one and a half intervals after the event."""
    before = times_of(sites.visits(time.monotonic() - 1.5 * EVERY))
    event()
    began = time.monotonic()
    time.sleep(1.5 * EVERY)
    visits = sites.visits(began)
    moments = [at for at, _ in visits]
    most = max(sum(start <= at < start + WINDOW for at in moments) for start in moments) / WINDOW
    first = {path: seen[0] for path, seen in times_of(visits).items()}
    late = max(first.get(path, time.monotonic()) - seen[-1] for path, seen in before.items()) - EVERY
    said = f"{name}: at most {most / usual:.2f}x the usual rate, {len(first)} visited, at most {late:.1f} s late"
    return said, most <= 2 * usual and len(first) == SOURCES and late <= EVERY


def times_of(visits: list[tuple[float, str]]) -> dict[str, list[float]]:
    times: defaultdict[str, list[float]] = defaultdict(list)
    for at, path in visits:
        times[path].append(at)
    return dict(times)


def span(visits: list[tuple[float, str]]) -> float:
    return visits[SOURCES - 1][0] - visits[0][0] if len(visits) >= SOURCES else float("inf")


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.1)


def main() -> int:
    where = programs() if "postgresql" in sys.argv else None
    missed = 0
    with running(where) if where else nullcontext() as server:
        chosen = [trial for trial in (burst, clock_jumps) if trial.__name__ in sys.argv] or [burst, clock_jumps]
        for n, trial in enumerate(chosen):
            print(f"{trial.__name__} ({'PostgreSQL' if server else 'SQLite'})", flush=True)
            for said, reached in trial(server.make(f"hub{n}") if server else None):
                print(f"  {'ok  ' if reached else 'MISS'} {said}", flush=True)
                missed += not reached
    print(f"FAIL: {missed}" if missed else "PASS")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

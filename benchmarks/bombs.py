"""What is meant to fill memory or never to end, through the real client and reader; and a neighbour that waits for it.

    python -m benchmarks.bombs

Each kind of `hostile_server` is collected in a fresh process with the default cap (15 MiB) and deadline (30 s): it
must end with a code that fits, in time, and resident memory must not have grown by 64 MiB meanwhile. What is read in
a limited child fills that one's memory, up to its limit of 512 MiB, which is told beside it. Then a worker
has four of every kind due in one second, and healthy sources due at that moment and every half second after it: each
must be asked within 2 s.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from threading import Thread
from time import monotonic, process_time, time
from typing import Any

from benchmarks.hostile_server import FINE, KINDS, free_port, hosts_of, whole
from hub.records import Address, AddressRead, Agency, JsonRule, ListingRule, Memory, Source, SourceState
from hub.settings import Settings, load_settings
from hub.wiring import open_parts
from hub.worker.collecting import open_client
from hub.worker.process import run
from scheduler import Worker
from spiders.client import Client
from spiders.collect import collect
from spiders.limited.children import Children

DEADLINE, SLACK = Settings.model_fields["deadline"].default, 2.0
MOST_GROWTH, LATEST = 64 * 1024 * 1024, 2.0
COPIES, NEIGHBOURS, EVERY, LEAD = 4, 60, 0.5, 5.0
LOOPBACK = "127.0.0.0/8"


def source_of(kind: str, slug: str, host: str, port: int) -> Source:
    url = f"http://{host}:{port}/{kind.replace(' ', '%20')}"
    address = Address(
        KINDS[kind].address,  # type: ignore[arg-type]
        url,
        listing=ListingRule(row="li.row", title="a"),
        json=JsonRule(items="items", title="title", url="url"),
    )
    return Source(slug, "so", url, (address,), every=10.0, pages=False)


# --- one kind, in a process of its own -----------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What reading one kind came to: the code, seconds of wall and CPU, bytes by which memory grew at its highest.

    `beside` is the highest memory of a process that it was read in beside this one, or of their nursery.
    """

    code: str | None
    seconds: float = 0.0
    cpu: float = 0.0
    growth: int = 0
    beside: int = 0


def child(kind: str, host: str, port: int) -> None:
    """Print the outcome of one collection, after a harmless one that loads what is loaded late."""
    print(json.dumps(vars(asyncio.run(_measured(kind, host, port)))))


async def _measured(kind: str, host: str, port: int) -> Outcome:
    client = Client(
        allow_networks=[LOOPBACK], user_agent="DauMoi/0.1", per_host_delay=0, clock=lambda: datetime.now(UTC)
    )
    children = Children()
    children.network()  # starts the nursery
    await _code(source_of("fine", "fine", hosts_of(1)["fine"][0], port), client, children)
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark of memory begins anew
    before, begun, cpu = _memory("VmRSS"), monotonic(), process_time()
    code = await _code(source_of(kind, "hostile", host, port), client, children)
    outcome = Outcome(code, monotonic() - begun, process_time() - cpu, _memory("VmHWM") - before)
    await client.close()
    children.close()  # and only then their use of memory is told
    return replace(outcome, beside=getrusage(RUSAGE_CHILDREN).ru_maxrss * 1024)


async def _code(source: Source, client: Client, children: Children) -> str | None:
    reads = [read async for read in collect(source, Memory(), client, children)]
    (read,) = [read for read in reads if isinstance(read, AddressRead)]
    return read.error


def _memory(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def measured(kind: str, port: int) -> Outcome:
    code = f"from benchmarks.bombs import child; child({kind!r}, {hosts_of(1)[kind][0]!r}, {port})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        return Outcome(f"died: {done.stderr[-300:]}")
    return Outcome(**json.loads(done.stdout))


def each_by_itself() -> bool:
    """The table of kinds; whether each was stopped as it should."""
    addresses = [host for hosts in hosts_of(1).values() for host in hosts]
    with serving(addresses) as port, ThreadPoolExecutor(6) as pool:
        outcomes = zip(KINDS, pool.map(lambda kind: measured(kind, port), KINDS), strict=True)
        return reported(outcomes)


def reported(outcomes: Iterable[tuple[str, Outcome]]) -> bool:
    passed, most = True, 0
    for kind, outcome in outcomes:
        stopped = outcome.code in KINDS[kind].codes and outcome.seconds < DEADLINE + SLACK
        fine = stopped and outcome.growth < MOST_GROWTH
        passed, most = passed and fine, max(most, outcome.growth)
        print(
            f"  {kind:<32} {outcome.code or 'read':<14} {outcome.seconds:5.1f} s ({outcome.cpu:4.1f} s CPU) "
            f"{outcome.growth / 2**20:6.1f} MiB, beside it {outcome.beside / 2**20:4.0f}{'' if fine else '   <- FAIL'}",
            flush=True,
        )
    print(f"each by itself: memory grows by at most {most / 2**20:.0f} MiB (less than 64)")
    return passed


# --- a worker with all of them, and its neighbours -----------------------------------------------


def neighbour_host(number: int) -> str:
    return f"127.0.1.{number + 1}"


def work(copies: int, hostile: int, neighbours: int, folder: str) -> None:
    """Run a worker for a while; print when each neighbour was due, what became of the others, and memory."""
    run(_work(copies, hostile, neighbours, folder))


async def _work(copies: int, hostile: int, neighbours: int, folder: str) -> None:
    parts = open_parts(load_settings(Path(folder), allow_networks=LOOPBACK)[0])
    moment = parts.clock() + timedelta(seconds=LEAD)
    sources = parts.store.sources
    sources.save_agency(Agency("so", "Sở"))
    for number, (kind, hosts) in enumerate(hosts_of(copies).items()):
        for copy, host in enumerate(hosts):
            _plan(sources, source_of(kind, f"hostile-{number}-{copy}", host, hostile), moment)
    due = {}
    for number in range(NEIGHBOURS):
        due[number] = moment + timedelta(seconds=EVERY * number)
        url = f"http://{neighbour_host(number)}:{neighbours}/feed"
        _plan(sources, Source(f"neighbour-{number}", "so", url, (Address("feed", url),), pages=False), due[number])
    working = asyncio.create_task(Worker(parts, open_client(parts)).run(asyncio.Event()))
    await asyncio.sleep(LEAD + EVERY * NEIGHBOURS + LATEST + 1)
    assert not working.done()
    states = sources.states()
    tried = sum(1 for slug, state in states.items() if slug.startswith("hostile") and state.last_try)
    said = {"due": {n: at.timestamp() for n, at in due.items()}, "tried": tried, "peak": _memory("VmHWM")}
    print(json.dumps(said), flush=True)
    os._exit(0)  # what is still being read would hold up an orderly end


def _plan(sources: Any, source: Source, due: datetime) -> None:
    sources.save_source(source)
    sources.save_state(SourceState(source.slug, next_due=due))


class Neighbourhood:
    """Healthy sites, each at an address of its own, that note when they are first asked."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}
        addresses = [neighbour_host(number) for number in range(NEIGHBOURS)]
        self.port, loop = free_port(addresses), asyncio.new_event_loop()
        loop.run_until_complete(asyncio.start_server(self._serve, addresses, self.port, backlog=512))
        Thread(target=loop.run_forever, daemon=True).start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.first.setdefault(writer.get_extra_info("sockname")[0], time())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(whole(FINE, b"Connection: close\r\n"))
            await writer.drain()
        writer.close()


@dataclass(frozen=True)
class Beside:
    """How late each neighbour was asked (seconds), beside so many hostile sources, of which so many were collected."""

    hostile: int
    collected: int
    late: Sequence[float]
    peak: int

    def told(self) -> str:
        return (
            f"beside {self.hostile} hostile sources due in one second ({self.collected} collected meanwhile) "
            f"{len(self.late)} neighbours are asked {median(self.late):.2f} s late in the median, "
            f"{max(self.late):.2f} s at most; the worker's memory at its highest {self.peak / 2**20:.0f} MiB"
        )


def beside(copies: int) -> Beside:
    """A worker with so many copies of every kind."""
    town = Neighbourhood()
    addresses = [host for hosts in hosts_of(copies).values() for host in hosts]
    with serving(addresses or ["127.0.0.1"]) as port, tempfile.TemporaryDirectory() as folder:
        code = f"from benchmarks.bombs import work; work({copies}, {port}, {town.port}, {folder!r})"
        done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    late = [town.first.get(neighbour_host(int(n)), time()) - due for n, due in said["due"].items()]
    return Beside(len(addresses), said["tried"], late, said["peak"])


@contextmanager
def serving(addresses: Sequence[str]) -> Iterator[int]:
    """The port of a hostile server in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.hostile_server", *addresses]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait()


def main() -> int:
    passed = each_by_itself()
    print(beside(0).told() + " (for comparison)", flush=True)
    crowd = beside(COPIES)
    print(f"{crowd.told()} (2 s are allowed)")
    passed &= max(crowd.late) <= LATEST
    print("PASS" if passed else "FAIL")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

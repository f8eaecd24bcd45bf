"""Children that read hostile inputs: what one costs, how soon it is stopped, and whether the worker feels it.

    python -m benchmarks.children [size in KiB of each generated input, 1024 unless given] [inputs, 100]

Half of the inputs go to read_article, half to read_rows, all of them through the worker's own
choice between a thread and a child, in its own event loop. Seconds of the processor are the child's.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage

from benchmarks.hostile_reading import FEEDS, Hostile, hostile_inputs, in_feed, in_page
from hub.errors import PoisonError, ReadError
from hub.records import Fetch, Item, Memory, Source
from spiders.article import read_article
from spiders.feed import read_rows, weight_of_feed
from spiders.limited.children import Children
from spiders.visit import Visit, weight_of_page

NOW = datetime(2010, 9, 24, tzinfo=UTC)
ROW = Item("so", "http://x.vn/1", "Thông báo tuyển dụng viên chức", summary="Sở thông báo")
SOURCE = Source("so", "so", "http://x.vn/")
LONGEST_LAG, MOST_GROWTH, JOB_MS, ROUNDS = 2.0, 64, 25.0, 50


@dataclass
class Run:
    """What became of all inputs."""

    ends: dict[str, int] = field(default_factory=dict)
    slowest: list[tuple[float, str, str]] = field(default_factory=list)
    lag: float = 0.0


def facts_inputs() -> list[Hostile]:
    """The inputs by which others were stalled (reliability.md facts 2 and F34, T10, T11)."""
    style = '<p style="' + "a" * 30_000 + '">x</p>'
    many = "".join(f"<item><title>Tin {n}</title><link>http://x.vn/{n}</link>{'x' * 60}</item>" for n in range(100_000))
    return [
        Hostile("30 KB of a style", "feed", in_feed(style)),
        Hostile("<!-- × 80,000 in a feed", "feed", in_feed("<!--" * 80_000)),
        Hostile("<!-- × 80,000 in a page", "page", in_page("<!--" * 80_000)),
        Hostile("<!h × 200,000", "feed", in_feed("<!h" * 200_000)),
        Hostile("a billion laughs", "feed", FEEDS["entities in entities"](0).encode()),
        Hostile("100,000 entries in 12 MiB", "feed", f"<rss><channel>{many}</channel></rss>".encode()),
        Hostile("12 MiB of a page", "page", in_page("<p>Thông báo số 1 về việc họp</p>" * 350_000)),
    ]


def clock_ticks(pid: int) -> float:
    """Seconds of the processor that a process and its ended children have had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


async def watch_loop(run: Run) -> None:
    """How late the loop wakes up, at the worst."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.05)
        run.lag = max(run.lag, time.monotonic() - before - 0.05)


async def read(visit: Visit, given: Hostile, run: Run) -> None:
    """One input as the worker reads it."""
    began, end = time.monotonic(), "read"
    fetch = Fetch("so", f"http://x.vn/{given.name}", NOW, status=200, body=given.body, sha256=given.name)
    try:
        if given.kind == "feed":
            await visit.make_out(fetch, weight_of_feed(given.body), read_rows, fetch, "so", frozenset())
        else:
            await visit.make_out(fetch, weight_of_page(fetch), read_article, fetch, ROW)
    except PoisonError as error:
        end = error.detail
    except ReadError as error:
        end = error.code
    run.ends[end] = run.ends.get(end, 0) + 1
    run.slowest.append((time.monotonic() - began, given.name, end))


async def all_read(children: Children, inputs: list[Hostile]) -> Run:
    """Read all inputs, four at a time, as four sources would give them."""
    run, left = Run(), list(inputs)
    visit = Visit(SOURCE, Memory(), children, children)  # type: ignore[arg-type]

    async def work() -> None:
        while left:
            await read(visit, left.pop(), run)

    watching = asyncio.create_task(watch_loop(run))
    await asyncio.gather(*(work() for _ in range(4)))
    watching.cancel()
    return run


def cost(work: Callable[[], object], children: Children) -> float:
    """Milliseconds of the processor that a job takes in all processes together."""
    pid = children._nursery.pid if children._nursery else 0
    before = time.process_time() + clock_ticks(pid)
    for _ in range(ROUNDS):
        work()
    time.sleep(0.2)
    return (time.process_time() + clock_ticks(pid) - before) / ROUNDS * 1000


def verdict(name: str, value: float, limit: float, unit: str) -> bool:
    """Print a figure and whether it is reached."""
    print(f"{'PASS' if value <= limit else 'FAIL'}  {name}: {value:.2f} {unit} (at most {limit:g})")
    return value <= limit


def main(size: int = 1024, count: int = 100) -> int:
    """Print the figures; 0 where all are reached."""
    children = Children()
    print(f"kept from the network by: {children.network()}")
    words = in_page("<p>Thông báo số 12/QĐ-UBND về việc họp bàn.</p>" * 400)
    fetch = Fetch("so", "http://x.vn/1", NOW, status=200, body=words)
    read_article(fetch, ROW)
    here = cost(lambda: read_article(fetch, ROW), children)
    there = cost(lambda: children.run(read_article, fetch, ROW), children)
    print(f"a page of {len(words) >> 10} KiB: {here:.1f} ms of the processor in the worker, {there:.1f} ms in a child")
    inputs = Random(2010).sample(list(hostile_inputs(size << 10)), count) + facts_inputs()
    before, spent = getrusage(RUSAGE_SELF).ru_maxrss, time.process_time()
    run = asyncio.run(all_read(children, inputs))
    growth = (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{len(inputs)} hostile inputs; the worker's own processor time {time.process_time() - spent:.1f} s; ends:")
    for end, times in sorted(run.ends.items(), key=lambda pair: -pair[1]):
        print(f"  {times:4} {end[:100]}")
    for seconds, name, end in sorted(run.slowest, reverse=True)[:5]:
        print(f"  {seconds:6.1f} s {name}: {end[:80]}")
    stopped = max((seconds for seconds, _, end in run.slowest if "takes" in end), default=0.0)
    alive = children.run(read_article, fetch, ROW) == read_article(fetch, ROW)
    children.close()
    print(f"{'PASS' if alive else 'FAIL'}  the next page is read as ever")
    reached = [
        alive,
        verdict("a job beside the same work in the worker", there - here, JOB_MS, "ms of the processor"),
        verdict("the longest until one is stopped", stopped, 65.0, "s by the clock"),
        verdict("growth of the worker", growth, MOST_GROWTH, "MiB"),
        verdict("the longest the event loop was held up", run.lag, LONGEST_LAG, "s"),
    ]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))

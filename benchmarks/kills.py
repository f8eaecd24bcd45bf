"""`kill -9` at each of the eight points and at random moments: nothing lost, nothing doubled, all equal again.

    python -m benchmarks.kills [--each 3] [--random 100]

A worker and, in turn, a crawl are killed while a site changes; a new worker is started and must, within 60 s,
have collected, indexed and published. Beside it a hub that nobody kills looks at the same steps of the same
site: both must know the same notices, under the same ids and names, in the same states, by the same changes.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic, sleep

from benchmarks.changing_site import AGENCIES, BEGUN, Site, changing_site, sources
from hub.cli.checking import discrepancies
from hub.cli.setting_up import fix_authority
from hub.records import Filters, Notice
from hub.settings import KILL_POINTS, load_settings
from hub.store.progress import silent
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.consuming import consume_all

LIMIT = 60.0
SETTLE_EVERY = 5
# collections after which a page that is gone has been seen to be gone, whenever a kill interrupted which
SETTLING = 4
HOUR = timedelta(hours=1)
WORKER = ("worker", "--quiet", "--supervised")  # ends with us, however we end
OFTEN = ("after_fetch", "after_blob", "after_commit", "mid_publish")

Tell = Callable[[str], None]


@dataclass(slots=True)
class Bench:
    """A site, a clock, a hub that is killed and its twin that is not."""

    site: Site
    folder: Path
    victim: Parts
    twin: Parts
    now: datetime = BEGUN
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)

    def pass_on(self) -> None:
        """An hour goes by."""
        self.now += HOUR
        moved = self.folder / "clock.new"
        moved.write_text(self.now.isoformat(), "ascii")
        moved.replace(self.folder / "clock")

    def change(self) -> None:
        """The site changes, an hour goes by, and the twin looks at it."""
        self.site.step += 1
        self.pass_on()
        asyncio.run(collect_in_peace(self.twin))

    def start(self, *command: str, kill_at: str = "") -> subprocess.Popen[bytes]:
        """A process of the hub that is killed."""
        told = {**os.environ, **settings_for(self.folder, "victim"), "DAUMOI_KILL_AT": kill_at}
        words = [sys.executable, "-m", "hub", *command]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(words, env=told, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log)

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A worker that nothing is done to, until the end of the block."""
        running = self.start(*WORKER)
        try:
            yield
        finally:
            end(running)

    def recover(self, about: str) -> str:
        """Start a worker, and wait until all is equal, every few times also to the twin; what to say of it."""
        began, known = monotonic(), len(self.faults)
        with self.worker():
            found = self._wait_until_equal(began)
            self.seconds.append(monotonic() - began)
            self.faults += [f"{about}: {fault}; {self._said()}" for fault in found]
        if len(self.seconds) % SETTLE_EVERY == 0:
            self.settle(about)
        return f"{about}: equal after {self.seconds[-1]:.1f} s, {len(self.faults) - known} faults"

    def _said(self) -> str:
        """What the last process has logged."""
        return (self.folder / "log").read_text("utf-8", "replace")[-2000:]

    def _wait_until_equal(self, began: float) -> list[str]:
        """What is still wrong when the time is over."""
        found = ["nothing was collected"]
        while found and monotonic() - began < LIMIT:
            sleep(0.1)
            if self._has_collected() and is_quiet(self.victim):
                found = wrong(self.victim)
        return found

    def settle(self, about: str) -> None:
        """Let some hours pass in peace, and compare with the twin."""
        with self.worker():
            for _ in range(SETTLING):
                self.pass_on()
                asyncio.run(collect_in_peace(self.twin))
                self.faults += [f"{about}: {fault}" for fault in self._wait_until_equal(monotonic())]
        self.faults += [f"{about}: {fault}" for fault in unlike(known_to(self.victim), known_to(self.twin))]

    def _has_collected(self) -> bool:
        states = self.victim.store.sources.states()
        return len(states) == 2 and all(state.last_ok == self.now for state in states.values())


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it, if it lives."""
    process.kill()
    process.communicate()


def settings_for(folder: Path, name: str) -> dict[str, str]:
    """The environment of a hub of the bench."""
    return {
        "DAUMOI_DATA_DIR": str(folder / name),
        "DAUMOI_CLOCK": str(folder / "clock"),
        "DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8",
        "DAUMOI_PER_HOST_DELAY": "0",
    }


def open_hub(folder: Path, name: str, origin: str) -> Parts:
    """A new hub that knows the site."""
    given = {key.removeprefix("DAUMOI_").lower(): value for key, value in settings_for(folder, name).items()}
    parts = open_parts(load_settings(Path(given.pop("data_dir")), **given)[0])
    fix_authority(parts.store, "hub.example")
    for agency in AGENCIES:
        parts.store.sources.save_agency(agency)
    for source in sources(origin):
        parts.store.sources.save_source(source)
    return parts


async def collect_in_peace(parts: Parts) -> None:
    """One collection of every source, indexed and published; however slow the machine is, none is left out."""
    client = open_client(parts)
    left = {source.slug: source for source in parts.store.sources.sources("active")}
    try:
        while left:
            for tally in await collect_all(parts, client, list(left.values()), lambda tally: None):
                if not tally.error:
                    del left[tally.source]
        await consume_all(parts)
    finally:
        await client.close()


# --- what must be so -------------------------------------------------------------------------------


def is_quiet(parts: Parts) -> bool:
    """Whether every change has been indexed and published."""
    changes = parts.store.changes
    return min(changes.consumed("index"), changes.consumed("publish")) >= changes.newest()


def wrong(parts: Parts) -> list[str]:
    """Where index, feeds and kept files are not as the store says; pages fetched and not used are no fault."""
    parts.index.refresh()
    found = discrepancies(parts, silent, deep=True)
    said = [f"{one['code']} {one['subject']}" for one in found if one["code"] != "orphans"]
    said += [f"{file} is half" for file in parts.public.rglob(".*")]
    return said + [f"{one.id} is not found" for one in everything(parts) if one.id not in hits(parts, one)][:3]


def hits(parts: Parts, notice: Notice) -> set[str]:
    """What is found by the number in the title and the words behind it."""
    words = notice.title.partition(" số ")[2].replace("(", "").replace(")", "")
    return {hit.id for hit in parts.index.search(f'"{words}"', limit=10).hits}


def everything(parts: Parts) -> list[Notice]:
    """All notices."""
    return parts.store.notices.newest(Filters(), limit=100_000)


def known_to(parts: Parts) -> dict[str, tuple[object, ...]]:
    """What a hub knows of each notice, but for the hours at which it learnt it."""
    store = parts.store
    kinds: dict[str, list[str]] = {}
    for change in store.changes.after(0, 1_000_000):
        kinds.setdefault(change.notice, []).append(change.kind)
    return {
        one.id: (
            *(one.title, one.text, one.section, one.doc_number, one.withdrawn, one.sources, kinds[one.id]),
            *(file.sha256 for file in one.attachments),
            store.notices.aliases(one.id),
            [(state.n, state.digest, state.changed, state.sha256) for state in store.notices.revisions(one.id)],
        )
        for one in everything(parts)
    }


def unlike(killed: Mapping[str, object], whole: Mapping[str, object]) -> list[str]:
    """Where the hub that was killed knows less, more or something else."""
    lost = [f"{id} is lost" for id in whole.keys() - killed.keys()]
    doubled = [f"{id} should not be" for id in killed.keys() - whole.keys()]
    other = [f"{id} is {killed[id]}, not {whole[id]}" for id in whole.keys() & killed.keys() if killed[id] != whole[id]]
    return lost + doubled + other


# --- the rounds ------------------------------------------------------------------------------------


def kill_at(bench: Bench, point: str, turn: int, command: Sequence[str]) -> bool:
    """Let a process kill itself there; False where it never came there, and was killed for that."""
    bench.change()
    running = bench.start(*command, kill_at=f"{point}:{turn}")
    try:
        return running.wait(LIMIT) == -signal.SIGKILL
    except subprocess.TimeoutExpired:
        return False
    finally:
        end(running)


def kill_after(bench: Bench, seconds: float) -> None:
    """Kill a worker so long after its start."""
    bench.change()
    running = bench.start(*WORKER)
    sleep(seconds)
    end(running)


def at_points(bench: Bench, each: int, tell: Tell) -> dict[str, int]:
    """Kill at every point so often, each time at a later turn; how often it was reached."""
    reached = dict.fromkeys(KILL_POINTS, 0)
    for point in KILL_POINTS:
        for n in range(each):
            command = ("crawl",) if n % 2 else WORKER
            # consumers pass their points once or twice where little has changed, the others more often
            turn = 1 + n if point in OFTEN else 1
            reached[point] += kill_at(bench, point, turn, command)
            tell(bench.recover(f"{command[0]} killed at {point}:{turn}"))
    return reached


def at_random(bench: Bench, rounds: int, tell: Tell) -> None:
    """Kill at so many random moments between the start of a worker and the end of its work."""
    chance = Random(2026)
    for _ in range(rounds):
        moment = chance.uniform(0.3, 6.0)
        kill_after(bench, moment)
        tell(bench.recover(f"worker killed after {moment:.2f} s"))


def run(each: int, rounds: int, tell: Tell) -> tuple[Bench, dict[str, int]]:
    """All rounds on a new hub and its twin."""
    with tempfile.TemporaryDirectory() as place, changing_site() as site:
        folder = Path(place)
        (folder / "clock").write_text(BEGUN.isoformat(), "ascii")
        victim, twin = (open_hub(folder, name, site.origin) for name in ("victim", "twin"))
        with closing(victim), closing(twin):
            bench = Bench(site, folder, victim, twin)
            for parts in (victim, twin):
                asyncio.run(collect_in_peace(parts))
            reached = at_points(bench, each, tell)
            at_random(bench, rounds, tell)
            bench.recover("the end")
            bench.settle("the end")
            bench.held = {"notices": len(everything(victim))}
            bench.held |= Counter(change.kind for change in victim.store.changes.after(0, 1_000_000))
    return bench, reached


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=3, help="kills at each point")
    parser.add_argument("--random", type=int, default=100, help="kills at random moments")
    options = parser.parse_args()
    total, done = len(KILL_POINTS) * options.each + options.random, count(1)

    def tell(what: str) -> None:
        print(f"[{next(done)}/{total}] {what}", flush=True)

    bench, reached = run(options.each, options.random, tell)
    for fault in bench.faults:
        print(f"  {fault}")
    for point, times in reached.items():
        print(f"killed at {point:<20} {times} times (wanted: {options.each})")
    slowest, middle = max(bench.seconds), median(bench.seconds)
    print(", ".join(f"{many} {what}" for what, many in bench.held.items()))
    print(
        f"{len(bench.seconds)} restarts, equal after {middle:.1f} s as a rule, {slowest:.1f} s at most ({LIMIT:.0f} s)"
    )
    good = not bench.faults and all(times == options.each for times in reached.values())
    print("PASS: nothing lost, nothing doubled" if good else f"FAIL: {len(bench.faults)} faults")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""What a hub misses, and whether it knows: feeds that overflow between two visits, notices taken down or put up late.

    python -m benchmarks.completeness [--seeds 11,12]

A real worker visits sites on loopback; a file stands for its clock. Between two visits 55 notices come on each of six
sites whose feeds, or lists of one page, show 20: with a list beside the feed, with one that only the homepage leads to,
after an outage, with no archive at all, and with a list that is as short as the feed. Then on a site with feed and
list, with a list alone, with a sitemap alone (both visited once a day), and with a list of which only the first pages
are ever read, 5 notices are taken down and 3 put up with dates of days ago, and the night goes by. Prints what became
of each gap, of each planted change, and how the ledger's counts stand to the truth.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.completeness_site import AGENCY, HISTORY, WINDOW, World, world
from hub.records import DayCount, Filters, Notice
from hub.store.store import Store
from hub.vietnamese.dates import VIETNAM, vietnamese_day
from hub.watch.completeness import ledger
from spiders.addresses import canonical_url

CAME = 55
DELETED, BACK_DATED = 5, 3
DAYS = 14
BEGUN = datetime(2026, 11, 3, 14, 0, tzinfo=VIETNAM)
STEP = timedelta(minutes=15)
PATIENCE = 120.0  # seconds for what is to happen at one time of the clock
A_TURN = 7.0  # seconds in which the worker looks at everything once

WAYS = {
    "ca-hai": ("feed list", "feed list"),
    "trang-chu": ("feed list", "feed"),
    "gian-doan": ("feed list", "feed"),
    "khong-kho": ("feed", "feed"),
    "kho-ngan": ("feed page", "feed"),
    "mot-trang": ("page", "list"),
    "danh-sach": ("list", "list"),
    "so-do": ("sitemap", "sitemap"),
    "dai": ("list", "list"),
}
FLOODED = ["ca-hai", "trang-chu", "gian-doan", "khong-kho", "kho-ngan", "mot-trang"]
FILLED = ["ca-hai", "trang-chu", "gian-doan"]
PLANTED = ["ca-hai", "danh-sach", "so-do", "dai"]
SELDOM = ["danh-sach", "so-do"]  # visited once a day
PAGES_OF_LONG = 2  # of its three are ever read


class Hub:
    """A hub in a folder, its worker another process, its store read by us."""

    def __init__(self, folder: Path) -> None:
        self.clock = folder / "clock"
        self.environment = {
            **os.environ, "DAUMOI_DATA_DIR": str(folder), "DAUMOI_CLOCK": str(self.clock),
            "DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8", "DAUMOI_PER_HOST_DELAY": "0",
        }  # fmt: skip
        self.now = BEGUN
        self.set(BEGUN)
        command = [sys.executable, "-m", "hub", "init", "--catalogue", "none", "--authority", "so.invalid"]
        subprocess.run(command, env=self.environment, check=True, capture_output=True)
        self.store = Store(f"sqlite:///{folder / 'daumoi.db'}", folder)

    def set(self, now: datetime) -> None:
        """Let the clock show this; the file is whole at any moment."""
        self.now = now
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(now.isoformat(), "ascii")
        fresh.replace(self.clock)

    @contextmanager
    def working(self, log: Path) -> Iterator[None]:
        with log.open("w") as lines:
            worker = subprocess.Popen([sys.executable, "-m", "hub", "worker"], env=self.environment, stderr=lines)
            try:
                yield
            finally:
                worker.terminate()
                worker.wait()

    def stored(self, name: str) -> dict[str, Notice]:
        """The notices of a source by address."""
        return {it.url: it for it in self.store.notices.newest(Filters(source=name), limit=500)}

    def counts(self, name: str) -> tuple[DayCount, ...]:
        """The ledger of a source for the last days."""
        done = min(self.store.changes.consumed(consumer) for consumer in ("index", "publish"))
        held = self.store.completeness.holdings(name, self.now - timedelta(days=DAYS + 1), done)
        return ledger(held, self.store.completeness.missing(name), vietnamese_day(self.now), DAYS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", default="11,12")
    options = parser.parse_args()
    results = [run(int(seed)) for seed in options.seeds.split(",")]
    print("PASS" if all(results) else "FAIL")
    return 0 if all(results) else 1


def run(seed: int) -> bool:
    print(f"seed {seed}", flush=True)
    with TemporaryDirectory() as folder, world(seed, WAYS, BEGUN) as sites:
        hub = Hub(Path(folder))
        hub.store.sources.save_agency(AGENCY)
        for name in SELDOM:
            sites.parts[name].every = 86_400.0
        sites.parts["dai"].pages = PAGES_OF_LONG
        for source in sites.sources():
            hub.store.sources.save_source(source)
        with hub.working(Path(folder) / "worker.log"):
            results = [*begin(hub, sites), *overflow(hub, sites), *night(hub, sites), *ledgers(hub, sites)]
        hub.store.close()
    return all(results)


def begin(hub: Hub, sites: World) -> Iterator[bool]:
    states = hub.store.sources.states
    until(lambda: sum(state.collections > 0 for state in states().values()) == len(WAYS))
    until(lambda: len(hub.stored("danh-sach")) == HISTORY)
    yield told("the first collection opens no gap", not hub.store.gaps.open_gaps())


def overflow(hub: Hub, sites: World) -> Iterator[bool]:
    """Twenty hours without a visit in which 55 notices come; one site is down for the last of them."""
    sites.parts["gian-doan"].is_down = True
    for _ in range(2):
        hub.set(hub.now + STEP)
        time.sleep(A_TURN)
    sites.flood(FLOODED, hub.now, hub.now + timedelta(hours=20), CAME)
    sites.parts["gian-doan"].is_down = False
    hub.set(hub.now + timedelta(hours=20, minutes=30))
    until(lambda: all(hub.store.gaps.gaps_of(name) for name in FLOODED))
    until(lambda: all(gap.tries for gap in hub.store.gaps.open_gaps()))
    for name in FLOODED:
        (gap,) = hub.store.gaps.gaps_of(name)
        shown = {canonical_url(f"{sites.origin}{it.path}") for it in sites.parts[name].notices[HISTORY:]}
        have = len(shown & hub.stored(name).keys())
        state = f"closed, {gap.found} found" if gap.closed else f"open ({gap.error})"
        reason = "outage" if name == "gian-doan" else "window"
        if name in FILLED:
            is_right = gap.closed is not None and have == CAME and gap.found == CAME - WINDOW
        else:
            is_right = gap.closed is None and have == WINDOW and gap.error in ("no_archive", "archive_short")
        yield told(f"{name:<10} shows {WINDOW} of {CAME}: {gap.reason} from {gap.since} to {gap.until}, {state}; "
                   f"{have}/{CAME} stored", is_right and gap.reason == reason)  # fmt: skip


def night(hub: Hub, sites: World) -> Iterator[bool]:
    """In the evening notices are taken down and put up late; in the morning all of it is known."""
    hub.set(hub.now.replace(hour=21, minute=0))
    time.sleep(A_TURN)
    sites.parts["so-do"].houses += 1
    planted = {name: sites.plant(name, DELETED, BACK_DATED, hub.now) for name in PLANTED}
    hub.set(datetime.combine(hub.now.date() + timedelta(days=1), datetime.min.time(), VIETNAM))
    while hub.now.hour < 6:
        time.sleep(A_TURN)
        hub.set(hub.now + STEP)
    for name, (gone, late) in planted.items():
        have = hub.stored(name)
        known = [have.get(canonical_url(f"{sites.origin}{it.path}") or "") for it in gone]
        withdrawn = sum(it is not None and it.withdrawn for it in known)
        found = sum(canonical_url(f"{sites.origin}{it.path}") in have for it in late)
        wrong = sum(it.withdrawn for it in have.values()) - withdrawn
        yield told(
            f"{name:<10} {withdrawn} of {DELETED} deletions and {found} of {BACK_DATED} back-dated notices by "
            f"{hub.now:%H:%M}, {wrong} withdrawn that stand",
            (withdrawn, found, wrong) == (DELETED, BACK_DATED, 0),
        )


def ledgers(hub: Hub, sites: World) -> Iterator[bool]:
    """For each day what the site shows, what it ever showed, what is published and what is missing."""
    for name in [*FILLED, "danh-sach", "so-do"]:
        part = sites.parts[name]
        stands, ever = part.by_day(gone=False), part.by_day(gone=True)
        wrong = [
            count for count in hub.counts(name)
            if (count.listed, count.stored, count.published, count.missing)
            != (stands.get(count.day, 0), ever.get(count.day, 0), ever.get(count.day, 0), ())
        ]  # fmt: skip
        yield told(
            f"{name:<10} the ledger equals the truth on {DAYS - len(wrong)} of {DAYS} days {wrong or ''}", not wrong
        )


def until(is_so: Callable[[], object]) -> bool:
    """Wait until something is so; False where it is not after a while."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.5)
    return False


def told(what: str, is_right: bool) -> bool:
    print(f"  {'ok  ' if is_right else 'FAIL'} {what}", flush=True)
    return is_right


if __name__ == "__main__":
    sys.exit(main())

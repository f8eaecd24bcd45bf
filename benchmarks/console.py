"""The operators' pages with 500 sources x 90 days: CPU milliseconds a page, the median of several, in the process that
serves them (the framework, the store and the template included, no socket).

`python -m benchmarks.console [--sources 500] [--days 90] [--a-day 4]`
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from hub.records import Address, Agency, Fetch, ListingRule, Source, SourceState, Tally
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.wiring import Parts, open_parts

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
MOST_MS = 200.0
ROUNDS = 9
AGENCIES = 50
STATES = ("healthy",) * 8 + ("failing", "late", "silent", "partial", "challenged")
PAGES = (
    "/ops",
    "/ops?sort=name&page=3",
    "/ops?sort=next",
    "/ops?state=failing",
    "/ops?agency=so-7",
    "/ops/sources/nguon-123",
    "/ops/sources/nguon-123?page=5",
    "/ops/audit",
    "/ops/add",
)


@contextmanager
def filled(sources: int, days: int, a_day: int) -> Iterator[Parts]:
    """A hub with so many sources, each collected so often a day for so many days; one with all its requests."""
    with TemporaryDirectory() as folder:
        parts = open_parts(Settings(data_dir=Path(folder)))
        parts = replace(parts, clock=lambda: NOW)
        try:
            fill(parts, sources, days, a_day)
            yield parts
        finally:
            parts.close()


def fill(parts: Parts, sources: int, days: int, a_day: int) -> None:
    """Agencies, sources, their states and tallies, and the fetch log of one."""
    store, random = parts.store, Random(500)
    for n in range(AGENCIES):
        store.sources.save_agency(Agency(f"so-{n}", f"Sở Nông nghiệp và Phát triển nông thôn {n}", "so", "tinh"))
    slugs = [f"nguon-{n:03}" for n in range(sources)]
    for n, slug in enumerate(slugs):
        store.sources.save_source(made(n, slug))
    moments = [NOW - timedelta(days=day, hours=24 / a_day * turn) for day in range(days) for turn in range(a_day)]
    for moment in moments:
        with store.writing() as writer:
            for slug in slugs:
                writer.save_tally(tally(slug, moment, random))
    with store.writing() as writer:
        for slug in slugs:
            writer.save_state(state(slug, random))
        for n in range(days * 96):
            at = NOW - timedelta(minutes=15 * n)
            writer.save_fetch(Fetch("nguon-123", f"https://s123.khanhhoa.example.vn/tin?trang={n % 7}", at, status=200))


def made(n: int, slug: str) -> Source:
    """A source with a rule, as a learned list has one."""
    rule = ListingRule(".news-list > li", title="h3 > a", link="h3 > a::attr(href)", date=".date", next=".next a")
    home = f"https://s{n}.khanhhoa.example.vn/"
    addresses = (Address("feed", f"{home}rss"), Address("listing", f"{home}tin", listing=rule, learned=True))
    name = f"Cổng thông tin điện tử, chuyên mục thông báo của cơ quan số {n}"
    return Source(slug, f"so-{n % AGENCIES}", home, addresses, name, status="paused" if n % 50 == 7 else "active")


def tally(slug: str, moment: datetime, random: Random) -> Tally:
    """What a collection may come to."""
    error = "deadline" if random.random() < 0.03 else None
    return Tally(slug, moment, new=random.choice((0, 0, 0, 1, 4)), unchanged=random.randrange(30), error=error)


def state(slug: str, random: Random) -> SourceState:
    """How a source may be doing."""
    name = random.choice(STATES)
    error = "layout_changed" if name in ("failing", "partial") else None
    due = NOW + timedelta(minutes=random.randrange(90))
    return SourceState(slug, name, error, "", NOW - timedelta(days=random.random() * 9), NOW, NOW, NOW, due, 0, 99, 40)


def measured(parts: Parts, paths: Sequence[str]) -> dict[str, tuple[float, float, int]]:
    """Of each page the median and the highest CPU milliseconds, and its bytes."""
    parts.store.operators.add("lan", "ba cây chụm lại nên hòn núi cao", NOW)
    headers = {"Authorization": f"Bearer {parts.store.operators.make_token('lan', NOW)}", "Accept-Encoding": "gzip"}
    app = make_app(parts, Allowances(burst=1e12))

    async def run() -> dict[str, tuple[float, float, int]]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as client:
            return {path: await _cost(client, path) for path in paths}

    return asyncio.run(run())


async def _cost(client: httpx.AsyncClient, path: str) -> tuple[float, float, int]:
    spent, size = [], 0
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        answer = await client.get(path)
        spent.append((time.process_time() - began) * 1000)
        answer.raise_for_status()
        size = len(answer.content)
    return median(spent[1:]), max(spent[1:]), size


def main() -> int:
    """Print each page's cost, and whether all are cheap enough."""
    parser = argparse.ArgumentParser()
    for name, usual in (("sources", 500), ("days", 90), ("a-day", 4)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    with filled(given.sources, given.days, given.a_day) as parts:
        costs = measured(parts, PAGES)
    print(f"{given.sources} sources x {given.days} days x {given.a_day} collections")
    for path, (usual, most, size) in costs.items():
        print(f"{usual:7.1f} ms CPU (highest {most:.1f})  {size / 1024:6.0f} KiB  {path}")
    worst = max(usual for usual, _, _ in costs.values())
    print(f"{'PASS' if worst <= MOST_MS else 'FAIL'}: at most {worst:.0f} ms CPU a page, wanted {MOST_MS:.0f}")
    return 0 if worst <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())

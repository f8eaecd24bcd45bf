"""Lists of places and counts of months in a hub of many notices: `python -m benchmarks.portal [--notices 100000]`.

Fifteen years of notices of the sample catalogue's agencies, a fifth of them of one; a third of all name one city, each
names two places more, a few name a place that few others do. Prints the CPU time of what the pages of places, months
and agencies ask the store for. A page's share of the store is to stay under 50 ms; the months of all, which are
counted once in five minutes for everybody, under 250.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from hub.cli.setting_up import sample, save_catalogue
from hub.records import Filters, Named, Notice, Source
from hub.settings import Settings
from hub.wiring import Parts, open_parts

NOW = datetime(2026, 9, 24, 3, 30, tzinfo=UTC)
SPAN = timedelta(days=15 * 365)
CITY, RARE = "thanh-pho-nha-trang", "xa-cam-lap"
PORTION, TIMES = 5_000, 5
MOST, MOST_FOR_ALL = 50.0, 250.0
AUGUST = {"published_from": date(2026, 8, 1), "published_to": date(2026, 8, 31)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=100_000)
    count = parser.parse_args().notices
    with tempfile.TemporaryDirectory() as folder:
        parts = open_parts(Settings(data_dir=Path(folder)))
        try:
            save_catalogue(parts.store, sample("khanhhoa"))
            agencies = [agency.slug for agency in parts.store.sources.agencies()]
            parts.store.sources.save_source(Source("s", agencies[0], "https://s.example/"))
            fill(parts, agencies, count)
            missed = [name for name, ask, most in questions(parts, agencies) if told(name, ask) > most]
        finally:
            parts.close()
    print(f"FAIL: {', '.join(missed)}" if missed else "PASS")
    return 1 if missed else 0


def fill(parts: Parts, agencies: Sequence[str], count: int) -> None:
    """Notices from now back through the years, and what they name."""
    rng, places = Random(1), [slug for slug in parts.localities.by_slug if slug not in (CITY, RARE)]
    for start in range(0, count, PORTION):
        numbers = range(start, min(start + PORTION, count))
        with parts.store.writing() as writer:
            writer.add_notices((one, [one.url]) for one in (notice(n, count, agencies, rng) for n in numbers))
        parts.store.mentions.save({_id(n): list(named(n, places, rng)) for n in numbers})


def notice(n: int, count: int, agencies: Sequence[str], rng: Random) -> Notice:
    at, agency = NOW - SPAN * n / count, agencies[0] if n % 5 == 0 else rng.choice(agencies)
    url = f"https://s.example/{n}"
    return Notice(_id(n), "s", agency, url, f"Thông báo số {n}", at, at, at, "minute", "feed", section="van-ban")


def named(n: int, places: Sequence[str], rng: Random) -> Iterator[Named]:
    yield from map(Named, rng.sample(places, 2))
    if n % 3 == 0:
        yield Named(CITY)
    if n % 20_000 == 7:
        yield Named(RARE)


def _id(n: int) -> str:
    return f"n{n:08d}"


def questions(parts: Parts, agencies: Sequence[str]) -> Iterator[tuple[str, Callable[[], object], float]]:
    """What pages ask the store for."""
    store, newest = parts.store, parts.store.notices.newest
    present = [one.slug for one in parts.localities.present(NOW.date())]
    *_, deep = newest(Filters(place=CITY), limit=2000)
    yield "a city's newest", lambda: newest(Filters(place=CITY), limit=21), MOST
    yield "a city's, two thousand further", lambda: newest(Filters(place=CITY), before=_at(deep), limit=21), MOST
    yield "a rare place's newest", lambda: newest(Filters(place=RARE), limit=21), MOST
    yield "the week of every place", lambda: store.mentions.counts(present, NOW - timedelta(days=7)), MOST
    yield "all places, read", lambda: parts.localities, MOST
    yield "months of all", store.months.counts, MOST_FOR_ALL
    yield "months of the largest agency", lambda: store.months.counts(agencies[0]), MOST
    yield "months of another", lambda: store.months.counts(agencies[1]), MOST
    yield "a month's list", lambda: newest(Filters(**AUGUST), by="published", limit=21), MOST
    of_agency = Filters(agency=agencies[1], **AUGUST)
    yield "a month's list of an agency", lambda: newest(of_agency, by="published", limit=21), MOST
    since = NOW - timedelta(days=365)
    yield "sections of the largest agency", lambda: store.notices.counts("section", since, agencies[0]), MOST


def _at(one: Notice) -> tuple[datetime, str]:
    return one.updated, one.id


def told(name: str, ask: Callable[[], object]) -> float:
    """Print and return the CPU milliseconds of an answer, once it was asked for before."""
    ask()
    began = time.process_time()
    for _ in range(TIMES):
        ask()
    cost = (time.process_time() - began) / TIMES * 1000
    print(f"{name:>32}: {cost:6.1f} ms", flush=True)
    return cost


if __name__ == "__main__":
    sys.exit(main())

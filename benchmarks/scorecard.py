"""The scorecard: a month equal to what was computed by hand, and CPU milliseconds a page of a large hub.

500 sources of fifty agencies x 30 days x 96 visits, 50,000 notices of the month, half of them with files; the median
of several requests, in the process that serves them (the framework, the store and the template, no socket). Counting
is the worker's, some agencies at a time: its CPU for one agency's month is printed beside.

`python -m benchmarks.scorecard [--sources 500] [--notices 50000] [--a-day 96]`
"""

import argparse
import sys
import time
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.console import AGENCIES, MOST_MS, made, measured
from benchmarks.scorecard_month import EXPECTED, MONTH, NOW, fill
from hub.records import Agency, Attachment, Item, Notice, Scorecard, Tally
from hub.settings import Settings
from hub.wiring import Parts, open_parts
from hub.worker.scorecards import count_some

BEGIN = datetime(2010, 8, 31, 17, tzinfo=UTC)
LATER = BEGIN + timedelta(days=30, hours=3)
SECTIONS = ("van-ban", "tin-tuc", "chi-dao", "quy-hoach", "thong-ke", "du-an")
PAGES = (
    "/scorecard",
    "/scorecard/2010-09",
    "/scorecard/2010-09.csv",
    "/scorecard/2010-09/so-7",
    "/scorecard/2010-09/so-7/late",
    "/scorecard/2010-09/so-7/incomplete?page=3",
    "/scorecard/2010-09/so-7/broken",
    "/api/v1/scorecard?month=2010-09",
    "/ops/deadlines",
)


def equal() -> tuple[int, int]:
    """Of how many measures of the month made by hand so many equal what was computed by hand."""
    with TemporaryDirectory() as folder:
        parts = replace(open_parts(Settings(data_dir=Path(folder))), clock=lambda: NOW)
        fill(parts.store)
        while count_some(parts):
            pass
        counted = {card.agency: card for card in parts.store.scorecards.of_month(MONTH)}
        parts.close()
    names = [field.name for field in fields(Scorecard)]
    pairs = [
        (getattr(counted.get(card.agency), name, None), getattr(card, name)) for card in EXPECTED for name in names
    ]
    return sum(got == wanted for got, wanted in pairs), len(pairs)


def fill_large(parts: Parts, sources: int, notices: int, a_day: int) -> None:
    """The large hub."""
    store, random = parts.store, Random(9)
    for n in range(AGENCIES):
        store.sources.save_agency(Agency(f"so-{n}", f"Sở Nông nghiệp và Phát triển nông thôn {n}", "so", "tinh"))
    slugs = [f"nguon-{n:03}" for n in range(sources)]
    for n, slug in enumerate(slugs):
        store.sources.save_source(made(n, slug))
    before = BEGIN - timedelta(days=1)
    for turn in range(-1, 30 * a_day):
        moment = before if turn < 0 else BEGIN + timedelta(days=turn / a_day)
        with store.writing() as writer:
            for slug in slugs:
                writer.save_tally(Tally(slug, moment, error="deadline" if random.random() < 0.03 else None))
    for start in range(0, notices, 500):
        with store.writing() as writer:
            for n in range(start, min(start + 500, notices)):
                one = notice(n, n % sources, random)
                writer.add_notice(one, [f"url:{one.url}"])
                writer.sight(one.id, one.source, Item(one.source, one.url, one.title), one.first_seen)
    for consumer in ("index", "publish"):
        store.changes.mark(consumer, store.changes.newest())


def notice(n: int, source: int, random: Random) -> Notice:
    """A notice as there are many."""
    published = BEGIN + timedelta(minutes=random.randrange(30 * 1440))
    issued = (published - timedelta(days=random.choice((0, 1, 1, 2, 5, 20)))).date() if random.random() < 0.8 else None
    slug, url = f"nguon-{source:03}", f"https://s{source}.khanhhoa.example.vn/tin/{n}"
    dead = random.random() < 0.05
    file = Attachment(
        f"{url}.pdf", "Phụ lục.pdf", state="failed" if dead else "text", reason="http_4xx" if dead else None
    )
    return Notice(
        f"{n:016d}",
        slug,
        f"so-{source % AGENCIES}",
        url,
        f"Thông báo về việc tiếp nhận hồ sơ xét tuyển viên chức ngành nông nghiệp đợt {n}",
        published,
        published,
        published,
        "minute",
        "listing",
        summary="Tóm tắt nội dung thông báo.",
        section=random.choice(SECTIONS),
        doc_number=f"{n}/TB-SNN" if issued else None,
        doc_type="TB" if issued else None,
        issued_on=issued,
        attachments=(file,) if n % 2 else (),
        sources=(slug,),
    )


def main() -> int:
    """Print the equality, each page's cost, and whether both are as wanted."""
    parser = argparse.ArgumentParser()
    for name, usual in (("sources", 500), ("notices", 50_000), ("a-day", 96)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    same, all_ = equal()
    print(f"{same} of {all_} measures of a month made by hand equal what was computed by hand")
    with TemporaryDirectory() as folder:
        parts = replace(open_parts(Settings(data_dir=Path(folder))), clock=lambda: LATER)
        fill_large(parts, given.sources, given.notices, given.a_day)
        began, counted = time.process_time(), 0
        while more := count_some(parts):
            counted += more
        spent = (time.process_time() - began) * 1000
        print(f"{spent / max(counted, 1):7.1f} ms CPU to count an agency's month, {counted} of them")
        costs = measured(parts, PAGES)
        parts.close()
    for path, (usual_ms, most, size) in costs.items():
        print(f"{usual_ms:7.1f} ms CPU (highest {most:.1f})  {size / 1024:6.0f} KiB  {path}")
    worst = max(usual_ms for usual_ms, _, _ in costs.values())
    is_reached = same == all_ and worst <= MOST_MS
    print(f"{'PASS' if is_reached else 'FAIL'}: {same} of {all_} equal; at most {worst:.0f} ms, wanted {MOST_MS:.0f}")
    return 0 if is_reached else 1


if __name__ == "__main__":
    sys.exit(main())

"""What a look at /metrics costs: `python -m benchmarks.metrics [notices]`. 500 sources, notices and files of 90 days.

CPU seconds of making the figures and their text, the least of five and the first, which finds nothing in memory. A
third of the notices fall into the thirty days that the delays are counted of. The delays that were made are known, so
that the 95th percentile which `histogram_quantile` reads out of the figures is compared with them.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

from hub.records import Agency, Attachment, Notice, Source, SourceState, Tally
from hub.store.store import Store
from hub.web.exposition import exposition
from hub.web.metrics import figures
from hub.web.source_figures import BOUNDS

SOURCES, DAYS, VISITS_A_DAY = 500, 90, 20
MOST_SECONDS = 0.2
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
BATCH = 1000
Made = dict[str, list[float]]


def fill(store: Store, count: int) -> Made:
    """A hub that collects since ninety days; the delays of the last thirty, by source."""
    chance, made = Random(2010), defaultdict[str, list[float]](list)
    store.sources.save_agency(Agency("ubnd", "UBND"))
    slugs = [f"s{n:03}" for n in range(SOURCES)]
    for slug in slugs:
        store.sources.save_source(Source(slug, "ubnd", f"https://{slug}.example/"))
        due = NOW + timedelta(seconds=chance.uniform(-60, 900))
        store.sources.save_state(SourceState(slug, "healthy", last_try=NOW, last_ok=NOW, next_due=due, collections=9))
    begin(store, slugs)
    for start in range(0, count, BATCH):
        with store.writing() as writer:
            for n in range(start, min(start + BATCH, count)):
                notice = one(n, count, slugs, chance)
                writer.add_notice(notice, [f"url:{n}"])
                writer.set_attachments(notice.id, [Attachment(f"{notice.url}.pdf", "", state="text")])
                if notice.first_seen >= NOW - timedelta(days=30):
                    made[notice.source].append((notice.first_seen - notice.published).total_seconds())
    return made


def begin(store: Store, slugs: list[str]) -> None:
    """The ledger of collections."""
    for day in range(DAYS + 1):
        with store.writing() as writer:
            for slug in slugs:
                for visit in range(VISITS_A_DAY):
                    writer.save_tally(
                        Tally(slug, NOW - timedelta(days=DAYS + 1 - day, minutes=-60 * visit), requests=1)
                    )


def one(n: int, count: int, slugs: list[str], chance: Random) -> Notice:
    seen = NOW - timedelta(days=DAYS) * (1 - n / count)
    lag = timedelta(seconds=chance.lognormvariate(6, 1.2))
    slug = chance.choice(slugs)
    return Notice(
        f"n{n:07}", slug, "ubnd", f"https://{slug}.example/{n}", "Thông báo", seen, seen, seen - lag, "minute", "feed"
    )  # fmt: skip


def quantile(counts: list[float], share: float) -> float:
    """As Prometheus' histogram_quantile reads cumulated counts: even within a bucket."""
    rank, before, low = share * counts[-1], 0.0, 0.0
    for bound, count in zip(BOUNDS, counts, strict=False):
        if count >= rank:
            return low + (bound - low) * (rank - before) / (count - before)
        before, low = count, bound
    return BOUNDS[-1]


def buckets(text: str) -> Iterator[tuple[str, list[float]]]:
    found = defaultdict[str, list[float]](list)
    for line in text.splitlines():
        if line.startswith("daumoi_source_lag_notices{"):
            found[line.split('"')[1]].append(float(line.rpartition(" ")[2]))
    return iter(found.items())


def in_the_right_bucket(made: Made, text: str) -> int:
    """For how many sources the percentile lies in the bucket of the true one, or on its bounds."""
    right = 0
    for slug, counts in buckets(text):
        lags = sorted(made[slug])
        true = lags[min(int(0.95 * len(lags)), len(lags) - 1)]
        low = max((bound for bound in (0.0, *BOUNDS) if bound < true), default=0.0)
        high = min((bound for bound in BOUNDS if bound >= true), default=BOUNDS[-1])
        right += low <= quantile(counts, 0.95) <= high
    return right


def main() -> int:
    """Fill a store, look, and say what it cost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/daumoi.db", Path(folder))
        store.migrate()
        made = fill(store, count)
        costs = []
        for _ in range(5):
            began = process_time()
            text = exposition(figures(store, NOW))
            costs.append(process_time() - began)
        store.close()
    right, least = in_the_right_bucket(made, text), min(costs)
    print(f"{count:,} notices, {SOURCES} sources: {1000 * least:.0f} ms CPU (the first {1000 * costs[0]:.0f}), "
          f"{text.count(chr(10)):,} lines, {len(text) / 1024:.0f} KiB")  # fmt: skip
    print(f"p95 of the delay in the right bucket: {right}/{len(made)} sources")
    passed = least <= MOST_SECONDS and right == len(made)
    print(f"at most {1000 * MOST_SECONDS:.0f} ms: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

"""What it costs to look at a notice beside all others, as the store grows: CPU time of the consumer."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from hub.records import Agency, Notice, Source
from hub.settings import load_settings
from hub.vietnamese.likeness import traces
from hub.wiring import Parts, open_parts
from hub.worker.clustering import update_clusters

SIZES = (10_000, 100_000)
MEASURED = 500
MOST_GROWTH = 1.5  # of a notice's cost from the smaller to the larger store
AGENCIES, A_DAY = 60, 40  # what grows is the past: so many notices a day for months, or for years
NOW = datetime(2010, 9, 24, tzinfo=UTC)
FORMULAS = 400
# every office writes by templates: half of each text is formulas that thousands of others have too


def judge_cost() -> bool:
    """Whether a notice costs no more in a large store; prints the milliseconds."""
    costs = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            costs.append(cost(Path(name), size))
        print(f"{size} notices: {costs[-1]:.2f} ms of CPU a notice", flush=True)
    growth = costs[-1] / costs[0]
    print(f"from {SIZES[0]} to {SIZES[-1]} notices: {growth:.2f}x (at most {MOST_GROWTH})")
    return growth <= MOST_GROWTH


def cost(folder: Path, size: int) -> float:
    """Milliseconds of CPU a notice, of MEASURED that come last to a store of this size."""
    parts = open_parts(load_settings(folder)[0])
    try:
        fill(parts, size)
        parts.store.changes.mark("clusters", size - MEASURED)
        began = time.process_time()
        work_off(parts, size)
        return (time.process_time() - began) * 1000 / MEASURED
    finally:
        parts.close()


def fill(parts: Parts, size: int) -> None:
    """Put so many notices into an empty store."""
    for n in range(AGENCIES):
        parts.store.sources.save_agency(Agency(f"co-quan-{n}", f"Cơ quan {n}"))
        parts.store.sources.save_source(Source(f"co-quan-{n}", f"co-quan-{n}", f"https://a{n}.example/"))
    portion: list[Notice] = []
    for notice in notices(size):
        portion.append(notice)
        if len(portion) == 1_000 or len(portion) == size:
            with parts.store.writing() as writer:
                writer.add_notices((one, [f"url:{one.url}"]) for one in portion)
            # what the consumer leaves of each notice by which others find it
            parts.store.clusters.trace({one.id: (one.published.toordinal(), traces(one.text)) for one in portion})
            portion = []


def work_off(parts: Parts, until: int) -> None:
    """Let the consumer come to this place in the change log."""
    changes = parts.store.changes
    while (done := changes.consumed("clusters")) < until and (batch := changes.after(done, min(500, until - done))):
        update_clusters(parts, batch)
        changes.mark("clusters", batch[-1].cursor)


def notices(size: int) -> Iterator[Notice]:
    """Announcements by templates, spread over years; one in twenty is an earlier one of another agency again."""
    rng = Random(6)
    words = ["".join(rng.choice("bcdghklmnpqrstvx") + rng.choice("aeiouy") for _ in range(2)) for _ in range(4_000)]
    formulas = [" ".join(rng.choices(words, k=rng.randint(15, 30))) for _ in range(FORMULAS)]
    recent: list[Notice] = []
    for n in range(size):
        agency = f"co-quan-{rng.randrange(AGENCIES)}"
        again = rng.choice(recent) if recent and rng.random() < 0.05 else None
        text = again.text + f" {agency} đăng lại." if again else ". ".join(
            [*rng.choices(formulas, k=6), *(" ".join(rng.choices(words, k=20)) for _ in range(6))]
        )  # fmt: skip
        at = NOW + timedelta(days=n / A_DAY)
        one = Notice(f"n{n:07d}", agency, agency, f"https://{agency}.example/{n}", text[:80], at, at, at, "day", "page")
        one = replace(one, text=text, sources=(agency,), doc_number=f"{rng.randint(1, 999)}/TB-UBND" if n % 2 else None)
        recent = [*recent[-199:], one]
        yield one

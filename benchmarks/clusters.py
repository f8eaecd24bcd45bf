"""Which notices are taken for the same announcement, beside what is so.

    python -m benchmarks.clusters [--seeds 21,22,23,24,25] [--sites 60] [--notices 24] [--only province|cases|cost]

The province (../shared/province) knows which of its sites post an announcement of its portal again: for every seed
all its sites are collected, at the start and after 720 hours, and the pairs of notices with one cluster are counted
beside the true ones. The made cases (`clusters_cases`) are those in which templates of offices are alike and the
announcements are not, and the other way round. The cost is CPU time of the consumer a notice, in stores of 10,000 and
100,000 notices of a generator. Prints each figure, and PASS or FAIL.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.clusters_cases import judge_cases
from benchmarks.clusters_cost import judge_cost
from benchmarks.province_hub import PROVINCE, Hub, province, request
from hub.store.store import Store

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.90
Pairs = set[tuple[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", default="21,22,23,24,25")
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--notices", type=int, default=24)
    parser.add_argument("--only", choices=["province", "cases", "cost"])
    options = parser.parse_args()
    parts = {
        "cases": judge_cases,
        "cost": judge_cost,
        "province": lambda: judge_province(options.seeds, options.sites, options.notices),
    }
    failed = [name for name in ([options.only] if options.only else parts) if not parts[name]()]
    print(f"FAIL: {', '.join(failed)}" if failed else "PASS")
    return 1 if failed else 0


def judge_province(seeds: str, sites: int, notices: int) -> bool:
    """Whether precision and recall are reached over all seeds and by each of them."""
    if not PROVINCE.is_dir():
        print(f"SKIP: there is no province at {PROVINCE.name} beside the checkout")
        return True
    counts = [count(int(seed), sites, notices) for seed in seeds.split(",")]
    total = sum(counts, Counter[str]())
    return all([shown("all seeds", total), *(reached(one) for one in counts)])


def count(seed: int, sites: int, notices: int) -> Counter[str]:
    """The pairs of a province: those that are so, those that the hub says, and those that are both."""
    print(f"seed {seed}:", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with province(folder, sites=sites, notices=notices, seed=seed) as control:
            hub = Hub(folder, control)
            hub.run("source", "import", str(folder / "sources.json"), "--yes")
            hub.crawl("start")
            hub.advance(720)
            hub.crawl("later")
            truth = {key(row["url"]): row for row in request(f"{control}/_truth")["notices"]}
        found, rules = clusters_of(folder), rules_of(folder)
    known = {row["id"]: url for url, row in truth.items() if url in found}
    true = pairs({url: truth[url]["crosspost_of"] or truth[url]["id"] for url in known.values()})
    said = pairs({url: cluster for url in known.values() if (cluster := found[url][0])})
    counts = Counter(true=len(true), said=len(said), both=len(true & said))
    counts.update({f"by {rule}": n for rule, n in rules.items()})
    shown(f"  {len(known)} of {len(truth)} notices", counts)
    for pair in sorted(true ^ said)[:5]:
        print(f"    {'missed' if pair in true else 'wrong'}: {' | '.join(found[url][1] for url in pair)}")
    return counts


def shown(what: str, counts: Mapping[str, int]) -> bool:
    """Print precision and recall; whether they are reached."""
    rules = ", ".join(f"{n} {name}" for name, n in counts.items() if name.startswith("by "))
    figures = f"precision {precision(counts):.4f} (at least {LEAST_PRECISION}), recall {recall(counts):.4f} "
    figures += f"(at least {LEAST_RECALL})"
    print(
        f"{what}: {figures}; {counts['true']} true pairs, {counts['said']} said, {counts['both']} both; {rules}",
        flush=True,
    )
    return reached(counts)


def reached(counts: Mapping[str, int]) -> bool:
    return precision(counts) >= LEAST_PRECISION and recall(counts) >= LEAST_RECALL


def precision(counts: Mapping[str, int]) -> float:
    """Of the pairs that were said, those that are so."""
    return counts["both"] / counts["said"] if counts["said"] else 1.0


def recall(counts: Mapping[str, int]) -> float:
    """Of the pairs that are so, those that were said."""
    return counts["both"] / counts["true"] if counts["true"] else 1.0


def pairs(group_of: Mapping[str, Hashable]) -> Pairs:
    """The pairs of those with the same group."""
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for member, group in group_of.items():
        groups[group].append(member)
    return {pair for members in groups.values() for pair in combinations(sorted(members), 2)}


def clusters_of(folder: Path) -> dict[str, tuple[str | None, str]]:
    """Cluster and title of every notice in a hub's store, by the address of its page."""
    with_store = Store(f"sqlite:///{folder / 'hub' / 'daumoi.db'}", folder / "hub")
    try:
        ids = list(with_store.changes.versions())
        return {key(one.url): (one.cluster, one.title) for one in with_store.notices.many(ids)}
    finally:
        with_store.close()


def rules_of(folder: Path) -> Counter[str]:
    """How many likenesses each rule found."""
    with_store = Store(f"sqlite:///{folder / 'hub' / 'daumoi.db'}", folder / "hub")
    try:
        found = {one for id in with_store.changes.versions() for one in with_store.clusters.of_notice(id)}
        return Counter(one.rule for one in found)
    finally:
        with_store.close()


def key(url: str) -> str:
    """An address as it compares: without its scheme and a slash at its end."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/')}?{parts.query}".lower()


if __name__ == "__main__":
    sys.exit(main())

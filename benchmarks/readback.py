"""Cases of feedparser and gofeed, read back from our own Atom: `python -m benchmarks.readback [cases]`.

Each case is served on loopback as its makers serve it, collected by a hub of its own (guarded client, intake, store,
consumers) and published. feedparser reads the published Atom; what the case says of entries then stands there as it
is, or differs for a reason that a rule of `benchmarks.readback_rules` finds. PASS where every difference has one.
Needs the corpus beside the checkout.
"""

import asyncio
import sys
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

from benchmarks.readback_cases import Case, feedparser_cases, gofeed_cases
from benchmarks.readback_hub import Served, published
from benchmarks.readback_rules import SAME, Reading, explain

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "feeds"


def main(most: int | None = None) -> int:
    """Both sets; 1 where a difference has no reason."""
    faults = 0
    for name, cases in (("feedparser", feedparser_cases(CORPUS)), ("gofeed", gofeed_cases(CORPUS))):
        faults += asyncio.run(judge(name, list(cases)[:most]))
    print("FAIL" if faults else "PASS")
    return 1 if faults else 0


async def judge(name: str, cases: list[Case]) -> int:
    """Print what became of these cases; how many have a difference without a reason."""
    reasons: Counter[str] = Counter()
    of_case: Counter[bool] = Counter()
    faults: defaultdict[str, list[str]] = defaultdict(list)
    pages = [Served(case.path, case.body, case.headers) for case in cases]
    n = 0
    async for url, result in published(pages):
        case = cases[n]
        n += 1
        reading = Reading(case, url, result.documents.get("atom", b""))
        found = [explain(reading, statement) for statement in case.statements]
        reasons.update(reason or "no reason" for reason in found)
        of_case[set(found) <= {SAME}] += 1
        faults[case.name] += [str(s) for s, reason in zip(case.statements, found, strict=True) if reason is None]
        faults[case.name] += [f"not collected: {result.error} {result.detail}"] if result.error else []
        faults[case.name] += ["our Atom is not well-formed"] if reading.document["bozo"] else []
    unexplained = {case: told for case, told in faults.items() if told}
    report(f"{name}: {len(cases)} cases, {of_case[True]} as they are, {of_case[False]} with named differences", reasons)
    for line in chain.from_iterable((f"  {case}: {text}"[:400] for text in told) for case, told in unexplained.items()):
        print(line)
    return len(unexplained)


def report(head: str, reasons: Counter[str]) -> None:
    print(f"{head}; {reasons.total()} statements about entries", flush=True)
    for reason, count in reasons.most_common():
        print(f"  {count:5}  {reason}")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

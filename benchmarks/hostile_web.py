"""What people who mean harm write, through the whole hub: `python -m benchmarks.hostile_web [share]`.

Payloads are brought in as items, in six fields, by the reading of items (`notice_from_item`), and everything the
hub then says is judged: pages, Atom, RSS, JSON, search results, by rules of our own, and by Chromium. Then strings
that break programs, and queries that nobody means, stand at every place of every public address. With a share of
8 (the default) Chromium gets every eighth payload and every string stands at every eighth place in turn; with 1
they get all, in half an hour. Needs the hostile corpus beside the checkout, and Chromium.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import TypeVar

from benchmarks.hostile_browser import Tripwire, chromium, served
from benchmarks.hostile_hub import FIELDS, WORD, Asker, front_of, hostile_hub, notices_of
from benchmarks.hostile_judge import RISKY_ELEMENTS, faults_of_fragment
from benchmarks.hostile_outputs import pieces
from benchmarks.hostile_strings import NAUGHTY, addresses, places, queries

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "hostile"
T = TypeVar("T")
AT_ONCE = 100
QUERIES = 2000
# beside the corpus: markup that changes its meaning when it is read a second time, and a canary of ours
OWN = (
    '<svg></p><style><a id="</style><img src=1 onerror=tripped()>">',
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=tripped()&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=tripped()>",
    '<noscript><p title="</noscript><img src=x onerror=tripped()>">',
    "<svg><desc><svg><image href=x onerror=tripped()></desc></svg>",
    '<a href="&#1;javascript:tripped()">x</a>', '<a href="java&Tab;script:tripped()">x</a>',
    "<img src=x onerror=\"fetch('/canary')\">", '<img srcset="javascript:tripped() 1x">',
    '<template><script>tripped()</script></template>', "<title><script>tripped()</script></title>",
    "&lt;img src=x onerror=tripped()&gt;", "&amp;lt;script&amp;gt;tripped()&amp;lt;/script&amp;gt;",
    "</script><script>tripped()</script>", "]]><script>tripped()</script>", "--><script>tripped()</script>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>tripped()</x:script>", "{{7*7}}${7*7}<%= 7*7 %>",
)  # fmt: skip


def main(share: int) -> int:
    """The three parts; 1 where something ran or broke."""
    payloads = (*OWN, *(CORPUS / "xss.txt").read_text("utf-8", "replace").splitlines())
    strings = (*NAUGHTY, *json.loads((CORPUS / "naughty_strings.json").read_text("utf-8")), *queries(QUERIES))
    return int(any([by_rules(payloads), by_chromium(payloads[::share]), by_strings(strings, share)]))


def by_rules(payloads: Sequence[str]) -> int:
    """The number of outputs in which something could run."""
    raw = sum(1 for payload in payloads if faults_of_fragment(payload))
    print(f"{len(payloads)} payloads, of which {raw} could run where nobody cleans them; {len(FIELDS)} fields")
    judged: Counter[str] = Counter()
    faulty: list[str] = []
    for count, found in at_once(judge_part, list(parts_of(payloads, AT_ONCE))):
        judged += count
        faulty += found
    told = ", ".join(f"{output} {count:,}" for output, count in sorted(judged.items()))
    return concluded("rules", f"{len(faulty)} executable of {judged.total():,} ({told})", faulty)


def judge_part(payloads: Sequence[str]) -> tuple[Counter[str], list[str]]:
    """How many pieces of each output were judged, and what is wrong with which."""
    judged: Counter[str] = Counter()
    faulty: list[str] = []
    with hostile_hub(payloads) as parts:
        for piece in pieces(parts, payloads):
            judged[piece.output] += 1
            faulty += [f"{piece.output} {piece.where}: {fault}" for fault in piece.faults()[:1]]
    return judged, faulty


def by_chromium(payloads: Sequence[str]) -> int:
    """The number of times the wire was tripped."""
    shown, tripped = 0, []
    for part in parts_of(payloads, AT_ONCE):
        # asked for before the browser's own loop begins
        fragments = fragments_of(part)
        with hostile_hub(part) as parts, served(front_of(parts)) as address, chromium() as browser:
            wire = Tripwire(browser.new_page(), sorted(RISKY_ELEMENTS))
            wire.show(fragments, "fragment")
            paths = [f"/notices/{notice.id}" for field in ("title", "content") for notice in notices_of(parts, field)]
            paths += [path for field in FIELDS for path in (f"/agencies/{field}", f"/search?q={WORD}&agency={field}")]
            for path in ("/", "/coverage", "/subscribe", *paths):
                wire.open(f"{address}{path}")
        shown += wire.shown
        tripped += wire.tripped
    told = f"{len(tripped)} executable of {shown:,} documents, {len(payloads)} payloads"
    return concluded("Chromium", told, tripped)


def fragments_of(payloads: Sequence[str]) -> list[str]:
    """Every different fragment of HTML that these payloads lead to."""
    with hostile_hub(payloads) as parts:
        return sorted({piece.text for piece in pieces(parts, payloads) if piece.kind == "fragment"})


def by_strings(strings: Sequence[str], share: int) -> int:
    """The number of answers that are faults of ours."""
    asked, faulty = 0, []
    for count, found in at_once(partial(ask_part, share), list(parts_of(strings, AT_ONCE))):
        asked += count
        faulty += found
    return concluded("addresses", f"{len(faulty)} answers of 5xx of {asked:,}, {len(strings)} strings", faulty)


def ask_part(share: int, strings: Sequence[str]) -> tuple[int, list[str]]:
    """How many addresses were asked for, and which were answered by a fault of ours."""
    asked, faulty = 0, []
    with hostile_hub([WORD] * 40) as parts:
        asker = Asker(front_of(parts))
        for address in addresses(strings, places(notices_of(parts, "title")[0].id, "title"), share):
            asked += 1
            faulty += [address[:200]] if answers_badly(asker, address) else []
        asker.close()
    return asked, faulty


def answers_badly(asker: Asker, address: str) -> bool:
    try:
        return asker.get(address)[0] >= 500
    except Exception:  # a server in front of it would make 500 of it
        return True


def at_once(work: Callable[[Sequence[str]], T], parts: Sequence[Sequence[str]]) -> Iterator[T]:
    """The work on every part, on every core."""
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, parts)


def parts_of(every: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (every[n : n + size] for n in range(0, len(every), size))


def concluded(judge: str, told: str, faulty: Sequence[str]) -> int:
    print(f"{judge:10} {told}", flush=True)
    for fault in faulty[:20]:
        print(f"  {fault}")
    return len(faulty)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8))

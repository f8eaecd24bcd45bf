"""Vietnamese text: dates and document numbers of real sites, and how fast text is made comparable.

    python -m benchmarks.vietnamese

Needs the corpus beside the checkout (../shared/corpus). Prints dates right and wrong, numbers
recognised and the documents they make, citations found, and words a second for clean, fold and
tone_key (processor time, over the abstracts of the register). The last line is PASS or FAIL.
"""

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from hub.vietnamese.dates import VIETNAM, parse_date
from hub.vietnamese.numbers import find_numbers, parse_number
from hub.vietnamese.text import clean, fold, tone_key

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus"
ROUNDS = 5


def main() -> int:
    """0 when every figure is reached, 1 when not; without the corpus nothing is measured."""
    if not CORPUS.is_dir():
        print("SKIP: there is no ../shared/corpus beside the checkout")
        return 0
    reached = [_dates(), _register(), _citations()]
    texts = [row["abstract"] for row in _read("register/documents.json")]
    for key in (clean, fold, tone_key):
        print(f"{key.__name__}: {_speed(key, texts) / 1e6:.2f} million words a second")
    print("PASS" if all(reached) else "FAIL")
    return 0 if all(reached) else 1


def _read(name: str) -> Any:
    return json.loads((CORPUS / name).read_text("utf-8"))


def _dates() -> bool:
    rows = _read("dates_vi.json")
    got = [_local(row) for row in rows]
    right = sum(found == (row["local"], row["precision"]) for found, row in zip(got, rows, strict=True))
    missed = sum(found[0] is None and row["local"] is not None for found, row in zip(got, rows, strict=True))
    print(f"dates: {right}/{len(rows)} right, {len(rows) - right - missed} wrong, {missed} missed")
    return right == len(rows)


def _local(row: dict[str, Any]) -> tuple[str | None, str | None]:
    seen = datetime.fromisoformat(row["seen"]).replace(tzinfo=VIETNAM) if "seen" in row else None
    found = parse_date(row["text"], seen=seen)
    if found is None:
        return None, None
    form = "%Y-%m-%d" if found.precision == "day" else "%Y-%m-%dT%H:%M"
    return found.at.astimezone(VIETNAM).strftime(form), found.precision


def _register() -> bool:
    with (CORPUS / "register" / "binhduong.csv").open(encoding="utf-8-sig", newline="") as file:
        read = [(parse_number(row["so_ky_hieu"]), int(row["ngay_ban_hanh"][-4:])) for row in csv.DictReader(file)]
    keys = {(number.canonical, number.year or issued) for number, issued in read if number}
    recognised = sum(number is not None for number, _ in read)
    print(f"document numbers: {recognised}/{len(read)} recognised, {len(keys)} keys")
    return recognised == 4053 and len(keys) == 3603


def _citations() -> bool:
    abstracts = {row["id"]: row["abstract"] for row in _read("register/documents.json")}
    wanted, found = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in _read("register/citations.json"):
        wanted.update((row["id"], cite["canonical"]) for cite in row["cites"] if cite["kind"] == "number")
        found.update((row["id"], number.canonical) for number in find_numbers(abstracts[row["id"]]))
    print(f"citations: {(wanted & found).total()}/{wanted.total()} found, {(found - wanted).total()} false")
    return wanted == found


def _speed(key: Callable[[str], str], texts: list[str]) -> float:
    """Words a second, the best of a few rounds; the first one fills the memo."""
    words, best = sum(len(text.split()) for text in texts), 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            key(text)
        best = max(best, words / (time.process_time() - start))
    return best


if __name__ == "__main__":
    sys.exit(main())

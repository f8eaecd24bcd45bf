"""Citations found in real register abstracts.

    python -m benchmarks.citations

Needs the corpus beside the checkout (../shared/corpus/register): 300 labelled abstracts, scored on
(id, canonical number) as its README says, exact; numbers without a symbol and standards apart.
Then the time for a long text of nothing but citations. The last line is PASS or FAIL.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from hub.vietnamese.citations import named_documents
from hub.vietnamese.relations import stated_relations

REGISTER = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "register"
PRECISION, RECALL = 0.98, 0.97
LONG = "Căn cứ Quyết định số 12, 13 và 14/QĐ-UBND ngày 5/6/2020 của UBND tỉnh và Luật Đất đai năm 2024; "
LETTERS = 200_000


def main() -> int:
    """0 when precision and recall are reached, 1 when not; without the corpus only the time is measured."""
    began = time.process_time()
    said = len(stated_relations(LONG * (LETTERS // len(LONG))))
    print(f"{LETTERS:,} letters with {said:,} citations: {time.process_time() - began:.2f} s CPU")
    if not REGISTER.is_dir():
        print("SKIP: there is no ../shared/corpus beside the checkout")
        return 0
    reached = _scored()
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


def _scored() -> bool:
    abstracts = {row["id"]: row["abstract"] for row in _read("documents.json")}
    labelled = _read("citations.json")
    wanted, found = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in labelled:
        wanted.update((row["id"], cite["canonical"]) for cite in row["cites"] if cite["kind"] == "number")
        found.update((row["id"], one.canonical) for one in named_documents(abstracts[row["id"]]) if one.canonical)
    hits = (wanted & found).total()
    precision, recall = hits / found.total(), hits / wanted.total()
    others = Counter(cite["kind"] for row in labelled for cite in row["cites"])
    print(
        f"precision {precision:.3f} (>= {PRECISION}), recall {recall:.3f} (>= {RECALL}) of {wanted.total()} citations"
    )
    print(
        f"apart: {others['partial']} without a symbol and {others['standard']} standards, of which none is looked for"
    )
    return precision >= PRECISION and recall >= RECALL


def _read(name: str) -> Any:
    return json.loads((REGISTER / name).read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())

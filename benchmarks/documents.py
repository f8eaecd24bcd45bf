"""Real documents of portals, each read in a limited child: its state, pages, letters and price.

    python -m benchmarks.documents [spoilt copies of each, 10 unless given]

Needs the corpus beside the checkout (../shared/corpus/docs: 12 PDF, DOC and DOCX without truth).
Then as many copies of each, cut and with one byte in two hundred changed. Seconds are those of
the child's processor. PASS: every real document comes to a state that is no failure, every
spoilt one to some state, and each within the limits.
"""

import asyncio
import sys
from collections import Counter
from pathlib import Path
from random import Random

from benchmarks.children import clock_ticks
from spiders.documents.apart import read_apart
from spiders.documents.reading import read_document
from spiders.limited.children import USUAL, Children

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "docs"


def real(children: Children, files: list[Path]) -> bool:
    """Each document by itself, once the nursery has used every reader."""
    children.run(read_document, b"")
    nursery, reached = children._nursery.pid if children._nursery else 0, True
    for file in files:
        before = clock_ticks(nursery)
        read = children.run(read_document, file.read_bytes())
        seconds = clock_ticks(nursery) - before
        state = f"{read.state} ({read.reason})" if read.reason else read.state
        pages = read.text.count("\f") + 1 if read.text else 0
        print(f"{state:<26} {pages:>3} pages {len(read.text):>7} letters {seconds:5.2f} s  {file.name}")
        reached &= read.state != "failed" and seconds < USUAL.cpu
    return reached


async def spoilt(children: Children, files: list[Path], copies: int) -> None:
    """What becomes of damaged copies: read_apart never raises, so that each is counted."""
    chance, ends = Random(1), Counter[str]()
    for data in (file.read_bytes() for file in files):
        for _ in range(copies):
            copy = bytearray(data)
            for at in chance.choices(range(len(copy)), k=len(copy) // 200):
                copy[at] = chance.randrange(256)
            read = await read_apart(children, bytes(copy[: chance.randrange(len(copy) // 2, len(copy))]))
            ends[f"{read.state} ({read.reason})" if read.reason else read.state] += 1
    print(f"{ends.total()} spoilt copies: {', '.join(f'{count} {end}' for end, count in ends.most_common())}")


def main() -> int:
    if not CORPUS.is_dir():
        print("SKIP: there is no ../shared/corpus beside the checkout")
        return 0
    files, children = sorted(CORPUS.glob("*/*.*")), Children()
    try:
        reached = real(children, files)
        asyncio.run(spoilt(children, files, int(sys.argv[1]) if len(sys.argv) > 1 else 10))
    finally:
        children.close()
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())

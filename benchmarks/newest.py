"""What the newest page of a common term costs as the index grows: `python -m benchmarks.newest [sizes]`.

Documents of 150 words of two syllables with Zipf weights, made up here. "first" is a query on a fresh cache: it
reads posting lists, so it grows with them; "again" takes bits until the page is full, so it hardly
grows. "two terms" ranks by our tiers. CPU milliseconds, median of 20 different terms.
"""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time

from hub.records import Document
from search_index.whoosh_index import WhooshIndex

SIZES = (1_000, 5_000, 10_000)
WORDS_EACH = 150
TERMS = 20
ONSETS = ("b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v")
RIMES = ("a", "á", "à", "ả", "ạ", "an", "ang", "anh", "ao", "âm", "ấn", "ê", "en", "i", "inh", "ông", "ơ", "ung", "ước")
VOCABULARY = [onset + rime for rime in RIMES for onset in ONSETS]
PICK = random.Random("words")
WORDS = [" ".join(PICK.choices(VOCABULARY, k=2)) for _ in range(6_000)]
WEIGHTS = [1 / (rank + 3) for rank in range(len(WORDS))]
NEWEST = datetime(2025, 1, 1, tzinfo=UTC)


def documents(count: int) -> Iterator[Document]:
    """Made-up documents, newest first, an hour apart; the same on every run."""
    chance = random.Random(count)
    for number in range(count):
        words = chance.choices(WORDS, WEIGHTS, k=WORDS_EACH)
        published = NEWEST - timedelta(hours=number)
        yield Document(id=f"n{number}", title=" ".join(words[:10]), text=" ".join(words[10:]), published=published)


def milliseconds(run: Callable[[str], object], queries: Sequence[str]) -> float:
    """The median CPU time of one run."""
    return median(_timed(run, query) for query in queries)


def _timed(run: Callable[[str], object], query: str) -> float:
    began = process_time()
    run(query)
    return (process_time() - began) * 1000


def measure(count: int, folder: Path) -> str:
    """One line of the table."""
    index = WhooshIndex(folder)
    began = process_time()
    index.rebuild(documents(count))
    built = process_time() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    common = [word.split()[0] for word in WORDS[:TERMS]]
    newest = [milliseconds(lambda query: index.search(query, sort="newest"), common) for _ in range(2)]
    pairs = [f"{left} {right}" for left, right in pairwise(common)]
    ranked = [milliseconds(index.search, pairs) for _ in range(2)]
    times = " ".join(f"{value:9.2f}" for value in (*newest, *ranked))
    return f"{count:8} {count / built:8.0f} {size:8.1f} {times}"


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    print("    docs   docs/s       MB  newest: first again  two terms: first again")
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(measure(count, Path(folder)), flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)

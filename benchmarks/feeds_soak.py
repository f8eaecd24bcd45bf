"""Reads every feed of the corpus, says what was refused, and what a second visit costs.

    python -m benchmarks.feeds_soak [FOLDER ...]

PASS where nothing crashed and no file took more than 5 seconds of CPU time. Prints entries found by us and by
feedparser alone (they should agree but for JSON Feed, HTML and cut entries), crashes, the slowest file, and
milliseconds per feed: read new, and seen before.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import feedparser

from feeds.reading import FeedRead, read_feed
from hub.errors import ReadError

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus"
FOLDERS = (CORPUS / "feeds", CORPUS / "feeds_defects")
NOT_FEEDS = frozenset({"manifest.json", "truth.json", "README.md"})
MOST_SECONDS = 5.0


@dataclass(frozen=True)
class Outcome:
    """One file: what we and feedparser found in it, and the seconds of the first and second reading."""

    path: Path
    ours: int
    theirs: int
    first: float
    second: float = 0.0
    refused: str = ""
    crash: str = ""


def main(folders: Sequence[Path] = FOLDERS) -> int:
    """Reads all files below the folders; 1 if any crashed or took too long."""
    outcomes = [_outcome(path) for folder in folders for path in _files(folder)]
    _report(outcomes)
    faulty = [outcome for outcome in outcomes if outcome.crash or outcome.first + outcome.second > MOST_SECONDS]
    print("FAIL" if faulty else "PASS")
    return 1 if faulty else 0


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in NOT_FEEDS)


def _outcome(path: Path) -> Outcome:
    body, start = path.read_bytes(), process_time()
    theirs = _entries_by_feedparser(body)
    start = process_time()
    try:
        feed = _read(body, frozenset())
    except ReadError as error:
        return Outcome(path, 0, theirs, process_time() - start, refused=error.detail)
    except Exception as error:
        return Outcome(path, 0, theirs, process_time() - start, crash=repr(error))
    middle = process_time()
    _read(body, feed.entries)
    return Outcome(path, len(feed.items) + feed.dropped, theirs, middle - start, process_time() - middle)


def _read(body: bytes, known: frozenset[str]) -> FeedRead:
    return read_feed(body, url="http://x.vn/rss/tin.rss", content_type="", source="x", known=known)


def _entries_by_feedparser(body: bytes) -> int:
    if not body:
        return 0
    headers = {"content-type": "application/xml"}
    return len(feedparser.parse(io.BytesIO(body), sanitize_html=False, response_headers=headers)["entries"])


def _report(outcomes: list[Outcome]) -> None:
    read = [outcome for outcome in outcomes if not outcome.refused and not outcome.crash]
    crashed = [outcome for outcome in outcomes if outcome.crash]
    slowest = max(outcomes, key=lambda outcome: outcome.first)
    print(f"files {len(outcomes)}  read {len(read)}  refused {len(outcomes) - len(read)}  crashes {len(crashed)}")
    print(f"entries: ours {sum(o.ours for o in outcomes)}  feedparser alone {sum(o.theirs for o in outcomes)}")
    print(f"ms a feed: new {1000 * _mean(o.first for o in read):.2f}  known {1000 * _mean(o.second for o in read):.2f}")
    print(f"slowest: {slowest.path.name} {slowest.first:.2f} s")
    for outcome in outcomes:
        if outcome.ours != outcome.theirs or outcome.crash:
            remark = outcome.crash or outcome.refused
            print(f"  {outcome.path.name}: ours {outcome.ours}, feedparser {outcome.theirs}  {remark}")


def _mean(values: Iterator[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


if __name__ == "__main__":
    sys.exit(main([Path(folder) for folder in sys.argv[1:]] or FOLDERS))

"""Questions and titles of people, nDCG@10 beside FTS5, tantivy and plain Whoosh: `python -m benchmarks.questions`.

29 laws and 832 articles of a newspaper, 137 queries as somebody wrote them (`corpus/text_vi` beside the checkout): 102
first sentences of an article, 35 reviewed questions on the law. The questions are asked twice, for the law and, the
laws cut into their articles, for the article. The peers look for any of the words, folded, by BM25, titles weighing
more. Ours gets the text as it is typed; what it refuses to read counts as found nowhere, and is counted.
"""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Any
from unicodedata import normalize

from benchmarks.search import ENGINES, Engines, running
from benchmarks.search_engines import tantivy_packages
from benchmarks.search_peers import Asked
from hub.records import Document

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "text_vi"
ARTICLE = re.compile(r"^\s*Điều (\d+[a-zđ]?)\.", re.MULTILINE)
TOP = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the ids that answer it."""

    kind: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents in memory, oldest first, as an engine's process is given them; `names` are their own ids by row."""

    listed: Sequence[Document]
    names: Sequence[str]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.listed)

    def documents(self, *, newest_first: bool) -> Iterator[Document]:
        """By date."""
        return iter(self.listed[::-1] if newest_first else self.listed)


def shelf(documents: Collection[Document]) -> Shelf:
    """Documents renamed by their place in date order, as `benchmarks.search_peers` wants them."""
    ordered = sorted(documents, key=lambda document: (document.published, document.id))
    listed = [replace(document, id=f"n{row}") for row, document in enumerate(ordered)]
    return Shelf(listed, [document.id for document in ordered])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())


def _documents(name: str, corpus: Path) -> Iterator[Document]:
    for row in _lines(corpus / name / f"{name}.jsonl"):
        published = datetime.fromisoformat(row["date"] or "1990-01-01").replace(tzinfo=UTC)
        yield Document(f"{name}/{row['id']}", row["title"], row["text"], published, number=row.get("number") or "")


def _articles(law: Document) -> Iterator[Document]:
    """The articles of a law, what is numbered twice as one; a law that numbers none so, whole."""
    pieces = ARTICLE.split(normalize("NFC", law.text))[1:]
    texts: dict[str, str] = {}
    if not pieces:
        yield law
    for number, text in zip(pieces[::2], pieces[1::2], strict=True):
        texts[number] = f"{texts.get(number, '')}\n{text}".strip()
    for number, text in texts.items():
        heading = text.partition("\n")[0]
        yield replace(
            law, id=f"{law.id}#{number}", title=f"{law.title}, Điều {number}: {heading}", text=text, number=""
        )


def questions(corpus: Path) -> Iterator[Question]:
    """The queries, those on the law once by law and once by article."""
    for row in _lines(corpus / "queries.jsonl"):
        wanted = [f"{right['corpus']}/{right['id']}" for right in row["relevant"]]
        if row["type"].startswith("known"):
            yield Question("titles", row["query"], frozenset(wanted))
            continue
        articles = [f"{id}#{right['article']}" for id, right in zip(wanted, row["relevant"], strict=True)]
        yield Question("questions, the law", row["query"], frozenset(wanted))
        yield Question("questions, the article", row["query"], frozenset(articles))


def ndcg(found: Sequence[str], right: Collection[str]) -> float:
    """Normalised discounted gain of the first ten, every right one worth the same.

    >>> ndcg(["x", "a"], {"a"}) == 1 / log2(3), ndcg(["a", "b"], {"a", "b"})
    (True, 1.0)
    """
    gains = sum(1 / log2(place + 2) for place, id in enumerate(found[:TOP]) if id in right)
    return gains / sum(1 / log2(place + 2) for place in range(min(TOP, len(right))))


def measure(engines: Engines, books: Shelf, asked: Sequence[Question]) -> dict[str, dict[str, list[float]]]:
    """nDCG of every question, by kind and engine."""
    for engine in engines.values():
        engine.do("build", books, 1)
    scores: dict[str, dict[str, list[float]]] = {}
    for question in asked:
        for name, engine in engines.items():
            answer = engine.do("search", Asked("any", question.text, limit=TOP)).value
            found = [books.names[row] for row in answer.rows] if answer else []
            if answer is None:
                print(f"  {name} refuses: {question.text[:90]}")
            scores.setdefault(question.kind, {}).setdefault(name, []).append(ndcg(found, question.right))
    return scores


def report(scores: Mapping[str, Mapping[str, Sequence[float]]]) -> bool:
    """A line for each kind, and whether ours is above all others."""
    reached = True
    for kind, by_engine in scores.items():
        means = {name: sum(values) / len(values) for name, values in by_engine.items()}
        # Nothing stands above what is found perfectly: then ours must be perfect too.
        above = all(
            means["ours"] > mean or means["ours"] == mean == 1 for name, mean in means.items() if name != "ours"
        )
        shown = "  ".join(f"{name} {mean:.4f}" for name, mean in means.items())
        print(f"{kind:<24} {len(by_engine['ours']):>4} queries   {shown}   {'PASS' if above else 'FAIL'}", flush=True)
        reached &= above
    return reached


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--keep", type=Path, help="where tantivy stays for the next time")
    options = parser.parse_args()
    papers, laws = (list(_documents(name, options.corpus)) for name in ("unc-dantri", "vlc-laws"))
    cut = [article for law in laws for article in _articles(law)]
    asked = list(questions(options.corpus))
    by_article = [question for question in asked if question.kind == "questions, the article"]
    reached = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        packages = tantivy_packages(folder)
        whole = [question for question in asked if question not in by_article]
        for documents, some in ((papers + laws, whole), (papers + cut, by_article)):
            with running(ENGINES, folder, packages) as engines:
                reached &= report(measure(engines, shelf(documents), some))
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())

"""P@10 of the search on the real register: `python -m benchmarks.relevance [folder of the corpus]`.

300 dictionary words of two to four syllables; a document is relevant when its abstract holds the
word as a contiguous phrase. P@10 = relevant among the first ten / min(10, number relevant).
"""

import json
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from hub.records import Document
from hub.vietnamese.text import fold
from search_index.base import Index
from search_index.whoosh_index import WhooshIndex

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "register"
OLD_TONES, NEW_TONES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy", "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
OTHER_TONES = dict(zip(OLD_TONES.split(), NEW_TONES.split(), strict=True))
OTHER_TONES |= {new: old for old, new in OTHER_TONES.items()}
TARGETS = {"accented": 0.98, "unaccented": 0.96, "NFD": 0.98, "upper": 0.98, "other tone style": 0.98}


def other_tone_style(text: str) -> str:
    """The text with the tone on the other vowel of open oa, oe and uy (quý stays).

    >>> other_tone_style("ủy ban hoà giải quý")
    'uỷ ban hòa giải quý'
    """
    return " ".join(_moved(word) for word in text.split())


def _moved(word: str) -> str:
    moves = not word.startswith("qu") and word[-2:] in OTHER_TONES
    return word[:-2] + OTHER_TONES[word[-2:]] if moves else word


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "accented": str,
    "unaccented": fold,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "upper": str.upper,
    "other tone style": other_tone_style,
}


def documents(corpus: Path = CORPUS) -> Iterator[Document]:
    """The register as documents: an abstract is a title."""
    for row in json.loads((corpus / "documents.json").read_text("utf-8")):
        yield Document(id=str(row["id"]), title=row["abstract"], text="", published=_day(row["issued"]))


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=UTC)
    except ValueError:
        return datetime(1990, 1, 1, tzinfo=UTC)


def queries(corpus: Path = CORPUS) -> Sequence[Mapping[str, Any]]:
    """The queries with the ids that are relevant."""
    loaded: Sequence[Mapping[str, Any]] = json.loads((corpus / "queries.json").read_text("utf-8"))
    return loaded


def precision(index: Index, spell: Callable[[str], str], wanted: Sequence[Mapping[str, Any]]) -> float:
    """Mean P@10 of the queries, each spelled by `spell`."""
    return sum(_precision(index, spell(row["query"]), {str(id) for id in row["relevant"]}) for row in wanted) / len(
        wanted
    )


def _precision(index: Index, query: str, relevant: set[str]) -> float:
    hits = index.search(query, limit=10).hits
    return sum(hit.id in relevant for hit in hits) / min(10, len(relevant))


def main(corpus: Path) -> int:
    """Print one line for each way to type, and whether all reach their figure."""
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index")
        began = process_time()
        index.rebuild(documents(corpus))
        took = process_time() - began
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"{index.count()} documents, built in {took:.1f} s CPU, {size / 1e6:.1f} MB")
        return _report(index, queries(corpus))


def _report(index: Index, wanted: Sequence[Mapping[str, Any]]) -> int:
    missed = 0
    for name, spell in VARIANTS.items():
        began = process_time()
        reached = precision(index, spell, wanted)
        milliseconds = (process_time() - began) * 1000 / len(wanted)
        missed += reached < TARGETS[name]
        print(f"{name:18} P@10 {reached:.4f}  (at least {TARGETS[name]:.2f})  {milliseconds:.2f} ms a query")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else CORPUS))

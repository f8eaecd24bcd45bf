"""What is asked in the search benchmark: different queries for each row, drawn from the corpus by a seed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.search_corpus import AGENCIES, FIRST_DAY, YEARS, Corpus, frequencies
from benchmarks.search_peers import Asked, Kind
from benchmarks.search_words import PHRASES
from hub.vietnamese.text import fold

EACH = 24
COMMON = (0.25, 0.95)  # the share of notices that hold a common syllable
TOGETHER = (0.1, 0.75)  # and one of several
NEVER_SIDE_BY_SIDE = (0.25, 0.6)  # more common ones stand side by side somewhere in a million notices


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what is asked, and how many times a rival's CPU time ours may take."""

    title: str
    asked: Sequence[Asked]
    most: tuple[tuple[str, float], ...]
    first_page: bool = False


def rows(corpus: Corpus, total: Callable[[Asked], int]) -> Iterator[Row]:
    """All rows; `total` says how many notices a query finds, to choose phrases that are there or are not."""
    shares = frequencies(corpus.documents(newest_first=False))
    chance = Random("queries")
    common = _spread([word for word, share in shares.items() if COMMON[0] <= share <= COMMON[1]], shares)
    several = [word for word, share in shares.items() if TOGETHER[0] <= share <= TOGETHER[1]]
    years = range(FIRST_DAY.year + 1, FIRST_DAY.year + YEARS - 1)
    yield Row("common term, newest first", _all("newest", common), (("tantivy", 1),), first_page=True)
    yield Row("common term, our tiers : BM25", _all("ranked", common), (("tantivy", 1),), first_page=True)
    for count in (2, 3):
        texts = [" ".join(chance.sample(several, count)) for _ in range(EACH)]
        yield Row(f"{count} terms, our tiers : BM25", _all("ranked", texts), (("tantivy", 1),), first_page=True)
    yield Row("exact total of 3 terms", _all("counted", texts), ())
    filtered = [Asked("filtered", word, f"so-{chance.randrange(AGENCIES)}", chance.choice(years)) for word in common]
    yield Row("common term, agency + year", filtered, (("tantivy", 1),), first_page=True)
    yield Row("facets of a common term", _all("facets", common), (("tantivy", 1.5),))
    long = [fold(phrase) for phrase in PHRASES if 4 <= len(phrase.split()) <= 6]
    yield Row("4-6 syllables unaccented", _all("ranked", chance.sample(long, EACH)), (("tantivy", 0.5), ("fts5", 0.05)))
    present = chance.sample(sorted({_first_three(phrase) for phrase in PHRASES if phrase.count(" ") >= 2}), EACH)
    lonely = [word for word, share in shares.items() if NEVER_SIDE_BY_SIDE[0] <= share <= NEVER_SIDE_BY_SIDE[1]]
    absent = list(_absent(lonely, chance, total))
    yield Row("phrase of three, present", _all("phrase", present), (("fts5", 1),))
    yield Row("phrase of three, absent", _all("phrase", absent), (("fts5", 1),))
    yield Row("phrase of three, present, newest first", _all("newest phrase", present), ())


def _all(kind: Kind, texts: Sequence[str]) -> list[Asked]:
    return [Asked(kind, text) for text in texts]


def _spread(words: Sequence[str], shares: dict[str, float]) -> list[str]:
    """From the most common to the least, evenly."""
    ordered = sorted(words, key=lambda word: (-shares[word], word))
    return [ordered[place * len(ordered) // EACH] for place in range(EACH)]


def _first_three(phrase: str) -> str:
    return " ".join(phrase.split()[:3])


def _absent(words: Sequence[str], chance: Random, total: Callable[[Asked], int]) -> Iterator[str]:
    found = 0
    while found < EACH:
        text = " ".join(chance.sample(words, 3))
        if not total(Asked("phrase", text)):
            found += 1
            yield text

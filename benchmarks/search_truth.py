"""Random boolean queries against a look at every text: `python -m benchmarks.search_truth [--seeds 1 2 ...]`.

10,000 notices and 10,000 queries a seed, with words, phrases, numbers, fields, AND, OR, NOT, parentheses, filters and
facets, typed with and without marks and decomposed; after every 250 queries notices are edited, added, withdrawn and
taken away. Ids in order of date, totals and facets must be the same; the page by relevance must hold the same
notices. The first difference is told in full, with the seed that makes it again.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.search_brute import FACETS, Seen, facets, find
from benchmarks.search_typing import ANNOUNCED, WORDS, Typed, typed_filters, typed_query
from hub.records import Document, Found
from search_index.base import Index
from search_index.whoosh_index import WhooshIndex

BETWEEN_CHANGES = 250
EDITED, ADDED, REMOVED, WITHDRAWN = 25, 15, 15, 10
BEGINNING, HOURS = datetime(2008, 12, 1, tzinfo=UTC), 24 * 365 * 8
# Days at which queries begin or end: many notices appear in the hours when it is tomorrow in Vietnam already.
TURNS = [datetime(*day, tzinfo=UTC) for day in ((2010, 1, 1), (2010, 9, 24), (2012, 1, 1), (2014, 7, 1))]
PAGE = 20


class Library:
    """Documents that come and go, the same for a seed, and the index that is told of it."""

    def __init__(self, index: Index, seed: int, count: int) -> None:
        self._index, self.chance, self._made = index, Random(seed), 0
        self.seen = {f"n{n}": Seen(self._document(f"n{n}")) for n in range(count)}
        index.rebuild(seen.document for seen in self.seen.values())

    def _document(self, id: str) -> Document:
        chance = self.chance
        self._made += 1
        at_a_turn = chance.random() < 0.2
        hour = chance.choice(TURNS) if at_a_turn else BEGINNING + timedelta(hours=chance.randrange(HOURS))
        # No two at the same moment: only the order of the newest is promised.
        moment = hour - at_a_turn * timedelta(hours=chance.randrange(12)) + timedelta(microseconds=self._made)
        number = chance.choice(ANNOUNCED) if chance.random() < 0.6 else ""
        return Document(
            id=id,
            title=_text(chance, 3, 9),
            text=_text(chance, 0, 30),
            published=moment,
            agency=chance.choice(("", "so-y-te", "so-noi-vu", "ubnd-huyen-a", "Sở Tư pháp")),
            section=chance.choice(("", "tin-tuc", "van-ban", "thong-bao")),
            type=chance.choice(("QĐ", "TB", "KH", "")),
            source=chance.choice(("syt", "snv", "huyen-a")),
            number=number,
            numbers=tuple(chance.sample(ANNOUNCED, chance.choice((0, 0, 1, 2)))),
            withdrawn=chance.random() < 0.05,
            version=self._made,
        )

    def change(self) -> None:
        """Edit some, add some, withdraw some or bring them back, take some away."""
        ids = self.chance.sample(sorted(self.seen), EDITED + REMOVED + WITHDRAWN)
        edited, removed, turned = ids[:EDITED], ids[EDITED : EDITED + REMOVED], ids[EDITED + REMOVED :]
        fresh = [f"m{self._made + n}" for n in range(ADDED)]
        changed = [self._document(id) for id in (*edited, *fresh)]
        changed += [self._turned(self.seen[id].document) for id in turned]
        self._index.add(changed)
        self._index.remove(removed)
        self.seen |= {document.id: Seen(document) for document in changed}
        for id in removed:
            del self.seen[id]
        if worn := self._index.worn():
            self._index.add([self.seen[id].document for id in worn])
        if dict(self._index.versions()) != {id: seen.document.version for id, seen in self.seen.items()}:
            raise AssertionError("the index holds other versions than were added")

    def _turned(self, document: Document) -> Document:
        self._made += 1
        return replace(document, withdrawn=not document.withdrawn, version=self._made)


def _text(chance: Random, fewest: int, most: int) -> str:
    pieces = chance.choices(WORDS, [1 / (rank + 4) for rank in range(len(WORDS))], k=chance.randint(fewest, most))
    if chance.random() < 0.2:
        pieces.insert(chance.randint(0, len(pieces)), f"theo {chance.choice(ANNOUNCED)},")
    return " ".join(pieces)


def check(index: Index, library: Library, typed: Typed, wanted: set[str], best: set[str]) -> list[str]:
    """What differs from what is right by date and by relevance, in words; nothing where all is the same."""
    chance = library.chance
    newest = sorted(wanted, key=lambda id: library.seen[id].document.published, reverse=True)
    offset, limit = chance.choice((0, 0, 7, 300)), chance.choice((1, PAGE, 10_000))
    by_date = index.search(typed.text, typed.filters, sort="newest", offset=offset, limit=limit, facets=True)
    ranked = index.search(typed.text, typed.filters, limit=PAGE)
    return [
        *_different_page(by_date, newest[offset : offset + limit], library.seen),
        *(
            f"total {found.total}, but {len(right)} are right"
            for found, right in ((by_date, wanted), (ranked, best))
            if found.total != len(right)
        ),
        *_different_facets(by_date, facets(wanted, library.seen)),
        *_wrongly_ranked(ranked, best),
    ]


def _different_page(found: Found, right: list[str], seen: Mapping[str, Seen]) -> list[str]:
    ids = [hit.id for hit in found.hits]
    if ids == right:
        return []
    place = next(
        (n for n, pair in enumerate(zip(ids, right, strict=False)) if pair[0] != pair[1]), min(len(ids), len(right))
    )
    shown = [
        f"  {name}: {_shown(seen, listed[place : place + 1])}" for name, listed in (("found", ids), ("right", right))
    ]
    return [f"{len(ids)} ids, {len(right)} are right, and from place {place} on they differ:", *shown]


def _shown(seen: Mapping[str, Seen], ids: list[str]) -> str:
    return "; ".join(repr(seen[id].document) if id in seen else f"{id}, which is gone" for id in ids) or "nothing"


def _different_facets(found: Found, right: Mapping[str, Mapping[str, int]]) -> list[str]:
    wrong = [name for name in FACETS if found.facets[name] != right[name]]
    unordered = [name for name in FACETS if list(found.facets[name].values()) != sorted(right[name].values())[::-1]]
    return [
        *(f"facets of {name}: {dict(found.facets[name])}, but {right[name]} is right" for name in wrong),
        *(f"facets of {name} are not the most frequent first" for name in unordered if name not in wrong),
    ]


def _wrongly_ranked(found: Found, right: set[str]) -> list[str]:
    ids = [hit.id for hit in found.hits]
    wrong = [id for id in ids if id not in right]
    scores = [hit.score for hit in found.hits]
    return [
        *([f"by relevance it finds {wrong}, which are wrong"] if wrong else []),
        *([f"by relevance a page of {len(ids)}"] if len({*ids}) != min(PAGE, len(right)) else []),
        *(["scores rise on the page"] if scores != sorted(scores, reverse=True) else []),
    ]


def run(seed: int, notices: int, queries: int) -> bool:
    """One seed; tells the first difference."""
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index", seconds=60.0)
        library = Library(index, seed, notices)
        empty = questions = 0
        for number in range(queries):
            if number and number % BETWEEN_CHANGES == 0:
                library.change()
            typed = replace(typed_query(library.chance), filters=typed_filters(library.chance))
            wanted, best = find(typed.meant, typed.filters, library.seen)
            empty += not wanted
            questions += wanted != best
            if differences := check(index, library, typed, wanted, best):
                print(f"seed {seed}, query {number}: {typed.text!r}\n  meant: {typed.meant}\n  {typed.filters}")
                print("\n".join(f"  {line}" for line in differences))
                return False
    told = f"{empty} of which find nothing, {questions} a part of many words"
    print(f"seed {seed}: {queries} queries on {notices} notices identical, {told}", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--notices", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=10_000)
    options = parser.parse_args()
    reached = [run(seed, options.notices, options.queries) for seed in options.seeds]
    print("PASS" if all(reached) else "FAIL")
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())

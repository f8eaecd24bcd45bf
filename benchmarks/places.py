"""Places named in notices: `python -m benchmarks.places [--seed 31] [--notices 300]`.

Needs the province and the corpus beside the checkout (../shared). Sixty names of `corpus/khanhhoa/agencies.csv`, the
nine districts of before 2025 and 51 communes of after, stand where the province's grammar puts names of places; so do
the names that it has of its own. Half of the notices are of 2010, half of 2026. The labels are the grammar's: every
name is handed to it between two marks, which say where it stands in what it writes, and which are taken out before we
read it. What a place is called, and of which level, is the label: nothing of our own data has a part in it.

Precision and recall are of pairs of a notice and a place. Prints them for the sixty, for the province's own names,
and together; PASS from 0.95 on.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from types import ModuleType

from benchmarks.province_hub import PROVINCE
from hub.catalogue.localities import known_localities
from hub.records import Agency, Locality
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.mentions import Gazetteer
from hub.vietnamese.text import fold
from hub.vietnamese.units import level_of, split_unit

AGENCIES = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "khanhhoa" / "agencies.csv"
NAMES, NOTICES, SITES, WANTED = 60, 300, 30, 0.95
OPEN, CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"(?:xã )?{OPEN}([^{OPEN}{CLOSE}]+){CLOSE}")
_UNMARKED = re.compile(f"xã {OPEN}(?=(?:xã|phường|đặc khu) )|[{OPEN}{CLOSE}]")

Label = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A notice's day and text, and the places that its author named."""

    day: date
    text: str
    places: frozenset[Label]


@dataclass(slots=True)
class Score:
    """Pairs that are labelled, that were found, and that are both."""

    labelled: int = 0
    found: int = 0
    both: int = 0

    def add(self, labelled: frozenset[Label], found: frozenset[Label]) -> None:
        self.labelled += len(labelled)
        self.found += len(found)
        self.both += len(labelled & found)

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.both / self.labelled if self.labelled else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--notices", type=int, default=NOTICES)
    options = parser.parse_args()
    if not (PROVINCE.is_dir() and AGENCIES.is_file()):
        print("SKIP: there is no ../shared beside the checkout")
        return 0
    sixty = names_of_the_list(Random(options.seed))
    labelled = list(notices(sixty, options.notices, options.seed))
    return 0 if judged(labelled, sixty) else 1


def names_of_the_list(rng: Random) -> tuple[str, ...]:
    """The names of the nine districts, and of as many of the communes as make sixty."""
    with AGENCIES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] in ("huyen", "xa")]
    districts = [plain(row["name"]) for row in rows if row["level"] == "huyen"]
    communes = [plain(row["name"]) for row in rows if row["level"] == "xa"]
    return (*districts, *rng.sample(communes, NAMES - len(districts)))


def plain(name: str) -> str:
    """A name of the list as it stands in a sentence.

    >>> plain("Thị xã Ninh Hòa (huyện đến 10/2010)")
    'thị xã Ninh Hòa'
    """
    name = name.partition(" (")[0]
    return name[:1].lower() + name[1:]


def notices(sixty: tuple[str, ...], count: int, seed: int) -> Iterator[Labelled]:
    """Half of them of before the reform, with the province's own communes, half of after it, with those of the list."""
    districts = [name for name in sixty if level_of(split_unit(name)[0]) == "district"]
    communes = [name for name in sixty if name not in districts]
    yield from written(datetime(2010, 9, 24, tzinfo=VIETNAM), districts, None, count // 2, seed)
    yield from written(datetime(2026, 9, 24, tzinfo=VIETNAM), districts, communes, count - count // 2, seed + 1)


def written(
    start: datetime, districts: list[str], communes: list[str] | None, count: int, seed: int
) -> Iterator[Labelled]:
    """Notices of a province whose grammar is handed marked names; it writes `xã` before those of communes."""
    agencies, prose, world = generator()
    before = agencies.DISTRICTS, agencies.COMMUNES
    for module in (agencies, prose):
        module.DISTRICTS = tuple(marked(name) for name in districts)  # type: ignore[attr-defined]
        module.COMMUNES = tuple(marked(name) for name in communes or before[1])  # type: ignore[attr-defined]
    made = world.World(SITES, 2 * count // SITES + 2, seed, start)
    chosen = Random(seed).sample([one for one in made.notices if not one.original], count)
    try:
        yield from (labelled(one) for one in chosen)
    finally:
        for module in (agencies, prose):
            module.DISTRICTS, module.COMMUNES = before  # type: ignore[attr-defined]


def generator() -> tuple[ModuleType, ModuleType, ModuleType]:
    """The province's own modules."""
    sys.path.insert(0, str(PROVINCE))
    from province import agencies, prose, world  # type: ignore[import-not-found]

    return agencies, prose, world


def marked(name: str) -> str:
    return f"{OPEN}{name}{CLOSE}"


def labelled(notice: object) -> Labelled:
    """What a notice says at first, without the marks, and what stood between them."""
    published = notice.published  # type: ignore[attr-defined]
    said = "\n".join((notice.title_at(published), *notice.paragraphs_at(published)))  # type: ignore[attr-defined]
    names = {found[1] for found in _MARKED.finditer(said)}
    return Labelled(published.date(), _UNMARKED.sub("", said), frozenset(map(label, names)))


def label(name: str) -> Label:
    """A place by level and name; what bears no unit is a commune of the province's own, whose spelling it varies."""
    unit, proper = split_unit(name)
    return (level_of(unit) if unit else "commune"), fold(proper)


def judged(labelled: list[Labelled], sixty: tuple[str, ...]) -> bool:
    """Print what was found beside what is so."""
    localities = known_localities(None, [Agency("ubnd-tinh", "Ủy ban nhân dân tỉnh Khánh Hòa")])
    finder = Gazetteer(localities.by_slug.values(), localities.province)
    ours = frozenset(map(label, sixty))
    scores = {"of the sixty": Score(), "the province's own": Score(), "together": Score()}
    for one in labelled:
        found = frozenset(named(localities.by_slug[slug]) for slug in finder.named_in(one.text, one.day))
        scores["of the sixty"].add(one.places & ours, found & ours)
        scores["the province's own"].add(one.places - ours, found - ours)
        scores["together"].add(one.places, found)
    return told(labelled, ours, scores)


def named(one: Locality) -> Label:
    return level_of(one.unit), fold(one.name)


def told(labelled: list[Labelled], ours: frozenset[Label], scores: Mapping[str, Score]) -> bool:
    named = frozenset(place for one in labelled for place in one.places)
    print(f"{len(labelled)} notices; {len(named & ours)} of the {len(ours)} names of the list are in them")
    for name, score in scores.items():
        figures = f"precision {score.precision:.4f}, recall {score.recall:.4f}"
        print(f"{name:>20}: {score.labelled} labelled, {score.found} found, {figures}")
    reached = all(min(scores[name].precision, scores[name].recall) >= WANTED for name in ("of the sixty", "together"))
    print("PASS" if reached else "FAIL")
    return reached


if __name__ == "__main__":
    sys.exit(main())

"""Document numbers in 200 spellings, each the number of one notice only: `python -m benchmarks.numbers`.

3,000 notices made by us, each with a number of its own; twenty are looked for in ten spellings each. For each of the
twenty a newer notice cites the number in its title, and one holds its parts apart. The notice itself must come first.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from unicodedata import normalize

from benchmarks.search_corpus import ISSUERS, TYPES, notice
from hub.errors import QueryError
from hub.records import Document
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.text import fold
from search_index.base import Index
from search_index.whoosh_index import WhooshIndex

NOTICES, LOOKED_FOR, SPELLINGS_EACH = 3_000, 20, 10


@dataclass(frozen=True, slots=True)
class Parts:
    """A number in parts; `year` is that of publication where none is printed."""

    num: int
    year: int
    type: str
    issuer: str
    year_printed: bool

    @property
    def printed(self) -> str:
        """As it stands on the document."""
        return f"{self.num}/{self.year}/{self.symbol}" if self.year_printed else f"{self.num}/{self.symbol}"

    @property
    def symbol(self) -> str:
        """Type and issuer."""
        return f"{self.type}-{self.issuer}"


SPELLINGS: dict[str, Callable[[Parts], str]] = {
    "as printed": lambda n: n.printed,
    "without year": lambda n: f"{n.num}/{n.symbol}",
    "with year": lambda n: f"{n.num}/{n.year}/{n.symbol}",
    "lower case": lambda n: n.printed.lower(),
    "without marks": lambda n: fold(n.printed),
    "without marks, upper case": lambda n: fold(n.printed).upper(),
    "Eth": lambda n: n.printed.replace("Đ", "Ð"),
    "decomposed": lambda n: normalize("NFD", n.printed),
    "blanks around everything": lambda n: f"{n.num} / {n.type} - {n.issuer}",
    "a blank before the slash": lambda n: f"{n.num} /{n.symbol}",
    "a blank behind the slash": lambda n: f"{n.num}/ {n.symbol}",
    "no slash": lambda n: f"{n.num} {n.symbol}",
    "no slash, no blank": lambda n: f"{n.num}{n.symbol}",
    "only blanks": lambda n: f"{n.num} {n.type} {n.issuer}",
    "only blanks, without marks": lambda n: fold(f"{n.num} {n.type} {n.issuer}"),
    "only dashes": lambda n: f"{n.num}-{n.symbol}",
    "a long dash": lambda n: f"{n.num}/{n.type}–{n.issuer}",
    "a backslash": lambda n: f"{n.num}\\{n.symbol}",
    "only slashes": lambda n: f"{n.num}/{n.type}/{n.issuer}",
    "underscores": lambda n: f"{n.num}_{n.type}_{n.issuer}",
    "dots": lambda n: f"{n.num}.{n.type}.{n.issuer}",
    "a dot in the symbol": lambda n: f"{n.num}/{n.type}.{n.issuer}",
    "leading zeros": lambda n: f"00{n.num}/{n.symbol}",
    "leading zeros, lower case": lambda n: f"0{n.num}/{n.symbol}".lower(),
    "the first half": lambda n: f"{n.num}/{n.type}",
    "the first half, without marks": lambda n: fold(f"{n.num}/{n.type}"),
    "the first half, a blank": lambda n: f"{n.num} {n.type}",
    "the first half, with year": lambda n: f"{n.num}/{n.year}/{n.type}",
    "number and year": lambda n: f"số:{n.num}/{n.year}",
    "the number alone": lambda n: f"số:{n.num}",
    "behind số": lambda n: f"số {n.printed}",
    "behind Số:": lambda n: f"Số: {n.printed}",
    "as a field": lambda n: f"number:{fold(n.printed)}",
    "with a comma": lambda n: f"{n.printed},",
    "blanks with year": lambda n: f"{n.num} {n.year} {n.symbol}",
}


def documents() -> Iterator[tuple[Document, Parts]]:
    """The notices; their numbers run from 1 on, so that no two share one."""
    chance = Random("numbers")
    for number in range(NOTICES):
        made = notice(number, NOTICES)
        year = made.published.astimezone(VIETNAM).year
        parts = Parts(number + 1, year, chance.choice(TYPES), chance.choice(ISSUERS), chance.random() < 0.3)
        yield replace(made, text=made.text[:400], number=parts.printed, numbers=()), parts


def rivals(own: Document, parts: Parts) -> Iterator[Document]:
    """Newer notices that are not what is looked for: one cites it, one holds the parts of its number."""
    cites = f"Về việc thực hiện văn bản số {parts.printed}"
    apart = f"{parts.issuer} {parts.type} {parts.year}, {parts.num} hộ"
    for name, title, numbers in (("cites", cites, (parts.printed,)), ("apart", apart, ())):
        later = own.published + timedelta(days=400)
        yield replace(own, id=f"{own.id}-{name}", title=title, number="", numbers=numbers, published=later)


def looked_for() -> Iterator[tuple[str, str, Document]]:
    """(name of the spelling, what is typed, the notice), 200 of them."""
    chosen = Random("chosen").sample(list(documents()), LOOKED_FOR)
    names = cycle(SPELLINGS)
    for document, parts in chosen:
        for name in islice(names, SPELLINGS_EACH):
            yield name, SPELLINGS[name](parts), document


def first(index: Index, typed: str) -> str:
    """What stands first."""
    try:
        return next((hit.id for hit in index.search(typed, limit=1).hits), "nothing")
    except QueryError as error:
        return f"refused: {error.problem}"


def main() -> int:
    wanted = list(looked_for())
    parts_of = {document.id: parts for document, parts in documents()}
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index")
        near = [rival for own in {document.id: document for *_, document in wanted}.values()
                for rival in rivals(own, parts_of[own.id])]  # fmt: skip
        index.rebuild([*near, *(document for document, _ in documents())])
        reached = 0
        for name, typed, document in wanted:
            found = first(index, typed)
            reached += found == document.id
            if found != document.id:
                print(f"{name}: {typed!r} for {document.number}: first is {found}")
    print(f"{reached}/{len(wanted)} first, in {len(SPELLINGS)} ways to spell")
    print("PASS" if reached == len(wanted) else "FAIL")
    return 0 if reached == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())

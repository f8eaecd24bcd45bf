"""Made-up notices for the search benchmarks: one corpus, in date order, written once and streamed from disk.

Notice `number` of `count` is the same on every run and machine; a million of them never are in memory at once. Some
300 syllables each, 22 in the title; 60 agencies, 12 sections, ten types, a document number, fifteen years.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Self

import orjson

from benchmarks.search_words import CUMULATED, PIECES
from hub.records import Document

PIECES_EACH, IN_TITLE = 182, 13
AGENCIES, SECTIONS = 60, 12
TYPES = ("QĐ", "TB", "KH", "CV", "BC", "HD", "CT", "NQ", "TTr", "GM")
ISSUERS = ("UBND", "SYT", "STC", "SXD", "SNV", "STP", "SKHĐT", "STNMT", "SGDĐT", "VP")
FIRST_DAY, YEARS = datetime(2010, 1, 1, tzinfo=UTC), 15
CHUNK = 2_000


def notice(number: int, count: int) -> Document:
    """Notice `number` of `count` in date order; from `count` on they are newer than the whole corpus."""
    chance = Random(number)
    pieces = chance.choices(PIECES, cum_weights=CUMULATED, k=PIECES_EACH)
    title = " ".join(pieces[:IN_TITLE])
    type_, issuer = chance.choice(TYPES), chance.choice(ISSUERS)
    return Document(
        id=f"n{number}",
        title=title[0].upper() + title[1:],
        text=" ".join(pieces[IN_TITLE:]),
        published=FIRST_DAY + timedelta(days=YEARS * 365.25 * number / count),
        agency=f"so-{chance.randrange(AGENCIES)}",
        section=f"muc-{chance.randrange(SECTIONS)}",
        type=type_,
        source=f"nguon-{number % 300}",
        number=f"{number % 4_000 + 1}/{type_}-{issuer}",
        numbers=(f"{chance.randrange(4_000) + 1}/QĐ-UBND",) if number % 3 == 0 else (),
        version=number + 1,
    )


def row_of(id: str) -> int:
    """The place of a notice in date order, by which an engine beside ours knows it."""
    return int(id[1:])


class Corpus:
    """`count` notices in a folder, written at the first time."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count

    def write(self) -> None:
        """Make what is not there yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for first in range(0, self.count, CHUNK):
            if not self._chunk(first).exists():
                numbers = range(first, min(first + CHUNK, self.count))
                lines = b"\n".join(orjson.dumps(notice(number, self.count)) for number in numbers)
                self._chunk(first).with_suffix(".part").write_bytes(lines)
                self._chunk(first).with_suffix(".part").rename(self._chunk(first))

    def documents(self, *, newest_first: bool) -> Iterator[Document]:
        """All notices by date, a chunk in memory at a time."""
        return iter(NewestFirst(self, 0, self.count)) if newest_first else self.between(0, self.count)

    def between(self, first: int, end: int) -> Iterator[Document]:
        """The notices from `first` on and before `end`, by date."""
        for start in range(first - first % CHUNK, end, CHUNK):
            lines = self._chunk(start).read_bytes().split(b"\n")
            yield from map(_read, lines[max(first - start, 0) : end - start])

    def later(self, first: int, many: int) -> list[Document]:
        """Notices that are newer than the corpus."""
        return [notice(self.count + number, self.count) for number in range(first, first + many)]

    def before_and_after(self, number: int) -> tuple[Document, Document]:
        """A notice of the corpus, and the same with another title."""
        before = notice(number, self.count)
        return before, replace(before, title=f"Đính chính zq{number}", version=before.version + self.count)

    def _chunk(self, first: int) -> Path:
        return self.folder / f"{first:09}.jsonl"


@dataclass(frozen=True, slots=True)
class NewestFirst:
    """A run of a corpus, newest first, as the store gives documents out: another process can read a part for itself."""

    corpus: Corpus
    first: int
    end: int

    def __len__(self) -> int:
        return self.end - self.first

    def __iter__(self) -> Iterator[Document]:
        for start in reversed(range(self.first - self.first % CHUNK, self.end, CHUNK)):
            yield from reversed([*self.corpus.between(max(start, self.first), min(start + CHUNK, self.end))])

    def part(self, first: int, end: int) -> Self:
        """Those from `first` on and before `end`, counted from the newest."""
        return replace(self, first=max(self.end - end, self.first), end=self.end - first)


def _read(line: bytes) -> Document:
    fields = orjson.loads(line)
    fields["published"] = datetime.fromisoformat(fields["published"])
    fields["numbers"] = tuple(fields["numbers"])
    return Document(**fields)


def frequencies(documents: Iterable[Document], sample: int = 2_000) -> dict[str, float]:
    """The share of documents that hold each syllable, of the first `sample`; in one order on every run."""
    holding: dict[str, int] = {}
    seen = 0
    for document in islice(documents, sample):
        seen += 1
        for word in {*document.title.lower().split(), *document.text.split()}:
            holding[word] = holding.get(word, 0) + 1
    return {word: holding[word] / seen for word in sorted(holding)}

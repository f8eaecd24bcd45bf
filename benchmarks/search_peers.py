"""The engines beside ours, each used as well as we know how, and ours, all behind the same few methods.

A document is known by its row, its place in date order. Asked are rows only: what a page shows comes from the store,
with every engine alike. No engine is asked to count where it can do without.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from benchmarks.search_corpus import row_of
from hub.records import Document, Filters
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.text import fold
from search_index.whoosh_index import WhooshIndex

Kind = Literal["newest", "ranked", "filtered", "facets", "phrase", "newest phrase", "any", "counted"]
FACETS = ("agency", "section", "type", "year")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as typed; "filtered" is newest-first of an agency and a year, "any" ranks what has any of the words.

    Of what is "counted" only the exact total is wanted.
    """

    kind: Kind
    text: str
    agency: str = ""
    year: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in order; the total where the engine says it."""

    rows: Sequence[int] = ()
    total: int | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Engine(Protocol):
    """An index in a folder of its own."""

    newest_first: bool

    def build(self, documents: Iterable[Document]) -> None:
        """Index these, in the order of `newest_first`; at the end all are searchable."""

    def add(self, documents: Sequence[Document], replaced: Sequence[Document] = ()) -> None:
        """Add documents in place of those replaced; at the end all are searchable."""

    def search(self, asked: Asked) -> Answer:
        """The first page."""

    def total(self, asked: Asked) -> int:
        """How many there are in all."""

    def size(self) -> int:
        """Bytes of the index, without texts."""


def open_engine(name: str, folder: Path) -> Engine:
    """An engine by its name."""
    if name == "tantivy":
        from benchmarks.search_tantivy import Tantivy

        return Tantivy(folder)
    if name == "whoosh":
        from benchmarks.search_whoosh import PlainWhoosh

        return PlainWhoosh(folder)
    return Fts5(folder) if name == "fts5" else Ours(folder)


def year_of(document: Document) -> int:
    """The Vietnamese year of publication."""
    return document.published.astimezone(VIETNAM).year


def bytes_in(folder: Path) -> int:
    """The size of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class Ours:
    """The hub's index, through its protocol alone."""

    newest_first = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "index"
        self._index = WhooshIndex(self._folder, processes=len(os.sched_getaffinity(0)))
        self._index.count()

    def build(self, documents: Iterable[Document]) -> None:
        self._index.rebuild(documents)

    def add(self, documents: Sequence[Document], replaced: Sequence[Document] = ()) -> None:
        self._index.add(documents)

    def search(self, asked: Asked, *, exact: bool = False) -> Answer:
        sort: Literal["newest", "relevance"] = "relevance" if asked.kind in ("ranked", "phrase", "any") else "newest"
        query = f'"{asked.text}"' if "phrase" in asked.kind else asked.text
        filters = Filters()
        if asked.kind == "filtered":
            filters = Filters(
                agency=asked.agency,
                published_from=date(asked.year, 1, 1),
                published_to=date(asked.year, 12, 31),
            )
        facets = asked.kind == "facets"
        limit = 1 if facets else asked.limit
        found = self._index.search(query, filters, sort=sort, limit=limit, facets=facets, exact=exact)
        return Answer([row_of(hit.id) for hit in found.hits], found.total, found.facets)

    def total(self, asked: Asked) -> int:
        return self.search(asked, exact=True).total or 0

    def size(self) -> int:
        return bytes_in(self._folder)


class Fts5:
    """SQLite FTS5, contentless, beside a table of what facets are counted from.

    Text is folded in Python first, for `remove_diacritics` leaves đ alone. The rowid is the date order, so the newest
    page stops early; agency, section and type are terms of a column, so a filter is an intersection of lists; a
    year is a range of rowids. Ranked by the function, which on these lists is a quarter quicker than by the column
    `rank`. Optimised after the build, which is not counted.
    """

    newest_first = False

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db", isolation_level=None)
        self._db.executescript(
            """pragma journal_mode=wal; pragma synchronous=normal;
            pragma cache_size=-65536; pragma mmap_size=4000000000;
            create virtual table if not exists fts using fts5(
                title, body, keys, content='', tokenize='unicode61 remove_diacritics 0');
            create table if not exists docs(row integer primary key, agency, section, type, year);
            create index if not exists docs_years on docs(year);"""
        )
        self._spans = self._read_spans()

    def _read_spans(self) -> dict[int, tuple[int, int]]:
        spans = self._db.execute("select year, min(row), max(row) from docs group by year")
        return {year: (first, last) for year, first, last in spans}

    def build(self, documents: Iterable[Document]) -> None:
        self._write(documents)
        self._spans = self._read_spans()

    def optimise(self) -> None:
        self._db.execute("insert into fts(fts) values('optimize')")
        self._db.execute("pragma wal_checkpoint(truncate)")

    def _write(self, documents: Iterable[Document], replaced: Iterable[Document] = ()) -> None:
        self._db.execute("begin")
        for document in replaced:
            self._db.execute(
                "insert into fts(fts, rowid, title, body, keys) values('delete', ?,?,?,?)", _texts(document)
            )
        facts = []

        def texts() -> Iterator[tuple[int, str, str, str]]:
            for document in documents:
                facts.append((row_of(document.id), document.agency, document.section, document.type, year_of(document)))
                yield _texts(document)

        self._db.executemany("insert into fts(rowid, title, body, keys) values(?,?,?,?)", texts())
        self._db.executemany("insert or replace into docs values(?,?,?,?,?)", facts)
        self._db.execute("commit")

    def add(self, documents: Sequence[Document], replaced: Sequence[Document] = ()) -> None:
        self._write(documents, replaced)

    def search(self, asked: Asked) -> Answer:
        match = _match(asked)
        if asked.kind == "facets":
            return Answer(facets=self._facets(match))
        if asked.kind == "filtered":
            first, last = self._spans[asked.year]
            sql = "select rowid from fts where fts match ? and rowid between ? and ? order by rowid desc limit ?"
            values: tuple[object, ...] = (match, first, last, asked.limit)
        else:
            order = "rowid desc" if "newest" in asked.kind else "bm25(fts, 4.0, 1.0, 0.0)"
            sql, values = f"select rowid from fts where fts match ? order by {order} limit ?", (match, asked.limit)
        return Answer([row for (row,) in self._db.execute(sql, values)])

    def _facets(self, match: str) -> dict[str, dict[str, int]]:
        counts = " union all ".join(f"select '{name}', {name}, count(*) from hits group by {name}" for name in FACETS)
        hits = "select d.* from fts join docs d on d.row = fts.rowid where fts match ?"
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for name, value, many in self._db.execute(f"with hits as materialized ({hits}) {counts}", (match,)):
            facets[name][str(value)] = many
        return facets

    def total(self, asked: Asked) -> int:
        if asked.kind == "filtered":
            return len(self.search(Asked("filtered", asked.text, asked.agency, asked.year, limit=10**9)).rows)
        [(many,)] = self._db.execute("select count(*) from fts where fts match ?", (_match(asked),))
        return int(many)

    def size(self) -> int:
        [(many,)] = self._db.execute("select sum(pgsize) from dbstat where name glob 'fts_*'")
        return int(many)


def _texts(document: Document) -> tuple[int, str, str, str]:
    numbers = " ".join((document.number, *document.numbers))
    keys = " ".join((_key("a", document.agency), _key("s", document.section), _key("t", document.type)))
    return row_of(document.id), fold(document.title), fold(f"{document.text} {numbers}"), keys


def _key(kind: str, value: str) -> str:
    return "x" + kind + "".join(letter for letter in fold(value) if letter.isalnum())


def _match(asked: Asked) -> str:
    words = _words(asked.text)
    if "phrase" in asked.kind:
        return f'"{" ".join(words)}"'
    if asked.kind == "any":
        return " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
    matched = " ".join(f'"{word}"' for word in words)
    return f"{matched} keys:{_key('a', asked.agency)}" if asked.kind == "filtered" else matched


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()

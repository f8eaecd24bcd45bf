"""Whoosh 2.7.4 as its manual shows it: stock schema, codec, analyzers, query parser and collectors.

Text is folded in Python first as for FTS5; no English stop words, which are Vietnamese syllables.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from whoosh import fields, index, query
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.sorting import Count, FieldFacet

from benchmarks.search_corpus import row_of
from benchmarks.search_peers import FACETS, Answer, Asked, bytes_in, year_of
from hub.records import Document
from hub.vietnamese.text import fold

ANALYZER = RegexTokenizer() | LowercaseFilter()
SCHEMA = fields.Schema(
    row=fields.NUMERIC(stored=True, unique=True),
    title=fields.TEXT(analyzer=ANALYZER),
    words=fields.TEXT(analyzer=ANALYZER),
    agency=fields.ID(sortable=True),
    section=fields.ID(sortable=True),
    type=fields.ID(sortable=True),
    year=fields.NUMERIC(sortable=True),
    published=fields.DATETIME(sortable=True),
)


class PlainWhoosh:
    """An engine of `benchmarks.search_peers`."""

    newest_first = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "whoosh"
        self._folder.mkdir(exist_ok=True)
        has_one = index.exists_in(str(self._folder))
        self._index = index.open_dir(str(self._folder)) if has_one else index.create_in(str(self._folder), SCHEMA)
        self._searcher = self._index.searcher()

    def build(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(limitmb=512)
        for document in documents:
            writer.add_document(**_values(document))
        writer.commit()
        self._searcher = self._index.searcher()

    def add(self, documents: Sequence[Document], replaced: Sequence[Document] = ()) -> None:
        writer = self._index.writer()
        for document in documents:
            (writer.update_document if replaced else writer.add_document)(**_values(document))
        writer.commit(merge=False)
        self._searcher = self._searcher.refresh()

    def _query(self, asked: Asked) -> query.Query:
        words = [token.text for token in ANALYZER(fold(asked.text))]
        if "phrase" in asked.kind:
            return query.Phrase("words", words)
        if asked.kind == "any":
            titles = [query.Term("title", word, boost=3.0) for word in words]
            return query.Or([query.Term("words", word) for word in words] + titles)
        every = [query.Term("words", word) for word in words]
        if asked.kind == "filtered":
            every += [query.Term("agency", asked.agency), query.NumericRange("year", asked.year, asked.year)]
        return query.And(every) if len(every) > 1 else every[0]

    def search(self, asked: Asked) -> Answer:
        if asked.kind == "facets":
            return self._facets(self._query(asked))
        newest = asked.kind in ("newest", "filtered", "newest phrase")
        order = {"sortedby": FieldFacet("published", reverse=True)} if newest else {}
        found = self._searcher.search(self._query(asked), limit=asked.limit, **order)
        return Answer([hit["row"] for hit in found])

    def _facets(self, asked: query.Query) -> Answer:
        grouped = {name: FieldFacet(name, maptype=Count) for name in FACETS}
        found = self._searcher.search(asked, limit=1, groupedby=grouped)
        groups = {name: found.groups(name) for name in FACETS}
        return Answer(facets={name: {str(key): many for key, many in group.items()} for name, group in groups.items()})

    def total(self, asked: Asked) -> int:
        return len(self._searcher.search(self._query(asked), limit=1))

    def size(self) -> int:
        return bytes_in(self._folder)


def _values(document: Document) -> dict[str, str | int | datetime]:
    numbers = " ".join((document.number, *document.numbers))
    return {
        "row": row_of(document.id),
        "title": fold(document.title),
        "words": fold(f"{document.title} \n {document.text} \n {numbers}"),
        "agency": document.agency,
        "section": document.section,
        "type": document.type,
        "year": year_of(document),
        "published": document.published.replace(tzinfo=None),
    }

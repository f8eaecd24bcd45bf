"""tantivy-py 0.27.0 beside ours: one thread, its own folding (NFC first, for it splits decomposed letters).

Words of title and text stand in one field, the title in another for ranking; the newest page is ordered by the date's
fast field, facets are its aggregations, rows come out of a fast field. Only what is asked for is kept.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from unicodedata import normalize

import tantivy

from benchmarks.search_corpus import row_of
from benchmarks.search_peers import FACETS, Answer, Asked, bytes_in, year_of
from hub.records import Document

HEAP = 256_000_000
MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
KEYWORDS = ("agency", "section", "type")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("words", "title"):
        builder.add_text_field(name, stored=False, tokenizer_name="folding", index_option="position")
    for name in KEYWORDS:
        builder.add_text_field(name, stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("year", "row"):
        builder.add_unsigned_field(name, stored=False, indexed=True, fast=True)
    builder.add_date_field("published", stored=False, indexed=False, fast=True)
    return builder.build()


class Tantivy:
    """An engine of `benchmarks.search_peers`."""

    newest_first = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "tantivy"
        self._folder.mkdir(exist_ok=True)
        self._schema = _schema()
        simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        lower = simple.filter(tantivy.Filter.lowercase())
        self._analyzer = lower.filter(tantivy.Filter.ascii_fold()).build()
        self._index = tantivy.Index(self._schema, path=str(self._folder))
        self._index.register_tokenizer("folding", self._analyzer)
        self._searcher = self._index.searcher()

    def build(self, documents: Iterable[Document]) -> None:
        self._write(documents)

    def add(self, documents: Sequence[Document], replaced: Sequence[Document] = ()) -> None:
        self._write(documents, replaced)

    def _write(self, documents: Iterable[Document], replaced: Iterable[Document] = ()) -> None:
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        for document in replaced:
            writer.delete_documents_by_term("row", row_of(document.id))
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _document(self, document: Document) -> tantivy.Document:
        title = normalize("NFC", document.title)
        numbers = " ".join((document.number, *document.numbers))
        made = tantivy.Document.from_dict(
            {
                "title": title,
                "words": f"{title}\n{normalize('NFC', document.text)}\n{numbers}",
                "agency": document.agency,
                "section": document.section,
                "type": document.type,
                "year": year_of(document),
                "row": row_of(document.id),
            },
            self._schema,
        )
        made.add_date("published", document.published)
        return made

    def _query(self, asked: Asked) -> tantivy.Query:
        words = self._analyzer.analyze(normalize("NFC", asked.text))
        if "phrase" in asked.kind and len(words) > 1:
            return tantivy.Query.phrase_query(self._schema, "words", words)
        if asked.kind == "any":
            return self._any(list(dict.fromkeys(words)))
        every = [(MUST, self._term("words", word)) for word in words]
        if asked.kind == "filtered":
            every += [(MUST, self._term("agency", asked.agency)), (MUST, self._term("year", asked.year))]
        return every[0][1] if len(every) == 1 else tantivy.Query.boolean_query(every)

    def _any(self, words: Sequence[str]) -> tantivy.Query:
        body = [(SHOULD, self._term("words", word)) for word in words]
        title = [(SHOULD, tantivy.Query.boost_query(self._term("title", word), 3.0)) for word in words]
        return tantivy.Query.boolean_query(body + title)

    def _term(self, name: str, value: object) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, name, value)

    def search(self, asked: Asked) -> Answer:
        query = self._query(asked)
        if asked.kind == "facets":
            wanted = {name: {"terms": {"field": name, "size": 1000}} for name in FACETS}
            found = self._searcher.aggregate(query, wanted)
            return Answer(facets={name: _counts(found[name]["buckets"]) for name in FACETS})
        order = "published" if asked.kind in ("newest", "filtered", "newest phrase") else None
        hits = self._searcher.search(query, asked.limit, count=False, order_by_field=order).hits
        return Answer(self._searcher.fast_field_values("row", [address for _, address in hits]))

    def total(self, asked: Asked) -> int:
        return int(self._searcher.search(self._query(asked), 1, count=True).count)

    def size(self) -> int:
        return bytes_in(self._folder)


def _counts(buckets: Iterable[dict[str, object]]) -> dict[str, int]:
    return {str(bucket["key"]): int(str(bucket["doc_count"])) for bucket in buckets}

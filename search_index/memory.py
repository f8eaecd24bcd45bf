"""The few lines that say what an index must do: a search that looks at every document, every time.

For tests and small tools; nothing is kept on disk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hub.records import Document, Filters, Found, Sort
from search_index.analysis import microseconds, terms_of
from search_index.base import NO_FILTERS
from search_index.bits import bits_of
from search_index.finding import Wanted, find
from search_index.query import parse_query


class MemoryIndex:
    """An Index in memory."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def add(self, documents: Iterable[Document]) -> None:
        self._documents |= {document.id: document for document in documents}

    def remove(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._documents.pop(id, None)

    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 20,
        facets: bool = False,
    ) -> Found:
        segment = _Segment(self._documents.values())
        return find(parse_query(query), filters, Wanted(sort, offset, limit, facets), [segment])

    def count(self) -> int:
        return len(self._documents)

    def versions(self) -> Mapping[str, int]:
        return {document.id: document.version for document in self._documents.values()}

    def rebuild(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def worn(self) -> tuple[str, ...]:
        return ()

    def refresh(self) -> None:
        pass

    def examine(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Segment:
    """All documents, newest first."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = sorted(documents, key=lambda document: (-microseconds(document.published), document.id))
        self._terms = [terms_of(document) for document in self._documents]

    @property
    def everything(self) -> int:
        return (1 << len(self._documents)) - 1

    def term(self, field: str, key: str) -> int:
        return bits_of(number for number, terms in enumerate(self._terms) if key in terms[field])

    def phrase(self, keys: Sequence[str]) -> int:
        return bits_of(number for number, terms in enumerate(self._terms) if _in_a_row(keys, terms["words"]))

    def between(self, first: int | None, end: int | None) -> int:
        moments = enumerate(microseconds(document.published) for document in self._documents)
        return bits_of(n for n, at in moments if (first is None or first <= at) and (end is None or at < end))

    def values(self, field: str) -> Iterator[str]:
        return iter({value for terms in self._terms for value in terms[field]})

    def id(self, number: int) -> str:
        return self._documents[number].id

    def published(self, number: int) -> int:
        return microseconds(self._documents[number].published)


def _in_a_row(keys: Sequence[str], places: Sequence[str]) -> bool:
    return any(tuple(places[at : at + len(keys)]) == tuple(keys) for at in range(len(places) - len(keys) + 1))

"""The few lines that say what an index must do: a search that looks at every document, every time.

For tests and small tools; nothing is kept on disk.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hub.records import Document, Filters, Found, Sort
from search_index.analysis import Syllable, folded, keywords_of, microseconds, syllables
from search_index.answering import answer, answer_ids
from search_index.base import NO_FILTERS, Today, no_day
from search_index.bits import bits_of
from search_index.finding import Wanted
from search_index.sequences import BORDER, character


class MemoryIndex:
    """An Index in memory."""

    def __init__(self, today: Today = no_day) -> None:
        self._documents: dict[str, Document] = {}
        self._today = today

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
        exact: bool = True,
    ) -> Found:
        segments = [_Segment(self._documents.values())] if self._documents else []
        return answer(query, filters, Wanted(sort, offset, limit, facets, exact), segments, self._today())

    def ids(self, query: str, filters: Filters = NO_FILTERS) -> Iterator[str]:
        segments = [_Segment(self._documents.values())] if self._documents else []
        return answer_ids(query, filters, segments, self._today())

    def count(self) -> int:
        return len(self._documents)

    def versions(self) -> Mapping[str, int]:
        return {document.id: document.version for document in self._documents.values()}

    def rebuild(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def worn(self) -> Mapping[str, int]:
        return {}

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
        self._terms = [keywords_of(document) for document in self._documents]
        self._parts = [_parts(document) for document in self._documents]
        folded = {word.folded for parts in self._parts for part in parts for word in part}
        self._characters = {key: character(number) for number, key in enumerate(sorted(folded))}

    @property
    def everything(self) -> int:
        return (1 << len(self._documents)) - 1

    @property
    def newest(self) -> int:
        return self.published(0)

    def term(self, field: str, key: str) -> int:
        if field in ("words", "title"):
            return bits_of(n for n, words in enumerate(self._words(field)) if any(word.key == key for word in words))
        return bits_of(number for number, terms in enumerate(self._terms) if key in terms[field])

    def spelled(self, field: str, folded: str) -> int:
        words = enumerate(self._words(field))
        return bits_of(number for number, known in words if any(word.folded == folded for word in known))

    def beginning(self, field: str, key: str) -> int:
        def begins(terms: Sequence[str]) -> bool:
            return any(term == key or term.startswith(f"{key}-") for term in terms)

        return bits_of(number for number, terms in enumerate(self._terms) if begins(terms[field]))

    def phrase(self, field: str, keys: Sequence[str]) -> int:
        letters = [self.character(key) for key in keys]
        sequences = enumerate(map(self.sequence, range(len(self._documents))))
        wanted = "".join(letters)
        return bits_of(n for n, text in sequences if all(letters) and wanted in _of_field(field, text))

    def character(self, folded: str) -> str:
        return self._characters.get(folded, "")

    def side_by_side(self, letters: str) -> int:
        return self.everything

    def sequence(self, number: int) -> str:
        return "".join("".join(map(self.character, folded(part))) + BORDER for part in self._parts[number])

    def between(self, first: int | None, end: int | None) -> int:
        moments = enumerate(microseconds(document.published) for document in self._documents)
        return bits_of(n for n, at in moments if (first is None or first <= at) and (end is None or at < end))

    def older_than(self, moment: int) -> int:
        ages = [-microseconds(document.published) for document in self._documents]
        return bisect_left(ages, -moment)

    def facet(self, field: str) -> Iterator[tuple[str, int]]:
        values = {value for terms in self._terms for value in terms[field]}
        return ((value, self.term(field, value)) for value in values)

    def id(self, number: int) -> str:
        return self._documents[number].id

    def published(self, number: int) -> int:
        return microseconds(self._documents[number].published)

    def _words(self, field: str) -> Iterator[Sequence[Syllable]]:
        return (parts[0] if field == "title" else [word for part in parts for word in part] for parts in self._parts)


def _parts(document: Document) -> tuple[tuple[Syllable, ...], ...]:
    return tuple(syllables(part) for part in (document.title, document.text, document.number))


def _of_field(field: str, sequence: str) -> str:
    return sequence[: sequence.index(BORDER)] if field == "title" else sequence

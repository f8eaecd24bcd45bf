"""Documents turned around: by term the documents that hold it, and beside it each one's syllables in their order.

A text is split at blanks, and what stands between two of them is looked up: for each word ever met it is known which
syllables it is, a character each. From there on a document is a text of such characters, and everything else is done
by Python's own sets and translations of it.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import add, itemgetter
from typing import NamedTuple

from hub.records import Document
from search_index.analysis import KEYWORDS, LONGEST_TEXT, Syllable, keywords_of, microseconds, syllables
from search_index.sequences import BORDER, character

SPELLED_FIELDS = ("words", "title")

Append = Callable[[int], None]
Term = tuple[bytes, "array[int]"]  # and the documents that hold it


class Group(NamedTuple):
    """Terms of one field that stand one after the other; if they are the spellings of a syllable, this.

    `size` is how many documents there are in all.
    """

    field: str
    terms: list[Term]
    size: int
    syllable: bytes = b""


class Terms(dict[str, Append]):
    """How to add a document to a term, by term."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, array[int]] = {}

    def __missing__(self, term: str) -> Append:
        documents = self.documents[term] = array("H")
        self[term] = documents.append
        return documents.append

    def hold(self, first: int, holders: Iterable[Iterable[str]]) -> None:
        """Documents from this number on, each with the terms it holds, told as often as one likes."""
        of_term = self.__getitem__
        for number, terms in enumerate(holders, first):
            for append in map(of_term, {*terms}):
                append(number)


class Lexicon(dict[str, str]):
    """What each word between two blanks is: a character for each of its syllables as written.

    `keys` has each character's syllable, `plain` the character of the same syllable without its marks.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[Syllable, str] = {}
        self.folded: dict[str, str] = {}
        self.keys_of: dict[str, Syllable] = {}
        self.plain: dict[int, str] = {0: BORDER}

    def __missing__(self, word: str) -> str:
        self[word] = text = "".join(self._written.get(found) or self._learn(found) for found in syllables(word))
        return text

    def _learn(self, found: Syllable) -> str:
        letter = self._written[found] = character(len(self._written))
        self.keys_of[letter] = found
        plain = self.folded.setdefault(found.folded, character(len(self.folded)))
        self.plain[ord(letter)] = plain
        return letter

    def read(self, text: str) -> str:
        """A text as characters of syllables."""
        return "".join(map(self.__getitem__, text.split()))[:LONGEST_TEXT]


class Inversion:
    """Takes documents in any order, and gives postings in which document 0 is the newest; no text is kept."""

    def __init__(self) -> None:
        self.sequences: list[str] = []
        self.columns: list[tuple[int, str, int]] = []  # how long ago, id, version: sorted, they stand newest first
        self._lexicon = Lexicon()
        self._spellings = {field: Terms() for field in SPELLED_FIELDS}
        self._keywords = {field: Terms() for field in KEYWORDS}

    def __len__(self) -> int:
        return len(self.columns)

    def take(self, documents: Sequence[Document]) -> None:
        """More documents, best some hundreds at a time.

        Each step is done for all of them before the next: so what it looks up stays in the processor's cache, and it
        takes half the time it takes document by document (measured).
        """
        first, read, plain = len(self), self._lexicon.read, self._lexicon.plain
        titles = [read(document.title) for document in documents]
        texts = [f"{BORDER}{read(document.text)}{BORDER}{read(document.number)}{BORDER}" for document in documents]
        written = [*map(add, titles, texts)]
        self.sequences += [text.translate(plain) for text in written]
        self._spellings["words"].hold(first, written)
        self._spellings["title"].hold(first, titles)
        keywords = [keywords_of(document) for document in documents]
        for field, terms in self._keywords.items():
            terms.hold(first, (found[field] for found in keywords))
        self.columns += [(-microseconds(known.published), known.id, known.version) for known in documents]

    def sort(self) -> list[int]:
        """Give the documents their numbers, once all are here; those that another of the same id has replaced."""
        last = {id: number for number, (_, id, _) in enumerate(self.columns)}
        order = sorted(range(len(self)), key=lambda number: self.columns[number][:2])
        replaced = [new for new, old in enumerate(order) if last[self.columns[old][1]] != old]
        if order != [*range(len(self))]:
            self._renumber(order)
        return replaced

    @property
    def characters(self) -> Mapping[str, str]:
        """The character of each syllable without its marks."""
        return self._lexicon.folded

    def postings(self) -> Iterator[Group]:
        """What documents hold, by field and term."""
        for field in sorted([*self._spellings, *self._keywords]):
            yield from self._spelled(field) if field in self._spellings else self._plain(field)

    def _spelled(self, field: str) -> Iterator[Group]:
        by_syllable: dict[str, list[Term]] = defaultdict(list)
        for letter, documents in self._spellings[field].documents.items():
            if letter != BORDER:
                found = self._lexicon.keys_of[letter]
                by_syllable[found.folded].append((found.key.encode(), documents))
        for syllable, terms in sorted(by_syllable.items()):
            yield Group(field, sorted(terms, key=itemgetter(0)), len(self), syllable.encode())

    def _plain(self, field: str) -> Iterator[Group]:
        for term, documents in sorted(self._keywords[field].documents.items()):
            yield Group(field, [(term.encode(), documents)], len(self))

    def _renumber(self, order: Sequence[int]) -> None:
        self.columns = [self.columns[number] for number in order]
        self.sequences = [self.sequences[number] for number in order]
        places = array("H", bytes(2 * len(order)))
        for new, old in enumerate(order):
            places[old] = new
        for terms in chain(self._spellings.values(), self._keywords.values()):
            for documents in terms.documents.values():
                documents[:] = array("H", sorted(map(places.__getitem__, documents)))

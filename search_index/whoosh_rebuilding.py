"""A Whoosh index written anew beside the one in force, by this process or by several."""

import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from hub.records import Document
from hub.settings import Checkpoint
from search_index.base import Divisible
from search_index.whoosh_files import next_folder, put_in_force, seal
from search_index.whoosh_parts import write_apart
from search_index.whoosh_schema import SCHEMA
from search_index.whoosh_writing import BATCH, write, writing

# To start a process that reads a store takes as long as to write two thousand (0.7 s of CPU).
WORTH_A_PROCESS = 4096


def rebuild(home: Path, documents: Iterable[Document], checkpoint: Checkpoint, processes: int) -> None:
    """Write an index anew beside the one in force, and put it in force when it is complete."""
    folder = next_folder(home)
    try:
        _write(folder, documents, processes)
        seal(folder, {})
        checkpoint("before_index_commit")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    put_in_force(folder)
    checkpoint("after_index_commit")


def _write(folder: Path, documents: Iterable[Document], processes: int) -> None:
    if isinstance(documents, Divisible) and (worth := min(processes, len(documents) // WORTH_A_PROCESS)) > 1:
        write_apart(folder, documents, worth)
        return
    FileIndex.create(FileStorage(str(folder)), SCHEMA)
    remaining = _once(documents)
    written = True
    while written:
        with writing(folder) as writer:
            written = bool(write(writer, islice(remaining, BATCH)))


def _once(documents: Iterable[Document]) -> Iterator[Document]:
    seen: set[str] = set()
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document

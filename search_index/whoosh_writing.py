"""Writing Whoosh segments: newest document first, nothing merged."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.writing import SegmentWriter

from hub.errors import StoreError
from hub.records import Document
from hub.settings import Checkpoint
from search_index.analysis import microseconds
from search_index.whoosh_files import next_folder, put_in_force, seal
from search_index.whoosh_pool import Pool
from search_index.whoosh_schema import SCHEMA, codec, fields_of

BATCH = 2048  # documents of a full segment
# The lease of the store keeps writers apart; this is for a process that has lost it and ends its commit.
SECONDS_FOR_LOCK = 2.0


def rebuild(home: Path, documents: Iterable[Document], checkpoint: Checkpoint) -> None:
    """Write an index anew beside the one in force, and put it in force when it is complete."""
    folder = next_folder(home)
    FileIndex.create(FileStorage(str(folder)), SCHEMA)
    remaining = _once(documents)
    while batch := list(islice(remaining, BATCH)):
        with writing(folder) as writer:
            write(writer, batch)
    seal(folder, {})
    checkpoint("before_index_commit")
    put_in_force(folder)
    checkpoint("after_index_commit")


@contextmanager
def writing(folder: Path) -> Iterator[SegmentWriter]:
    """One commit; nothing of it remains where the block raises. StoreError while another process writes."""
    index = FileIndex(FileStorage(str(folder)), schema=SCHEMA)
    try:
        writer = SegmentWriter(index, timeout=SECONDS_FOR_LOCK, codec=codec())
    except LockError as error:
        raise StoreError("another process is writing to the index") from error
    writer.pool = Pool(folder)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_inhabited)


def write(writer: SegmentWriter, documents: Iterable[Document]) -> None:
    """Add documents to a commit, newest first."""
    for document in sorted(documents, key=lambda document: (-microseconds(document.published), document.id)):
        writer.add_document(**fields_of(document))


def _inhabited(_: SegmentWriter, segments: Iterable[W3Segment]) -> list[W3Segment]:
    return [segment for segment in segments if segment.doc_count()]


def _once(documents: Iterable[Document]) -> Iterator[Document]:
    seen: set[str] = set()
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document

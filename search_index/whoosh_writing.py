"""Writing Whoosh segments: newest document first, nothing merged."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

from whoosh.codec.whoosh3 import W3PerDocWriter, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import HashWriter
from whoosh.index import FileIndex, LockError
from whoosh.writing import SegmentWriter

from hub.errors import StoreError
from hub.records import Document
from search_index.inverting import Group, Inversion
from search_index.pairs import sieve
from search_index.sequences import BLOCK, packed
from search_index.whoosh_codec import FlatCodec
from search_index.whoosh_schema import SCHEMA
from search_index.whoosh_terms import BY_CRC

BATCH = 32_768  # documents of a full segment; their numbers fit in sixteen bits
# The lease of the store keeps writers apart; this is for a process that has lost it and ends its commit.
SECONDS_FOR_LOCK = 2.0
# What a segment has beside Whoosh's files: its sequences, their lengths, its pairs, the characters of its syllables.
SEQUENCES, LENGTHS, PAIRS, CHARACTERS = ".seq", ".sql", ".prs", ".chr"


@contextmanager
def writing(folder: Path) -> Iterator[SegmentWriter]:
    """One commit; nothing of it remains where the block raises. StoreError while another process writes."""
    index = FileIndex(FileStorage(str(folder)), schema=SCHEMA)
    try:
        writer = SegmentWriter(index, timeout=SECONDS_FOR_LOCK, codec=FlatCodec())
    except LockError as error:
        raise StoreError("another process is writing to the index") from error
    writer.pool = _Pool()
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_inhabited)


def write(writer: SegmentWriter, documents: Iterable[Document]) -> frozenset[str]:
    """Add documents to a commit, as one segment; their ids. Once a commit."""
    inversion, waiting = Inversion(), iter(documents)
    while block := [*islice(waiting, BLOCK)]:
        inversion.take(block)
    replaced = inversion.sort()
    if len(inversion):
        _write_columns(writer.perdocwriter, inversion)
        _write_sequences(writer, inversion)
        writer.pool.inversion = inversion
        writer.docnum, writer._added = len(inversion), True
    for number in replaced:
        writer.newsegment.delete_document(number)
    return frozenset(id for _, id, _ in inversion.columns)


def _write_columns(columns: W3PerDocWriter, inversion: Inversion) -> None:
    for number, (age, id, version) in enumerate(inversion.columns):
        columns.start_doc(number)
        for name, value in (("name", id.encode()), ("published", -age), ("version", version)):
            columns.add_column_value(name, SCHEMA[name].column_type, value)
        columns.finish_doc()


def _write_sequences(writer: SegmentWriter, inversion: Inversion) -> None:
    texts, create = inversion.sequences, partial(writer.newsegment.create_file, writer.storage)
    with closing(create(SEQUENCES)) as file, closing(create(LENGTHS)) as lengths:
        for start in range(0, len(texts), BLOCK):
            data, sizes = packed(texts[start : start + BLOCK])
            file.write(data)
            lengths.write(sizes)
    with closing(create(PAIRS)) as file:
        for row in sieve(texts):
            file.write(row)
    characters = HashWriter(create(CHARACTERS), hashtype=BY_CRC)
    for key, letter in inversion.characters.items():
        characters.add(key.encode(), letter.encode())
    characters.close()


class _Pool:
    """In the place of Whoosh's PostingPool: what it gives to the writer of the postings is turned around already."""

    def __init__(self) -> None:
        self.inversion = Inversion()

    def iter_postings(self) -> Iterator[Group]:
        """All postings, by field and term."""
        return self.inversion.postings()

    def cleanup(self) -> None:
        """Let go of everything."""
        self.inversion = Inversion()


def _inhabited(_: SegmentWriter, segments: Iterable[W3Segment]) -> list[W3Segment]:
    return [segment for segment in segments if segment.doc_count()]

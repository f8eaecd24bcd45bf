"""Many notices as one file: JSON Lines for programs, CSV for spreadsheets. Never more than a few in memory.

What is exported is settled before the first row: for everything by the change log, in which each notice begins once;
for a search by the ids that were found. So nothing is given twice or left out while the hub goes on writing; each
row is the notice as it is when its turn comes. Whoever was cut off goes on `after` the last id they have.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile, islice
from types import MappingProxyType

import orjson

from hub.records import Filters, Notice
from hub.web.api_items import notice_item
from hub.web.cells import table_text
from hub.web.ports import Index, Store

# texts of files stand in the notices: a portion may be a hundred megabytes where all of them link books
PORTION = 50
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
COLUMNS = (
    "id", "published", "title", "doc_number", "doc_type", "agency", "section", "url", "withdrawn", "updated",
    "first_seen", "issued_on", "signer", "source", "summary",
)  # fmt: skip

Portions = Iterable[Sequence[Notice]]


def everything(store: Store, after: str | None = None) -> Iterator[Sequence[Notice]] | None:
    """All notices, the last learnt of first, redacted ones emptied; None where `after` is not known."""
    begin = store.changes.newest() + 1 if after is None else store.changes.begin_of(after)
    return None if begin is None else _learnt_before(store, begin)


def _learnt_before(store: Store, cursor: int) -> Iterator[Sequence[Notice]]:
    while portion := store.notices.learnt_before(cursor, PORTION):
        yield [notice for _, notice in portion]
        cursor = portion[-1][0]


def found(
    index: Index, store: Store, query: str, filters: Filters, after: str | None = None
) -> Iterator[Sequence[Notice]] | None:
    """What a search finds, newest first, redacted ones left out; None where `after` is not among it.

    Raises QueryError. The ids are read at once and kept packed: a million of them take some 20 MB.
    """
    ids = iter(index.ids(query, filters))
    if after is not None:
        ids = dropwhile(lambda id: id != after, ids)
        if next(ids, None) is None:
            return None
    return _of(store, list(_packed(ids)))


def _packed(ids: Iterator[str]) -> Iterator[str]:
    while portion := " ".join(islice(ids, PORTION)):
        yield portion


def _of(store: Store, packed: Sequence[str]) -> Iterator[Sequence[Notice]]:
    for portion in packed:
        yield [notice for notice in store.notices.many(portion.split()) if not notice.redacted]


def json_lines(portions: Portions) -> Iterator[bytes]:
    """Each notice as the API shows it, in a line of its own."""
    for portion in portions:
        yield b"".join(orjson.dumps(notice_item(notice), option=orjson.OPT_APPEND_NEWLINE) for notice in portion)


def csv_lines(portions: Portions) -> Iterator[bytes]:
    """Each notice as a row of a table, without heads."""
    for portion in portions:
        items: Iterator[Mapping[str, object]] = map(notice_item, portion)
        yield table_text([item[name] for name in COLUMNS] for item in items).encode("utf-8", "replace")


def heads() -> bytes:
    """The first line of a table."""
    return table_text([COLUMNS]).encode()


FORMATS: Mapping[str, Callable[[Portions], Iterator[bytes]]] = MappingProxyType({"jsonl": json_lines, "csv": csv_lines})


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks as one stream of gzip, lightly compressed."""
    packer = zlib.compressobj(1, wbits=31)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()

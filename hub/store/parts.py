"""What stands of notices in other tables, gathered for many at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Table, select

from hub.records import Attachment
from hub.store.columns import table
from hub.store.rows import Parts, attachment_from
from hub.store.tables import AttachmentRow, CitationRow, FileTextRow, SightingRow

FILE = table(AttachmentRow)
PAGE = table(FileTextRow)
CITATION = table(CitationRow)
SIGHTING = table(SightingRow)

T = TypeVar("T")
PORTION = 500


def in_portions(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The values, at most `size` at a time: databases limit the parameters of a statement."""
    return (values[start : start + size] for start in range(0, len(values), size))


def parts_of(connection: Connection, ids: Sequence[str]) -> dict[str, Parts]:
    """The parts of each of these notices."""
    if not ids:
        return {}
    files = files_of(connection, ids)
    cites = _gathered(connection, CITATION, CITATION.c.printed, CITATION.c.position, ids)
    sources = _gathered(connection, SIGHTING, SIGHTING.c.source, SIGHTING.c.first_seen, ids)
    return {id: Parts(files[id], tuple(cites[id]), tuple(sources[id])) for id in ids}


def files_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[Attachment, ...]]:
    """The files of each notice with their texts; () for a notice without."""
    wanted = (
        select(FILE, PAGE.c.text)
        .join(PAGE, PAGE.c.sha256 == FILE.c.sha256, isouter=True)
        .where(FILE.c.notice.in_(ids))
        .order_by(FILE.c.notice, FILE.c.position, PAGE.c.page)
    )
    rows = connection.execute(wanted).mappings()
    files: defaultdict[str, tuple[Attachment, ...]] = defaultdict(tuple)
    for (notice, _), pages in groupby(rows, key=lambda row: (row["notice"], row["position"])):
        of_file = list(pages)
        texts = (row["text"] for row in of_file if row["text"] is not None)
        files[notice] += (attachment_from(of_file[0], texts),)
    return files


def _gathered(
    connection: Connection, table: Table, value: Column[str], order: Column[object], ids: Sequence[str]
) -> defaultdict[str, list[str]]:
    wanted = select(table.c.notice, value).where(table.c.notice.in_(ids)).order_by(table.c.notice, order, value)
    gathered: defaultdict[str, list[str]] = defaultdict(list)
    for notice, found in connection.execute(wanted):
        gathered[notice].append(found)
    return gathered


def matching(connection: Connection, wanted: Select[Any], column: Column[Any], values: Sequence[str]) -> Iterator[Any]:
    """The rows of a statement whose column has one of these values."""
    for portion in in_portions(values, PORTION):
        yield from connection.execute(wanted.where(column.in_(portion)))

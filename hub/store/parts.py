"""What stands of notices in other tables, gathered for many at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, Select, bindparam, select

from hub.records import Attachment
from hub.store.columns import table
from hub.store.portions import among, run
from hub.store.rows import Parts, attachment_from
from hub.store.tables import AttachmentRow, CitationRow, FileTextRow, SightingRow

FILE = table(AttachmentRow)
PAGE = table(FileTextRow)
CITATION = table(CitationRow)
SIGHTING = table(SightingRow)

FILES = (
    select(FILE, PAGE.c.text)
    .join(PAGE, PAGE.c.sha256 == FILE.c.sha256, isouter=True)
    .where(among(FILE.c.notice))
    .order_by(FILE.c.notice, FILE.c.position, PAGE.c.page)
)
TEXT_OF_FILE = select(PAGE.c.text).where(PAGE.c.sha256 == bindparam("of_sha256")).order_by(PAGE.c.page)
CITES = select(CITATION.c.notice, CITATION.c.printed).where(among(CITATION.c.notice)).order_by(CITATION.c.position)
SOURCES = (
    select(SIGHTING.c.notice, SIGHTING.c.source)
    .where(among(SIGHTING.c.notice))
    .order_by(SIGHTING.c.first_seen, SIGHTING.c.source)
)


def parts_of(connection: Connection, ids: Sequence[str]) -> dict[str, Parts]:
    """The parts of each of these notices."""
    files = files_of(connection, ids)
    cites, sources = _gathered(connection, CITES, ids), _gathered(connection, SOURCES, ids)
    return {id: Parts(files[id], tuple(cites[id]), tuple(sources[id])) for id in ids}


def files_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[Attachment, ...]]:
    """The files of each notice with their texts; () for a notice without."""
    files: defaultdict[str, tuple[Attachment, ...]] = defaultdict(tuple)
    rows = run(connection, FILES, ids)
    for (notice, _), pages in groupby(rows, key=lambda row: (row.notice, row.position)):
        of_file = list(pages)
        texts = (row.text for row in of_file if row.text is not None)
        files[notice] += (attachment_from(of_file[0]._mapping, texts),)
    return files


def _gathered(
    connection: Connection, wanted: Select[tuple[str, str]], ids: Sequence[str]
) -> defaultdict[str, list[str]]:
    gathered: defaultdict[str, list[str]] = defaultdict(list)
    for notice, found in run(connection, wanted, ids):
        gathered[notice].append(found)
    return gathered

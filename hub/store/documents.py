"""All documents of a hub, for an index that is written anew."""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, func, select

from hub.records import Document
from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import ChangeRow
from hub.store.notices import Notices
from hub.store.portions import PORTION
from hub.store.tables import NoticeRow
from hub.store.trouble import Troubles

NOTICE = table(NoticeRow)
CHANGE = table(ChangeRow)

NEWEST = select(CHANGE.c.notice, func.max(CHANGE.c.cursor).label("cursor")).group_by(CHANGE.c.notice).subquery()
SHOWN = (
    select(NOTICE.c.id, func.coalesce(NEWEST.c.cursor, 0))
    .join(NEWEST, NEWEST.c.notice == NOTICE.c.id, isouter=True)
    .where(NOTICE.c.redacted.is_(False))
    .order_by(NOTICE.c.published.desc(), NOTICE.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents, newest published first, each with its notice's newest change as its version.

    Which they are was read once, and no more of them; what they say is read when they are asked for, in portions, each
    a view of its own: a rebuild may take minutes and holds nothing up. What changes meanwhile comes with its change,
    which is no older than the version. Other processes can read a part for themselves.
    """

    url: str = field(repr=False)
    folder: Path
    ids: Sequence[str] = field(repr=False)
    versions: "array[int]" = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Document]:
        with closing(Database(self.url, Troubles(self.folder))) as database:
            notices = Notices(database.reading)
            for first in range(0, len(self), PORTION):
                portion = self.part(first, first + PORTION)
                versions = dict(zip(portion.ids, portion.versions, strict=True))
                for document in notices.documents(portion.ids):
                    yield replace(document, version=versions[document.id])

    def part(self, first: int, end: int) -> Self:
        """Those from `first` on and before `end`."""
        return replace(self, ids=self.ids[first:end], versions=self.versions[first:end])


def all_documents(connection: Connection, url: str, folder: Path) -> Documents:
    """Those of the hub in `folder` whose database is at `url`, less those redacted."""
    ids: list[str] = []
    versions = array("q")
    for id, version in connection.execution_options(yield_per=PORTION).execute(SHOWN):
        ids.append(id)
        versions.append(version)
    return Documents(url, folder, ids, versions)

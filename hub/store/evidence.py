"""What notices rest on: which bytes were kept for which notice, and the text of files by their bytes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from hub.records import Attachment
from hub.store.changes import Log
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.log_tables import BlobRow, BlobUseRow
from hub.store.portions import among, run
from hub.store.rows import file_text_rows
from hub.store.tables import AttachmentRow, FileTextRow

BLOB = table(BlobRow)
BLOB_USE = table(BlobUseRow)
FILE_TEXT = table(FileTextRow)
FILE = table(AttachmentRow)

REMOVED = select(BLOB.c.sha256).where(among(BLOB.c.sha256), BLOB.c.removed.is_not(None))
TEXTS = select(FILE_TEXT).where(among(FILE_TEXT.c.sha256))
LINKING = select(FILE.c.notice).where(among(FILE.c.sha256))
DELETE_TEXTS = delete(FILE_TEXT).where(among(FILE_TEXT.c.sha256))

Size = Callable[[str], int | None]


class Evidence(NamedTuple):
    """The page and the files a notice rests on since then."""

    notice: str
    page_sha256: str | None
    files: Sequence[Attachment]
    since: datetime


class Use(NamedTuple):
    """A notice rests on these bytes."""

    sha256: str
    notice: str
    media_type: str | None
    since: datetime


def uses_of(evidence: Evidence) -> Iterator[Use]:
    """The kept bytes among the evidence."""
    notice, page_sha256, files, since = evidence
    if page_sha256:
        yield Use(page_sha256, notice, None, since)
    yield from (Use(file.sha256, notice, file.media_type, since) for file in files if file.sha256)


def save_evidence(transaction: Transaction, log: Log, size: Size, states: Sequence[Evidence]) -> None:
    """Note what these states rest on and keep the texts of their files; removed bytes get no text again.

    A file whose text is another now says so of every notice that links it: each of them is a change "edited".
    """
    uses = [use for evidence in states for use in uses_of(evidence)]
    transaction.upsert(BLOB, [_blob_row(use, size(use.sha256)) for use in uses])
    transaction.upsert(BLOB_USE, [{"sha256": use.sha256, "notice": use.notice} for use in uses])
    changed = _save_texts(transaction, file_text_rows(file for evidence in states for file in evidence.files))
    own = {evidence.notice for evidence in states}
    others = {row.notice for row in run(transaction.connection, LINKING, changed)} - own
    log.extend("edited", ((notice, states[0].since) for notice in sorted(others) if not log.mentions(notice)))


def _save_texts(transaction: Transaction, rows: Iterable[dict[str, Any]]) -> list[str]:
    """Write the texts that are not there as they are; the digests of their bytes."""
    said: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in rows:
        said[row["sha256"]][row["page"]] = row["text"]
    kept: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in run(transaction.connection, TEXTS, list(said)):
        kept[row.sha256][row.page] = row.text
    removed = {row.sha256 for row in run(transaction.connection, REMOVED, list(said))}
    changed = sorted(digest for digest in said if said[digest] != kept[digest] and digest not in removed)
    run(transaction.connection, DELETE_TEXTS, changed)
    pages = [{"sha256": digest, "page": n, "text": text} for digest in changed for n, text in said[digest].items()]
    transaction.insert(FILE_TEXT, pages)
    return changed


def _blob_row(use: Use, size: int | None) -> dict[str, object]:
    return {
        "sha256": use.sha256,
        "bytes": size,
        "media_type": use.media_type,
        "created": use.since,
        "removed": None,
    }

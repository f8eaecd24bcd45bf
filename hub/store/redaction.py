"""Redaction: what a notice said leaves every table; that it was there, its digest and the reason stay.

The URL, the document number and the agency stay too: they say which notice it was, not what it said.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, update

from hub.store.changes import Log
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.editing import standing_of
from hub.store.found_tables import NoticePlaceRow, ReferenceRow, TraceRow
from hub.store.keys import alias_digest
from hub.store.list_pages import forget_list_pages_of
from hub.store.log_tables import BlobRow, BlobUseRow, FetchRow, PageRow
from hub.store.poison import take_poison_of
from hub.store.portions import among, run
from hub.store.sealing import Seals
from hub.store.tables import (
    AliasRow,
    AttachmentRow,
    CitationRow,
    FileTextRow,
    NoticeRow,
    RedactionRow,
    RevisionRow,
    SightingRow,
)

NOTICE = table(NoticeRow)
REVISION = table(RevisionRow)
ALIAS = table(AliasRow)
FILE = table(AttachmentRow)
FILE_TEXT = table(FileTextRow)
CITATION = table(CitationRow)
REFERENCE = table(ReferenceRow)
NAMED = table(NoticePlaceRow)
SIGHTING = table(SightingRow)
TRACE = table(TraceRow)
PAGE = table(PageRow)
BLOB = table(BlobRow)
FETCH = table(FetchRow)
BLOB_USE = table(BlobUseRow)
REDACTION = table(RedactionRow)

REDACTED = "[đã lược bỏ]"
SAYS_NOTHING: dict[Table, dict[str, Any]] = {
    NOTICE: {"title": REDACTED, "summary": "", "published_raw": "", "section_source": "", "signer": None},
    REVISION: {"title": REDACTED, "text": "", "html": "", "state": {}},
    SIGHTING: {"row": None},
    PAGE: {"next_check": None, "left_at": None},
}


def redact(transaction: Transaction, log: Log, seals: Seals, id: str, reason: str, at: datetime) -> bool:
    """Remove what the notice said; False where that was done before.

    `updated` moves to `at`: readers of feeds replace their copy only when it does.
    """
    if standing_of(transaction, id).redacted:
        return False
    _note(transaction, id, reason, at)
    for place, nothing in SAYS_NOTHING.items():
        _change(transaction, place, id, nothing)
    _change(transaction, NOTICE, id, {"redacted": True, "updated": at})
    for place in (FILE, CITATION, REFERENCE, NAMED, TRACE):
        transaction.connection.execute(delete(place).where(place.c.notice == id))
    _blind_aliases(transaction, id)
    forget_list_pages_of(transaction, id)
    _condemn_blobs(transaction, id, at)
    log.add("redacted", id, at)
    seals.redact(id)
    return True


def _note(transaction: Transaction, id: str, reason: str, at: datetime) -> None:
    digest = transaction.connection.scalar(select(NOTICE.c.digest).where(NOTICE.c.id == id))
    transaction.insert(REDACTION, [{"notice": id, "at": at, "reason": reason, "digest": digest}])


def _change(transaction: Transaction, place: Table, id: str, values: dict[str, Any]) -> None:
    key = place.c.id if place is NOTICE else place.c.notice
    transaction.connection.execute(update(place).where(key == id).values(values))


def _blind_aliases(transaction: Transaction, id: str) -> None:
    """An alias may be made of the title; its digest still knows the notice when it comes again."""
    aliases = transaction.connection.scalars(select(ALIAS.c.alias).where(ALIAS.c.notice == id)).all()
    transaction.connection.execute(delete(ALIAS).where(ALIAS.c.notice == id))
    transaction.upsert(ALIAS, [{"alias": alias_digest(alias), "notice": id} for alias in aliases])


def _condemn_blobs(transaction: Transaction, id: str, at: datetime) -> None:
    """The bytes no other notice rests on; the files themselves go after the commit (`Blobs.sweep`)."""
    own = select(BLOB_USE.c.sha256).where(BLOB_USE.c.notice == id)
    shared = select(BLOB_USE.c.sha256).where(BLOB_USE.c.notice != id)
    lonely = list(transaction.connection.scalars(own.where(BLOB_USE.c.sha256.not_in(shared))))
    lonely += take_poison_of(transaction, id)
    transaction.connection.execute(delete(BLOB_USE).where(BLOB_USE.c.notice == id))
    run(transaction.connection, delete(FILE_TEXT).where(among(FILE_TEXT.c.sha256)), lonely)
    run(transaction.connection, update(BLOB).where(among(BLOB.c.sha256)).values(removed=at), lonely)
    # a header may say what a file is called
    run(transaction.connection, update(FETCH).where(among(FETCH.c.sha256)).values(headers={}), lonely)

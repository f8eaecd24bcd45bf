"""What happens to a notice that is known: edited, filled in, withdrawn, restored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from hub.errors import StoreError
from hub.records import Attachment, Notice
from hub.store.changes import Log
from hub.store.columns import table
from hub.store.corrections import as_corrected
from hub.store.database import Transaction
from hub.store.evidence import Evidence, Size, save_evidence
from hub.store.parts import files_of
from hub.store.rows import attachment_rows, citation_rows, file_state, notice_row, revision_row, revision_values
from hub.store.sealing import Seals
from hub.store.tables import AttachmentRow, CitationRow, NoticeRow, RevisionRow

NOTICE = table(NoticeRow)
REVISION = table(RevisionRow)
FILE = table(AttachmentRow)
CITATION = table(CitationRow)
# what the store alone says of a notice, whatever the record in hand believes
OURS = ("id", "first_seen", "updated", "cluster", "revisions", "withdrawn", "redacted")


class Standing(NamedTuple):
    """How a notice stands at this moment of the transaction."""

    revisions: int
    updated: datetime
    redacted: bool


def standing_of(transaction: Transaction, id: str) -> Standing:
    """How the notice stands; StoreError for an unknown one."""
    wanted = select(NOTICE.c.revisions, NOTICE.c.updated, NOTICE.c.redacted).where(NOTICE.c.id == id)
    row = transaction.connection.execute(wanted).first()
    if row is None:
        raise StoreError(f"notice {id} is not known")
    return Standing(*row)


class Editor:
    """Writes new states of known notices. On a redacted notice each of these does nothing."""

    def __init__(self, transaction: Transaction, log: Log, size: Size, seals: Seals) -> None:
        self._transaction, self._log, self._size, self._seals = transaction, log, size, seals

    def edit(self, notice: Notice, changed: Sequence[str], at: datetime) -> None:
        """The next revision."""
        standing = standing_of(self._transaction, notice.id)
        if standing.redacted:
            return
        n, notice = standing.revisions + 1, as_corrected(self._transaction, notice)
        state = revision_row(notice, n, at, changed)
        self._transaction.insert(REVISION, [state])
        self._seals.add(state)
        self._save_state(notice, at, revisions=n, updated=at)

    def complete(self, notice: Notice, at: datetime | None) -> None:
        """The present revision, said more fully."""
        standing = standing_of(self._transaction, notice.id)
        if standing.redacted:
            return
        notice = as_corrected(self._transaction, notice)
        self._rewrite(notice.id, standing.revisions, **revision_values(notice))
        self._seals.touch(notice.id, standing.revisions, at or standing.updated)
        self._save_state(notice, at or standing.updated)

    def set_files(self, id: str, files: Sequence[Attachment], at: datetime | None) -> None:
        """The files of the present revision as they are known now; nothing where they are as stored."""
        standing = standing_of(self._transaction, id)
        if standing.redacted or tuple(files) == files_of(self._transaction.connection, [id])[id]:
            return
        state = self._state(id, standing.revisions)
        self._rewrite(id, standing.revisions, state=state | {"attachments": [file_state(file) for file in files]})
        self._seals.touch(id, standing.revisions, at or standing.updated)
        self._replace_files(id, files)
        evidence = Evidence(id, None, files, at or standing.updated)
        save_evidence(self._transaction, self._log, self._size, [evidence])
        self._log.add("edited", id, at or standing.updated)

    def mark_withdrawn(self, id: str, at: datetime, withdrawn: bool) -> None:
        """Withdrawn, or back again; nothing where it is so already."""
        other = NOTICE.c.withdrawn.is_(not withdrawn)
        flagged = update(NOTICE).where(NOTICE.c.id == id, other).values(withdrawn=withdrawn, updated=at)
        if self._transaction.connection.execute(flagged).rowcount:
            self._log.add("withdrawn" if withdrawn else "restored", id, at)
        else:
            standing_of(self._transaction, id)

    def _save_state(self, notice: Notice, at: datetime, **moved: Any) -> None:
        row = {name: value for name, value in notice_row(notice).items() if name not in OURS} | moved
        self._transaction.connection.execute(update(NOTICE).where(NOTICE.c.id == notice.id).values(row))
        self._replace_files(notice.id, notice.attachments)
        self._transaction.connection.execute(delete(CITATION).where(CITATION.c.notice == notice.id))
        self._transaction.insert(CITATION, list(citation_rows(notice)))
        evidence = Evidence(notice.id, notice.page_sha256, notice.attachments, at)
        save_evidence(self._transaction, self._log, self._size, [evidence])
        self._log.add("edited", notice.id, at)

    def _replace_files(self, id: str, files: Sequence[Attachment]) -> None:
        self._transaction.connection.execute(delete(FILE).where(FILE.c.notice == id))
        self._transaction.insert(FILE, list(attachment_rows(id, files)))

    def _state(self, id: str, n: int) -> dict[str, Any]:
        wanted = select(REVISION.c.state).where(REVISION.c.notice == id, REVISION.c.n == n)
        state: dict[str, Any] = self._transaction.connection.execute(wanted).scalar_one()
        return state

    def _rewrite(self, id: str, n: int, **values: Any) -> None:
        present = update(REVISION).where(REVISION.c.notice == id, REVISION.c.n == n)
        self._transaction.connection.execute(present.values(values))

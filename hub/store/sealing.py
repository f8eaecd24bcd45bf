"""What a transaction has kept, noted at its end in the log of evidence, in the order of commits.

The SHA-256 of each state of a notice that was added or changed is noted, and of the answer that brought bytes for the
first time. A redaction is a line of its own; the lines before it stay, for they hold
nothing but digests.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from hub.records import EvidenceKind
from hub.store.chain import End, written
from hub.store.columns import table
from hub.store.confidential import without_userinfo
from hub.store.database import Transaction
from hub.store.engine import json_bytes
from hub.store.evidence_tables import EvidenceLineRow
from hub.store.log_tables import BlobRow, ChangeRow, FetchRow
from hub.store.portions import PORTION, among, in_portions, run
from hub.store.tables import NoticeRow, RedactionRow, RevisionRow

LINE = table(EvidenceLineRow)
REVISION = table(RevisionRow)
NOTICE = table(NoticeRow)
REDACTION = table(RedactionRow)
FETCH = table(FetchRow)
BLOB = table(BlobRow)
CHANGE = table(ChangeRow)

# the columns are named: a migration reads them too, at a time when the tables may lack others
STATE_NAMES = ("notice", "n", "seen", "changed", "digest", "sha256", "title", "text", "html", "state")
STATE = [REVISION.c[name] for name in STATE_NAMES]
ANSWER = [
    FETCH.c[name] for name in ("id", "at", "url", "final_url", "redirects", "status", "headers", "sha256", "bytes")
]
STATES = select(*STATE).join(NOTICE, NOTICE.c.id == REVISION.c.notice).where(NOTICE.c.redacted.is_(False))
STATES_OF = STATES.where(among(REVISION.c.notice))
NOTED = select(LINE.c.sha256).where(among(LINE.c.sha256), LINE.c.fetch.is_not(None))
KEPT = select(BLOB.c.sha256).where(among(BLOB.c.sha256), BLOB.c.removed.is_(None))
ANSWERS = select(*ANSWER).where(FETCH.c.id > bindparam("floor"), among(FETCH.c.sha256)).order_by(FETCH.c.id)
REASONS = select(REDACTION)
BEGUN = (
    select(CHANGE.c.cursor, CHANGE.c.notice)
    .where(CHANGE.c.kind == "new", CHANGE.c.cursor > bindparam("after"))
    .order_by(CHANGE.c.cursor)
    .limit(PORTION)
)


Row = RowMapping | Mapping[str, Any]


class Entry(NamedTuple):
    """What a line is to say."""

    at: datetime
    kind: EvidenceKind
    notice: str
    version: int | None
    sha256: str | None
    record: str
    fetch: int | None = None


class Seals:
    """What one transaction has touched."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, int], Entry | datetime] = {}
        self._fetched: set[str] = set()
        self._redacted: list[str] = []
        self._floor: int | None = None

    def add(self, row: Row) -> None:
        """This state was written."""
        self._states[row["notice"], row["n"]] = state_entry(row, row["seen"])

    def touch(self, notice: str, version: int, at: datetime) -> None:
        """This state says something else since then; it is read back at the end."""
        self._states[notice, version] = at

    def fetched(self, transaction: Transaction, sha256: str) -> None:
        """These bytes were fetched; what the ledger says of it is written after this."""
        if self._floor is None:
            self._floor = transaction.connection.scalar(select(func.max(FETCH.c.id))) or 0
        self._fetched.add(sha256)

    def redact(self, notice: str) -> None:
        """What this notice said is gone."""
        self._redacted.append(notice)

    def write(self, transaction: Transaction) -> None:
        """Note all of it; the transaction is at its end."""
        entries = [*self._of_answers(transaction.connection), *self._of_states(transaction.connection)]
        entries += [redaction_entry(row) for row in _reasons(transaction.connection, self._redacted)]
        append(transaction, entries)

    def _of_answers(self, connection: Connection) -> Iterator[Entry]:
        if self._floor is None:
            return
        digests = sorted(self._fetched)
        kept = {row.sha256 for row in run(connection, KEPT, digests)}
        fresh = kept - {row.sha256 for row in run(connection, NOTED, sorted(kept))}
        for row in run(connection, ANSWERS, sorted(fresh), floor=self._floor):
            if row.sha256 in fresh:
                fresh.discard(row.sha256)
                yield answer_entry(row._mapping)

    def _of_states(self, connection: Connection) -> Iterator[Entry]:
        """In the order in which they were touched; of what is redacted by now no state is left."""
        touched = {key[0] for key, state in self._states.items() if isinstance(state, datetime)}
        rows = {(row.notice, row.n): row._mapping for row in run(connection, STATES_OF, sorted(touched))}
        for key, state in self._states.items():
            if key[0] in self._redacted:
                continue
            if not isinstance(state, datetime):
                yield state
            elif key in rows:
                yield state_entry(rows[key], state)


def state_entry(row: Row, at: datetime) -> Entry:
    """The line of a state."""
    return Entry(at, "revision", row["notice"], row["n"], row["sha256"], digest_of_record(state_record(row)))


def answer_entry(row: Row) -> Entry:
    """The line of the answer that brought bytes."""
    return Entry(row["at"], "fetch", "", None, row["sha256"], digest_of_record(answer_record(row)), row["id"])


def redaction_entry(row: Row) -> Entry:
    """The line of a redaction."""
    return Entry(row["at"], "redacted", row["notice"], None, None, digest_of_record(redaction_record(row)))


def digest_of_record(record: bytes) -> str:
    """What a line says of a record."""
    return sha256(record).hexdigest()


# --- records: what a line has the digest of ----------------------------------------------


def state_record(row: Row) -> bytes:
    """A state of a notice, whole: as it was read off its page, and the SHA-256 of the page and of its files."""
    told = {name: row[name] for name in STATE_NAMES}
    told["seen"] = written(row["seen"])
    return json_bytes(told)


def answer_record(row: Row) -> bytes:
    """An answer with its headers; who asked and with what password stays with the hub."""
    told = {column.name: row[column.name] for column in ANSWER if column.name != "id"}
    told |= {name: without_userinfo(row[name]) for name in ("url", "final_url")}
    told |= {"at": written(row["at"]), "redirects": [without_userinfo(url) for url in row["redirects"]]}
    return json_bytes(told)


def redaction_record(row: Row) -> bytes:
    """When and why a notice's words and bytes were removed, and the digest of what it last said."""
    told = {name: row[name] for name in ("notice", "reason", "digest")}
    return json_bytes(told | {"at": written(row["at"])})


# --- the log -----------------------------------------------------------------------------


def append(transaction: Transaction, entries: Sequence[Entry]) -> None:
    """Put lines at the end of the log."""
    if not entries:
        return
    end = end_of(transaction.connection)
    transaction.insert(LINE, [_row(end, entry) for entry in entries])


def end_of(connection: Connection) -> End:
    """Where the log goes on."""
    last = connection.scalar(select(func.max(LINE.c.n))) or 0
    known = select(LINE.c.n, LINE.c.digest).where(LINE.c.n.in_(End.needs(last)))
    return End(last, {n: digest for n, digest in connection.execute(known)})


def _row(end: End, entry: Entry) -> dict[str, Any]:
    n, digest = end.join(entry[:6])
    return {"n": n, **entry._asdict(), "digest": digest}


def seal_all(connection: Connection) -> None:
    """Begin the log with all that is kept: answers, states and redactions."""
    transaction = Transaction(connection)
    for entries in (_all_answers(connection), _all_states(connection)):
        for portion in entries:
            append(transaction, portion)
    append(transaction, [redaction_entry(row) for row in connection.execute(REASONS).mappings()])


def _all_states(connection: Connection) -> Iterator[list[Entry]]:
    cursor = 0
    while True:
        cursor, rows = states_begun_after(connection, cursor)
        if not cursor:
            return
        yield [state_entry(row, row["seen"]) for row in rows]


def states_begun_after(connection: Connection, cursor: int) -> tuple[int, list[RowMapping]]:
    """The states of the next notices by the line of the change log with which they began, which is how they lie on
    the disk, and where to go on; 0 at the end."""
    began = connection.execute(BEGUN, {"after": cursor}).all()
    place = {row.notice: n for n, row in enumerate(began)}
    rows = [row._mapping for row in run(connection, STATES_OF, list(place))]
    return (began[-1].cursor if began else 0), sorted(rows, key=lambda row: (place[row["notice"]], row["n"]))


def _all_answers(connection: Connection) -> Iterator[list[Entry]]:
    first = select(func.min(FETCH.c.id)).join(BLOB, BLOB.c.sha256 == FETCH.c.sha256)
    ids = connection.scalars(first.where(BLOB.c.removed.is_(None)).group_by(FETCH.c.sha256)).all()
    for portion in in_portions(sorted(ids)):
        rows = connection.execute(select(*ANSWER).where(FETCH.c.id.in_(portion)).order_by(FETCH.c.id)).mappings()
        yield [answer_entry(row) for row in rows]


def _reasons(connection: Connection, notices: Iterable[str]) -> Sequence[RowMapping]:
    wanted = REASONS.where(REDACTION.c.notice.in_(list(notices)))
    return connection.execute(wanted).mappings().all() if notices else []

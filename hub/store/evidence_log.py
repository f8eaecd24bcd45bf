"""The log of evidence as it is read: line by line, as a file about one notice, and beside what is kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from hub.records import EvidenceLine
from hub.store.blobs import Blobs
from hub.store.bundles import Bundle, zipped
from hub.store.chain import NOTHING, End, digest_of, far_behind, way_back
from hub.store.columns import table
from hub.store.database import Database
from hub.store.engine import load_json
from hub.store.log_tables import BlobUseRow, FetchRow
from hub.store.portions import PORTION, among, in_portions, run
from hub.store.progress import Report, silent
from hub.store.sealing import (
    ANSWER,
    LINE,
    REDACTION,
    REVISION,
    STATE,
    answer_record,
    digest_of_record,
    redaction_record,
    state_record,
    states_begun_after,
)

FETCH = table(FetchRow)
BLOB_USE = table(BlobUseRow)
OF_NOTICES = select(LINE.c.notice, LINE.c.version, LINE.c.record).where(LINE.c.fetch.is_(None))
RECORDS_OF = OF_NOTICES.where(among(LINE.c.notice)).order_by(LINE.c.n)


class EvidenceLog:
    """The reading side of the log of evidence."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database, self._blobs = database, blobs

    def head(self) -> EvidenceLine | None:
        """The last line: its digest covers all others."""
        with self._database.reading() as connection:
            return _head(connection, None)

    def after(self, n: int, limit: int = PORTION) -> tuple[EvidenceLine, ...]:
        """The lines after a line, in their order."""
        with self._database.reading() as connection:
            wanted = select(LINE.c.n).where(LINE.c.n > n).order_by(LINE.c.n).limit(limit)
            return tuple(_lines(connection, list(connection.scalars(wanted))))

    def bundle(self, notice: str, *, version: int | None = None, until: int | None = None) -> Bundle | None:
        """All that proves what a notice said, or one version of it; None where the log does not know it.

        `until` is the line whose digest somebody knows: the lines that lead back from it are put in, none after it.
        """
        with self._database.reading() as connection:
            head = _head(connection, until)
            own = _own(connection, notice, version, head.n) if head else []
            if head is None or not any(line.kind == "revision" for line in own):
                return None
            records = dict(_records(connection, notice, own))
            wanted = _named_bytes(own, records)
            answers = connection.execute(_answers(sorted(wanted), head.n)).mappings().all()
            told = {row["record"]: answer_record(row) for row in answers}
            records |= {name: record for name, record in told.items() if digest_of_record(record) == name}
            numbers = {line.n for line in own} | {row["n"] for row in answers}
            path = {step for n in numbers for step in way_back(head.n, n)}
            lines = tuple(_lines(connection, sorted(path)))
            used = select(BLOB_USE.c.sha256).where(BLOB_USE.c.notice == notice)
            kept = sorted(wanted.intersection(connection.scalars(used)))
        return Bundle(notice, version, tuple(sorted(numbers)), lines, records, tuple(kept))

    def packed(self, bundle: Bundle, about: Mapping[str, Any]) -> Iterator[bytes]:
        """The bundle as a ZIP, piece by piece; bytes that are lost are left out."""
        return zipped(bundle, about, self._blobs.get)

    def faults(self, deep: bool = False, report: Report = silent) -> Iterator[tuple[str, str]]:
        """Where the log does not hold, and with `deep` which kept state is not what it says: a code and a subject."""
        yield from self._broken(report)
        if deep:
            yield from self._unlike(report)

    def _broken(self, report: Report) -> Iterator[tuple[str, str]]:
        end, total = End(0, {}), 0
        head = self.head()
        while rows := self._rows(end.n):
            total = max(total, head.n if head else 0, rows[-1]["n"])
            for row in rows:
                line = _line(row, end.digest, end.covered(far_behind(row["n"])))
                if row["n"] != end.n + 1:
                    yield "evidence_missing", f"line {end.n + 1}"
                elif line.far and digest_of(line) != row["digest"]:
                    yield "evidence_altered", f"line {row['n']}"
                end.pass_by(line)
            report("looking through the evidence", end.n, total)

    def _rows(self, n: int) -> Sequence[Any]:
        with self._database.reading() as connection:
            page = select(LINE).where(LINE.c.n > n).order_by(LINE.c.n).limit(PORTION)
            return connection.execute(page).mappings().all()

    def _unlike(self, report: Report) -> Iterator[tuple[str, str]]:
        """States that the log does not know as they are."""
        cursor, done = 0, 0
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(REVISION)) or 0
        while True:
            with self._database.reading() as connection:
                cursor, rows = states_begun_after(connection, cursor)
                known = _noted(connection, {row["notice"] for row in rows})
            for row in rows:
                if digest_of_record(state_record(row)) != known.get((row["notice"], row["n"])):
                    yield "evidence_differs", f"version {row['n']} of notice {row['notice']}"
            if not cursor:
                return
            done += len(rows)
            report("comparing states with the evidence", done, max(total, done))


def _head(connection: Connection, until: int | None) -> EvidenceLine | None:
    last = select(func.max(LINE.c.n)) if until is None else select(LINE.c.n).where(LINE.c.n == until)
    n = connection.scalar(last)
    return next(iter(_lines(connection, [n])), None) if n else None


def _lines(connection: Connection, numbers: Sequence[int]) -> Iterator[EvidenceLine]:
    """These lines, with what they cover."""
    digests = {0: NOTHING}
    for portion in in_portions(sorted({m for n in numbers for m in (n - 1, far_behind(n))})):
        wanted = select(LINE.c.n, LINE.c.digest).where(LINE.c.n.in_(portion))
        digests |= {n: digest for n, digest in connection.execute(wanted)}
    for portion in in_portions(numbers):
        for row in connection.execute(select(LINE).where(LINE.c.n.in_(portion)).order_by(LINE.c.n)).mappings():
            yield _line(row, digests.get(row["n"] - 1, ""), digests.get(far_behind(row["n"]), ""))


def _line(row: Any, before: str, far: str) -> EvidenceLine:
    names = ("n", "at", "kind", "notice", "version", "sha256", "record", "digest")
    return EvidenceLine(**{name: row[name] for name in names}, before=before, far=far)


def _own(connection: Connection, notice: str, version: int | None, until: int) -> list[EvidenceLine]:
    mine = select(LINE.c.n).where(LINE.c.notice == notice, LINE.c.n <= until, LINE.c.fetch.is_(None)).order_by(LINE.c.n)
    if version is not None:
        mine = mine.where((LINE.c.version == version) | (LINE.c.kind == "redacted"))
    return list(_lines(connection, list(connection.scalars(mine))))


def _records(connection: Connection, notice: str, own: Sequence[EvidenceLine]) -> Iterator[tuple[str, bytes]]:
    """What is still there of what the lines have the digests of."""
    wanted = {line.record for line in own}
    of_notice = select(*STATE).where(REVISION.c.notice == notice).order_by(REVISION.c.n)
    made = [state_record(row) for row in connection.execute(of_notice).mappings()]
    reasons = select(REDACTION).where(REDACTION.c.notice == notice)
    made += [redaction_record(row) for row in connection.execute(reasons).mappings()]
    yield from ((digest, record) for record in made if (digest := digest_of_record(record)) in wanted)


def _named_bytes(own: Sequence[EvidenceLine], records: Mapping[str, bytes]) -> set[str]:
    """The pages and files that the states speak of."""
    states = [load_json(records[line.record].decode()) for line in own if line.record in records]
    files = {file["sha256"] for state in states for file in (state.get("state") or {}).get("attachments", ())}
    return {digest for digest in files | {line.sha256 for line in own} if digest}


def _answers(digests: Sequence[str], until: int) -> Select[Any]:
    joined = select(LINE.c.n, LINE.c.record, *ANSWER).join(FETCH, FETCH.c.id == LINE.c.fetch)
    return joined.where(LINE.c.sha256.in_(digests), LINE.c.fetch.is_not(None), LINE.c.n <= until).order_by(LINE.c.n)


def _noted(connection: Connection, notices: set[str]) -> dict[tuple[str, int], str]:
    """The digest of each state's record by its last line."""
    return {(row.notice, row.version): row.record for row in run(connection, RECORDS_OF, sorted(notices))}

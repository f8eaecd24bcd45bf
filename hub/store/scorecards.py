"""What the scorecard counts, read from notices, ledger and feeds; and what past months came to, kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, bindparam, case, exists, func, select

from hub.errors import BROKEN_FILE
from hub.records import Element, Posting, Scorecard
from hub.store.columns import table
from hub.store.database import Database
from hub.store.log_tables import CollectionRow, IncidentRow, IncidentSourceRow, ListingRow, PageRow, SourceDayRow
from hub.store.portions import among, run
from hub.store.scorecard_tables import FeedReadingRow, ScorecardRow
from hub.store.tables import AttachmentRow, NoticeRow, SightingRow
from hub.vietnamese.dates import vietnamese_day

NOTICE, SIGHTING, FILE = table(NoticeRow), table(SightingRow), table(AttachmentRow)
PAGE, LISTING = table(PageRow), table(ListingRow)
COLLECTION, DAY = table(CollectionRow), table(SourceDayRow)
INCIDENT, AFFECTED = table(IncidentRow), table(IncidentSourceRow)
READING, CARD = table(FeedReadingRow), table(ScorecardRow)
AS_CARD = TypeAdapter(Scorecard)
UNTITLED = "(không có tiêu đề)"

OF_MONTH = (
    (NOTICE.c.agency == bindparam("of_agency"))
    & (NOTICE.c.published >= bindparam("begin"))
    & (NOTICE.c.published < bindparam("end"))
    & NOTICE.c.redacted.is_(False)
)
NAMES = (
    "id", "source", "url", "title", "summary", "section", "issued_on", "published", "published_from", "first_seen",
    "doc_number", "doc_type", "signer",
)  # fmt: skip
POSTED = (
    select(
        *(NOTICE.c[name] for name in NAMES),
        SIGHTING.c.row.is_(None).label("is_row_unknown"),
        SIGHTING.c.row["author"].as_string().label("author"),
    )
    .outerjoin(SIGHTING, (SIGHTING.c.notice == NOTICE.c.id) & (SIGHTING.c.source == NOTICE.c.source))
    .where(OF_MONTH)
    .order_by(NOTICE.c.published, NOTICE.c.id)
)
IS_BROKEN = (FILE.c.state == "failed") & FILE.c.reason.in_(sorted(BROKEN_FILE))
FILES = (
    select(FILE.c.notice, func.count().label("files"), func.sum(case((IS_BROKEN, 1), else_=0)).label("broken"))
    .join(NOTICE, NOTICE.c.id == FILE.c.notice)
    .where(OF_MONTH, FILE.c.state != "skipped")
    .group_by(FILE.c.notice)
)
IS_LISTED = exists().where(LISTING.c.source == PAGE.c.source, LISTING.c.url == PAGE.c.url, LISTING.c.left_at.is_(None))
IS_DEAD = (PAGE.c.gone > 0) & IS_LISTED
PAGES = (
    select(PAGE.c.notice, func.max(case((IS_DEAD, 1), else_=0)).label("broken"))
    .join(NOTICE, NOTICE.c.id == PAGE.c.notice)
    .where(OF_MONTH)
    .group_by(PAGE.c.notice)
)
WATCHED = select(DAY.c.source, func.min(DAY.c.day).label("since")).group_by(DAY.c.source)
VISITED = (
    select(COLLECTION.c.at, COLLECTION.c.error)
    .where(
        COLLECTION.c.source == bindparam("of_source"),
        COLLECTION.c.at >= bindparam("begin"),
        COLLECTION.c.at < bindparam("end"),
    )
    .order_by(COLLECTION.c.at)
)
CUT_OFF = (
    select(AFFECTED.c.source, AFFECTED.c.joined_at, AFFECTED.c.left_at)
    .join(INCIDENT, INCIDENT.c.id == AFFECTED.c.incident)
    .where(INCIDENT.c.place == "", AFFECTED.c.joined_at < bindparam("end"))
)
READ = (
    select(READING.c.address, READING.c.month, READING.c.code)
    .where(among(READING.c.source), READING.c.month <= bindparam("until"))
    .order_by(READING.c.month)
)


class Scorecards:
    """Reads the evidence of a month; keeps what it came to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def watched_since(self) -> dict[str, date]:
        """By source, the Vietnamese day on which it was first collected."""
        with self._database.reading() as connection:
            return {row.source: row.since for row in connection.execute(WATCHED)}

    def postings(self, agency: str, begin: datetime, end: datetime) -> list[Posting]:
        """The notices that an agency published from `begin` to `end`, the oldest first; without what was there on the
        day its source was first collected, or before."""
        asked = {"of_agency": agency, "begin": begin, "end": end}
        watched = self.watched_since()
        with self._database.reading() as connection:
            rows = connection.execute(POSTED, asked).mappings().all()
            files = {row.notice: (row.files, row.broken) for row in connection.execute(FILES, asked)}
            pages = {row.notice: bool(row.broken) for row in connection.execute(PAGES, asked)}
        return [
            _posting(row, files.get(row["id"], (0, 0)), pages.get(row["id"]))
            for row in rows
            if vietnamese_day(row["published"]) > watched.get(row["source"], date.max)
        ]

    def visits(self, source: str, begin: datetime, end: datetime) -> list[tuple[datetime, str | None]]:
        """When a source was visited, and the error that was met, the oldest first."""
        asked = {"of_source": source, "begin": begin, "end": end}
        with self._database.reading() as connection:
            return [(row.at, row.error) for row in connection.execute(VISITED, asked)]

    def cut_off(self, begin: datetime, end: datetime) -> Mapping[str, Sequence[tuple[datetime, datetime]]]:
        """By source, from when to when the hub itself could not get out to it."""
        spans: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(CUT_OFF, {"end": end}):
                if row.left_at is None or row.left_at > begin:
                    spans[row.source].append((row.joined_at, row.left_at or end))
        return spans

    def feeds(self, sources: Sequence[str], month: date) -> dict[str, frozenset[str]]:
        """By address, the defects of these sources' feeds in the month, or the last before it in which it was read."""
        found: dict[str, tuple[date, set[str]]] = {}
        with self._database.reading() as connection:
            for row in run(connection, READ, sources, until=month):
                at, codes = found.get(row.address, (row.month, set()))
                found[row.address] = (row.month, (codes if at == row.month else set()) | {row.code})
        return {address: frozenset(codes - {""}) for address, (_, codes) in found.items()}

    # --- what months came to ---

    def months(self) -> tuple[date, ...]:
        """The months of which anything is kept, the newest first."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(select(CARD.c.month).distinct().order_by(CARD.c.month.desc())))

    def of_month(self, month: date) -> tuple[Scorecard, ...]:
        """Every agency's, by its slug."""
        return self._kept(CARD.c.month == month)

    def of_agency(self, agency: str) -> tuple[Scorecard, ...]:
        """Every month's, the oldest first."""
        return self._kept(CARD.c.agency == agency)

    def save(self, cards: Iterable[Scorecard]) -> None:
        """Insert or replace."""
        rows = [
            {"agency": card.agency, "month": card.month, "at": card.at, "figures": _figures(card)} for card in cards
        ]
        if rows:
            with self._database.writing() as transaction:
                transaction.upsert(CARD, rows, "at", "figures")

    def _kept(self, condition: ColumnElement[bool]) -> tuple[Scorecard, ...]:
        wanted = select(CARD).where(condition).order_by(CARD.c.month, CARD.c.agency)
        with self._database.reading() as connection:
            return tuple(map(_card, connection.execute(wanted).mappings()))


def _card(row: RowMapping) -> Scorecard:
    return AS_CARD.validate_python({**row["figures"], "agency": row["agency"], "month": row["month"], "at": row["at"]})


def _figures(card: Scorecard) -> dict[str, object]:
    return {name: value for name, value in asdict(card).items() if name not in ("agency", "month", "at")}


def _posting(row: RowMapping, files: tuple[int, int], is_page_broken: bool | None) -> Posting:
    return Posting(
        id=row["id"],
        section=row["section"],
        issued=row["issued_on"],
        published=vietnamese_day(row["published"]),
        seen=vietnamese_day(row["first_seen"]),
        is_stated=row["published_from"] != "first_seen",
        number=row["doc_number"],
        missing=tuple(_missing(row)),
        files=files[0],
        broken_files=files[1],
        has_page=is_page_broken is not None,
        is_page_broken=bool(is_page_broken),
    )


def _missing(row: RowMapping) -> Iterable[Element]:
    """The mandatory elements that a notice lacks; who publishes is always known, for the source is an agency's."""
    is_document = row["section"] == "van-ban" or bool(row["doc_type"])
    if row["title"] in ("", UNTITLED, row["url"]):
        yield "title"
    if not (row["signer"] or row["author"] or row["doc_number"] or row["is_row_unknown"]):
        yield "creator"
    if row["published_from"] == "first_seen" and row["issued_on"] is None:
        yield "date"
    if not row["summary"]:
        yield "description"
    if not (row["doc_number"] if is_document else row["url"]):
        yield "identifier"

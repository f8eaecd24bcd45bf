"""Filters as conditions: pure, no connection in sight."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from hub.records import Filters
from hub.store.columns import table
from hub.store.found_tables import NoticePlaceRow
from hub.store.keys import number_key, type_key
from hub.store.operator_tables import CorrectionRow
from hub.store.tables import AttachmentRow, NoticeRow, SightingRow
from hub.vietnamese.text import slug

NOTICE = table(NoticeRow).c
SIGHTING = table(SightingRow).c
ATTACHMENT = table(AttachmentRow).c
CORRECTION = table(CorrectionRow).c
PLACE = table(NoticePlaceRow).c
VIETNAM = timezone(timedelta(hours=7))


def conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """What a notice's row must fulfil."""
    if filters.agency:
        yield NOTICE.agency == filters.agency
    if filters.section:
        yield NOTICE.section == filters.section
    if filters.type:
        yield NOTICE.type_key == type_key(filters.type)
    if filters.source:
        yield NOTICE.id.in_(select(SIGHTING.notice).where(SIGHTING.source == filters.source))
    if filters.topic:
        yield NOTICE.id.in_(of_topic(slug(filters.topic)))
    if filters.place:
        yield NOTICE.id.in_(select(PLACE.notice).where(PLACE.place == filters.place))
    if filters.number:
        yield numbered(filters.number)
    yield from _published(filters.published_from, filters.published_to)
    if filters.withdrawn != "include":
        yield NOTICE.withdrawn.is_(filters.withdrawn == "only")
    if filters.has_files is not None:
        with_files = NOTICE.id.in_(select(ATTACHMENT.notice))
        yield with_files if filters.has_files else ~with_files


def of_topic(topic: str) -> Select[tuple[str]]:
    """The notices of which a hand says this, as it is written: of the topic, or with a dash before it not of it."""
    holding = select(func.max(CORRECTION.id)).where(CORRECTION.field == "topics", CORRECTION.undone.is_(None))
    newest = CORRECTION.id.in_(holding.group_by(CORRECTION.notice))
    return select(CORRECTION.notice).where(newest, names_topic(topic))


def names_topic(topic: str) -> ColumnElement[bool]:
    """The corrections that set this topic, beside others or alone."""
    return (CORRECTION.field == "topics") & cast(CORRECTION.after, Text).contains(f'"{topic}"', autoescape=True)


def numbered(number: str) -> ColumnElement[bool]:
    """The notices of a document number in any spelling, or of a document key or the beginning of one.

    A key's last part may be missing, never half of a part: `…-12` does not find `…-1234`.
    """
    key = slug(number)
    below = (NOTICE.doc_key > f"{key}-") & (NOTICE.doc_key < f"{key}.")  # "." comes right after "-"
    return (NOTICE.number_key == number_key(number)) | (NOTICE.doc_key == key) | below


def _published(first: date | None, last: date | None) -> Iterator[ColumnElement[bool]]:
    if first:
        yield NOTICE.published >= day_begins(first)
    if last and last < date.max:
        yield NOTICE.published < day_begins(last + timedelta(days=1))


def day_begins(day: date) -> datetime:
    """The instant at which a day begins in Vietnam.

    >>> day_begins(date(2010, 9, 24))
    datetime.datetime(2010, 9, 23, 17, 0, tzinfo=datetime.timezone.utc)
    """
    midnight = datetime.combine(day, time(), VIETNAM)
    return midnight.astimezone(UTC) if day > date.min else datetime.min.replace(tzinfo=UTC)

"""Which documents notices name, found from either side: by the notice, and by the document.

The rows are made from notices by a consumer of the change log; they can be made anew at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, literal_column, or_, select

from hub.records import DocumentKey, Reference
from hub.store.columns import table
from hub.store.database import Database
from hub.store.found_tables import ReferenceRow
from hub.store.portions import among, run
from hub.store.tables import NoticeRow
from hub.vietnamese.document_keys import has_one_issuer

REFERENCE = table(ReferenceRow)
NOTICE = table(NoticeRow)

NEWEST = (REFERENCE.c.published.desc(), REFERENCE.c.notice, REFERENCE.c.position)
DELETE = delete(REFERENCE).where(among(REFERENCE.c.notice))
PUBLISHED = select(NOTICE.c.id, NOTICE.c.published).where(among(NOTICE.c.id), NOTICE.c.redacted.is_(False))


class References:
    """What notices say of documents. Of redacted notices nothing is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, references: Mapping[str, Sequence[Reference]]) -> None:
        """All that these notices say of documents now, by notice: in place of what they said before."""
        with self._database.writing() as transaction:
            transaction.wait_turn()
            run(transaction.connection, DELETE, list(references))
            published = {row.id: row.published for row in run(transaction.connection, PUBLISHED, list(references))}
            kept = ((said, published[notice]) for notice, said in references.items() if notice in published)
            transaction.insert(REFERENCE, [row for said, at in kept for row in _rows(said, at)])

    def of_notice(self, notice: str) -> tuple[Reference, ...]:
        """What a notice says, in its order."""
        wanted = select(REFERENCE).where(REFERENCE.c.notice == notice).order_by(REFERENCE.c.position)
        with self._database.reading() as connection:
            return tuple(map(_reference, connection.execute(wanted).mappings()))

    def bearers(self, document: DocumentKey, limit: int = 200) -> tuple[Reference, ...]:
        """The notices that may be this document, whoever posted it, the first seen first."""
        seen = select(REFERENCE).join(NOTICE, NOTICE.c.id == REFERENCE.c.notice)
        wanted = seen.where(_names(replace(document, issuer="")), REFERENCE.c.relation == "is")
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(NOTICE.c.first_seen, NOTICE.c.id).limit(limit)).mappings()
            return tuple(map(_reference, found))

    def named_by(self, document: DocumentKey, relation: str | None = None, limit: int = 50) -> tuple[Reference, ...]:
        """What is said of this document, by the newest notices first; with a relation, that one only."""
        which = REFERENCE.c.relation == relation if relation else REFERENCE.c.relation != "is"
        wanted = select(REFERENCE).where(_names(document), which).order_by(*NEWEST).limit(limit)
        with self._database.reading() as connection:
            return tuple(map(_reference, connection.execute(wanted).mappings()))

    def counts(self, document: DocumentKey) -> dict[str, int]:
        """In how many notices this document is named, by relation."""
        counted = select(REFERENCE.c.relation, func.count(REFERENCE.c.notice.distinct()))
        wanted = counted.where(_names(document), REFERENCE.c.relation != "is").group_by(REFERENCE.c.relation)
        with self._database.reading() as connection:
            return {relation: count for relation, count in connection.execute(wanted)}

    def said_to_do(self, document: DocumentKey, limit: int = 50) -> tuple[Reference, ...]:
        """What notices of others say that this document does to third ones."""
        of_number, of_law = REFERENCE.c.of_number == document.number, REFERENCE.c.of_law == document.law
        which = of_number if document.number else of_law
        if document.year:
            which = and_(which, or_(REFERENCE.c.of_year == document.year, REFERENCE.c.of_year.is_(None)))
        wanted = select(REFERENCE).where(which).order_by(*NEWEST).limit(limit)
        with self._database.reading() as connection:
            return tuple(map(_reference, connection.execute(wanted).mappings()))


def _names(document: DocumentKey) -> ColumnElement[bool]:
    """Rows that may mean the document: an unstated year is any year, an unstated issuer any issuer."""
    number, law = REFERENCE.c.number == document.number, REFERENCE.c.law == document.law
    # the partial index is used only where its condition stands in the statement itself
    which = number if document.number else and_(law, REFERENCE.c.law != literal_column("''"))
    if document.issuer and not has_one_issuer(document.number):
        which = and_(which, or_(REFERENCE.c.issuer == document.issuer, REFERENCE.c.issuer == ""))
    if document.year:
        which = and_(which, or_(REFERENCE.c.year == document.year, REFERENCE.c.year.is_(None)))
    return which


def _rows(said: Sequence[Reference], published: datetime) -> Iterator[dict[str, Any]]:
    return ({**_row(one), "position": position, "published": published} for position, one in enumerate(said))


def _row(one: Reference) -> dict[str, Any]:
    document, of = one.document, one.of
    return {
        "notice": one.notice,
        "relation": one.relation,
        "printed": one.printed,
        "number": document.number,
        "law": document.law,
        "year": document.year,
        "issuer": document.issuer,
        "type": one.type,
        "issued": one.issued,
        "is_part": one.is_part,
        "of_number": of.number or None if of else None,
        "of_law": of.law or None if of else None,
        "of_year": of.year if of else None,
        "of_issuer": of.issuer if of else None,
        "of_printed": one.of_printed,
        "sha256": one.sha256,
        "page": one.page,
    }


def _reference(row: RowMapping) -> Reference:
    of = DocumentKey(row["of_number"] or "", row["of_law"] or "", row["of_year"], row["of_issuer"] or "")
    return Reference(
        notice=row["notice"],
        printed=row["printed"],
        document=DocumentKey(row["number"], row["law"], row["year"], row["issuer"]),
        relation=row["relation"],
        type=row["type"],
        issued=row["issued"],
        is_part=row["is_part"],
        of=of if of.number or of.law else None,
        of_printed=row["of_printed"],
        sha256=row["sha256"],
        page=row["page"],
    )

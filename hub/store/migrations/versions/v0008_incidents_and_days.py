"""What is wrong with sources, and what came of each of their days."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime
from hub.vietnamese.dates import VIETNAM

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTED = ("collections", "found", "new", "edited", "errors")
PORTION = 10_000


def upgrade() -> None:
    """Go to this version."""
    _incidents()
    days = op.create_table(
        "source_day",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.PrimaryKeyConstraint("source", "day", name="pk_source_day"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_source_day_day", "source_day", ["day"])
    _count_what_was_collected(op.get_bind(), days)


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", KeyText(), nullable=False),
        sa.Column("place", KeyText(), nullable=False),
        sa.Column("cause", KeyText(), nullable=False),
        sa.Column("opened", UtcDateTime(), nullable=False),
        sa.Column("updated", UtcDateTime(), nullable=False),
        sa.Column("closed", UtcDateTime(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_closed", "incident", ["closed"])
    op.create_index("ix_incident_updated_id", "incident", ["updated", "id"])
    op.create_table(
        "incident_source",
        sa.Column("incident", KeyText(), nullable=False),
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_source_incident"),
        sa.PrimaryKeyConstraint("incident", "source", "joined_at", name="pk_incident_source"),
    )
    op.create_table(
        "incident_note",
        sa.Column("incident", KeyText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_note_incident"),
        sa.PrimaryKeyConstraint("incident", "position", name="pk_incident_note"),
    )


def _count_what_was_collected(connection: sa.Connection, days: sa.Table) -> None:
    """The collections that the ledger still has, by source and Vietnamese day."""
    others: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("source", "new", "edited", "restored", "unchanged", "error")
    ]
    ledger = sa.table("collection", sa.column("at", UtcDateTime()), *others)
    counts: Counter[tuple[str, object, str]] = Counter()
    for row in connection.execute(sa.select(ledger).execution_options(yield_per=PORTION)):
        day = row.at.astimezone(VIETNAM).date()
        found = row.new + row.edited + row.restored + row.unchanged
        for name, more in zip(COUNTED, (1, found, row.new, row.edited, row.error is not None), strict=True):
            counts[row.source, day, name] += more
    keys = {(source, day) for source, day, _ in counts}
    rows = [{"source": source, "day": day} | {n: counts[source, day, n] for n in COUNTED} for source, day in keys]
    if rows:
        connection.execute(days.insert(), rows)

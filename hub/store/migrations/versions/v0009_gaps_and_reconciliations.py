"""What visits must have missed, and how far sources were compared with what they list."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "gap",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("address", KeyText(), nullable=False),
        sa.Column("opened", UtcDateTime(), nullable=False),
        sa.Column("reason", KeyText(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("closed", UtcDateTime(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried", UtcDateTime(), nullable=True),
        sa.Column("error", KeyText(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_gap_source"),
        sa.PrimaryKeyConstraint("source", "address", "opened", name="pk_gap"),
    )
    op.create_index("ix_gap_closed", "gap", ["closed"])
    op.create_table(
        "reconciliation",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_reconciliation_source"),
        sa.PrimaryKeyConstraint("source", name="pk_reconciliation"),
    )

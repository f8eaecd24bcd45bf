"""What past months came to, and what was found in feeds."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "feed_reading",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("address", KeyText(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("code", KeyText(), nullable=False),
        sa.Column("last", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "address", "month", "code", name="pk_feed_reading"),
    )
    op.create_table(
        "scorecard",
        sa.Column("agency", KeyText(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("agency", "month", name="pk_scorecard"),
    )
    op.create_index("ix_scorecard_month", "scorecard", ["month"])

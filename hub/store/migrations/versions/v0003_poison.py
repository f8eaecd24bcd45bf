"""Answers that harm who reads them."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "poison",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("url", KeyText(), nullable=False),
        sa.Column("sha256", KeyText(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_poison_source"),
        sa.PrimaryKeyConstraint("source", "url", name="pk_poison"),
    )

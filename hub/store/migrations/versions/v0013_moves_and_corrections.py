"""Where addresses of sources send on to for good, and what operators have set of notices."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "move",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("address", KeyText(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("last", UtcDateTime(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("state", KeyText(), nullable=False),
        sa.Column("doubt", KeyText(), nullable=True),
        sa.Column("decided", UtcDateTime(), nullable=True),
        sa.Column("who", KeyText(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_move_source"),
        sa.PrimaryKeyConstraint("source", "address", name="pk_move"),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice", KeyText(), nullable=False),
        sa.Column("field", KeyText(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("who", KeyText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone", UtcDateTime(), nullable=True),
        sa.Column("undone_by", KeyText(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_correction_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_correction_notice_id", "correction", ["notice", "id"])

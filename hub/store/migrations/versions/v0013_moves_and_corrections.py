"""Where addresses of sources send on to for good, and what operators have set of notices."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0013"
down_revision = "0010"
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

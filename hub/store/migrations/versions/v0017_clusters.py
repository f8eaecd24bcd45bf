"""By what notices of the same announcement find each other, and what says that they are the same."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "trace",
        sa.Column("notice", KeyText(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_trace_notice"),
        sa.PrimaryKeyConstraint("notice", "place", name="pk_trace"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trace_key_day", "trace", ["key", "day"])
    op.create_table(
        "likeness",
        sa.Column("one", KeyText(), nullable=False),
        sa.Column("other", KeyText(), nullable=False),
        sa.Column("rule", KeyText(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("differing", sa.Float(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("file", KeyText(), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["notice.id"], name="fk_likeness_one"),
        sa.ForeignKeyConstraint(["other"], ["notice.id"], name="fk_likeness_other"),
        sa.PrimaryKeyConstraint("one", "other", name="pk_likeness"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_likeness_other", "likeness", ["other"])

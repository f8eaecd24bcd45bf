"""The log of evidence, begun with what was kept before."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime
from hub.store.sealing import seal_all

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "evidence_line",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", KeyText(), nullable=False),
        sa.Column("notice", KeyText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("sha256", KeyText(), nullable=True),
        sa.Column("record", KeyText(), nullable=False),
        sa.Column("fetch", sa.BigInteger(), nullable=True),
        sa.Column("digest", KeyText(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_evidence_line"),
    )
    op.create_index("ix_evidence_line_notice_n", "evidence_line", ["notice", "n"])
    op.create_index("ix_evidence_line_sha256", "evidence_line", ["sha256"])
    seal_all(op.get_bind())

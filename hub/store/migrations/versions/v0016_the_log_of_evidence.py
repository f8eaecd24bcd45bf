"""The log of evidence, begun with what was kept before."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime
from hub.store.sealing import seal_all

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "evidence_line",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
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
    of_notices, of_bytes = sa.column("fetch").is_(None), sa.column("fetch").is_not(None)
    for columns, some in ((["notice", "n"], of_notices), (["sha256"], of_bytes)):
        name = f"ix_evidence_line_{'_'.join(columns)}"
        op.create_index(name, "evidence_line", columns, sqlite_where=some, postgresql_where=some)
    seal_all(op.get_bind())

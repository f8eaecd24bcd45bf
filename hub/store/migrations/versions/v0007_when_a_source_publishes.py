"""When a source publishes."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "rhythm",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("shape", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_rhythm_source"),
        sa.PrimaryKeyConstraint("source", name="pk_rhythm"),
    )

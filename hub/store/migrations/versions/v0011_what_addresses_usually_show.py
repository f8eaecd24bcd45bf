"""What addresses usually show, and what is wrong with a source that answers."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.add_column("source_state", sa.Column("finding", KeyText(), nullable=True))
    op.create_table(
        "usual",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("address", KeyText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("shape", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_usual_source"),
        sa.PrimaryKeyConstraint("source", "address", name="pk_usual"),
    )

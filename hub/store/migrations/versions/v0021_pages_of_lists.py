"""Pages of lists as they were answered when they were last read well: beside them a broken rule is mended."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "list_page",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("address", KeyText(), nullable=False),
        sa.Column("kind", KeyText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_list_page_source"),
        sa.PrimaryKeyConstraint("source", "address", "kind", name="pk_list_page"),
    )

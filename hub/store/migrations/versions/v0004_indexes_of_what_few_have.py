"""Most notices have no number, type or cluster: indexes of these leave them out."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_notice_number_key": ("number_key",),
    "ix_notice_doc_key": ("doc_key",),
    "ix_notice_cluster": ("cluster",),
    "ix_notice_type_key_updated_id": ("type_key", "updated", "id"),
}


def upgrade() -> None:
    """Go to this version."""
    for name, columns in INDEXES.items():
        has_it = sa.text(f"{columns[0]} IS NOT NULL")
        op.drop_index(name, "notice")
        op.create_index(name, "notice", list(columns), sqlite_where=has_it, postgresql_where=has_it)

"""What a host is owed by whoever asks it next, and that somebody waits for it."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    for name in ("asked", "rest", "wanted"):
        op.add_column("lease", sa.Column(name, sa.Float(), nullable=True))
    op.add_column("lease", sa.Column("code", KeyText(), nullable=True))

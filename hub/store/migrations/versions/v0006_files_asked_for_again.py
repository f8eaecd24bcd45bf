"""A file is asked for again by what its server said of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    for name in ("etag", "last_modified"):
        op.add_column("attachment", sa.Column(name, sa.Text(), nullable=True))

"""What a host is owed by whoever asks it next, and that somebody waits for it.

Nobody is at work while the schema changes: the leases there are belong to the past.
"""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.drop_table("lease")
    op.create_table(
        "lease",
        sa.Column("name", KeyText(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.Column("asked", sa.Float(), nullable=True),
        sa.Column("rest", sa.Float(), nullable=True),
        sa.Column("wanted", sa.Float(), nullable=True),
        sa.Column("code", KeyText(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )

"""Files counted by how they ended: an index, for every page of a search asks how many scans nobody has read."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_index("ix_attachment_state_reason", "attachment", ["state", "reason"])

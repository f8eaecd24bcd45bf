"""Of which communes, wards and districts notices are, filled by a consumer; agencies have contacts and months."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CONTACT = ("phone", "address", "mail", "homepage")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "notice_place",
        sa.Column("notice", KeyText(), nullable=False),
        sa.Column("place", KeyText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("itself", sa.Boolean(), nullable=False),
        sa.Column("updated", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_notice_place_notice"),
        sa.PrimaryKeyConstraint("notice", "place", name="pk_notice_place"),
    )
    op.create_index("ix_notice_place_place_updated_notice", "notice_place", ["place", "updated", "notice"])
    op.create_index("ix_notice_agency_published_id", "notice", ["agency", "published", "id"])
    for name in CONTACT:
        op.add_column("agency", sa.Column(name, sa.Text(), nullable=True))

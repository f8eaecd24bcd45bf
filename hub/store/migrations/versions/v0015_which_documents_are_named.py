"""Which documents notices and their files name, filled by a consumer; edited notices are found at once."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "reference",
        sa.Column("notice", KeyText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relation", KeyText(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("number", KeyText(), nullable=False),
        sa.Column("law", KeyText(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("issuer", KeyText(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("is_part", sa.Boolean(), nullable=False),
        sa.Column("of_number", KeyText(), nullable=True),
        sa.Column("of_law", KeyText(), nullable=True),
        sa.Column("of_year", sa.Integer(), nullable=True),
        sa.Column("of_issuer", KeyText(), nullable=True),
        sa.Column("of_printed", sa.Text(), nullable=False),
        sa.Column("sha256", KeyText(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("published", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_reference_notice"),
        sa.PrimaryKeyConstraint("notice", "position", name="pk_reference"),
    )
    op.create_index("ix_reference_number_relation_published", "reference", ["number", "relation", "published"])
    _index("ix_reference_law", "reference", "law != ''", "law", "relation", "published")
    _index("ix_reference_of_number", "reference", "of_number IS NOT NULL", "of_number")
    _index("ix_reference_of_law", "reference", "of_law IS NOT NULL", "of_law")
    _index("ix_notice_edited", "notice", "revisions > 0", "updated", "id")


def _index(name: str, table: str, condition: str, *columns: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)

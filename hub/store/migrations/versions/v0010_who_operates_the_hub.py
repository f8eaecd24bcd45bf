"""Who operates the hub, what they did and asked for."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    _create_operators()
    _create_records()


def _create_operators() -> None:
    op.create_table(
        "operator",
        sa.Column("name", KeyText(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("role", KeyText(), nullable=False),
        sa.Column("agency", KeyText(), nullable=True),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("disabled", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_operator"),
    )
    op.create_table(
        "session",
        sa.Column("digest", KeyText(), nullable=False),
        sa.Column("operator", KeyText(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("seen", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operator.name"], name="fk_session_operator"),
        sa.PrimaryKeyConstraint("digest", name="pk_session"),
    )
    op.create_index("ix_session_operator", "session", ["operator"])
    op.create_table(
        "api_token",
        sa.Column("digest", KeyText(), nullable=False),
        sa.Column("operator", KeyText(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operator.name"], name="fk_api_token_operator"),
        sa.PrimaryKeyConstraint("digest", name="pk_api_token"),
    )
    op.create_index("ix_api_token_operator", "api_token", ["operator"])
    op.create_table(
        "sign_in",
        sa.Column("subject", KeyText(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in"),
    )


def _create_records() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", KeyText(), nullable=False),
        sa.Column("what", KeyText(), nullable=False),
        sa.Column("subject", KeyText(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_subject_id", "audit", ["subject", "id"])
    op.create_table(
        "errand",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", KeyText(), nullable=False),
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("who", KeyText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended", UtcDateTime(), nullable=True),
        sa.Column("error", KeyText(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_errand"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_errand_source_id", "errand", ["source", "id"])
    op.create_index(
        "ix_errand_waiting",
        "errand",
        ["id"],
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )

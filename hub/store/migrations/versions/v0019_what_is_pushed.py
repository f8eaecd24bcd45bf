"""What is pushed: who subscribed to our hub, who asks to, and what we subscribed to at others."""

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "push_request",
        sa.Column("topic", KeyText(), nullable=False),
        sa.Column("callback", KeyText(), nullable=False),
        sa.Column("channel", KeyText(), nullable=False),
        sa.Column("host", KeyText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("mode", KeyText(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("tried", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("topic", "callback", name="pk_push_request"),
    )
    op.create_index("ix_push_request_host", "push_request", ["host"])
    op.create_table(
        "subscriber",
        sa.Column("topic", KeyText(), nullable=False),
        sa.Column("callback", KeyText(), nullable=False),
        sa.Column("channel", KeyText(), nullable=False),
        sa.Column("host", KeyText(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("wanted", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("tag", KeyText(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "callback", name="pk_subscriber"),
    )
    op.create_index("ix_subscriber_channel", "subscriber", ["channel"])
    op.create_index("ix_subscriber_host", "subscriber", ["host"])
    due = sa.text("wanted > sent")
    op.create_index("ix_subscriber_due", "subscriber", ["retry"], sqlite_where=due, postgresql_where=due)
    op.create_table(
        "subscription",
        sa.Column("source", KeyText(), nullable=False),
        sa.Column("address", KeyText(), nullable=False),
        sa.Column("hub", KeyText(), nullable=False),
        sa.Column("topic", KeyText(), nullable=False),
        sa.Column("token", KeyText(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("asked", UtcDateTime(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("expires", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("pushed", UtcDateTime(), nullable=True),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.Column("found", UtcDateTime(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name="fk_subscription_source"),
        sa.PrimaryKeyConstraint("source", "address", name="pk_subscription"),
    )
    op.create_index("ix_subscription_token", "subscription", ["token"], unique=True)

"""Trials of several exercises, how their sessions felt, and groups that pool theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, "" for trials that are there; and the tables."""
    op.add_column(
        "trials", sa.Column("others", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.create_table(
        "trial_feelings",
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("trial_id", sa.BigInteger(), nullable=False),
        sa.Column("session_at", sa.BigInteger(), nullable=False),
        sa.Column("felt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["logs.id"], name="fk_trial_feelings_log_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("log_id", "trial_id", "session_at", name="pk_trial_feelings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pools",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pools"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pools_chat", "pools", ["platform", "chat", "opened_at"])
    op.create_table(
        "pool_entries",
        sa.Column("pool_id", sa.BigInteger(), nullable=False),
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("trial_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pools.id"], name="fk_pool_entries_pool_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["log_id"], ["logs.id"], name="fk_pool_entries_log_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pool_id", "log_id", name="pk_pool_entries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pool_entries_log_id", "pool_entries", ["log_id"])

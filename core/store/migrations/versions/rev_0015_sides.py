"""The side a set was done with; trials on oneself."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, of the sets that are there nobody said a side; and the table."""
    for table in ("sets", "staged_sets"):
        op.add_column(
            table,
            sa.Column("side", sa.Text(), nullable=False, server_default=sa.text("''")),
        )
    op.create_table(
        "trials",
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["log_id"], ["logs.id"], name="fk_trials_log_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("log_id", "id", name="pk_trials"),
        sqlite_with_rowid=False,
    )

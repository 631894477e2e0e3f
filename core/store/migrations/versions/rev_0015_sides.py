"""The side a set was done with; trials on oneself."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

row_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column, of the sets that are there nobody said a side; and the table."""
    for table in ("sets", "staged_sets"):
        op.add_column(
            table,
            sa.Column("side", sa.Text(), nullable=False, server_default=sa.text("''")),
        )
    op.create_table(
        "trials",
        sa.Column("id", row_number, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.Column("log_id", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_trials_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_trials"),
    )
    op.create_index("ix_trials_person_id", "trials", ["person_id", "id"])

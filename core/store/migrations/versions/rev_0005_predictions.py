"""What was expected of each set before it was done."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "predictions",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("load_milli", sa.BigInteger(), nullable=False),
        sa.Column("load_unit", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("likely_low", sa.Integer(), nullable=False),
        sa.Column("likely_high", sa.Integer(), nullable=False),
        sa.Column("wide_low", sa.Integer(), nullable=False),
        sa.Column("wide_high", sa.Integer(), nullable=False),
        sa.Column("last_time", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_predictions_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_predictions"),
        sqlite_with_rowid=False,
    )

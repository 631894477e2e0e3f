"""Files sent to be imported, and the sets of an import under way."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "uploads",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_uploads_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_uploads_person_id", "uploads", ["person_id", "id"])
    op.create_index("ix_uploads_at", "uploads", ["at"])
    _staged_sets()


def _staged_sets() -> None:
    op.create_table(
        "staged_sets",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("load_milli", sa.BigInteger(), nullable=False),
        sa.Column("load_unit", sa.Text(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("rir_tenths", sa.Integer(), nullable=True),
        sa.Column("rir_at_least", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("amrap", sa.Boolean(), nullable=False),
        sa.Column("partials", sa.Integer(), nullable=False),
        sa.Column("warmup", sa.Boolean(), nullable=False),
        sa.Column("drop_set", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("distance_cm", sa.BigInteger(), nullable=True),
        sa.Column("per_side", sa.Boolean(), nullable=False),
        sa.Column("shared_effort", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("working", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name="fk_staged_sets_person_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "run", "rank", name="pk_staged_sets"),
        sqlite_with_rowid=False,
    )

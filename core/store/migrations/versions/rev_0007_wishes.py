"""Repetitions and reserve a person wishes for, their own dumbbells, losing weight."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody has wished for anything yet."""
    for name in ("effort_low", "effort_high"):
        op.add_column("people", sa.Column(name, sa.Integer(), nullable=True))
    for name in ("dumbbells", "kettlebells"):
        op.add_column(
            "people", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("'[]'"))
        )
    op.add_column(
        "people",
        sa.Column("cutting", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    for name in ("reps_low", "reps_high", "effort_low", "effort_high"):
        op.add_column("preferences", sa.Column(name, sa.Integer(), nullable=True))

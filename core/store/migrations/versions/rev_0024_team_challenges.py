"""Challenges that a group does together: one goal for the sum."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; challenges that are there have a goal for each."""
    op.add_column(
        "challenges",
        sa.Column("team", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )

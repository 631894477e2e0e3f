"""Sets that are done in turn with another lift; whether reactions repeat a set."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no set that is there is of a superset, and nobody chose reactions."""
    added = (("sets", "superset"), ("staged_sets", "superset"), ("people", "reactions"))
    for table, name in added:
        op.add_column(
            table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )

"""The side a set was done with."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of the sets that are there nobody said a side."""
    for table in ("sets", "staged_sets"):
        op.add_column(
            table,
            sa.Column("side", sa.Text(), nullable=False, server_default=sa.text("''")),
        )

"""Whether the advised rest starts with each set."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rests start by a tap for everybody who is there."""
    op.add_column(
        "people",
        sa.Column("rest_auto", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )

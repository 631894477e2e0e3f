"""What a person said about a file that waits: its columns and its marks."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of files that wait nothing was asked but the unit."""
    op.add_column(
        "uploads", sa.Column("answers", sa.Text(), nullable=False, server_default=sa.text("'{}'"))
    )

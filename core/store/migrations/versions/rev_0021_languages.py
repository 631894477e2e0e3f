"""The language of a group: everybody is answered in it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; in groups that are there each is answered in their own language."""
    op.add_column(
        "groups", sa.Column("language", sa.Text(), server_default=sa.text("''"), nullable=False)
    )

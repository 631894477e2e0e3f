"""Whose waiting messages are whose: one person's are capped."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    """Add the two columns and the index that counts."""
    op.add_column(
        "inbox", sa.Column("sender", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "inbox", sa.Column("dropped", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.create_index(
        "ix_inbox_sender",
        "inbox",
        ["platform", "chat", "sender"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )

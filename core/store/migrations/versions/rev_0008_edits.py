"""Messages that change an earlier one of ours, by a key that is kept; how answers come."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing that was sent before can be changed."""
    op.add_column(
        "outbox", sa.Column("edits", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    where = sa.text("edits <> ''")
    op.create_index(
        "ix_outbox_edits",
        "outbox",
        ["platform", "chat", "edits", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.add_column(
        "people", sa.Column("answers", sa.Text(), nullable=False, server_default=sa.text("''"))
    )

"""An index of the sets that have notes, which every set asks for four weeks of."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NOTED = sa.text("note <> ''")


def upgrade() -> None:
    """Create the index."""
    op.create_index(
        "ix_sets_noted",
        "sets",
        ["log_id", "at", "place", "position", "id"],
        sqlite_where=_NOTED,
        postgresql_where=_NOTED,
    )

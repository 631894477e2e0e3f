"""What people weighed, day by day; what each had set is the entry of the day they came."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, with an entry for each weight that is set."""
    table = op.create_table(
        "bodyweights",
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("load_milli", sa.BigInteger(), nullable=False),
        sa.Column("load_unit", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"], ["logs.id"], name="fk_bodyweights_log_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("log_id", "day", name="pk_bodyweights"),
        sqlite_with_rowid=False,
    )
    said = sa.text(
        "SELECT p.id, p.bodyweight_milli, p.bodyweight_unit, p.created_at FROM people p "
        "JOIN logs l ON l.id = p.id WHERE p.bodyweight_milli IS NOT NULL"
    )
    rows = [
        {
            "log_id": row.id,
            "day": datetime.fromtimestamp(row.created_at / 1_000_000, UTC).date().isoformat(),
            "load_milli": row.bodyweight_milli,
            "load_unit": row.bodyweight_unit,
        }
        for row in op.get_bind().execute(said)
    ]
    if rows:
        op.bulk_insert(table, rows)

"""Times at which partners train, and racks they share."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _row_number() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, nullable=False)


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _moment(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "gatherings",
        _row_number(),
        *_words("platform", "chat", "thread"),
        _moment("at"),
        *_words("zone"),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        _key("gatherings", "made_by", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_gatherings"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_gatherings_chat", "gatherings", ["platform", "chat", "at"])
    op.create_index("ix_gatherings_made_by", "gatherings", ["made_by"])
    op.create_table(
        "attendances",
        sa.Column("gathering_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        *_words("answer"),
        _moment("answered_at"),
        _key("attendances", "gathering_id", "gatherings", "CASCADE"),
        _key("attendances", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name="pk_attendances"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attendances_person_id", "attendances", ["person_id"])
    op.create_table(
        "racks",
        _row_number(),
        *_words("platform", "chat", "thread", "exercise_id"),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        _moment("opened_at"),
        _moment("began_at", null=True),
        _moment("moved_at"),
        *_words("bar"),
        _key("racks", "made_by", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_racks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_racks_chat", "racks", ["platform", "chat"])
    op.create_index("ix_racks_made_by", "racks", ["made_by"])
    op.create_table(
        "rack_lifters",
        sa.Column("rack_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *_words("state"),
        _key("rack_lifters", "rack_id", "racks", "CASCADE"),
        _key("rack_lifters", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("rack_id", "person_id", name="pk_rack_lifters"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_rack_lifters_person_id", "rack_lifters", ["person_id"])

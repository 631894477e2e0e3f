"""Trainers who see a lifter's log; what a group's admins switch off, and groups that are left."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _row_number() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, nullable=False)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _key(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbered(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def upgrade() -> None:
    """Create the tables, add the columns."""
    op.create_table(
        "trainers",
        _row_number(),
        _number("person_id"),
        _number("trainer_id"),
        _number("from_at"),
        *_words("shows"),
        sa.Column("comments", sa.Boolean(), nullable=False),
        _number("given_at"),
        _number("until_at"),
        _key("trainers", "person_id", "people"),
        _key("trainers", "trainer_id", "people"),
        _numbered("trainers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trainers_person_id", "trainers", ["person_id"])
    op.create_index("ix_trainers_trainer_id", "trainers", ["trainer_id"])
    op.create_table(
        "trainer_codes",
        *_words("code_hash"),
        _number("person_id"),
        _number("from_at"),
        *_words("shows"),
        _number("expires_at"),
        _key("trainer_codes", "person_id", "people"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_trainer_codes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trainer_codes_person_id", "trainer_codes", ["person_id"])
    op.create_table(
        "trainer_comments",
        _row_number(),
        _number("agreed_id"),
        _number("log_id"),
        _number("set_id"),
        *_words("words"),
        _number("at"),
        _key("trainer_comments", "agreed_id", "trainers"),
        _numbered("trainer_comments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trainer_comments_agreed_id", "trainer_comments", ["agreed_id"])
    op.create_table(
        "trainer_proposals",
        _row_number(),
        _number("agreed_id"),
        *_words("exercise_id", "body", "state"),
        _number("at"),
        _number("accepted_at", null=True),
        _key("trainer_proposals", "agreed_id", "trainers"),
        _numbered("trainer_proposals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trainer_proposals_agreed_id", "trainer_proposals", ["agreed_id"])
    op.create_table(
        "trainer_looks",
        _row_number(),
        _number("person_id"),
        _number("trainer_id", null=True),
        *_words("what", "exercise_id", "day"),
        sa.Column("times", sa.Integer(), nullable=False),
        _number("at"),
        _key("trainer_looks", "person_id", "people"),
        _key("trainer_looks", "trainer_id", "people", "SET NULL"),
        _numbered("trainer_looks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trainer_looks_person_id", "trainer_looks", ["person_id", "at"])
    op.create_index("ix_trainer_looks_trainer_id", "trainer_looks", ["trainer_id"])
    off = sa.Column("switched_off", sa.Text(), nullable=False, server_default=sa.text("''"))
    flood = sa.Column("flood", sa.Integer(), nullable=False, server_default=sa.text("0"))
    lately = sa.Column("lately", sa.Text(), nullable=False, server_default=sa.text("''"))
    for column in (off, flood, lately, _number("left_at", null=True)):
        op.add_column("groups", column)

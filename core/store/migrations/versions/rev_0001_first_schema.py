"""The first schema: people and settings, the log and its journal, mail in and out."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _cursors()
    _inbox()
    _outbox()
    _people()
    _aliases()
    _changes()
    _identities()
    _own_exercises()
    _pains()
    _preferences()
    _questions()
    _sets()
    _shown()


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "channel", name="pk_cursors"),
        sqlite_with_rowid=False,
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("twin", sa.Text(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
        sa.UniqueConstraint("twin", name="uq_inbox_twin"),
    )
    op.create_index(
        "ix_inbox_done_at",
        "inbox",
        ["done_at"],
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index(
        "ix_inbox_held",
        "inbox",
        ["ready_at", "platform", "chat"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["sent_at", "number"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_settled_at",
        "outbox",
        ["settled_at"],
        sqlite_where=sa.text("settled_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["platform", "chat", "id"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("bodyweight_milli", sa.BigInteger(), nullable=True),
        sa.Column("bodyweight_unit", sa.Text(), nullable=True),
        sa.Column("bar_milli", sa.BigInteger(), nullable=True),
        sa.Column("bar_unit", sa.Text(), nullable=True),
        sa.Column("plates", sa.Text(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("asks_unanswered", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("log_version", sa.BigInteger(), nullable=False),
        sa.Column("written_version", sa.BigInteger(), nullable=False),
        sa.Column("last_set", sa.BigInteger(), nullable=False),
        sa.Column("last_change", sa.BigInteger(), nullable=False),
        sa.Column("last_question", sa.BigInteger(), nullable=False),
        sa.Column("last_exercise", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )


def _aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_aliases_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "words", name="pk_aliases"),
        sqlite_with_rowid=False,
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_changes_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_changes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_changes_source", "changes", ["person_id", "source", "number"])
    op.create_index("ix_changes_undone", "changes", ["person_id", "undone", "number"])


def _identities() -> None:
    op.create_table(
        "identities",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_identities_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("platform", "sender_id", name="pk_identities"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])


def _own_exercises() -> None:
    op.create_table(
        "own_exercises",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_own_exercises_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_own_exercises"),
        sqlite_with_rowid=False,
    )


def _pains() -> None:
    op.create_table(
        "pains",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_pains_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pains"),
    )
    op.create_index("ix_pains_person_id", "pains", ["person_id", "exercise_id", "at", "id"])


def _preferences() -> None:
    op.create_table(
        "preferences",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("step_milli", sa.BigInteger(), nullable=True),
        sa.Column("step_unit", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_preferences_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "exercise_id", name="pk_preferences"),
        sqlite_with_rowid=False,
    )


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_questions_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_questions"),
        sqlite_with_rowid=False,
    )


def _sets() -> None:
    op.create_table(
        "sets",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("load_milli", sa.BigInteger(), nullable=False),
        sa.Column("load_unit", sa.Text(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("rir_tenths", sa.Integer(), nullable=True),
        sa.Column("rir_at_least", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("amrap", sa.Boolean(), nullable=False),
        sa.Column("partials", sa.Integer(), nullable=False),
        sa.Column("warmup", sa.Boolean(), nullable=False),
        sa.Column("drop_set", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("distance_cm", sa.BigInteger(), nullable=True),
        sa.Column("per_side", sa.Boolean(), nullable=False),
        sa.Column("shared_effort", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("session_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_sets_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_sets"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sets_at", "sets", ["person_id", "at", "place", "position", "number"])
    op.create_index(
        "ix_sets_best",
        "sets",
        ["person_id", "exercise_id", "working", "load_unit", "load_milli", "reps", "number"],
    )
    op.create_index(
        "ix_sets_exercise",
        "sets",
        ["person_id", "exercise_id", "session_at", "at", "place", "position", "number"],
    )
    op.create_index(
        "uq_sets_source",
        "sets",
        ["person_id", "source", "position"],
        unique=True,
        sqlite_where=sa.text("source <> ''"),
        postgresql_where=sa.text("source <> ''"),
    )


def _shown() -> None:
    op.create_table(
        "shown",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("session_at", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_shown_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shown"),
    )
    op.create_index("ix_shown_exercise", "shown", ["person_id", "exercise_id", "id"])
    op.create_index("ix_shown_person_id", "shown", ["person_id", "id"])

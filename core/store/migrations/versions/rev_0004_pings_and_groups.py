"""Pings, groups, one person on two platforms; what the outbox knows of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

row_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and widen those there are."""
    _people()
    _outbox()
    _pings()
    _groups()
    _links()


def _people() -> None:
    op.add_column(
        "people",
        sa.Column("zone_told", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.add_column("people", sa.Column("seen_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "identities", sa.Column("chat", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "identities", sa.Column("gone", sa.Text(), nullable=False, server_default=sa.text("''"))
    )


def _outbox() -> None:
    op.add_column(
        "outbox", sa.Column("ping", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("outbox", sa.Column("person_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "outbox", sa.Column("about", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.drop_index("ix_outbox_waiting", "outbox")
    for name, columns, where in (
        ("ix_outbox_waiting", ["platform", "chat", "id"], "settled_at IS NULL AND ping = 0"),
        ("ix_outbox_pings", ["platform", "ready_at", "id"], "settled_at IS NULL AND ping = 1"),
        ("ix_outbox_about", ["platform", "chat", "message_id"], "about <> ''"),
    ):
        op.create_index(
            name, "outbox", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def _pings() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminders",
        sa.Column("id", row_number, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("last_date", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_reminders_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("person_id", "number", name="uq_reminders_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminders_chat", "reminders", ["platform", "chat"])
    op.create_index(
        "ix_reminders_next_at",
        "reminders",
        ["platform", "next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "pings",
        sa.Column("reminder_id", sa.BigInteger(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminders.id"], name="fk_pings_reminder_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_pings_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reminder_id", "local_date", name="pk_pings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pings_person_id", "pings", ["person_id", "due_at"])
    op.create_index("ix_pings_due_at", "pings", ["due_at"])


def _groups() -> None:
    op.create_table(
        "groups",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("quiet", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat", name="pk_groups"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "members",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("loads", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("gym_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_members_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("platform", "chat", "person_id", name="pk_members"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_members_person_id", "members", ["person_id"])
    op.create_table(
        "challenges",
        sa.Column("id", row_number, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["people.id"], name="fk_challenges_made_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_challenges_chat", "challenges", ["platform", "chat", "until_at"])
    op.create_index("ix_challenges_made_by", "challenges", ["made_by"])
    op.create_table(
        "challengers",
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name="fk_challengers_challenge_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_challengers_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("challenge_id", "person_id", name="pk_challengers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_challengers_person_id", "challengers", ["person_id"])
    op.create_table(
        "ratings",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("rater_id", sa.BigInteger(), nullable=False),
        sa.Column("rir_tenths", sa.Integer(), nullable=False),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("exercise_id", sa.Text(), nullable=False),
        sa.Column("load_milli", sa.BigInteger(), nullable=False),
        sa.Column("load_unit", sa.Text(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_ratings_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["people.id"], name="fk_ratings_rater_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number", "rater_id", name="pk_ratings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ratings_rater_id", "ratings", ["rater_id"])


def _links() -> None:
    op.add_column(
        "changes", sa.Column("via", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.create_table(
        "link_codes",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_link_codes_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["people.id"], name="fk_link_codes_claimed_by", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_link_codes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_codes_person_id", "link_codes", ["person_id"])
    op.create_index("ix_link_codes_claimed_by", "link_codes", ["claimed_by"])
    op.create_table(
        "link_tries",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_link_tries_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_link_tries"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "merges",
        sa.Column("id", row_number, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_merges_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_person_id", "merges", ["person_id"])
    op.create_table(
        "merged_sets",
        sa.Column("merge_id", sa.BigInteger(), nullable=False),
        sa.Column("old_number", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name="fk_merged_sets_merge_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", "old_number", name="pk_merged_sets"),
        sqlite_with_rowid=False,
    )

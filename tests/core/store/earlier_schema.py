"""The schema of an earlier revision: the present one without what later ones added."""

from __future__ import annotations

from sqlalchemy import Connection, text

# What each revision added, the newest first; a new revision gets its line here.
ADDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0027", ("DROP INDEX ix_sets_noted",)),
    (
        "0026",
        (
            "DROP TABLE trainer_looks",
            "DROP TABLE trainer_proposals",
            "DROP TABLE trainer_comments",
            "DROP TABLE trainer_codes",
            "DROP TABLE trainers",
            "ALTER TABLE groups DROP COLUMN switched_off",
            "ALTER TABLE groups DROP COLUMN flood",
            "ALTER TABLE groups DROP COLUMN lately",
            "ALTER TABLE groups DROP COLUMN left_at",
        ),
    ),
    ("0025", ("DROP TABLE group_posts",)),
    ("0024", ("ALTER TABLE challenges DROP COLUMN team",)),
    (
        "0023",
        (
            "DROP TABLE attendances",
            "DROP TABLE gatherings",
            "DROP TABLE rack_lifters",
            "DROP TABLE racks",
        ),
    ),
    ("0022", ("DROP TABLE weeks_ahead",)),
    ("0021", ("ALTER TABLE groups DROP COLUMN language",)),
    ("0020", ("DROP TABLE bodyweights",)),
    (
        "0019",
        (
            "DROP TABLE trial_feelings",
            "DROP TABLE pool_entries",
            "DROP TABLE pools",
            "ALTER TABLE trials DROP COLUMN others",
        ),
    ),
    ("0016", ("DROP TABLE plan_versions",)),
    (
        "0015",
        (
            "ALTER TABLE sets DROP COLUMN side",
            "ALTER TABLE staged_sets DROP COLUMN side",
            "DROP TABLE trials",
        ),
    ),
)


def take_back_to(connection: Connection, revision: str) -> None:
    """Take off what came after a revision, and mark the database as being at it."""
    for added_by, statements in ADDED:
        if added_by > revision:
            for each in statements:
                connection.execute(text(each))
    statement = text("UPDATE alembic_version SET version_num = :revision")
    connection.execute(statement, {"revision": revision})

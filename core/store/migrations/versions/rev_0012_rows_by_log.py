"""Rows of a log are keyed by the log and their number in it; a table says whose a log is.

What people who are linked see stays as it is: the distances by which a link moved numbers become
those of the log. The journal and the exercises of such people are told apart in the next revision.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Columns by table, as "name:type"; "?" where there may be nothing. All begin with log_id and id.
TABLES = {
    "own_exercises": "seen:big body:text",
    "pains": "exercise_id:text at:big words:text urgent:flag",
    "sets": "exercise_id:text load_milli:big load_unit:text reps:int at:big line:text"
    " rir_tenths:int? rir_at_least:flag failed:flag amrap:flag partials:int warmup:flag"
    " drop_set:flag seconds:int? distance_cm:big? per_side:flag shared_effort:flag note:text"
    " source:text position:int session_at:big place:big changed_by:big working:int",
    "changes": "kind:text source:text at:big place:big before:text after:text undone:big via:text",
    "calibrations": "exercise_id:text reps:int opened_at:big guess_tenths:int? guessed_at:big?",
    "shown": "exercise_id:text kind:text set_id:text session_at:big? body:text at:big",
    "predictions": "exercise_id:text load_milli:big load_unit:text at:big place:int tenths:int"
    " likely_low:int likely_high:int wide_low:int wide_high:int last_time:int",
    "ratings": "rater_id:big rir_tenths:int at_least:flag platform:text chat:text at:big"
    " exercise_id:text load_milli:big load_unit:text reps:int",
}
TYPES = {"text": sa.Text, "big": sa.BigInteger, "int": sa.Integer, "flag": sa.Boolean}
OLD_INDEXES = (
    "ix_pains_person_id", "ix_sets_at", "ix_sets_exercise", "ix_sets_best", "uq_sets_source",
    "ix_changes_source", "ix_changes_undone", "ix_shown_person_id", "ix_shown_exercise",
    "ix_ratings_rater_id",
)  # fmt: skip
INDEXES = (
    ("ix_pains_exercise", "pains", "log_id exercise_id at id"),
    ("ix_sets_at", "sets", "log_id at place position id"),
    ("ix_sets_exercise", "sets", "log_id exercise_id session_at at place position id"),
    ("ix_sets_best", "sets", "log_id exercise_id working load_unit load_milli reps id"),
    ("ix_changes_source", "changes", "log_id source id"),
    ("ix_changes_undone", "changes", "log_id undone id"),
    ("ix_shown_exercise", "shown", "log_id exercise_id id"),
    ("ix_ratings_rater_id", "ratings", "rater_id"),
)
# Where a value is not copied as it is. `o` is the old row, `l` its log.
SHIFTED = {
    "seen": "o.number",
    "place": "o.place - COALESCE(l.changes_shift, 0)",
    "changed_by": "o.changed_by - COALESCE(l.changes_shift, 0)",
}
NUMBERS = {
    "own_exercises": "o.number",
    "sets": "o.number - COALESCE(l.sets_shift, 0)",
    "changes": "o.number - COALESCE(l.changes_shift, 0)",
    "calibrations": "o.number - COALESCE(l.calibrations_shift, 0)",
    "pains": "row_number() OVER (PARTITION BY COALESCE(l.id, o.person_id) ORDER BY o.id)",
    "shown": "row_number() OVER (PARTITION BY o.person_id ORDER BY o.id)",
    "predictions": "o.number",
    "ratings": "o.number",
}
KNOW_THEIR_LOG = ("sets", "changes", "calibrations", "pains")


def upgrade() -> None:
    """Make the logs, and every table of the log anew."""
    op.add_column(
        "people", sa.Column("joined", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    _make_logs()
    for name in OLD_INDEXES:
        op.drop_index(name)
    for table, columns in TABLES.items():
        _make_again(table, [each.split(":") for each in columns.split()])
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns.split())
    op.create_index(
        "uq_sets_source",
        "sets",
        ["log_id", "source", "position"],
        unique=True,
        sqlite_where=sa.text("source <> ''"),
        postgresql_where=sa.text("source <> ''"),
    )
    for row in _joined():
        _take_to_log(row)


def _joined() -> list[Any]:
    """Logs of accounts that were linked, each with what was noted then."""
    rows = op.get_bind().execute(sa.text("SELECT person_id, body FROM merges ORDER BY id")).all()
    return [(row.person_id, json.loads(row.body)) for row in rows]


def _make_logs() -> None:
    shifts = ("sets", "changes", "calibrations", "exercises")
    logs = op.create_table(
        "logs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(f"{each}_shift", sa.BigInteger(), nullable=False) for each in shifts),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_logs_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_logs"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_logs_person_id", "logs", ["person_id", "position"])
    op.execute(sa.text("INSERT INTO logs SELECT id, id, 0, 0, 0, 0, 0 FROM people"))
    for position, (person_id, body) in enumerate(_joined(), start=1):
        moved = {f"{each}_shift": body["shift"][each] for each in shifts}
        row = {"id": body["person"]["id"], "person_id": person_id, "position": position, **moved}
        op.bulk_insert(logs, [row])
        op.execute(
            sa.text("UPDATE people SET joined = joined + 1 WHERE id = :id").bindparams(id=person_id)
        )


def _make_again(table: str, columns: list[list[str]]) -> None:
    """Make a table with its new key, and copy what the old one held."""
    op.rename_table(table, f"old_{table}")
    if op.get_bind().dialect.name == "postgresql":  # names of keys are of the whole schema there
        op.execute(
            sa.text(f"ALTER TABLE old_{table} RENAME CONSTRAINT pk_{table} TO pk_old_{table}")
        )
    keys = ["log_id", "id", *(["rater_id"] if table == "ratings" else [])]
    made = [
        sa.Column(
            name,
            TYPES[kind.rstrip("?")](),
            nullable=kind.endswith("?"),
            server_default=sa.text("''") if name == "via" else None,
        )
        for name, kind in columns
    ]
    rater = sa.ForeignKeyConstraint(
        ["rater_id"], ["people.id"], name="fk_ratings_rater_id", ondelete="CASCADE"
    )
    op.create_table(
        table,
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        *made,
        sa.ForeignKeyConstraint(
            ["log_id"], ["logs.id"], name=f"fk_{table}_log_id", ondelete="CASCADE"
        ),
        *([rater] if table == "ratings" else []),
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"),
        sqlite_with_rowid=table == "shown",
    )
    names = [name for name, _ in columns]
    copied = ", ".join(_copied(table, each) for each in names)
    its = "l.id = o.log_id AND l.person_id = o.person_id" if table in KNOW_THEIR_LOG else "1 = 0"
    op.execute(
        sa.text(
            f"INSERT INTO {table} (log_id, id, {', '.join(names)})"  # noqa: S608 - own names
            f" SELECT COALESCE(l.id, o.person_id), {NUMBERS[table]}, {copied}"
            f" FROM old_{table} AS o LEFT JOIN logs AS l ON {its}"
        )
    )
    op.drop_table(f"old_{table}")


def _copied(table: str, column: str) -> str:
    own = column != "place" or table in ("sets", "changes")  # a prediction has a place of its own
    return SHIFTED.get(column, f"o.{column}") if own else f"o.{column}"


def _take_to_log(joined: tuple[int, dict[str, Any]]) -> None:
    """What knew its set alone: it goes to the log of the set, or of the set that once was."""
    person_id, body = joined
    shift = body["shift"]["sets"]
    asked = {
        "person": person_id, "log": body["person"]["id"], "shift": shift,
        "last": shift + body["person"]["last_set"],
    }  # fmt: skip
    number = "CASE WHEN set_id LIKE 's_%' THEN CAST(substr(set_id, 2) AS BIGINT) ELSE 0 END"
    for table, this, moved in (
        ("predictions", "id", "id = id - :shift"),
        ("ratings", "id", "id = id - :shift"),
        ("shown", number, f"set_id = 's' || CAST({number} - :shift AS TEXT)"),
    ):
        op.get_bind().execute(
            sa.text(
                f"UPDATE {table} SET log_id = :log, {moved}"  # noqa: S608 - own names
                f" WHERE log_id = :person AND {this} > :shift AND ({this} <= :last OR EXISTS ("
                f"SELECT 1 FROM sets WHERE sets.log_id = :log AND sets.id = {_of(table, this)}"
                " - :shift))"
            ),
            asked,
        )


def _of(table: str, this: str) -> str:
    return f"{table}.id" if this == "id" else this

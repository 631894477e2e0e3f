"""FitNotes' backup (.fitnotes): an SQLite database with the whole log, as the table of its export.

The database is read from memory and only read: an authorizer lets nothing but selections through,
views and virtual tables are not followed, and what a statement may cost is bounded.
"""

from __future__ import annotations

import contextlib
import csv
import io
import sqlite3
from collections.abc import Iterator
from typing import BinaryIO

from core.interchange.rows import LONGEST_CELL, MOST_ROWS, FileRefused

MARK = b"SQLite format 3\x00"
_INSIDE = b"metric_weight"  # a column that no other app's database has
MOST_STEPS = 50_000_000  # of SQLite's machine; 200,000 sets take about a tenth
_STEPS = 100_000  # between two looks at how many were taken
_WAL = slice(18, 20)  # two bytes of the header: 2 for a write-ahead log, which memory has not
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
_FUNCTIONS = frozenset({"coalesce", "substr"})
_HEAD = (
    "Date", "Exercise", "Category", "Weight", "Weight Unit", "Reps", "Distance", "Distance Unit",
    "Time", "Comment",
)  # fmt: skip
_TABLES = ("training_log", "exercise", "comment")


def is_backup(content: bytes) -> bool:
    """Whether a file is a backup of FitNotes."""
    return content.startswith(MARK) and _INSIDE in content


def table_of(content: bytes) -> BinaryIO:
    """The log of a backup as FitNotes exports it; raises FileRefused."""
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(_HEAD)
    try:
        with contextlib.closing(_opened(content)) as database:
            for count, row in enumerate(_sets(database), start=1):
                if count > MOST_ROWS:
                    raise FileRefused("too_many", limit=MOST_ROWS)
                written.writerow(row)
    except (sqlite3.Error, OverflowError, ValueError):
        raise FileRefused("database") from None
    return io.BytesIO(text.getvalue().encode(errors="replace"))


def _opened(content: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    plain = bytearray(content)
    plain[_WAL] = b"\x01\x01"
    database.deserialize(bytes(plain))
    database.text_factory = lambda raw: raw.decode(errors="replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    steps = 0

    def too_much() -> int:
        nonlocal steps
        steps += _STEPS
        return steps > MOST_STEPS

    database.set_progress_handler(too_much, _STEPS)
    return database


def _may(action: int, _first: str | None, second: str | None, *_: object) -> int:
    """Let selections of plain columns through, and nothing else."""
    allowed = action in _ALLOWED and (action != sqlite3.SQLITE_FUNCTION or second in _FUNCTIONS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _sets(database: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """The sets in the order they were logged."""
    columns = _columns(database)
    log = columns.get("training_log", frozenset())
    if not {"exercise_id", "date", "metric_weight", "reps"} <= log or "exercise" not in columns:
        raise FileRefused("database")
    comment, joined = "''", ""
    if {"owner_id", "owner_type_id", "comment"} <= columns.get("comment", frozenset()):
        comment = "coalesce(c.comment, '')"
        joined = "LEFT JOIN comment c ON c.owner_type_id = 1 AND c.owner_id = t._id"
    distance = "t.distance" if "distance" in log else "0"
    seconds = "t.duration_seconds" if "duration_seconds" in log else "0"
    database.set_authorizer(_may)
    found = database.execute(
        f"SELECT t.date, e.name, t.metric_weight, t.reps, {distance}, {seconds}, {comment} "  # noqa: S608 - names of ours
        f"FROM training_log t JOIN exercise e ON e._id = t.exercise_id {joined} "
        "ORDER BY t.date, t._id"
    )
    for date, name, weight, reps, far, lasted, note in found:
        yield (
            _cell(date), _cell(name), "", _cell(weight), "kgs", _cell(reps), _cell(far or ""),
            "m" if far else "", _cell(lasted or ""), _cell(note),
        )  # fmt: skip


def _columns(database: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The columns of the tables that are wanted; one that is a view or virtual is not there."""
    tables = database.execute(
        "SELECT lower(name) FROM sqlite_master WHERE type = 'table' "
        "AND lower(sql) NOT LIKE 'create virtual%'"
    )
    names = {name for (name,) in tables} & {*_TABLES}
    return {
        name: frozenset(row[1] for row in database.execute(f"PRAGMA table_info({name})"))
        for name in names
    }


def _cell(value: object) -> str:
    return "" if value is None else str(value)[:LONGEST_CELL]

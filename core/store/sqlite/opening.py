"""What is done to a SQLite file around its use: a look through it first, care at the end."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path

from core.store.faults import Damaged
from core.store.sqlite.copies import read_only

CHECK_SECONDS = 2.0  # for the look at the start; what is left of a big file is not looked at
STEPS = 10_000  # of SQLite's machine between two looks at the clock


def check_quickly(connection: sqlite3.Connection, path: Path) -> None:
    """Look through a database for damage, as far as two seconds go; raises Damaged."""
    end = time.monotonic() + CHECK_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        found = "ok"
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        raise damage(path, first_fault(found))


def first_fault(found: str) -> str:
    """Give the first line of a check that says something; "" where it found nothing."""
    if found == "ok":
        return ""
    lines = [each for each in found.splitlines() if not each.startswith("***")]
    return (lines or ["it does not pass its check"])[0]


def damage(path: Path, found: str) -> Damaged:
    """Say that a database is damaged, and what to do."""
    return Damaged(f"{path} is damaged ({found}): bring a backup back with `spotter restore FILE`")


def kept_from_checkpoint(path: Path) -> sqlite3.Connection:
    """Hold a lock under which closing another connection brings no log into the database.

    The last to close does that, under a lock that nobody else may share; this one cannot write.
    """
    other = read_only(path)
    with contextlib.suppress(sqlite3.Error):
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return other

"""Copies of a SQLite database: made while it is in use, checked, durable; and brought back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from core.store.address import behind_link
from core.store.cancellation import Patience
from core.store.faults import BackupFailed
from core.store.sqlite.locks import Locks, beside, open_when_free
from core.store.sqlite.log_mark import check_log, new_mark
from core.store.sqlite.owning import make_file

BEFORE = ".before-"  # copies made before an upgrade: .before-<revision>-<nanoseconds>
KEPT = 2  # of those


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database under a mark of its own and check the copy; raises BackupFailed.

    Written to the disk when this returns; no bad copy is left behind.
    """
    draft = beside(target, ".part")
    draft.unlink(missing_ok=True)
    make_file(draft)
    try:
        copy = sqlite3.connect(draft, isolation_level=None)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute(f"PRAGMA user_version={new_mark()}")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if found != "ok":
            message = f"the copy is damaged: {found}"
            raise BackupFailed(message)
        to_disk(draft)
        draft.replace(target)
        to_disk(target.parent)
    finally:
        for each in (draft, beside(draft, "-journal")):  # a disk that is full leaves both
            each.unlink(missing_ok=True)


def back_up(path: Path, target: Path) -> None:
    """Copy a database as it stands, whatever its schema, also while it is served.

    Nothing in it is changed. Raises BackupFailed, ForeignLog, InUse.
    """
    path = behind_link(path)
    if not path.exists() or path.stat().st_size == 0:
        message = f"there is no database at {path} yet"
        raise BackupFailed(message)
    if _is_its_own(path, target):
        message = "a backup needs a place of its own"
        raise BackupFailed(message)
    locks = Locks(path, Patience())
    try:
        open_when_free(locks, Patience())
        check_log(path)
        with contextlib.closing(read_only(path)) as source:
            copy_database(source, target)
    except (OSError, sqlite3.Error) as error:
        message = f"{path} cannot be copied to {target}: {error}"
        raise BackupFailed(message) from error
    finally:
        locks.close()


def _is_its_own(path: Path, target: Path) -> bool:
    """Whether a name is that of a database, or of what SQLite or we take for a part of it."""
    ending = target.name.removeprefix(path.name)
    if target.exists() and target.samefile(path):
        return True
    if target.name == ending or target.parent.absolute() != path.parent.absolute():
        return False
    return ending.startswith(("-", ".id", ".lock", ".turn", ".restor"))


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database together with its log, to read alone."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def copy_before(source: sqlite3.Connection, path: Path, revision: str) -> Path:
    """Copy a database before it is brought to another schema; gives the copy."""
    copy = beside(path, f"{BEFORE}{revision}-{time.time_ns()}")
    copy_database(source, copy)
    return copy


def prune(path: Path) -> None:
    """Delete copies made before upgrades, all but the last two."""
    begin = f"{path.name}{BEFORE}"
    copies = [each for each in path.parent.iterdir() if each.name.startswith(begin)]
    copies = [each for each in copies if _age(each) is not None]
    for old in sorted(copies, key=lambda each: _age(each) or 0)[:-KEPT]:
        old.unlink(missing_ok=True)


def _age(copy: Path) -> int | None:
    """Give when a copy was made, from its name; None where it is none of ours."""
    digits = copy.name.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else None


def to_disk(path: Path) -> None:
    """Have a file, or the names in a folder, outlast a power cut."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no such thing
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

"""A backup put in the place of a SQLite database; what was there is moved aside, not deleted.

The backup is copied and checked under a name of its own first (`.restoring-<time>`, renamed to it
once it is whole and on the disk). From then on it is decided: whoever is killed while moving files
has the rest done by the next start, told by that name. Before, nothing has changed.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import StaticPool, create_engine

from core.store.address import behind_link
from core.store.cancellation import Patience
from core.store.faults import ForeignLog, NewerDatabase, RestoreFailed
from core.store.migrate import check_known, migrate
from core.store.schema.tables import metadata
from core.store.sqlite.copies import read_only, to_disk
from core.store.sqlite.locks import Locks, beside
from core.store.sqlite.log_mark import Beside, check_log, mark_in, new_mark
from core.store.sqlite.opening import first_fault
from core.store.sqlite.owning import make_file, make_folder

DECIDED = ".restoring-"
ASIDE = ".replaced-"
PARTS = ("", "-wal", "-shm", ".id")  # the database last: while it is there, so is its log


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place."""

    revision: str
    people: int
    sets: int
    aside: Path | None  # where the database of before is; None where there was none


def restore(path: Path, backup: Path) -> Restored:
    """Put a copy of a backup in the place of a database, checked and on the disk.

    Raises RestoreFailed, NewerDatabase, and InUse where a process has the database open.
    """
    try:
        found = backup.is_file()
    except OSError as error:  # a name too long, say
        message = f"{backup} cannot be restored: {error.strerror}"
        raise RestoreFailed(message) from error
    if not found:
        message = f"there is no file {backup}"
        raise RestoreFailed(message)
    path = behind_link(path)
    locks = Locks(path, Patience())
    try:
        make_folder(path.parent)
        locks.alone()
        finish(path)
        draft = beside(path, ".restore-part")
        _copy(path, backup, draft)
        counted = _checked(draft, backup)
        _decide(path, draft)
        aside = finish(path)
        with contextlib.closing(read_only(path)) as placed:  # read back what a start will read
            _count(placed)
        return Restored(*counted, aside)
    except (OSError, sqlite3.Error) as error:
        message = f"{backup} cannot be restored: {error}"
        raise RestoreFailed(message) from error
    finally:
        _remove(beside(path, ".restore-part"))
        locks.close()


def finish(path: Path) -> Path | None:
    """Move files as a restore has decided, where one has; gives where the old database is."""
    decided = sorted(
        each for each in path.parent.iterdir() if each.name.startswith(path.name + DECIDED)
    )
    aside = None
    for draft in decided:
        aside = beside(path, ASIDE + draft.name.rpartition("-")[2])
        for part in reversed(PARTS):
            with contextlib.suppress(FileNotFoundError):
                beside(path, part).rename(beside(aside, part))
        draft.rename(path)
        to_disk(path.parent)
        if not aside.exists():
            aside = None
        if (mark := mark_in(path)) is not None:
            Beside(path).write(mark)
            to_disk(path.parent)
    return aside


def finish_interrupted(path: Path) -> None:
    """Do what a restore that was killed has left to do; raises InUse where one is under way."""
    begin = path.name + DECIDED
    if not any(each.name.startswith(begin) for each in path.parent.iterdir()):
        return
    locks = Locks(path, Patience())
    try:
        locks.alone()
        finish(path)
    finally:
        locks.close()


def _copy(path: Path, backup: Path, draft: Path) -> None:
    """Copy a backup and, where it lies beside it and is its own, the log."""
    _remove(draft)
    make_file(draft, like=path if path.exists() else None)
    itself = path.exists() and backup.samefile(path)
    if itself:
        _see_that_it_was_put_there(path)
    else:
        _see_that_its_log_is_its_own(backup)
    shutil.copyfile(backup, draft)
    for part in () if itself else ("-wal", "-journal"):
        if beside(backup, part).exists():
            shutil.copyfile(beside(backup, part), beside(draft, part))


def _see_that_its_log_is_its_own(backup: Path) -> None:
    """Refuse a backup beside which another database's log lies: together they are no database."""
    try:
        check_log(backup)
    except ForeignLog as error:
        log = beside(backup, "-wal")
        message = f"{log} may not belong to {backup.name}: move it away first; nothing was changed"
        raise RestoreFailed(message) from error


def _see_that_it_was_put_there(path: Path) -> None:
    """Take the file in place for a backup only where it is one that was copied over the old one."""
    with contextlib.suppress(ForeignLog):
        if not check_log(path):
            message = f"{path} is the database itself; nothing was changed"
            raise RestoreFailed(message)


def _checked(draft: Path, backup: Path) -> tuple[str, int, int]:
    """Check a copy, give it a mark of its own, and count what is in it. Raises RestoreFailed."""
    copy = sqlite3.connect(draft, isolation_level=None)
    try:
        copy.execute("PRAGMA journal_mode=DELETE")  # what its log held is in it now
        fault = first_fault(str(copy.execute("PRAGMA integrity_check(1)").fetchone()[0]))
        if not fault and copy.execute("PRAGMA foreign_key_check").fetchone():
            fault = "rows that belong to nobody"
        if not fault:
            revision = _revision(copy, backup)
            _see_that_it_opens(copy, backup)
            copy.execute(f"PRAGMA user_version={new_mark()}")
            people, sets = _count(copy)
    except sqlite3.DatabaseError as error:
        fault = str(error)
    finally:
        copy.close()
    if fault:
        message = f"{backup} is no sound database ({fault}); nothing was changed"
        raise RestoreFailed(message)
    to_disk(draft)
    return revision, people, sets


def _revision(copy: sqlite3.Connection, backup: Path) -> str:
    """Read the schema's revision; raises RestoreFailed where it is not one that is known."""
    try:
        version = str(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.OperationalError, TypeError):
        message = f"{backup} is no database of Spotter; nothing was changed"
        raise RestoreFailed(message) from None
    try:
        check_known(version)
    except NewerDatabase as error:
        message = f"{backup} cannot be used: {error}"
        raise RestoreFailed(message) from None
    return version


def _see_that_it_opens(copy: sqlite3.Connection, backup: Path) -> None:
    """Bring the copy to the present schema and back, as the next start will; raises RestoreFailed.

    A file of another program, or one whose schema was changed by hand, may name a revision too.
    """
    engine = create_engine(
        "sqlite://", creator=lambda: copy, poolclass=StaticPool, isolation_level="AUTOCOMMIT"
    )
    connection = engine.connect()
    copy.execute("BEGIN IMMEDIATE")
    try:
        migrate(connection)
        lacks = _lacking(copy)
    except Exception as error:  # whatever stops it here would stop every start
        lacks = str(getattr(error, "orig", None) or error).splitlines()[0]
    finally:
        if copy.in_transaction:
            copy.execute("ROLLBACK")
    if lacks:
        message = (
            f"{backup} is no database that this Spotter can open ({lacks}); nothing was changed"
        )
        raise RestoreFailed(message)


def _lacking(copy: sqlite3.Connection) -> str:
    """Name the first column of the schema that a database lacks; "" where all are there."""
    for name, table in metadata.tables.items():
        there = {row[1] for row in copy.execute(f"PRAGMA table_info('{name}')")}
        for column in table.c:
            if column.name not in there:
                return f"no {name}.{column.name}"
    return ""


def _count(placed: sqlite3.Connection) -> tuple[int, int]:
    """Count people and sets."""
    people, sets = placed.execute(
        "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM sets)"
    ).fetchone()
    return people, sets


def _decide(path: Path, draft: Path) -> None:
    """Name the checked copy so that the next start puts it in place, whatever happens to us."""
    to_disk(path.parent)
    draft.rename(beside(path, f"{DECIDED}{time.time_ns()}"))
    to_disk(path.parent)


def _remove(draft: Path) -> None:
    for part in ("", "-wal", "-shm", "-journal"):
        beside(draft, part).unlink(missing_ok=True)

"""The mark of a database file: which write-ahead log belongs to it.

SQLite replays whatever `-wal` lies beside a database, also beside a backup that was copied over it
after a crash, and that corrupts it. So the file carries a random number in its header (SQLite's
`user_version`, bytes 60-63) and a file beside it (`.id`) says which number the log belongs to. The
number changes with every checkpoint (all checkpoints are ours), first beside, then in the file: a
copy that was made before the last checkpoint, by whatever means, is told apart before anything is
opened. A copy made after it differs by nothing that the log does not hold, and harms nothing.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from pathlib import Path

from core.store.faults import ForeignLog
from core.store.sqlite.locks import beside
from core.store.sqlite.owning import make_file

LARGEST = 2**31 - 1  # the field is signed
WIDTH = 26  # three marks: always as long, so that a line is replaced as a whole


def new_mark() -> int:
    """Draw a mark; 0 is that of files that have none."""
    return 1 + secrets.randbelow(LARGEST)


def mark_in(path: Path) -> int | None:
    """Read the mark from the file itself, its log left alone; None where it is no database.

    Through SQLite: closing a file of our own would end every lock that this process has on it.
    """
    try:
        found = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            return int(found.execute("PRAGMA user_version").fetchone()[0])
        finally:
            found.close()
    except sqlite3.Error:
        return None


class Beside:
    """The `.id` file: the marks that the log beside the database belongs to."""

    def __init__(self, path: Path) -> None:
        """Name the database."""
        self.path = beside(path, ".id")

    def read(self) -> tuple[int, ...] | None:
        """Give the marks; None where there is no such file, or nothing in it that can be read."""
        try:
            return tuple(int(word, 16) for word in self.path.read_text("ascii").split()) or None
        except (FileNotFoundError, ValueError):
            return None

    def write(self, *marks: int | None, durable: bool = True) -> None:
        """Write the marks down. `durable`: they outlast a power cut before anything goes on."""
        text = " ".join(f"{mark:08x}" for mark in sorted({mark or 0 for mark in marks}))
        new = not self.path.exists()
        make_file(self.path)
        file = os.open(self.path, os.O_RDWR)
        try:
            os.write(file, f"{text:<{WIDTH}}\n".encode("ascii"))
            if durable:
                os.fsync(file)
        finally:
            os.close(file)
        if new and durable and os.name != "nt":  # its name outlasts a power cut as well
            folder = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)


def begin_mark(path: Path) -> None:
    """Write down the mark of a file that has none beside it, before it has a log of its own."""
    waiting = beside(path, "-wal")
    if waiting.exists() and waiting.stat().st_size > 0:
        return
    own = Beside(path)
    if own.read() is None and (mark := mark_in(path)):
        own.write(mark)


def check_log(path: Path) -> str:
    """Look whether a log beside a database is its own, before SQLite opens both.

    Gives what is to be said to the operator, "" where all is as it was. Raises ForeignLog.
    """
    log, marks = beside(path, "-wal"), Beside(path).read()
    waiting = log.exists() and log.stat().st_size > 0
    if not path.exists() or path.stat().st_size == 0:
        if waiting:
            message = (
                f"{path} is missing or empty, but {log.name} beside it is not, and would be lost: "
                f"put the file back, or a backup with `spotter restore FILE`"
            )
            raise ForeignLog(message)
        return f"{path} is gone: a new database begins" if marks else ""
    mark = mark_in(path)
    if marks is None and mark and waiting:
        message = (
            f"{log.name} waits beside {path}, and {path.name}.id is gone, which says whether it "
            f"belongs to it: put that file back; where nothing was copied over the database, bring "
            f"the log in with `sqlite3 {path} 'PRAGMA wal_checkpoint(TRUNCATE)'`; to go on without "
            f"the log, run `spotter restore {path}`"
        )
        raise ForeignLog(message)
    if marks is None or mark in (*marks, None):
        return ""
    if waiting:
        message = (
            f"{path} is not the database that {log.name} beside it belongs to (a backup copied "
            f"over it?): to go on with that file, run `spotter restore {path}`"
        )
        raise ForeignLog(message)
    return f"{path} is another file than at the last start (a restored backup?): it is used"

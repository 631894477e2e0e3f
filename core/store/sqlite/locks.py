"""What the processes of one SQLite file hold of it, told by locks the system lets go of.

Three things are told apart, on two files beside the database. `.lock` is locked by SQLite's own
means, which work everywhere: shared by whoever has the database open, reserved by the one that
serves it, exclusive while it is replaced. `.turn` is held for each write and each checkpoint: on
SQLite before 3.51.3 (3.50.7, 3.44.6) two connections that write and checkpoint at the same instant
can corrupt a database ("WAL-reset bug", sqlite.org/wal.html), and one at a time cannot.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from core.store.cancellation import AGAIN_SECONDS, Patience
from core.store.faults import InUse
from core.store.sqlite.owning import make_file

try:
    import fcntl
except ImportError:  # Windows: there SQLite's own lock for writing has to do
    fcntl = None  # type: ignore[assignment]  # Windows has no such module


def beside(path: Path, ending: str) -> Path:
    """Name a file that belongs to a database."""
    return path.with_name(f"{path.name}{ending}")


class Locks:
    """What one connection holds of a database file."""

    def __init__(self, path: Path, patience: Patience) -> None:
        """Name the database; nothing is held yet."""
        self._path = path
        self._patience = patience
        self._held: dict[str, sqlite3.Connection] = {}
        self._turn = -1

    def open(self) -> None:
        """Share the database with others that have it open; raises InUse while it is replaced."""
        why = "the database is being restored, or an older `spotter run` serves it"
        self._hold("open", "BEGIN", why)
        if fcntl is not None:
            turn = beside(self._path, ".turn")
            make_file(turn)
            self._turn = os.open(turn, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))

    def serve(self) -> None:
        """Be the one that serves the database; raises InUse where another one does."""
        self._hold("serve", "BEGIN IMMEDIATE", "another `spotter run` serves this database")

    def alone(self) -> None:
        """Have the database to oneself; raises InUse where a process has it open."""
        why = "a process has this database open (`spotter run`, `chat` or `import`): stop it first"
        self._hold("alone", "BEGIN EXCLUSIVE", why)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only one that writes or checkpoints; raises OperationalError (busy) at the end."""
        if self._turn < 0:
            yield
            return
        self._patience.wait(self._take_turn)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of everything."""
        while self._held:
            self._held.popitem()[1].close()
        if self._turn >= 0:
            os.close(self._turn)
            self._turn = -1

    def _take_turn(self) -> None:
        try:
            fcntl.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = sqlite3.OperationalError("another process is writing to the database")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise busy from None

    def _hold(self, what: str, begin: str, why: str) -> None:
        if what in self._held:
            return
        path = beside(self._path, ".lock")
        make_file(path)
        lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            lock.execute(begin)
            lock.execute("SELECT count(*) FROM sqlite_master").fetchall()  # BEGIN alone holds none
        except sqlite3.OperationalError as error:
            lock.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise InUse(why) from error
            raise
        self._held[what] = lock


def open_when_free(locks: Locks, patience: Patience, seconds: float = 2.0) -> None:
    """Share a database once nobody replaces it any more; raises InUse after some seconds."""
    end = patience.end(seconds)
    while True:
        try:
            return locks.open()
        except InUse:
            if time.monotonic() >= end:
                raise
            time.sleep(AGAIN_SECONDS * 5)

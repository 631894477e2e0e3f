"""SQLite: one connection, one thread, and whole units of work that share their commits.

Everything runs on the thread of aiosqlite's connection. A unit of work is one piece there, through
a synchronous SQLAlchemy connection on the same SQLite handle: a hop between threads per statement
would cost more than the statements. All units that wait are committed together: BEGIN IMMEDIATE,
each unit in a savepoint, one COMMIT, and only then does anybody hear of it. Writing and
checkpoints take turns between processes (see locks.py); right before a COMMIT the files are
compared with those that were opened (see watch.py), and each checkpoint changes the mark (mark.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, StaticPool, create_engine

from core.store.address import file_of
from core.store.cancellation import Patience, seen_to_its_end
from core.store.faults import BackupFailed, FileLost, StoreClosed
from core.store.migrate import check_known, migrate, version_of
from core.store.schema.tables import HEAD
from core.store.sqlite.copies import copy_before, copy_database, prune
from core.store.sqlite.direct import DirectConnection
from core.store.sqlite.driver import DriverThread, driver_thread
from core.store.sqlite.file_watch import Watch
from core.store.sqlite.locks import Locks, beside, open_when_free
from core.store.sqlite.log_mark import Beside, begin_mark, check_log, mark_in, new_mark
from core.store.sqlite.opening import check_quickly, damage, kept_from_checkpoint
from core.store.sqlite.owning import make_file, make_folder
from core.store.sqlite.restore import finish_interrupted

T = TypeVar("T")
Work = Callable[[Connection], Any]

MOST_TOGETHER = 64
BUSY_MS = 5000
SCRUB_MS = 200  # to wait for other processes that read
SCRUB_AGAIN = 5.0  # seconds
BEGIN_MS = 100  # to wait for another writer, again and again while there is patience
FOLD_BYTES = 4 << 20  # of log before it is brought into the database
LONGEST_LOG = 16 << 20  # a log that grew beyond is cut; a shorter one is written over
PRAGMAS = (
    f"PRAGMA busy_timeout={BEGIN_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16000",
    "PRAGMA wal_autocheckpoint=0",  # checkpoints are made here, each under a new mark
)


@dataclass(slots=True)
class Unit:
    """A unit of work in the queue, and what came of it."""

    work: Work
    done: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None
    told: bool = False


class SqliteWriter:
    """The only connection to a SQLite file."""

    shared = False

    def __init__(
        self, driver: DriverThread, path: Path, locks: Locks,
        patience: Patience, named: Path | None = None,
    ) -> None:  # fmt: skip
        """Take over an open connection; `open_writer` makes one. `named`: a link to the file."""
        self.path, self.notice, self._locks, self._patience = path, "", locks, patience
        self._watch = Watch(path, named)
        self._lost = ""  # what is wrong with the file, as it was last seen
        self._rescued: Path | None = None
        self._fold_at = FOLD_BYTES
        self._raw, self._on_thread, self._let_go = driver
        self._sync: Connection = cast("Connection", None)
        self._waiting: deque[Unit] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._closed = False
        self._scrub_due = False
        self._scrubbed_at = 0.0

    async def start(self) -> None:
        """Prepare the connection and bring the schema up to date."""
        try:
            await self._piece(self._prepare)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
                raise damage(self.path, str(error)) from error
            raise

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work and commit it, with whatever else waits."""
        if self._closed:
            raise StoreClosed
        unit = Unit(work, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        if self._pump is None:
            self._pump = asyncio.create_task(self._commit_waiting())
        try:
            return cast("T", await unit.done)
        except asyncio.CancelledError:
            await self._withdraw(unit)
            raise

    async def hold(self, number: int) -> None:
        """Let no other process serve this file for as long as this one lives; raises InUse."""
        self._locks.serve()

    async def look(self) -> str:
        """Say what is wrong with the file, "" where nothing is; for calling every half second."""
        if self._closed:
            return ""
        return await self._piece(self._look_beside)

    def hurry(self, seconds: float) -> None:
        """Wait no longer than so many seconds for what other processes hold."""
        self._patience.hurry(seconds)

    async def backup(self, target: Path) -> None:
        """Copy the database while it is in use, and check the copy."""
        if self._closed:
            raise StoreClosed
        await self._piece(partial(self._back_up, target))

    async def scrub(self) -> None:
        """Empty the write-ahead log: with secure_delete no file holds what was deleted then.

        While another process reads it cannot be emptied; it is tried again with later commits.
        """
        if not self._closed:
            await self._piece(self._scrub)

    async def close(self) -> None:
        """Commit what waits, then let the file go."""
        self._closed = True
        while self._pump is not None:
            await asyncio.wait([self._pump])
        with contextlib.ExitStack() as held:
            if self._sync is not None:
                await self._piece(self._sync.close)
                self._sync = cast("Connection", None)
            with contextlib.suppress(sqlite3.Error):  # else another one writes, and will be last
                held.enter_context(self._locks.turn())
            if self._watch.look() == self._watch.overwritten != "":
                # closing would bring our log into what is there now
                held.callback(kept_from_checkpoint(self.path).close)
            await self._let_go()
        self._locks.close()

    # --- on the event loop ----------------------------------------------------------------------

    async def _withdraw(self, unit: Unit) -> None:
        """Take a unit out of the queue; one that is under way is seen to its end."""
        if unit in self._waiting:
            self._waiting.remove(unit)
            unit.done.cancel()
        elif not unit.told:
            unit.done = asyncio.get_running_loop().create_future()  # cancelled with the caller
            await seen_to_its_end(unit.done)
        if not unit.done.cancelled():
            unit.done.exception()  # heard: the caller has gone

    async def _commit_waiting(self) -> None:
        """Commit batch after batch until nobody waits."""
        try:
            while self._waiting:
                some = min(len(self._waiting), MOST_TOGETHER)
                batch = [self._waiting.popleft() for _ in range(some)]
                try:
                    await self._piece(partial(self._commit, batch))
                except BaseException as error:
                    for unit in batch:
                        unit.error = unit.error or error
                for unit in batch:
                    _tell(unit)
        finally:
            self._pump = None

    async def _piece(self, function: Callable[[], T]) -> T:
        """Run a function as one piece on the connection's thread."""
        return cast("T", await self._on_thread(function))

    # --- on the connection's thread -------------------------------------------------------------

    def _prepare(self) -> None:
        """Set the connection up, check the file, and bring the schema up to date."""
        self._raw.isolation_level = None
        with self._locks.turn():
            for pragma in PRAGMAS:
                self._patience.wait(partial(self._execute, pragma))
            check_quickly(self._raw, self.path)
            engine = create_engine(
                "sqlite://",
                creator=lambda: self._raw,
                poolclass=StaticPool,
                hide_parameters=True,  # what people wrote is nobody's business in a log
                isolation_level="AUTOCOMMIT",  # transactions are begun and ended below
            )
            self._sync = DirectConnection(engine)
            self._upgrade()
            self._fold("TRUNCATE")

    def _upgrade(self) -> None:
        """Apply the migrations that are missing, a copy made before; none is left of a failure."""
        version = version_of(self._sync)
        if version == HEAD:
            return
        copy = None
        if version is not None:
            check_known(version)
            copy = copy_before(self._raw, self.path, version)
        try:
            self._begin()
            migrate(self._sync)
            self._execute("COMMIT")
        except BaseException:
            self._take_back()
            if copy is not None:  # the database is as it was
                copy.unlink(missing_ok=True)
            raise
        prune(self.path)

    def _commit(self, batch: Sequence[Unit]) -> None:
        """Run units in one transaction; an error of the transaction itself is everybody's."""
        with self._locks.turn():
            self._check_files()
            self._begin()
            try:
                if len(batch) == 1:
                    self._run_alone(batch[0])
                else:
                    for unit in batch:
                        self._run_beside(unit)
                if any(unit.error is None for unit in batch):
                    self._check_files()
                    self._execute("COMMIT")  # an error when a unit ended the transaction
            finally:
                self._take_back()
            if self._scrub_due and time.monotonic() - self._scrubbed_at > SCRUB_AGAIN:
                self._fold("TRUNCATE")
            elif self._watch.log_size > self._fold_at:
                self._fold("TRUNCATE" if self._watch.log_size > LONGEST_LOG else "RESTART")

    def _check_files(self) -> None:
        """Compare the files with those that were opened; raises FileLost."""
        self._lost = self._watch.look() or self._watch.unwritable
        if self._lost:
            raise FileLost(self._lost)

    def _look_beside(self) -> str:
        """Look while nothing is committed; what the open file holds is copied once it is lost."""
        with contextlib.suppress(sqlite3.Error), self._locks.turn():
            self._watch.look_for_rights()
            self._lost = self._watch.look() or self._watch.unwritable
        lost = bool(self._lost) and not self._watch.overwritten and not self._watch.unwritable
        if lost and self._rescued is None:
            self._rescued = beside(self.path, f".rescued-{time.time_ns()}")
            try:
                copy_database(self._raw, self._rescued)
            except (OSError, sqlite3.Error, BackupFailed):
                return self._lost
        if lost:
            return f"{self._lost}; what was stored before is in {self._rescued}"
        return self._lost

    def _scrub(self) -> None:
        """Write everything to the database itself and cut the log to nothing."""
        with self._locks.turn():
            self._fold("TRUNCATE")

    def _fold(self, how: str) -> None:
        """Bring the log into the database under a new mark; what fails is tried again later.

        First the new mark is written beside, then into the database: whenever the process ends, the
        mark in the file is one of those beside it.
        """
        if self._watch.look():
            return
        beside_it, mark, busy = Beside(self.path), new_mark(), 1
        self._execute(f"PRAGMA busy_timeout={SCRUB_MS}")
        try:
            present = self._raw.execute("PRAGMA user_version").fetchone()[0]
            beside_it.write(mark_in(self.path), present, mark)
            self._execute(f"PRAGMA user_version={mark}")
            busy = self._raw.execute(f"PRAGMA wal_checkpoint({how})").fetchone()[0]
            beside_it.write(mark_in(self.path), mark, durable=False)
        except (OSError, sqlite3.OperationalError):  # another process reads, or the disk is full
            pass
        finally:
            self._execute(f"PRAGMA busy_timeout={BUSY_MS}")
        self._watch.begin(mark_in(self.path) or 0)
        self._fold_at = max(FOLD_BYTES, self._watch.log_size + (FOLD_BYTES if busy else 0))
        self._scrub_due, self._scrubbed_at = bool(busy), time.monotonic()

    def _run_alone(self, unit: Unit) -> None:
        try:
            unit.value = unit.work(self._sync)
        except BaseException as error:
            unit.error = error
            self._take_back()

    def _run_beside(self, unit: Unit) -> None:
        """Run a unit in a savepoint; what it did is taken back when it fails."""
        self._execute("SAVEPOINT unit")
        try:
            unit.value = unit.work(self._sync)
        except BaseException as error:
            unit.error = error
            if not self._raw.in_transaction:  # disk full and the like end the whole transaction
                raise
            self._execute("ROLLBACK TO unit")
        self._execute("RELEASE unit")

    def _back_up(self, target: Path) -> None:
        try:
            if target.exists() and target.samefile(self.path):
                message = "a backup needs a place of its own"
                raise BackupFailed(message)
            copy_database(self._raw, target)
        except (OSError, sqlite3.Error) as error:
            raise BackupFailed(str(error)) from error

    def _begin(self) -> None:
        """Begin to write, while there is patience with whoever holds the file."""
        self._execute(f"PRAGMA busy_timeout={BEGIN_MS}")
        try:
            self._patience.wait(partial(self._execute, "BEGIN IMMEDIATE"))
        finally:
            self._execute(f"PRAGMA busy_timeout={BUSY_MS}")

    def _execute(self, sql: str) -> None:
        self._raw.execute(sql).close()

    def _take_back(self) -> None:
        if self._raw.in_transaction:
            self._execute("ROLLBACK")


async def open_writer(url: URL, patience: Patience) -> SqliteWriter:
    """Open a SQLite file, made with its folder if there is none, migrations applied.

    Raises ForeignLog, Damaged, NewerDatabase, InUse, and what SQLite raises.
    """
    path = file_of(url)
    locks = Locks(path, patience)
    try:
        notice = await asyncio.to_thread(_before_opening, path, locks, patience)
        named = Path(url.database or "")
        writer = SqliteWriter(await driver_thread(str(named)), path, locks, patience, named)
        writer.notice = notice
    except BaseException:
        locks.close()
        raise
    try:
        await writer.start()
    except BaseException:
        await writer.close()
        raise
    return writer


def _before_opening(path: Path, locks: Locks, patience: Patience) -> str:
    """Share the file and see that its log is its own; gives what is to be said."""
    make_folder(path.parent)
    finish_interrupted(path)
    open_when_free(locks, patience)
    notice = check_log(path)
    make_file(path)
    begin_mark(path)
    return notice


def _tell(unit: Unit) -> None:
    """Give a caller what came of its unit, unless it has gone."""
    unit.told = True
    if unit.done.done():
        return
    if unit.error is None:
        unit.done.set_result(unit.value)
    else:
        unit.done.set_exception(unit.error)

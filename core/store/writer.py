"""SQLite: one connection, one thread, and whole units of work that share their commits.

Everything runs on the thread of aiosqlite's connection. A unit of work is one piece there, through
a synchronous SQLAlchemy connection on the same SQLite handle: a hop between threads per statement
would cost more than the statements. All units that wait are committed together: BEGIN IMMEDIATE,
each unit in a savepoint, one COMMIT, and only then does anybody hear of it. As this is the only
connection of the process, nothing of ours ever checkpoints beside a writer.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, StaticPool, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.store.address import file_of
from core.store.faults import BackupFailed, InUse, StoreClosed
from core.store.migrate import migrate, version_of
from core.store.patience import seen_to_its_end
from core.store.schema import HEAD

T = TypeVar("T")
Work = Callable[[Connection], Any]

MOST_TOGETHER = 64
BUSY_MS = 5000
SCRUB_MS = 200  # to wait for other processes that read
SCRUB_AGAIN = 5.0  # seconds
LOCKED_TRIES = 24  # of five seconds each, while another process holds the file
PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16000",
)


@dataclass(slots=True)
class Unit:
    """A unit of work in the queue, and what came of it."""

    work: Work
    done: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class SqliteWriter:
    """The only connection to a SQLite file."""

    shared = False

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection, path: Path) -> None:
        """Take over an open connection; `open_writer` makes one."""
        self.path = path
        self._engine = engine
        self._connection = connection
        self._driver: Any = None
        self._raw: sqlite3.Connection = cast("sqlite3.Connection", None)
        self._sync: Connection = cast("Connection", None)
        self._waiting: deque[Unit] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._closed = False
        self._lock: sqlite3.Connection | None = None
        self._scrub_due = False
        self._scrubbed_at = 0.0

    async def start(self) -> None:
        """Prepare the connection and bring the schema up to date."""
        self._driver = (await self._connection.get_raw_connection()).driver_connection
        self._raw = self._driver._conn
        await self._piece(self._prepare)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work and commit it, with whatever else waits."""
        if self._closed:
            raise StoreClosed
        unit = Unit(work, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        if self._pump is None:
            self._pump = asyncio.create_task(self._commit_waiting())
        try:
            return cast("T", await asyncio.shield(unit.done))
        except asyncio.CancelledError:
            await self._withdraw(unit)
            raise

    async def hold(self, number: int) -> None:
        """Let no other process serve this file for as long as this one lives; raises InUse.

        A file beside it, locked by SQLite's own means: they work everywhere, and the system
        lets go of them when the process dies.
        """
        if self._lock is not None:
            return
        lock = sqlite3.connect(
            self.path.with_name(f"{self.path.name}.lock"),
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise InUse("another `spotter run` serves this database") from error
        self._lock = lock
        await self._piece(self._scrub)  # what a crash kept from being scrubbed

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
        if self._sync is not None:
            await self._piece(self._sync.close)
            self._sync = cast("Connection", None)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        await self._connection.close()
        await self._engine.dispose()

    # --- on the event loop ----------------------------------------------------------------------

    async def _withdraw(self, unit: Unit) -> None:
        """Take a unit out of the queue; one that is under way is seen to its end."""
        if unit in self._waiting:
            self._waiting.remove(unit)
            unit.done.cancel()
        else:
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
        return cast("T", await self._driver._execute(function))

    # --- on the connection's thread -------------------------------------------------------------

    def _prepare(self) -> None:
        """Set the connection up and bind SQLAlchemy's synchronous side to it."""
        self._raw.isolation_level = None
        for pragma in PRAGMAS:
            _patiently(partial(self._execute, pragma))
        engine = create_engine(
            "sqlite://",
            creator=lambda: self._raw,
            poolclass=StaticPool,
            hide_parameters=True,  # what people wrote is nobody's business in a log
            isolation_level="AUTOCOMMIT",  # transactions are begun and ended below
        )
        self._sync = engine.connect()
        version = version_of(self._sync)
        if version == HEAD:
            return
        if version is not None:
            copy_database(self._raw, _beside(self.path, version))
        self._begin()
        try:
            migrate(self._sync)
            self._execute("COMMIT")
        except BaseException:
            self._take_back()
            raise

    def _commit(self, batch: Sequence[Unit]) -> None:
        """Run units in one transaction; an error of the transaction itself is everybody's."""
        self._begin()
        try:
            if len(batch) == 1:
                self._run_alone(batch[0])
            else:
                for unit in batch:
                    self._run_beside(unit)
            if any(unit.error is None for unit in batch):
                self._execute("COMMIT")  # an error when the transaction ended under a unit's hands
        finally:
            self._take_back()
        if self._scrub_due and time.monotonic() - self._scrubbed_at > SCRUB_AGAIN:
            self._scrub()

    def _scrub(self) -> None:
        """Write everything to the database itself and cut the log to nothing."""
        self._execute(f"PRAGMA busy_timeout={SCRUB_MS}")
        try:
            busy = self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:  # another process is at the same
            busy = 1
        self._execute(f"PRAGMA busy_timeout={BUSY_MS}")
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
        _patiently(partial(self._execute, "BEGIN IMMEDIATE"))

    def _execute(self, sql: str) -> None:
        self._raw.execute(sql).close()

    def _take_back(self) -> None:
        if self._raw.in_transaction:
            self._execute("ROLLBACK")


async def open_writer(url: URL) -> SqliteWriter:
    """Open a SQLite file, made with its folder if there is none, migrations applied."""
    path = file_of(url)
    await asyncio.to_thread(_make_file, path)
    engine = create_async_engine(url, pool_size=1, max_overflow=0)
    try:
        writer = SqliteWriter(engine, await engine.connect(), path)
    except BaseException:
        await engine.dispose()
        raise
    try:
        await writer.start()
    except BaseException:
        await writer.close()
        raise
    return writer


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database and check the copy; raises BackupFailed and leaves no bad copy behind."""
    draft = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.unlink(missing_ok=True)
    _make_file(draft)
    try:
        copy = sqlite3.connect(draft, isolation_level=None)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if found != "ok":
            message = f"the copy is damaged: {found}"
            raise BackupFailed(message)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _tell(unit: Unit) -> None:
    """Give a caller what came of its unit, unless it has gone."""
    if unit.done.done():
        return
    if unit.error is None:
        unit.done.set_result(unit.value)
    else:
        unit.done.set_exception(unit.error)


def _make_file(path: Path) -> None:
    """Make a database file that only its owner can read: it holds people's bodies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _beside(path: Path, version: str) -> Path:
    """Name the copy made before a migration."""
    return path.with_name(f"{path.name}.before-{version}-{time.time_ns()}")


def _patiently(attempt: Callable[[], None]) -> None:
    """Try again while another process holds the file, for two minutes."""
    for left in reversed(range(LOCKED_TRIES)):
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.01)
    return None

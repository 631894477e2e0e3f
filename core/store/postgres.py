"""PostgreSQL: a pool of connections, one transaction per unit of work."""

from __future__ import annotations

import asyncio
import math
import random
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.store.cancellation import seen_to_its_end
from core.store.faults import BackupFailed, StoreClosed
from core.store.migrate import migrate, see_that_it_is_new_enough, version_of
from core.store.repositories.processes import LOCKS, OURS
from core.store.schema.tables import HEAD

T = TypeVar("T")

CONNECTIONS = 16  # and one beside them that shows this process is alive
HOLD_SECONDS = 10.0
TRIES = 8
_STILL_THERE = text("SELECT 1")
_HOLD = text("SELECT pg_advisory_lock(:locks, :number)")
TAKEN_BACK = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


class PostgresPool:
    """Connections to one PostgreSQL database."""

    shared = True
    notice = ""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        """Use an engine; `open_pool` makes one, whose connections have a name of their own."""
        self._engine, self._name = engine, name
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._repeating = asyncio.Lock()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._end = math.inf  # of patience with what is under way
        self._held: AsyncConnection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work in a transaction of its own."""
        if self._closed:
            raise StoreClosed
        begun = asyncio.Event()
        task = asyncio.create_task(self._queued(work, begun))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not begun.is_set():
                task.cancel()
            await seen_to_its_end(task)
            if not task.cancelled():
                task.exception()  # heard: the caller has gone
            raise

    async def hold(self, number: int) -> None:
        """Hold the lock of a process's number on a connection of its own, made anew if it broke."""
        async with asyncio.timeout(HOLD_SECONDS):
            if self._held is not None:
                try:
                    await self._held.execute(_STILL_THERE)
                except Exception:
                    await self._let_go()
                else:
                    return
            engine = create_async_engine(
                self._engine.url,
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",
                connect_args={"server_settings": {"application_name": self._name}},
            )
            self._held = await engine.connect()
            await self._held.execute(_HOLD, {"locks": LOCKS, "number": number})

    async def _let_go(self) -> None:
        """Close the connection that holds the lock."""
        held, self._held = self._held, None
        if held is not None:
            with suppress(Exception):  # it may be broken already
                await held.close()

    async def scrub(self) -> None:
        """Nothing: what PostgreSQL deleted is overwritten when it is vacuumed."""

    async def backup(self, target: Path) -> None:
        """Refuse: PostgreSQL has its own tool."""
        message = "a PostgreSQL database is backed up with pg_dump"
        raise BackupFailed(message)

    async def look(self) -> str:
        """Nothing: the server minds its files."""
        return ""

    def hurry(self, seconds: float) -> None:
        """Give up in so many seconds what is under way then."""
        self._end = min(self._end, time.monotonic() + seconds)

    async def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._closed = True
        while self._under_way:
            left = max(self._end - time.monotonic(), 0)
            timeout = None if math.isinf(left) else left
            done, _ = await asyncio.wait(set(self._under_way), timeout=timeout)
            for task in () if done else self._under_way:
                task.cancel()
        await self._let_go()
        await self._engine.dispose()

    async def _queued(self, work: Callable[[Connection], T], begun: asyncio.Event) -> T:
        async with self._room:
            begun.set()
            return await self._repeated(work)

    async def _repeated(self, work: Callable[[Connection], T]) -> T:
        """Try again what the database itself asks to try again."""
        with suppress(Again):
            return await self._once(work)
        async with self._repeating:  # one by one, or they would only meet again
            for tried in range(1, TRIES):
                await asyncio.sleep(random.uniform(0, 0.01 * 2**tried))  # noqa: S311 - a pause
                with suppress(Again):
                    return await self._once(work)
            try:
                return await self._once(work)
            except Again as again:
                raise again.error from None

    async def _once(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as connection, connection.begin():
            try:
                return await connection.run_sync(work)
            except DBAPIError as error:  # before COMMIT: nothing is stored, for sure
                if error.connection_invalidated or _state(error) in TAKEN_BACK:
                    raise Again(error) from error
                raise


class Again(Exception):
    """The database took a unit back, or was restarted: it can be repeated."""

    def __init__(self, error: DBAPIError) -> None:
        """Keep the database's own error."""
        super().__init__(str(error))
        self.error = error


def _state(error: DBAPIError) -> str | None:
    """Give the SQLSTATE of an error."""
    return getattr(error.orig, "sqlstate", None)


async def open_pool(url: URL) -> PostgresPool:
    """Connect to PostgreSQL, migrations applied."""
    name = OURS + secrets.token_hex(8)  # of all connections of this process: see `bury`
    engine = create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,  # what people wrote is nobody's business in a log
        pool_pre_ping=False,
        connect_args={"command_timeout": 60, "server_settings": {"application_name": name}},
    )
    try:
        async with engine.connect() as connection:
            await connection.run_sync(see_that_it_is_new_enough)
            version = await connection.run_sync(version_of)
        if version != HEAD:
            async with engine.begin() as connection:
                await connection.run_sync(migrate)
    except BaseException:
        await engine.dispose()
        raise
    return PostgresPool(engine, name)

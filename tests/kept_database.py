"""A PostgreSQL database that one test after another uses, emptied in between.

To copy one for each test and drop it again took half a second on a busy machine, nearly all of it
the making and deleting of three hundred files; to delete the rows of a test takes milliseconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import asyncpg

from tests.postgres import Server
from tests.waiting import WAIT_SECONDS

T = TypeVar("T")

OTHERS_END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_type = 'client backend'"""
# Whatever a test changes in the schema, changes one of these: what is made anew has a new oid.
SHAPE = """SELECT relname, relkind, oid, relnatts, relchecks FROM pg_class
WHERE relnamespace = 'public'::regnamespace ORDER BY oid"""
REVISION = "SELECT version_num FROM alembic_version"
DELETION = "SELECT 'DELETE FROM {0}' WHERE EXISTS (SELECT FROM {0})"
FIRST_ID = "SELECT 'SELECT setval(''{0}'', 1, false)' FROM {0} WHERE is_called"


class KeptDatabase:
    """One database for many tests; `url()` gives it without rows, its ids beginning anew."""

    def __init__(self, server: Server, template: str) -> None:
        """Name the server and the database without rows that this one is a copy of."""
        self._server, self._template = server, template
        self._pool = ThreadPoolExecutor(1)  # the loop of a test is not touched
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection | None = None
        self._make()

    def url(self) -> str:
        """Give the address; where a test has changed the schema, of another copy."""
        if not self._run(self._emptied):
            self._disconnect()
            self._server.drop(self._name)
            self._make()
        return self._server.url(self._name)

    def close(self) -> None:
        """Let the server go."""
        self._disconnect()
        self._pool.submit(self._runner.close).result()
        self._pool.shutdown()

    def _make(self) -> None:
        self._name = self._server.create(self._template)
        self._shape = self._run(self._look)
        kinds = [(name, kind) for name, kind, *_ in self._shape[0]]
        rows = [name for name, kind in kinds if kind == b"r" and name != "alembic_version"]
        ids = [name for name, kind in kinds if kind == b"S"]
        self._used = " UNION ALL ".join(
            [DELETION.format(name) for name in rows] + [FIRST_ID.format(name) for name in ids]
        )

    def _run(self, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """Work on a connection that is kept; where a test has ended it, on a new one."""
        try:
            return self._pool.submit(self._runner.run, self._connected(work)).result()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            self._disconnect()
            return self._pool.submit(self._runner.run, self._connected(work)).result()

    async def _connected(self, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        if self._connection is None:
            self._connection = await asyncpg.connect(
                self._server.url(self._name), command_timeout=WAIT_SECONDS
            )
        return await work(self._connection)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._pool.submit(self._connection.terminate).result()
            self._connection = None

    async def _look(self, connection: asyncpg.Connection) -> tuple[Any, Any]:
        shape = [tuple(each) for each in await connection.fetch(SHAPE)]
        revision = await connection.fetch(REVISION)
        return shape, [each[0] for each in revision]

    async def _emptied(self, connection: asyncpg.Connection) -> bool:
        """Delete what a test has left; False where the schema is not what it was."""
        await connection.execute(OTHERS_END)
        try:
            if await self._look(connection) != self._shape:
                return False
        except asyncpg.UndefinedTableError:
            return False
        if used := [each[0] for each in await connection.fetch(self._used)]:
            # without the triggers of foreign keys the order of the tables does not matter
            await connection.execute(
                f"BEGIN; SET LOCAL session_replication_role = replica; {';'.join(used)}; COMMIT"
            )
        return True

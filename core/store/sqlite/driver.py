"""What is used of aiosqlite beyond its documented interface, in one place."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, cast

from sqlalchemy.ext.asyncio import AsyncConnection

Run = Callable[[Callable[[], Any]], Awaitable[Any]]


class DriverThread(NamedTuple):
    """The SQLite handle of an aiosqlite connection, and how to call a function on its thread."""

    handle: sqlite3.Connection
    run: Run


async def driver_thread(connection: AsyncConnection) -> DriverThread:
    """Give the handle and the thread behind an open connection.

    The only place with private attributes of aiosqlite: its documented interface passes each
    statement to the thread by itself, and a unit of work is many statements in one piece there
    (docs/decisions/005). tests/core/store/test_driver.py fails where aiosqlite changes either.
    """
    driver = cast("Any", (await connection.get_raw_connection()).driver_connection)
    return DriverThread(driver._conn, driver._execute)

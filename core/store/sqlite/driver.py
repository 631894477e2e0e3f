"""What is used of aiosqlite beyond its documented interface, in one place."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, cast

import aiosqlite

Run = Callable[[Callable[[], Any]], Awaitable[Any]]


class DriverThread(NamedTuple):
    """The SQLite handle of an aiosqlite connection, how to call a function on its thread, its end.

    `close` lets the handle go and ends the thread.
    """

    handle: sqlite3.Connection
    run: Run
    close: Callable[[], Awaitable[None]]


async def driver_thread(database: str) -> DriverThread:
    """Open a file; gives the handle and the thread behind the connection.

    The only place with private attributes of aiosqlite: its documented interface passes each
    statement to the thread by itself, and a unit of work is many statements in one piece there
    (docs/decisions/005). The thread keeps no process alive that was not closed, as SQLAlchemy has
    it too; its own asynchronous engine around it would cost 10 MB and a tenth of the start.
    tests/core/store/test_driver.py fails where aiosqlite changes any of it.
    """
    driver = cast("Any", aiosqlite.connect(database, check_same_thread=False))
    driver._thread.daemon = True
    await driver
    return DriverThread(driver._conn, driver._execute, driver.close)

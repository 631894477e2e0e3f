"""What the store uses of aiosqlite beyond its documented interface; fails where that changes."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from core.store.sqlite.driver import driver_thread


@pytest.fixture
async def thread(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    async with engine.connect() as connection:
        yield await driver_thread(connection)
    await engine.dispose()


async def test_the_handle_belongs_to_the_thread_that_functions_run_on(thread):
    assert isinstance(thread.handle, sqlite3.Connection)
    assert await thread.run(lambda: thread.handle.execute("SELECT 7").fetchone()) == (7,)
    assert await thread.run(threading.get_ident) != threading.get_ident()


async def test_functions_run_one_after_the_other_on_one_thread(thread):
    seen = []
    await asyncio.gather(
        *(thread.run(lambda n=n: seen.append((n, threading.get_ident()))) for n in range(50))
    )
    assert [number for number, _ in seen] == list(range(50))
    assert len({ident for _, ident in seen} | {threading.get_ident()}) == 2


async def test_what_a_function_raises_is_raised_to_who_asked(thread):
    def fails():
        raise LookupError("from the thread")

    with pytest.raises(LookupError, match="from the thread"):
        await thread.run(fails)

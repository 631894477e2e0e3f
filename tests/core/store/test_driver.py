"""What the store uses of aiosqlite beyond its documented interface; fails where that changes."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest

from core.store.sqlite.driver import driver_thread


@pytest.fixture
async def thread(tmp_path):
    made = await driver_thread(str(tmp_path / "a.db"))
    yield made
    await made.close()


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


async def test_a_thread_that_is_not_closed_keeps_no_process_alive(tmp_path):
    before = set(threading.enumerate())
    made = await driver_thread(str(tmp_path / "b.db"))
    assert [each.daemon for each in set(threading.enumerate()) - before] == [True]
    await made.close()

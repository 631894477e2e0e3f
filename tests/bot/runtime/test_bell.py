"""The bell of loops: rung before or while somebody waits, the end of a wait, a wait given up."""

from __future__ import annotations

import asyncio

from bot.runtime.bell import Bell
from tests.waiting import WAIT_SECONDS


async def ends(waiting: asyncio.Task[None]) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        await waiting


async def test_it_is_heard_before_and_while_somebody_waits() -> None:
    bell = Bell()
    bell.set()
    await ends(asyncio.create_task(bell.wait(20)))
    await ends(asyncio.create_task(bell.wait(20)))  # it stays rung
    bell.clear()
    waiting = asyncio.create_task(bell.wait(20))
    await asyncio.sleep(0)
    assert not waiting.done()
    bell.set()
    bell.set()
    await ends(waiting)


async def test_a_wait_ends_by_itself_and_does_not_ring() -> None:
    bell = Bell()
    await ends(asyncio.create_task(bell.wait(0.001)))
    waiting = asyncio.create_task(bell.wait(20))
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    bell.set()  # nobody is there
    await ends(asyncio.create_task(bell.wait(20)))

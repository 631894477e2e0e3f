"""Waiting in line: first come first served, and everybody knows their place."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.runtime.waiting_line import Line


async def test_one_at_a_time_in_the_order_of_coming():
    line, told, served, most = Line(), [], [], []

    async def come(name: str) -> None:
        async def tell(before: int) -> None:
            told.append((name, before))
            await asyncio.sleep(0)

        async with line.turn(tell):
            most.append(len(served))
            await asyncio.sleep(0)
            assert len(served) == most[-1]
            served.append(name)

    await asyncio.gather(*(come(name) for name in "abcd"))
    assert served == list("abcd")
    assert told == [("b", 1), ("c", 2), ("d", 3)]
    assert len(line) == 0


async def test_who_leaves_or_fails_holds_up_nobody():
    line, served = Line(), []
    inside, go = asyncio.Event(), asyncio.Event()

    async def tell(before: int, name: str = "") -> None:
        if name == "c":
            raise OSError

    async def first() -> None:
        async with line.turn(tell):
            inside.set()
            await go.wait()
            raise ValueError

    async def later(name: str) -> None:
        async with line.turn(partial(tell, name=name)):
            served.append(name)

    tasks = [asyncio.create_task(first())]
    await inside.wait()
    tasks += [asyncio.create_task(later(name)) for name in "bcd"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    go.set()
    first_, b, c, d = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(first_, ValueError)
    assert isinstance(b, asyncio.CancelledError)
    assert isinstance(c, OSError)
    assert (d, served, len(line)) == (None, ["d"], 0)

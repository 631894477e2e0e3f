"""Waiting in tests: until something is so, and never longer than one number of seconds.

What hangs fails after WAIT_SECONDS; TEST_WAIT_SECONDS=60 lengthens that on a machine that is slow
or busy. That something does not happen is shown by what comes after it: a later message that is
answered, another look at the outbox, a line of the log; never by time that passes.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import random
import time
from collections.abc import Callable
from typing import Any

WAIT_SECONDS = float(os.environ.get("TEST_WAIT_SECONDS", "20"))
LOOK_SECONDS = 0.01  # between two looks


async def until(
    true: Callable[[], Any],
    seconds: float = WAIT_SECONDS,
    *,
    progress: Callable[[], Any] | None = None,
) -> Any:
    """Wait until something is true, or what it awaits, and give that.

    `progress` is a number, or anything else, that changes while a long work goes on: the seconds
    count from its last change. Raises TimeoutError with the place of the condition in the source.
    """
    clock, seen = asyncio.get_running_loop().time, None
    try:
        async with asyncio.timeout(seconds) as limit:
            while not (found := await _value(true)):
                if progress is not None and (now := await _value(progress)) != seen:
                    seen = now
                    limit.reschedule(clock() + seconds)
                await asyncio.sleep(LOOK_SECONDS)
            return found
    except TimeoutError:
        raise TimeoutError(f"not within {seconds:g} s: {_place(true)}") from None


def blocking_until(true: Callable[[], Any], seconds: float = WAIT_SECONDS) -> Any:
    """The same outside a loop: wait until something is true, and give that; TimeoutError."""
    end = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:g} s: {_place(true)}")
        time.sleep(LOOK_SECONDS)
    return found


async def some_moment(chance: random.Random, most: float) -> None:
    """Let a random part of so many seconds pass, for something to end in the middle of its work."""
    await asyncio.sleep(chance.random() * most)


async def _value(read: Callable[[], Any]) -> Any:
    value = read()
    return await value if inspect.isawaitable(value) else value


def _place(true: Callable[[], Any]) -> str:
    code = getattr(true, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else repr(true)

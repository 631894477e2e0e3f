"""Waiting: for what must not be left half known, and for what others hold, but not for ever."""

from __future__ import annotations

import asyncio
import math
import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LOCKED_SECONDS = 120.0  # while another process holds a file
AGAIN_SECONDS = 0.01


async def seen_to_its_end(outcome: asyncio.Future[Any]) -> None:
    """Wait until a commit is decided, whoever asks to stop waiting meanwhile.

    For a caller that is being cancelled: when it hears of it, its unit is stored or never will be.
    """
    while not outcome.done():
        try:
            await asyncio.wait([outcome])
        except asyncio.CancelledError:
            continue


class Patience:
    """How long to wait for what other processes hold; `hurry` cuts every wait short."""

    def __init__(self) -> None:
        """Wait as long as usual."""
        self._until = math.inf

    def hurry(self, seconds: float) -> None:
        """Let no wait last longer than so many seconds from now: the process is to end."""
        self._until = min(self._until, time.monotonic() + seconds)

    def end(self, usual: float = LOCKED_SECONDS) -> float:
        """Give the end of a wait that begins now, on the monotonic clock."""
        return min(time.monotonic() + usual, self._until)

    def wait(self, attempt: Callable[[], T]) -> T:
        """Try again while another process holds the file; raises what SQLite says at the end."""
        began = time.monotonic()
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                held = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not held or time.monotonic() >= min(began + LOCKED_SECONDS, self._until):
                    raise
                time.sleep(AGAIN_SECONDS)

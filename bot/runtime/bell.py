"""A bell that is rung for one who waits, or who will; what `asyncio.wait_for` costs is a task."""

from __future__ import annotations

import asyncio


class Bell:
    """One waits for it at a time, and for so long at most; it stays rung until it is cleared."""

    def __init__(self) -> None:
        self._rung = False
        self._waiter: asyncio.Future[None] | None = None

    def set(self) -> None:
        """Ring."""
        self._rung = True
        if self._waiter is not None:
            _wake(self._waiter)

    def clear(self) -> None:
        """Wait for the next ring from now on."""
        self._rung = False

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or the seconds are over."""
        if self._rung:
            return
        loop = asyncio.get_running_loop()
        self._waiter = waiter = loop.create_future()
        timer = loop.call_later(seconds, _wake, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)

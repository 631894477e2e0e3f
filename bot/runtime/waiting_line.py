"""Whoever needs something that is there once waits in line, first come first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


class Line:
    """One at a time; the others wait and are told how many are before them."""

    def __init__(self) -> None:
        self._places: deque[asyncio.Future[None]] = deque()

    def __len__(self) -> int:
        """How many are in it, the one whose turn it is among them."""
        return len(self._places)

    @asynccontextmanager
    async def turn(self, told: Callable[[int], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait for one's turn and hold it; `told` is called once with how many are before."""
        place = asyncio.get_running_loop().create_future()
        before = len(self._places)
        self._places.append(place)
        try:
            if before:
                await told(before)
                await place
            yield
        finally:
            self._places.remove(place)
            if self._places and not self._places[0].done():
                self._places[0].set_result(None)

"""How many calls of a kind Discord takes for a channel until when, instead of the library's count.

The library's own refuses whatever comes before the time is over, however many are left, once it may
wait no longer than that time: of five messages in five seconds a channel got one. And it counts
anew right after the last one was taken, which ends in 429.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from types import TracebackType
from typing import Protocol

import discord

IDLE_SECONDS = 300.0  # after that it may be forgotten, as the library forgets its own


class Answered(Protocol):
    """What is looked at of an answer."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers, in any case of letters."""


class RouteLimit:
    """One bucket. Who has to wait longer than `longest` seconds is refused with RateLimited."""

    def __init__(self, longest: float) -> None:
        self.limit = 1
        self.remaining = 1
        self.outgoing = 0
        self.expires: float | None = None  # of the loop's clock
        self._longest = longest
        self._changed = asyncio.Event()
        self._asked_at = asyncio.get_running_loop().time()

    def is_inactive(self) -> bool:
        """Tell whether nothing was asked of it for long."""
        idle = asyncio.get_running_loop().time() - self._asked_at
        return idle >= IDLE_SECONDS and not self.outgoing

    def update(self, response: Answered, *, use_clock: bool = False) -> None:
        """Take what an answer says; calls that are under way may not be counted in it yet.

        `use_clock` is the library's and means nothing here: seconds left are always sent.
        """
        try:
            limit = int(response.headers["X-RateLimit-Limit"])
            remaining = int(response.headers["X-RateLimit-Remaining"])
            seconds = float(response.headers["X-RateLimit-Reset-After"])
        except (KeyError, ValueError):
            return
        self.limit = max(limit, 1)
        self.remaining = max(0, min(remaining, self.limit) - (self.outgoing - 1))
        self.expires = asyncio.get_running_loop().time() + seconds

    async def __aenter__(self) -> RouteLimit:
        loop = asyncio.get_running_loop()
        self._asked_at = loop.time()
        while self._left(loop.time()) <= 0:
            wait = None if self.expires is None else self.expires - loop.time()
            if wait is not None and wait > self._longest:
                raise discord.RateLimited(wait)
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)
        self.remaining -= 1
        self.outgoing += 1
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.outgoing -= 1
        if self.expires is None:  # nothing was told of a limit
            self.remaining = self.limit - self.outgoing
        self._changed.set()

    def _left(self, now: float) -> int:
        """Count what is left; all of it once the time is over."""
        if self.expires is not None and now >= self.expires:
            self.remaining, self.expires = self.limit - self.outgoing, None
        return self.remaining

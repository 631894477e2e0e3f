"""New Discord sessions, counted over restarts: a process that dies again and again spends few.

Beyond 1,000 sessions within a day Discord resets the token. Discord's own count is minded too, but
it is looked at only where a connection begins, and every process would spend what it is told.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.runtime.token_standing import fingerprint
from core.store.engine import Store
from core.store.faults import is_away

AT_ONCE = 100
PER_SECOND = 1 / 120  # with those at once: 820 within a day
BETWEEN_SECONDS = 5.5  # Discord lets a bot begin one session in five
KEPT_AS = "discord.identify"  # a cursor: "<left>@<when it was so, in seconds>"

log = logging.getLogger("spotter.discord")


class TooManySessions(Exception):
    """The connection rests before it spends more of its budget."""


class Budget:
    """The sessions that may still be begun with one token; what is left is kept in the store."""

    def __init__(self, store: Store, token: str, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._last = ""  # that was read or kept, for while the store is away
        self._unsaved = False
        self._key = (KEPT_AS, fingerprint(token))
        self._now = now

    async def wait(self) -> None:
        """Wait until a session may be begun."""
        missing = 1 - await self._left()
        if missing > 0:
            seconds = missing / PER_SECOND
            log.warning("many sessions of late, waiting %.0f s before the next", seconds)
            await asyncio.sleep(seconds)

    async def spend(self) -> None:
        """Take one, written down before it is begun. Raises TooManySessions, StoreError.

        While the store is away the count goes on in memory, so that the connection is kept; no
        process starts then.
        """
        left = await self._left()
        if left < 1:
            raise TooManySessions("many sessions of late")
        await self._keep(left - 1)

    async def turn(self, place: int = 0) -> None:
        """Wait until a session of a shard may be begun: one in five seconds at each place.

        All processes of a database take turns.
        """
        kind = f"{KEPT_AS} {place}"
        key = (kind, self._key[1])
        try:
            seconds = await self._store.next_turn(key, self._now(), BETWEEN_SECONDS)
        except Exception as fault:
            if not is_away(fault):
                raise
            seconds = BETWEEN_SECONDS
        await asyncio.sleep(seconds)

    async def _left(self) -> float:
        """Say how many are left; a clock that was set back gives none back."""
        if not self._unsaved:
            try:
                self._last = await self._store.cursor(*self._key) or f"{AT_ONCE}@0"
            except Exception as fault:
                if not self._last or not is_away(fault):
                    raise
        now = self._now()
        try:
            left, at = map(float, self._last.split("@"))
        except ValueError:
            return AT_ONCE
        if at > now:
            await self._keep(left)
        return min(AT_ONCE, left + max(now - at, 0.0) * PER_SECOND)

    async def _keep(self, left: float) -> None:
        self._last, self._unsaved = f"{left:.3f}@{self._now():.0f}", True
        try:
            await self._store.save_cursor(*self._key, self._last)
        except Exception as fault:
            if not is_away(fault):
                raise
            log.warning("a session is begun while nothing can be stored (%s)", fault)
        else:
            self._unsaved = False

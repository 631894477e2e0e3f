"""Whether the process lives and whether it can do its work just now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.runtime.inbox_worker import utc_now
from bot.runtime.measures import Measures
from core.store.engine import Store
from core.store.looking import look_into
from core.store.statistics import Queues, queues, within_one

T = TypeVar("T")

STORE_SECONDS = 2.0  # for the database to answer
QUEUES_SECONDS = 5.0  # the queues are counted again after that
SCORES_SECONDS = 600.0  # and how good predictions were, which walks their table
SCORED = timedelta(days=7)


class Health:
    """What is known of one process. `given_up`: platforms and why; `workers`: their tasks."""

    def __init__(
        self,
        store: Store,
        url: str,
        measures: Measures,
        platforms: Sequence[str],
        given_up: Mapping[str, str],
        workers: Sequence[asyncio.Task[None]] = (),
    ) -> None:
        self.measures, self.platforms, self.given_up = measures, tuple(platforms), given_up
        self.workers: list[asyncio.Task[None]] = list(workers)
        self.stopping = False
        self._store, self._url = store, url
        self._queues: tuple[float, Queues | None] = (-QUEUES_SECONDS, None)
        self._scores: tuple[float, tuple[int, int] | None] = (-SCORES_SECONDS, None)

    def dead(self) -> str:
        """Say what of the process has ended that never should, "" while all of it lives."""
        if self.stopping:
            return ""
        ended = sum(task.done() for task in self.workers)
        return f"{ended} workers ended" if ended else ""

    async def unready(self) -> tuple[str, ...]:
        """Say why no work can be done just now; () where it can. No id and no address in it."""
        why = []
        if self.stopping:
            why.append("stopping")
        if self.platforms and not set(self.platforms) - set(self.given_up):
            why.append("every platform is given up")
        if dead := self.dead():
            why.append(dead)
        try:
            async with asyncio.timeout(STORE_SECONDS):
                if await self._store.look():
                    why.append("the database's file is not in order")
                await self._store.take_writes()
        except Exception:  # whatever it is, the log has it
            why.append("the database cannot be used")
        return tuple(why)

    async def waiting(self) -> Queues | None:
        """Count what waits, every few seconds at most; None where the database does not answer."""
        now = asyncio.get_running_loop().time()
        at, known = self._queues
        if now - at >= QUEUES_SECONDS:
            known = await self._ask(queues)
            self._queues = now, known
        return known

    async def predicted(self) -> tuple[int, int] | None:
        """Predictions within one repetition, and all, of a week; every ten minutes at most."""
        now = asyncio.get_running_loop().time()
        at, known = self._scores
        if now - at >= SCORES_SECONDS:
            known = await self._ask(lambda it, when: within_one(it, when - SCORED))
            self._scores = now, known
        return known

    async def _ask(self, work: Callable[[Any, datetime], T]) -> T | None:
        """Read beside the work, on a connection of its own."""
        now = utc_now()
        try:
            async with asyncio.timeout(STORE_SECONDS * 5):
                return await look_into(self._url, lambda it: work(it, now))
        except Exception:
            return None

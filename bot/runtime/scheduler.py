"""The loop that turns what is due into pings: claimed and queued in batches, never twice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.backoff import STORE_SECONDS, pause
from bot.redaction import log_fault
from bot.runtime.inbox_worker import utc_now
from core.store.engine import Store

BATCH = 250  # in one commit; answers go in between
BREATH = 0.5  # of the time a batch took: then those who are talking have database and processor
LONGEST_SECONDS = 1.0  # between two looks: what was just set, and clocks that were moved, count
SOONEST_SECONDS = 0.02  # what is locked by somebody else is asked for again after this

log = logging.getLogger("spotter.clock")


class Clock:
    """Queues the pings of some platforms; `queued` is called when there are some to send.

    It sleeps until the next reminder is due, a second at most: one look at an index. So a clock
    that is set, a reminder that was just typed and a timer that was cancelled need no bell.
    """

    def __init__(
        self,
        store: Store,
        platforms: Sequence[str],
        queued: Callable[[], None],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._platforms = tuple(platforms)
        self._queued = queued
        self._now = now
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Queue what is due until `stop`."""
        failures = 0
        while not self._stopping.is_set():
            try:
                seconds = await self._look()
                failures = 0
            except Exception:
                log_fault(log, "what is due cannot be told")
                seconds = pause(STORE_SECONDS, failures)
                failures += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)

    def stop(self) -> None:
        """Queue nothing more; a batch under way is seen to its end by the store."""
        self._stopping.set()

    async def _look(self) -> float:
        """Queue what is due and give the seconds until the next look."""
        next_at = await self._store.next_due(self._platforms)
        if next_at is not None and next_at <= self._now():
            await self.queue()
            next_at = await self._store.next_due(self._platforms)
        if next_at is None:
            return LONGEST_SECONDS
        seconds = (next_at - self._now()).total_seconds()
        return min(max(seconds, SOONEST_SECONDS), LONGEST_SECONDS)

    async def queue(self) -> int:
        """Queue all that is due now, batch by batch; gives how many pings there are to send."""
        queued = skipped = 0
        for platform in self._platforms:
            while not self._stopping.is_set():
                began = time.monotonic()
                done = await self._store.queue_due(platform, self._now(), BATCH)
                queued += done.queued
                skipped += done.skipped
                if done.queued:
                    self._queued()
                if done.seen < BATCH:
                    break
                await asyncio.sleep((time.monotonic() - began) * BREATH)
        if skipped:
            log.info("%d pings came too late to be of use", skipped)
        return queued

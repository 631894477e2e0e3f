"""The process registry of processes that serve one database: who is at work, and who has died.

Nothing here compares clocks: a process is alive as long as what it writes down goes on changing,
measured by the time of whoever looks, so clocks that differ or jump bury nobody. Who has just begun
takes those who do not hold their lock for dead at once: where processes crash again and again, none
of them would watch for long enough. Whoever is buried alive (its lock's connection broke a moment
ago) is back with its next sign of life, and what was taken from it is stored once all the same.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.redaction import log_fault
from bot.runtime.inbox_worker import utc_now
from core.store.engine import Store
from core.store.faults import InUse
from core.store.repositories.processes import Worker

BEAT_SECONDS = 1.0
SILENT_SECONDS = 3.0  # without its lock and without a sign of life: dead
LOST_SECONDS = 15.0  # without a sign of life, lock or not
PATIENCE_SECONDS = 20.0  # for a process of before that has not quite ended
LEAVE_SECONDS = 1.0  # to be forgotten in order
SAY_SECONDS = 60.0  # between two lines about the same trouble

log = logging.getLogger("spotter")


class ProcessRegistry:
    """Keeps this process on the process registry and takes over from the dead.

    `changed` is told how many are at work when that changes.
    """

    def __init__(
        self,
        store: Store,
        changed: Callable[[int], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = str(secrets.randbits(31))
        self.changed = changed  # see `tell`
        self._store = store
        self._clock = clock
        self._seen: dict[str, tuple[datetime, float]] = {}  # what was seen, and since when
        self._looked_at = float("-inf")
        self._living = 1
        self._said_at = float("-inf")

    async def join(self) -> None:
        """Be written down. Raises InUse where another process serves the database alone."""
        end = self._clock() + PATIENCE_SECONDS
        while True:
            try:
                await self.look()
            except InUse:
                if self._clock() > end:
                    raise
                await asyncio.sleep(BEAT_SECONDS / 4)
            else:
                return

    def tell(self, changed: Callable[[int], None]) -> None:
        """Have somebody told how many are at work: now, and when that changes."""
        self.changed = changed
        changed(self._living)

    async def run(self) -> None:
        """Give signs of life and look after the others, until cancelled."""
        while self._store.shared:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                await self.look()
            except Exception:
                if self._clock() - self._said_at > SAY_SECONDS:
                    self._said_at = self._clock()
                    log_fault(log, "the roll of processes cannot be kept")

    async def look(self) -> None:
        """Give one sign of life, and take over from those who are dead."""
        workers = await self._store.beat(self.name, utc_now())
        dead = self._dead(workers)
        if dead:
            await self._store.bury(dead)
            log.info("took over from %d that ended", len(dead))
        living = len(workers) - len(dead)
        if living != self._living:
            self._living = living
            log.info("processes at work on this database: %d", living)
            self.changed(living)

    async def leave(self) -> None:
        """Be forgotten: what is left is taken up by others at once."""
        await self._store.bury([self.name])

    async def leave_soon(self) -> None:
        """The same at the end of the process; without that it is forgotten some seconds later."""
        leaving = asyncio.create_task(self.leave())
        if not (await asyncio.wait([leaving], timeout=LEAVE_SECONDS))[0]:
            leaving.add_done_callback(lambda task: task.cancelled() or task.exception())
            leaving.cancel()  # and is not waited for: the database may never hear of it
            log.warning("the database does not answer: what this process held is free later")
            return
        try:
            leaving.result()
        except Exception:
            log_fault(log, "the database cannot be written")

    def _dead(self, workers: Sequence[Worker]) -> list[str]:
        """Name those who have shown no sign of life for too long."""
        now = self._clock()
        # what could not be looked at for a while (nobody could write it) is looked at anew
        known = self._seen if now - self._looked_at < SILENT_SECONDS else {}
        # who begins need not watch first: in a loop of crashes nobody lives long enough for that
        begins = math.isinf(self._looked_at)
        self._seen, self._looked_at = {}, now
        dead = []
        for each in workers:
            seen_at, since = known.get(each.name, (None, now))
            since = since if seen_at == each.seen_at else now
            self._seen[each.name] = (each.seen_at, since)
            silent = now - since
            if each.name != self.name and (
                silent >= LOST_SECONDS or (not each.holds and (begins or silent >= SILENT_SECONDS))
            ):
                dead.append(each.name)
        return dead
